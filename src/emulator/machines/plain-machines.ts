/**
 * Machines that need nothing: a private folder on this host, an address on loopback, and stand-ins for the commands that
 * would change the host. Charms run as the user who called, on the host's own files; it is no sandbox, and says so.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isMissing, readIfExists } from '../../system/files.ts';
import { signalIfThere, startTime } from './kernel.ts';
import { agentPath, type HomeLayout, machineFolder } from './layout.ts';
import type {
  CreateOptions,
  Machine,
  MachineAddress,
  MachinePath,
  MachineProcess,
  Machines,
  RunOutput,
  SpawnOptions,
} from './machine.ts';
import { collect, startProcess } from './machine-process.ts';
import { type MachineRecord, MachineRecords } from './records.ts';
import { prepareStandInState, type RecordedCommand, readRecordedCommands, writeStandIns } from './stand-ins.ts';

const samePath = (path: string): MachinePath => ({ host: path, inside: path });

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Kills the processes that a folder has notes of, and removes the notes; returns how many there were. */
function killNoted(folder: string, target: (pid: number) => number): number {
  let count = 0;
  for (const name of filesIn(folder)) {
    const note = join(folder, name);
    const pid = Number(name);
    // A number that was given to another process since has another start time.
    if (startTime(pid) === readIfExists(note) && signalIfThere(target(pid), 'SIGKILL')) count += 1;
    rmSync(note, { force: true });
  }
  return count;
}

export class PlainMachine implements Machine {
  readonly id: string;
  readonly hostname: string;
  readonly addresses: readonly MachineAddress[];
  readonly rootDirectory = '/';
  readonly juju: MachinePath;
  readonly agents: MachinePath;
  readonly shared: MachinePath;
  readonly searchPath: string;
  readonly #folder: string;

  constructor(layout: HomeLayout, record: MachineRecord) {
    this.#folder = machineFolder(layout, record.id);
    this.id = record.id;
    // What a charm asks of the system is answered by the host, so any other name here would be a lie.
    this.hostname = hostname();
    const network = `127.0.${1 + (Number.parseInt(layout.mark.slice(0, 2), 16) % 254)}`;
    const address = { address: `${network}.${10 + record.index}`, cidr: `${network}.0/24` };
    this.addresses = [{ ...address, interfaceName: 'lo', macAddress: '00:00:00:00:00:00' }];
    this.juju = samePath(join(this.#folder, 'juju'));
    this.agents = samePath(join(this.juju.host, 'agents'));
    this.shared = samePath(layout.shared);
    this.searchPath = `${join(this.#folder, 'bin')}:${agentPath}`;
  }

  get bootId(): string {
    return readIfExists(this.#bootFile) ?? '';
  }

  /** Calls of stand-ins on this machine, oldest first. */
  get recordedCommands(): readonly RecordedCommand[] {
    return readRecordedCommands(this.#state);
  }

  prepare(): void {
    mkdirSync(this.agents.host, { recursive: true });
    mkdirSync(this.shared.host, { recursive: true });
    if (!existsSync(this.#bootFile)) {
      if (!existsSync(this.#standIns)) writeStandIns(this.#standIns);
      prepareStandInState(this.#state);
      rmSync(join(this.#folder, 'bin'), { recursive: true, force: true });
      symlinkSync(this.#standIns, join(this.#folder, 'bin'));
      writeFileSync(this.#bootFile, '1');
    }
  }

  isRunning(): boolean {
    return existsSync(this.#bootFile);
  }

  hostPath(inside: string): string {
    return inside;
  }

  spawn(argv: readonly [string, ...string[]], options: SpawnOptions): MachineProcess {
    const started = startProcess(argv, options);
    const notes = options.terminal === true ? this.#sessions : this.#processes;
    mkdirSync(notes, { recursive: true });
    const note = join(notes, `${started.pid}`);
    const since = startTime(started.pid);
    if (since !== null) writeFileSync(note, since);
    const forget = () => rmSync(note, { force: true });
    started.exit.then(forget, forget);
    return started;
  }

  run(argv: readonly [string, ...string[]], options: Partial<SpawnOptions> = {}): Promise<RunOutput> {
    return collect(this.spawn(argv, { env: { PATH: this.searchPath, LANG: 'C.UTF-8' }, cwd: '/', ...options }));
  }

  async killStrays(): Promise<number> {
    // Each leads a process group of its own.
    return killNoted(this.#processes, (pid) => -pid);
  }

  async reboot(): Promise<void> {
    await this.#killAll();
    for (const name of filesIn(join(this.#state, 'units'))) {
      const unit = join(this.#state, 'units', name.replace(/\.(active|enabled|masked)$/, ''));
      rmSync(`${unit}.active`, { force: true });
      if (existsSync(`${unit}.enabled`) && !existsSync(`${unit}.masked`)) writeFileSync(`${unit}.active`, '');
    }
    writeFileSync(this.#bootFile, `${Number(this.bootId) + 1}`);
  }

  async destroy(): Promise<void> {
    await this.#killAll();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #killAll(): Promise<void> {
    await this.killStrays();
    // These are in the group of the command that started them, which is to live and tell of their end.
    killNoted(this.#sessions, (pid) => pid);
  }

  /** One set of programs for all machines of the home. */
  get #standIns(): string {
    return join(this.shared.host, 'stand-ins');
  }

  get #state(): string {
    return join(this.#folder, 'stand-ins');
  }

  get #processes(): string {
    return join(this.#folder, 'processes');
  }

  /** What users run by `juju ssh`. */
  get #sessions(): string {
    return join(this.#folder, 'sessions');
  }

  get #bootFile(): string {
    return join(this.#folder, 'boot');
  }
}

export class PlainMachines implements Machines {
  readonly kind = 'plain';
  readonly notice: string;
  readonly #layout: HomeLayout;
  readonly #records: MachineRecords;

  /** `obstacle` says why machines in namespaces are not to be had; null when nobody asked for them. */
  constructor(layout: HomeLayout, obstacle: string | null) {
    this.#layout = layout;
    this.#records = new MachineRecords(layout);
    const why = obstacle === null ? '' : ` Real ones are not possible here: ${obstacle}.`;
    this.notice =
      'Machines are plain folders: charms run on this host itself, as you; systemctl, apt-get, useradd and their like ' +
      `are stand-ins that only write down what they are asked.${why}`;
  }

  async create(id: string, options: CreateOptions = {}): Promise<PlainMachine> {
    const record = this.#records.find(id) ?? this.#records.add(id, options.hostname);
    return this.#machine(record);
  }

  async attach(id: string): Promise<PlainMachine | null> {
    const record = this.#records.find(id);
    return record === null ? null : this.#machine(record);
  }

  find(id: string): PlainMachine | null {
    const record = this.#records.find(id);
    if (record === null) return null;
    const machine = new PlainMachine(this.#layout, record);
    return machine.isRunning() ? machine : null;
  }

  list(): readonly string[] {
    return this.#records.all().map((record) => record.id);
  }

  async destroyAll(): Promise<void> {
    for (const record of this.#records.all()) await new PlainMachine(this.#layout, record).destroy();
    await rm(this.#layout.machines, { recursive: true, force: true });
    await rm(this.#layout.shared, { recursive: true, force: true });
  }

  #machine(record: MachineRecord): PlainMachine {
    const machine = new PlainMachine(this.#layout, record);
    machine.prepare();
    return machine;
  }
}
