/** Coming and going of units, with all that hangs on them: leadership, subordinates, storage, secrets, their machine. */
import type { Task } from './action.ts';
import { reapApplication } from './application-life.ts';
import type { Model } from './model.ts';
import { relationUnitKey } from './relation.ts';
import { leaveRelation } from './relation-life.ts';
import { statusInfo } from './status.ts';
import { addStorage, releaseStorage } from './storage-life.ts';
import type { Unit } from './unit.ts';
import { newUnitAgent } from './unit-agent.ts';

export interface NewUnit {
  readonly application: string;
  readonly machine: string;
  /** Null for principals. */
  readonly principal: string | null;
}

/** Makes the next unit of an application. The first one becomes the leader: first come, first elected. */
export function addUnit(model: Model, { application: name, machine, principal }: NewUnit, now: number): Unit {
  const application = model.applications.get(name);
  const number = application.unitCounter;
  const unit: Unit = {
    name: `${name}/${number}`,
    application: name,
    number,
    machine,
    principal,
    life: 'alive',
    charmUrl: application.charmUrl,
    workloadStatus: statusInfo('waiting', 'waiting for machine', now),
    agentStatus: statusInfo('allocating', '', now),
    workloadVersion: '',
    ports: [],
    payloads: [],
    metrics: [],
    resolution: null,
    forced: false,
    destroyStorage: false,
    created: now,
  };
  model.applications.patch(name, { unitCounter: number + 1 });
  model.units.set(unit.name, unit);
  model.unitAgents.set(unit.name, newUnitAgent(unit.name));
  addStorage(model, unit);
  electLeader(model, name);
  return unit;
}

/** A dead lease passes to the lowest living unit; a living leader keeps it. */
export function electLeader(model: Model, name: string): void {
  const application = model.applications.find(name);
  if (application === undefined) return;
  if (application.leader !== null && model.units.has(application.leader)) return;
  const next = model.unitsOf(name).find((unit) => unit.life === 'alive') ?? null;
  setLeader(model, name, next?.name ?? null);
}

export function setLeader(model: Model, application: string, leader: string | null): void {
  const before = model.applications.get(application);
  if (before.leader === leader) return;
  model.applications.patch(application, { leader, leaderTerm: before.leaderTerm + 1 });
}

export interface UnitEnd {
  readonly force?: boolean;
  readonly destroyStorage?: boolean;
}

/** Asks a unit to go. It winds up its relations, stops and is removed by its own agent; subordinates go before it. */
export function destroyUnit(model: Model, name: string, { force = false, destroyStorage = false }: UnitEnd = {}): void {
  const unit = model.units.get(name);
  model.units.patch(name, {
    life: 'dying',
    forced: unit.forced || force,
    destroyStorage: unit.destroyStorage || destroyStorage,
  });
  for (const subordinate of model.subordinatesOf(name)) destroyUnit(model, subordinate.name, { force, destroyStorage });
}

/** Takes a unit from the model: its agent has ended. */
export function removeUnit(model: Model, name: string, now: number): void {
  const unit = model.units.get(name);
  for (const part of model.relationUnitsOfUnit(name)) {
    if (part.inScope) leaveRelation(model, part.relationId, name);
  }
  for (const view of model.relationViewsOfUnit(name)) {
    model.relationViews.delete(relationUnitKey(view.relationId, name));
  }
  for (const task of model.openTasksOf(name)) cancelTask(model, task, now);
  for (const storage of model.storageOf(name)) releaseStorage(model, storage);
  forgetSecrets(model, name);
  model.units.delete(name);
  model.unitAgents.delete(name);
  model.unitStates.delete(name);
  electLeader(model, unit.application);
  reapApplication(model, unit.application);
  reapMachine(model, unit.machine);
}

function cancelTask(model: Model, task: Task, now: number): void {
  model.tasks.patch(task.id, { status: 'cancelled', message: 'unit removed', completed: now });
}

function forgetSecrets(model: Model, unit: string): void {
  for (const secret of model.secrets.values()) {
    if (secret.owner.kind === 'unit' && secret.owner.name === unit) {
      model.secrets.delete(secret.id);
      continue;
    }
    const { [unit]: gone, ...consumers } = secret.consumers;
    const grants = secret.grants.filter((grant) => grant.target.kind !== 'unit' || grant.target.name !== unit);
    if (gone === undefined && grants.length === secret.grants.length) continue;
    model.secrets.patch(secret.id, { consumers, grants });
  }
}

/** A machine that was made for units goes with the last of them. */
function reapMachine(model: Model, id: string): void {
  const machine = model.machines.find(id);
  if (machine === undefined || machine.kept || model.unitsOn(id).length > 0) return;
  model.machines.patch(id, { life: 'dead' });
}
