/** A machine in namespaces of its own, under systemd. Made by `namespace-machines.ts`. */
import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bootMachine } from './boot.ts';
import { readyFile } from './boot-script.ts';
import { cgroupEmptied, directMembers, members, removeCgroup } from './cgroup.ts';
import { enterCommand } from './enter.ts';
import {
  innerPid,
  mountNamespace,
  poll,
  processesIn,
  processGroup,
  programName,
  signalIfThere,
  startTime,
} from './kernel.ts';
import { agentPath, type HomeLayout, jujuDirectory, machineFolder, sharedDirectory } from './layout.ts';
import {
  type Machine,
  type MachineAddress,
  MachineError,
  type MachinePath,
  type MachineProcess,
  type RunOutput,
  type SpawnOptions,
} from './machine.ts';
import { collect, startProcess } from './machine-process.ts';
import { linkName, removeLink } from './network.ts';
import type { MachineRecord } from './records.ts';

/** SIGRTMIN+5: asks systemd to stop all services in order and restart. */
const rebootSignal = 39;
/** Services get this long to stop at a reboot; after that the machine's power is cut. */
const shutdownMs = 30_000;
/** A parent whose child has ended goes at once; what is left then is killed. */
const parentMs = 2_000;

/** The host's process that is a machine's first, when that is a systemd that has come up. */
function findInit(cgroup: string): number | null {
  // systemd moves itself to init.scope; before that, the boot script is not a machine yet.
  for (const pid of directMembers(join(cgroup, 'init.scope'))) {
    if (innerPid(pid) === 1 && programName(pid) === 'systemd') return pid;
  }
  return null;
}

export class NamespaceMachine implements Machine {
  readonly id: string;
  readonly hostname: string;
  readonly addresses: readonly MachineAddress[];
  readonly juju: MachinePath;
  readonly agents: MachinePath;
  readonly shared: MachinePath;
  readonly searchPath = agentPath;
  readonly #layout: HomeLayout;
  readonly #record: MachineRecord;
  readonly #cgroup: string;
  #init: number | null = null;
  #bootId = '';

  constructor(layout: HomeLayout, record: MachineRecord, addresses: readonly MachineAddress[], cgroup: string) {
    this.#layout = layout;
    this.#record = record;
    this.#cgroup = cgroup;
    this.id = record.id;
    this.hostname = record.hostname;
    this.addresses = addresses;
    const juju = join(machineFolder(layout, record.id), 'juju');
    this.juju = { host: juju, inside: jujuDirectory };
    this.agents = { host: join(juju, 'agents'), inside: join(jujuDirectory, 'agents') };
    this.shared = { host: layout.shared, inside: sharedDirectory };
  }

  get rootDirectory(): string {
    return `/proc/${this.#running()}/root`;
  }

  get bootId(): string {
    this.#running();
    return this.#bootId;
  }

  /** Finds the running machine, or boots it. */
  async ensureRunning(): Promise<void> {
    if (!this.findRunning()) await this.#boot();
  }

  /** Looks for the running machine; returns whether it is there. */
  findRunning(): boolean {
    this.#adopt(findInit(this.#cgroup));
    return this.#init !== null && existsSync(join(this.rootDirectory, readyFile));
  }

