/** Joins the agent to the hook contexts and the tools' servers: one socket for each unit, opened when its first hook runs. */
import { copyFileSync, lstatSync, mkdirSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ContextFactory, flushContext, type HookContext } from '../context/index.ts';
import type { Machine } from '../machines/machine.ts';
import { type Store, unitTag } from '../model/index.ts';
import { installTools, serveContext, startToolServer, type ToolServer } from '../tools/index.ts';
import type { ActionOutcome, RunContext, RunRequest, ToolDesk } from './run-context.ts';
import type { TimeSpent } from './time-spent.ts';

interface UnitDesk {
  readonly factory: ContextFactory;
  readonly server: ToolServer;
  readonly toolsFolder: string;
  readonly socketAddress: string;
  current: HookContext | null;
}

export class HookToolDesk implements ToolDesk {
  readonly #store: Store;
  readonly #spent: TimeSpent;
  readonly #toolClient: string | null;
  readonly #desks = new Map<string, UnitDesk>();
  readonly #toolFolders = new Set<string>();

  /** `toolClient` is a compiled client of the hook tools, which need not be there. */
  constructor(store: Store, spent: TimeSpent, toolClient: string | null) {
    this.#store = store;
    this.#spent = spent;
    this.#toolClient = toolClient;
  }

  async open(request: RunRequest): Promise<RunContext> {
    const desk = this.#desks.get(request.unit) ?? (await this.#openDesk(request.unit, request.machine));
    const { hook, task } = request;
    if (hook === null && task === null) throw new RangeError('cannot open a context: there is neither hook nor task');
    const context =
      hook !== null ? desk.factory.forHook(hook, request.kill) : desk.factory.forTask(required(task), request.kill);
    desk.current = context;
    return sessionOf(desk, context);
  }

  async forget(unit: string): Promise<void> {
    const desk = this.#desks.get(unit);
    this.#desks.delete(unit);
    await desk?.server.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#desks.keys()].map((unit) => this.forget(unit)));
  }

  async #openDesk(unit: string, machine: Machine): Promise<UnitDesk> {
    const { model } = this.#store;
    const tag = unitTag(unit);
    const tools = join('tools', tag);
    this.#linkTools(machine, tools, model.current.jujuVersion);
    const folder = join(machine.agents.host, tag);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const socket = join(machine.agents.inside, tag, 'agent.socket');
    const factory = new ContextFactory({
      model,
      unit,
      now: () => this.#store.now(),
      log: (line) => this.#store.log(line),
      fetchResource: (name) => fetchResource(this.#store, unit, machine, name),
    });
    // The handler is made before the desk that it looks at.
    const held: { desk: UnitDesk | null } = { desk: null };
    const serve = serveContext(() => held.desk?.current ?? null);
    const server = await startToolServer(
      join(folder, 'agent.socket'),
      (request) => this.#spent.during('tools', () => serve(request)),
      {
        // What takes effect at once (a status, an action's progress) others see at once, and a kill of this command
        // does not undo. The client has its answer by then, and does not wait for it.
        onAnswered: () => this.#store.commit(),
        onFault: (error) => this.#logFault(unit, error),
      },
    );
    const desk: UnitDesk = {
      factory,
      server,
      toolsFolder: join(machine.juju.inside, tools),
      socketAddress: model.version.hasAbstractSocket ? `@${socket}` : socket,
      current: null,
    };
    held.desk = desk;
    this.#desks.set(unit, desk);
    return desk;
  }

  /** One directory of tools serves all machines; a unit's own is a link to it, as it is under Juju. */
  #linkTools(machine: Machine, link: string, version: string): void {
    const name = `tools-${version}`;
    const folder = join(machine.shared.host, name);
    if (!this.#toolFolders.has(folder)) installTools(folder, version, this.#toolClient);
    this.#toolFolders.add(folder);
    const path = join(machine.juju.host, link);
    const target = join(machine.shared.inside, name);
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(path) === target) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    rmSync(path, { recursive: true, force: true });
    symlinkSync(target, path);
  }

  #logFault(unit: string, error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#store.log({
      time: this.#store.now(),
      entity: unitTag(unit),
      level: 'ERROR',
      module: 'juju.worker.uniter.runner.jujuc',
      message,
    });
  }
}

function required<Value>(value: Value | null): Value {
  if (value === null) throw new RangeError('cannot open a context: there is no task');
  return value;
}

const noAction: ActionOutcome = { results: {}, failure: null };

function sessionOf(desk: UnitDesk, context: HookContext): RunContext {
  return {
    contextId: context.id,
    toolsFolder: desk.toolsFolder,
    socketAddress: desk.socketAddress,
    get reboot() {
      return context.reboot;
    },
    get action() {
      return context.isAction ? context.action : noAction;
    },
    flush: () => flushContext(context),
    close: () => {
      desk.current = null;
    },
  };
}

/** Where resource-get finds a resource: a copy in the agent's folder, under the name that the charm gave it. */
function fetchResource(store: Store, unit: string, machine: Machine, name: string): string {
  const { model } = store;
  const { application } = model.units.get(unit);
  const { upload } = model.applications.get(application).resources[name] ?? { upload: null };
  const wanted = model.charmOf(application).metadata.resources[name];
  if (upload === null || wanted === undefined) throw new Error(`resource "${name}" not found`);
  const inAgents = join(unitTag(unit), 'resources', name, basename(wanted.filename));
  const target = join(machine.agents.host, inAgents);
  const present = statSync(target, { throwIfNoEntry: false });
  if (present === undefined || present.size !== upload.size || present.mtimeMs < upload.uploaded) {
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    copyFileSync(store.home.resolve(upload.path), target);
  }
  return join(machine.agents.inside, inAgents);
}
