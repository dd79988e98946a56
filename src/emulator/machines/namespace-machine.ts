/** A machine in namespaces of its own, under systemd. Made by `namespace-machines.ts`. */
import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bootMachine } from './boot.ts';
import { lostCapabilities } from './boot-script.ts';
import { cgroupEmptied, directMembers, emptyCgroup, members, removeCgroup } from './cgroup.ts';
import { innerPid, processGroup, programName, signalIfThere, startTime } from './kernel.ts';
import {
  agentPath,
  type HomeLayout,
  jujuDirectory,
  type MachineRecord,
  machineFolder,
  sharedDirectory,
} from './layout.ts';
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

/** SIGRTMIN+5: asks systemd to stop all services in order and restart. */
const rebootSignal = 39;
/** Services get this long to stop at a reboot; after that the machine's power is cut. */
const shutdownMs = 30_000;
/** An nsenter whose child has ended goes at once; what is left then is killed. */
const doorMs = 2_000;
const strayCgroup = 'juju-agent';

/** The host's process that is a machine's first, when that is a systemd that has come up. */
export function findInit(cgroup: string): number | null {
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
    this.#adopt(findInit(this.#cgroup));
    if (this.#init !== null && existsSync(join(this.rootDirectory, 'run/juju-machine-ready'))) return;
    await this.#boot();
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
    const variables = Object.entries(options.env).map(([name, value]) => `${name}=${value}`);
    const enter = ['nsenter', '-t', `${this.#running()}`, '-m', '-u', '-i', '-n', '-p', '-C', `--wdns=${options.cwd}`];
    mkdirSync(this.#door, { recursive: true });
    mkdirSync(this.#strays, { recursive: true });
    // nsenter, which stays outside, and what it starts inside go to two cgroups: see #endStrays.
    const outer = ['-c', 'echo 0 >"$0/cgroup.procs" && exec "$@"', this.#door, ...enter, '--'];
    const inner = ['/bin/sh', '-c', 'echo 0 >"$0" && exec "$@"', `/sys/fs/cgroup/${strayCgroup}/cgroup.procs`];
    const lower = ['setpriv', `--bounding-set=${lostCapabilities}`, 'env', '-i', ...variables];
    const started = startProcess(['/bin/sh', ...outer, ...inner, ...lower, ...argv], {
      env: { PATH: agentPath },
      cwd: '/',
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      ...(options.terminal === undefined ? {} : { terminal: options.terminal }),
    });
    return { ...started, kill: (signal = 'SIGTERM') => this.#signalInside(started, signal) };
  }

  run(argv: readonly [string, ...string[]], options: Partial<SpawnOptions> = {}): Promise<RunOutput> {
    return collect(this.spawn(argv, { env: { PATH: agentPath, LANG: 'C.UTF-8' }, cwd: '/', ...options }));
  }

  async killStrays(): Promise<number> {
    const count = members(this.#strays).length;
    if (!(await this.#endStrays())) {
      throw new MachineError('machine-failed', `cannot end the hooks left on machine ${this.id}: they do not die`);
    }
    return count;
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
    return join(this.#cgroup, strayCgroup);
  }

  get #door(): string {
    return join(this.#cgroup, 'juju-door');
  }

  /**
   * Ends what is inside and lets each nsenter take note of its child's end and go by itself. Were they killed too, the
   * children would fall to the host's first process, and the namespace could not end before that one cares for them.
   */
  async #endStrays(): Promise<boolean> {
    return (await emptyCgroup(this.#strays)) && (await cgroupEmptied(this.#door, doorMs));
  }

  #signalInside(started: MachineProcess, signal: NodeJS.Signals): void {
    const inside = members(this.#strays).filter((pid) => processGroup(pid) === started.pid);
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
    await this.#endStrays();
    // The end of the first process is the end of all the others, by the kernel's rule.
    for (const pid of members(this.#cgroup).filter((member) => innerPid(member) === 1)) signalIfThere(pid, 'SIGKILL');
    await cgroupEmptied(this.#cgroup, doorMs);
    if (!(await emptyCgroup(this.#cgroup))) {
      throw new MachineError('machine-failed', `cannot end machine ${this.id}: some of its processes do not die`);
    }
    if (existsSync(this.#cgroup)) removeCgroup(this.#cgroup);
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
