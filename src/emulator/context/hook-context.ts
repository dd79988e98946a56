/**
 * What one run of a hook, an action or an exec sees of the model, and what it has changed so far. Reads are snapshots where
 * Juju's are; most writes wait in here until `flushContext`.
 */
import {
  type ConfigValue,
  type Hook,
  hookName,
  isStorageHook,
  type JujuVersion,
  type LogLevel,
  type Model,
  type Task,
  unitTag,
} from '../model/index.ts';
import { ContextAction } from './action.ts';
import type { ContextEnvironment } from './context-environment.ts';
import { ContextError } from './context-error.ts';
import { type ContextRelation, relationNotFound } from './context-relation.ts';
import { ContextLeadership } from './leadership.ts';
import { ContextPorts } from './ports.ts';
import { ContextSecrets } from './secrets.ts';
import { ContextStorage } from './storage.ts';
import { ContextState } from './unit-state.ts';
import { ContextWorkload } from './workload.ts';
import { ContextStatus } from './workload-status.ts';

/** What a context is made for. */
export interface ContextPurpose {
  readonly hook: Hook | null;
  readonly task: Task | null;
  /** Ends the process at once. */
  readonly kill?: (() => void) | undefined;
}

/** The relation that tools use when none is named, and whom the hook is about. */
export interface CurrentRelation {
  readonly id: number;
  readonly remoteUnit: string | null;
  readonly remoteApplication: string | null;
}

/** What `juju-reboot` asked for: after the hook, or at once. */
export type RebootRequest = 'none' | 'after' | 'now';

export class HookContext {
  /** JUJU_CONTEXT_ID; unique for each run. */
  readonly id: string;
  /** JUJU_HOOK_NAME; empty in actions and exec. */
  readonly hookName: string;
  readonly unit: string;
  readonly application: string;
  readonly environment: ContextEnvironment;
  readonly purpose: ContextPurpose;
  readonly currentRelation: CurrentRelation | null;
  readonly leadership: ContextLeadership;
  readonly status: ContextStatus;
  readonly state: ContextState;
  readonly ports: ContextPorts;
  readonly storage: ContextStorage;
  readonly secrets: ContextSecrets;
  readonly workload: ContextWorkload;
  readonly #action: ContextAction | null;
  readonly #relations: ReadonlyMap<number, ContextRelation>;
  #reboot: RebootRequest = 'none';
  #config: Readonly<Record<string, ConfigValue | null>> | null = null;

  constructor(
    environment: ContextEnvironment,
    id: string,
    purpose: ContextPurpose,
    relations: ReadonlyMap<number, ContextRelation>,
    currentRelation: CurrentRelation | null,
  ) {
    const { model, unit } = environment;
    this.environment = environment;
    this.id = id;
    this.purpose = purpose;
    this.unit = unit;
    this.application = model.units.get(unit).application;
    this.hookName = purpose.hook === null ? '' : hookName(purpose.hook);
    this.currentRelation = currentRelation;
    this.#relations = relations;
    this.leadership = new ContextLeadership(model, unit);
    this.status = new ContextStatus(model, unit, () => this.leadership.isLeader(), environment.now);
    this.state = new ContextState(model, unit);
    this.ports = new ContextPorts(model, unit);
    this.storage = new ContextStorage(model, unit);
    this.secrets = new ContextSecrets(model, unit, environment.now);
    this.workload = new ContextWorkload(model, unit, environment.now, purpose.hook?.kind === 'collect-metrics');
    const { task } = purpose;
    this.#action = task?.kind === 'action' ? new ContextAction(model, task, environment.now) : null;
  }

  get model(): Model {
    return this.environment.model;
  }

  get version(): JujuVersion {
    return this.model.version;
  }

  /** Relations that the unit takes part in, those winding up included; by id. */
  relations(): ContextRelation[] {
    return [...this.#relations.values()].sort((a, b) => a.id - b.id);
  }

  relation(id: number): ContextRelation {
    const relation = this.#relations.get(id);
    if (relation === undefined) throw relationNotFound();
    return relation;
  }

  hasRelation(id: number): boolean {
    return this.#relations.has(id);
  }

  /** Settings with defaults, null where there is neither; as they were when the hook first asked. */
  config(): Readonly<Record<string, ConfigValue | null>> {
    this.#config ??= this.#readConfig();
    return this.#config;
  }

  #readConfig(): Record<string, ConfigValue | null> {
    const { charmUrl } = this.model.units.get(this.unit);
    const charm = this.model.charms.find(charmUrl) ?? this.model.charmOf(this.application);
    const { config } = this.model.applications.get(this.application);
    return Object.fromEntries(
      Object.values(charm.options).map(({ name, default: value }) => [name, config[name] ?? value]),
    );
  }

  /** The storage instance that the hook is about. */
  get currentStorage(): string | null {
    const { hook } = this.purpose;
    return hook !== null && isStorageHook(hook) ? hook.storageId : null;
  }

  /** Writes a line to the model's log at once, after the name of the current relation, as Juju does. */
  log(level: LogLevel, message: string): void {
    const relation = this.currentRelation === null ? undefined : this.#relations.get(this.currentRelation.id);
    const prefix = relation === undefined ? '' : `${relation.name}: `;
    this.environment.log({
      time: this.environment.now(),
      entity: unitTag(this.unit),
      level,
      module: `unit.${this.unit}.juju-log`,
      message: `${prefix}${message}`,
    });
  }

  /** The action that runs; throws outside of one. */
  get action(): ContextAction {
    if (this.#action === null) throw new ContextError('not running an action');
    return this.#action;
  }

  get isAction(): boolean {
    return this.#action !== null;
  }

  get reboot(): RebootRequest {
    return this.#reboot;
  }

  /** At once means that the hook's process is ended; the hook is run again after the machine has started. */
  requestReboot(atOnce: boolean): void {
    if (this.isAction) throw new ContextError('juju-reboot is not supported when running an action.');
    this.#reboot = atOnce ? 'now' : 'after';
    if (atOnce) this.purpose.kill?.();
  }
}