  isRunning(): boolean {
    if (this.#init === null) return false;
    return this.#bootId === `${this.#init}-${startTime(this.#init) ?? ''}`;
  }

  hostPath(inside: string): string {
    // Below Juju's directory the bind mount's source is nearer, and there also while the machine is down.
    if (inside === jujuDirectory || inside.startsWith(`${jujuDirectory}/`)) {
      return join(this.juju.host, inside.slice(jujuDirectory.length));
    }
    return join(this.rootDirectory, inside);
  }

  spawn(argv: readonly [string, ...string[]], options: SpawnOptions): MachineProcess {
    const cgroup = options.terminal === true ? this.#sessions : this.#strays;
    const entrance = { init: this.#running(), cgroup, cwd: options.cwd, env: options.env };
    mkdirSync(cgroup, { recursive: true });
    const started = startProcess(enterCommand(entrance, argv), {
      env: { PATH: agentPath, LC_ALL: 'C' },
      cwd: '/',
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      ...(options.terminal === undefined ? {} : { terminal: options.terminal }),
    });
    return { ...started, kill: (signal = 'SIGTERM') => this.#signalInside(cgroup, started, signal) };
  }

  run(argv: readonly [string, ...string[]], options: Partial<SpawnOptions> = {}): Promise<RunOutput> {
    return collect(this.spawn(argv, { env: { PATH: agentPath, LANG: 'C.UTF-8' }, cwd: '/', ...options }));
  }

  async killStrays(): Promise<number> {
    const strays = members(this.#strays);
    // The kernel kills what is born into a cgroup that was killed before: so the cgroup goes too.
    if (!(await removeCgroup(this.#strays))) {
      throw new MachineError('machine-failed', `cannot end the hooks left on machine ${this.id}: they do not die`);
    }
    // Each has a parent that is about to read its exit status.
    await poll(parentMs, 5, () => (strays.some((pid) => existsSync(`/proc/${pid}`)) ? null : true));
    return strays.length;
  }

  async reboot(): Promise<void> {
    this.#adopt(findInit(this.#cgroup));
    await this.killStrays();
    if (this.#init !== null) {
      signalIfThere(this.#init, rebootSignal);
      await cgroupEmptied(this.#cgroup, shutdownMs);
    }
    await this.#boot();
  }

  async destroy(): Promise<void> {
    await this.#clear();
    await rm(machineFolder(this.#layout, this.id), { recursive: true, force: true });
  }

  /** Hooks run in this cgroup, services in those that systemd makes: so the former can be ended without the latter. */
  get #strays(): string {
    return join(this.#cgroup, 'juju-agent');
  }

  /** Users' shells: they outlive hooks, and end with the machine. */
  get #sessions(): string {
    return join(this.#cgroup, 'juju-sessions');
  }

  #signalInside(cgroup: string, started: MachineProcess, signal: NodeJS.Signals): void {
    const inside = members(cgroup).filter((pid) => processGroup(pid) === started.pid);
    if (inside.length === 0) {
      started.kill(signal);
      return;
    }
    for (const pid of inside) signalIfThere(pid, signal);
  }

  async #boot(): Promise<void> {
    await this.#clear();
    this.#adopt(await bootMachine(this.#layout, this.#record, this.addresses, this.#cgroup));
  }

  /** Ends all processes, and removes all but the files. */
  async #clear(): Promise<void> {
    this.#init = null;
    const first = members(this.#cgroup).filter((pid) => innerPid(pid) === 1);
    const space = first[0] === undefined ? null : mountNamespace(first[0]);
    await removeCgroup(this.#strays);
    // The end of the first process is the end of all the others, by the kernel's rule.
    for (const pid of first) signalIfThere(pid, 'SIGKILL');
    await cgroupEmptied(this.#cgroup, parentMs);
    if (!(await removeCgroup(this.#cgroup))) {
      throw new MachineError('machine-failed', `cannot end machine ${this.id}: some of its processes do not die`);
    }
    // The parents of hooks wait outside the cgroup, and go by themselves when their children have gone.
    if (space !== null) await poll(parentMs, 5, () => (processesIn(space).length === 0 ? true : null));
    removeLink(linkName(this.#layout, this.#record.index));
  }

  #adopt(init: number | null): void {
    this.#init = init;
    this.#bootId = init === null ? '' : `${init}-${startTime(init) ?? ''}`;
  }

  #running(): number {
    // A charm may have called `reboot`: then systemd is gone, and what we knew of it is worth nothing.
    if (this.#init === null || !this.isRunning()) {
      throw new MachineError('machine-failed', `cannot reach machine ${this.id}: it is not running`);
    }
    return this.#init;
  }
}
