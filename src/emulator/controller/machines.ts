/** Machines by the user's or a placement's wish. */
import type { Placement } from '../charm/placement.ts';
import { type Base, destroyUnit, type MachineInfo, type Model, type Store, statusInfo } from '../model/index.ts';
import { refuse } from './controller-error.ts';
import { applicationNamed, machineNamed, unitNamed } from './lookup.ts';

/** Enters a new machine into the model; settling makes it. */
export function addMachine(model: Model, base: Base, now: number, kept = false, id?: string): MachineInfo {
  const name = id ?? String(model.next('machine'));
  const machine: MachineInfo = {
    id: name,
    life: 'alive',
    mode: model.current.machineMode,
    hostname: `juju-${model.current.uuid.slice(-6)}-${name.replaceAll('/', '-')}`,
    instanceId: `juju-${model.current.uuid.slice(-6)}-${name.replaceAll('/', '-')}`,
    base,
    architecture: model.current.architecture,
    availabilityZone: '',
    interfaces: [],
    agentStatus: statusInfo('pending', '', now),
    instanceStatus: statusInfo('pending', '', now),
    boot: 0,
    bootId: '',
    rebootRequested: false,
    kept,
    created: now,
  };
  model.machines.set(name, machine);
  return machine;
}

/** The machine that a placement means, made if it is to be new; `index` chooses among an application's units. */
export function placeUnit(
  model: Model,
  placement: Placement | undefined,
  base: Base,
  now: number,
  index: number,
): string {
  if (placement === undefined) return addMachine(model, base, now).id;
  const parent = targetMachine(model, placement, index);
  if (placement.container === null) return parent ?? addMachine(model, base, now).id;
  if (parent === null) return addMachine(model, base, now).id;
  const prefix = `${parent}/${placement.container}/`;
  const taken = model.machines.keys().filter((id) => id.startsWith(prefix)).length;
  return addMachine(model, base, now, false, `${prefix}${taken}`).id;
}

function targetMachine(model: Model, { target }: Placement, index: number): string | null {
  switch (target.kind) {
    case 'new':
      return null;
    case 'machine': {
      const { id, life } = machineNamed(model, target.id);
      if (life !== 'alive') refuse('not-alive', `machine ${id} is not alive`);
      return id;
    }
    case 'unit':
      return unitNamed(model, target.unit).machine;
    case 'application': {
      const units = model.unitsOf(applicationNamed(model, target.application).name);
      return (units[index] ?? units[0])?.machine ?? null;
    }
  }
}

/** `juju add-machine`: stays when its units go. */
export function addMachines(store: Store, count: number, base: Base): MachineInfo[] {
  const { model } = store;
  const machines = model.transact(() => {
    const made: MachineInfo[] = [];
    for (let index = 0; index < count; index += 1) made.push(addMachine(model, base, store.now(), true));
    return made;
  });
  store.commit();
  return machines;
}

/** Refuses a machine with units unless forced; then its units go first. */
export function removeMachine(store: Store, id: string, force = false): void {
  const { model } = store;
  model.transact(() => {
    machineNamed(model, id);
    const units = model.unitsOn(id).filter((unit) => unit.principal === null);
    if (units.length === 0) {
      model.machines.patch(id, { life: 'dead' });
      return;
    }
    if (!force) {
      const names = units.map((unit) => `"${unit.name}"`).join(', ');
      refuse('not-valid', `machine ${id} has unit(s) ${names} assigned`);
    }
    model.machines.patch(id, { kept: false });
    for (const unit of units) destroyUnit(model, unit.name, { force });
  });
  store.commit();
}

/** As if somebody had rebooted the machine: its units run start again. */
export function rebootMachine(store: Store, id: string): void {
  machineNamed(store.model, id);
  store.model.machines.patch(id, { rebootRequested: true });
  store.commit();
}
