/** The running machines behind the model's: made, found again, restarted and removed as the model says. */
import type { Machine, MachineAddress, Machines } from '../machines/machine.ts';
import {
  alphaSpace,
  type InterfaceAddress,
  type MachineInfo,
  type Model,
  type ModelInfo,
  type NetworkInterface,
  type Store,
  statusInfo,
} from '../model/index.ts';
import { addressesInSpaces, applyAddresses } from './space-addresses.ts';

export class MachinePool {
  readonly #store: Store;
  readonly #machines: Machines;
  readonly #running = new Map<string, Machine>();
  readonly #pending = new Map<string, Promise<Machine>>();
  /** The spaces for which each machine has its addresses. */
  readonly #spaces = new Map<string, ModelInfo['spaces']>();

  constructor(store: Store, machines: Machines) {
    this.#store = store;
    this.#machines = machines;
  }

  /** The machine, running: attached, or made if it is not there. Tells the model of addresses and of a boot that it missed. */
  ensure(id: string): Promise<Machine> {
    const pending = this.#pending.get(id);
    if (pending !== undefined) return pending;
    const known = this.#running.get(id);
    if (known !== undefined && this.isCurrent(id) && known.isRunning()) return Promise.resolve(known);
    const work = this.#prepare(id).finally(() => this.#pending.delete(id));
    this.#pending.set(id, work);
    return work;
  }

  async #prepare(id: string): Promise<Machine> {
    const info = this.#store.model.machines.get(id);
    const known = this.#running.get(id);
    let machine = known?.isRunning() === true ? known : info.boot === 0 ? null : await this.#machines.attach(id);
    if (machine === null) machine = await this.#machines.create(id, { hostname: info.hostname });
    else if (machine !== known) await machine.killStrays();
    this.#running.set(id, machine);
    await this.#tellModel(id, machine);
    return machine;
  }

  /** The machine if {@link ensure} has found it before. */
  find(id: string): Machine | undefined {
    return this.#running.get(id);
  }

  /** Whether {@link ensure} has been here since the spaces changed last. Does not look whether the machine still runs. */
  isCurrent(id: string): boolean {
    return this.#running.has(id) && this.#spaces.get(id) === this.#store.model.current.spaces;
  }

  async reboot(id: string): Promise<void> {
    const machine = await this.ensure(id);
    await machine.reboot();
    this.#store.model.machines.patch(id, { rebootRequested: false });
    await this.#tellModel(id, machine);
  }

  /** Removes the machine and its entry in the model. */
  async remove(id: string): Promise<void> {
    const machine = this.#running.get(id) ?? (await this.#machines.attach(id));
    this.#running.delete(id);
    await machine?.destroy();
    const { model } = this.#store;
    for (const storage of model.storage.values()) if (storage.boundTo === id) model.storage.delete(storage.id);
    model.machines.delete(id);
    this.#store.commit();
  }

  async #tellModel(id: string, machine: Machine): Promise<void> {
    const { model } = this.#store;
    const { spaces } = model.current;
    const addresses = addressesInSpaces(model, machine);
    await applyAddresses(machine, addresses);
    this.#spaces.set(id, spaces);
    const info = model.machines.get(id);
    const rebooted = info.bootId !== machine.bootId;
    const now = this.#store.now();
    model.machines.patch(id, {
      hostname: machine.hostname,
      interfaces: sameInterfaces(info, interfacesOf(model, addresses)),
      ...(rebooted ? { boot: info.boot + 1, bootId: machine.bootId } : {}),
      ...(info.agentStatus.status === 'started'
        ? {}
        : { agentStatus: statusInfo('started', '', now), instanceStatus: statusInfo('running', '', now) }),
    });
    if (rebooted) {
      this.#store.log({
        time: now,
        entity: `machine-${id.replaceAll('/', '-')}`,
        level: 'INFO',
        module: 'juju.worker.machiner',
        message: `"machine-${id.replaceAll('/', '-')}" started`,
      });
    }
    this.#store.commit();
  }
}

/** The value that was, if it says the same, so that nobody takes it for a change of addresses. */
function sameInterfaces(info: MachineInfo, interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] {
  return JSON.stringify(info.interfaces) === JSON.stringify(interfaces) ? info.interfaces : interfaces;
}

function interfacesOf(model: Model, addresses: readonly MachineAddress[]): NetworkInterface[] {
  const interfaces = new Map<string, { name: string; macAddress: string; addresses: InterfaceAddress[] }>();
  for (const { address, cidr, interfaceName, macAddress } of addresses) {
    const device = interfaces.get(interfaceName) ?? { name: interfaceName, macAddress, addresses: [] };
    device.addresses.push({ value: address, cidr, space: spaceOfSubnet(model, cidr) });
    interfaces.set(interfaceName, device);
  }
  return [...interfaces.values()];
}

function spaceOfSubnet(model: Model, cidr: string): string {
  const space = Object.values(model.current.spaces).find((one) => one.subnets.some((subnet) => subnet.cidr === cidr));
  return space?.name ?? alphaSpace;
}
