/** Machines in namespaces: what makes, finds and removes them all. Needs root; `open.ts` asks first. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cgroupRoot, cgroupsNamed, removeCgroup } from './cgroup.ts';
import type { HomeLayout } from './layout.ts';
import { type CreateOptions, type Machine, MachineError, type Machines } from './machine.ts';
import { NamespaceMachine } from './namespace-machine.ts';
import { ensureNetwork, homeNetwork, linkExists, machineAddresses, removeNetwork } from './network.ts';
import { type MachineRecord, MachineRecords } from './records.ts';

export class NamespaceMachines implements Machines {
  readonly kind = 'namespaces';
  readonly notice = null;
  readonly #layout: HomeLayout;
  readonly #records: MachineRecords;
  readonly #known = new Map<string, NamespaceMachine>();
  readonly #starting = new Map<string, Promise<void>>();

  constructor(layout: HomeLayout) {
    this.#layout = layout;
    this.#records = new MachineRecords(layout);
  }

  async create(id: string, options: CreateOptions = {}): Promise<Machine> {
    const record = this.#records.find(id);
    if (record !== null) return this.#running(record);
    // Of a machine that was destroyed; the new one may get another number.
    this.#known.delete(id);
    return this.#running(this.#records.add(id, options.hostname));
  }

  async attach(id: string): Promise<Machine | null> {
    const record = this.#records.find(id);
    return record === null ? null : this.#running(record);
  }

  find(id: string): Machine | null {
    const record = this.#records.find(id);
    // Without the bridge no machine is up, and to look at one would set up the network.
    if (record === null || !linkExists(this.#layout.bridge)) return null;
    const machine = this.#machine(record);
    return machine.findRunning() ? machine : null;
  }

  list(): readonly string[] {
    return this.#records.all().map((record) => record.id);
  }

  async destroyAll(): Promise<void> {
    const machines = this.#records.all().map((record) => this.#machine(record));
    await Promise.all(machines.map((machine) => machine.destroy()));
    this.#known.clear();
    // What a killed command left without a record.
    for (const cgroup of cgroupsNamed(this.#layout.cgroupPrefix)) {
      if (!(await removeCgroup(cgroup))) {
        throw new MachineError('machine-failed', `cannot remove ${cgroup}: some of its processes do not die`);
      }
    }
    removeNetwork(this.#layout);
    await rm(this.#layout.machines, { recursive: true, force: true });
    await rm(this.#layout.shared, { recursive: true, force: true });
  }

  async #running(record: MachineRecord): Promise<Machine> {
    const machine = this.#machine(record);
    // Two callers at once are one boot.
    let starting = this.#starting.get(record.id);
    if (starting === undefined) {
      starting = machine.ensureRunning().finally(() => this.#starting.delete(record.id));
      this.#starting.set(record.id, starting);
    }
    await starting;
    return machine;
  }

  /** One object per machine, so that a reboot through one holder is seen by all. */
  #machine(record: MachineRecord): NamespaceMachine {
    const known = this.#known.get(record.id);
    if (known !== undefined) return known;
    // A command that only looks at running machines is not to pay for the network's set-up.
    const network = linkExists(this.#layout.bridge) ? homeNetwork(this.#layout) : ensureNetwork(this.#layout);
    const addresses = machineAddresses(this.#layout, network, record.index);
    const cgroup = join(cgroupRoot() ?? '', `${this.#layout.cgroupPrefix}${record.index}`);
    const machine = new NamespaceMachine(this.#layout, record, addresses, cgroup);
    this.#known.set(record.id, machine);
    return machine;
  }
}
