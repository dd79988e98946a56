/** What a `juju wait-for --query` can ask of the model, and of what is in it. */
import type { Application, MachineInfo, Model, Unit } from '../../emulator/index.ts';
import { machineAddress, privateAddress, shownStatus } from '../../emulator/model/index.ts';
import { baseText } from '../../emulator/report/status-tabular.ts';
import { applicationStatus } from '../../emulator/report/status-view.ts';
import { Collection, Scope } from './evaluate.ts';

export function modelScope(model: Model): Scope {
  const { current } = model;
  return new Scope(current.name, {
    name: () => current.name,
    life: () => (current.destroying ? 'dying' : 'alive'),
    'is-controller': () => false,
    status: () => (current.destroying ? 'destroying' : 'available'),
    applications: () => new Collection(model.applications.values().map((each) => applicationScope(model, each))),
    machines: () => new Collection(model.machines.values().map(machineScope)),
    units: () => new Collection(model.units.values().map((unit) => unitScope(model, unit))),
  });
}

export function applicationScope(model: Model, application: Application): Scope {
  const units = model.unitsOf(application.name);
  const machines = new Set(units.map((unit) => unit.machine));
  return new Scope(application.name, {
    name: () => application.name,
    life: () => application.life,
    exposed: () => application.exposed,
    'charm-url': () => application.charmUrl,
    'min-units': () => 0,
    subordinate: () => application.subordinate,
    status: () => applicationStatus(model, application).current,
    'workload-version': () => units.find((unit) => unit.workloadVersion !== '')?.workloadVersion ?? '',
    units: () => new Collection(units.map((unit) => unitScope(model, unit))),
    machines: () =>
      new Collection(
        model.machines
          .values()
          .filter(({ id }) => machines.has(id))
          .map(machineScope),
      ),
  });
}

export function unitScope(model: Model, unit: Unit): Scope {
  const application = model.applications.get(unit.application);
  const machine = model.machines.find(unit.machine);
  return new Scope(unit.name, {
    name: () => unit.name,
    application: () => unit.application,
    base: () => baseText(application.base),
    'charm-url': () => unit.charmUrl,
    life: () => unit.life,
    'public-address': () => (machine === undefined ? '' : machineAddress(model, machine.id)),
    'private-address': () => (machine === undefined ? '' : privateAddress(model, unit.name)),
    'machine-id': () => unit.machine,
    principal: () => unit.principal ?? '',
    subordinate: () => unit.principal !== null,
    'workload-status': () => shownStatus(unit).workload.status,
    'workload-message': () => shownStatus(unit).workload.message,
    'agent-status': () => shownStatus(unit).agent.status,
    machines: () => new Collection(machine === undefined ? [] : [machineScope(machine)]),
  });
}

export function machineScope(machine: MachineInfo): Scope {
  return new Scope(machine.id, {
    id: () => machine.id,
    life: () => machine.life,
    status: () => machine.agentStatus.status,
    'agent-status': () => machine.agentStatus.status,
    'instance-status': () => machine.instanceStatus.status,
    base: () => baseText(machine.base),
    'container-type': () => machine.id.split('/')[1] ?? '',
  });
}
