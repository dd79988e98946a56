/**
 * What a unit does next, from the model alone: the priorities of Juju's uniter. Asked anew after every operation,
 * so that nothing but the model says how far a unit has come.
 */
import type { Hook, Model, Unit, UnitAgent } from '../model/index.ts';
import { configHash } from './config-hash.ts';
import type { UnitOperation } from './operation.ts';
import { nextRelationOperation, nextRelationToJoin } from './relations.ts';
import { nextSecretHook } from './secrets.ts';
import { nextStorageHook } from './storage.ts';

export interface ResolverOptions {
  /** Now, on the model's clock. */
  readonly now: number;
  /** A failed hook may be tried again without the user's word. */
  readonly retry: boolean;
}

/** The next operation of a unit; null when it has nothing to do for now. */
export function nextOperation(model: Model, unitName: string, options: ResolverOptions): UnitOperation | null {
  const unit = model.units.find(unitName);
  const agent = model.unitAgents.find(unitName);
  if (unit === undefined || agent === undefined) return null;
  if (model.machines.find(unit.machine)?.agentStatus.status !== 'started') return null;
  if (agent.removed || unit.life === 'dead') return { kind: 'bury' };
  if (agent.current?.step === 'failed') return afterFailure(model, unit, agent, options);
  // A unit that never came so far as to install has nothing to stop.
  if (unit.life === 'dying' && !agent.installed && agent.current === null) return wind(model, unit, agent);
  if (agent.charmUrl === '') return { kind: 'unpack' };
  if (agent.current !== null) return hook(agent.current.hook);
  if (wasRebooted(model, unit, agent)) return hook({ kind: 'start' });
  const queued = agent.queued[0];
  if (queued !== undefined) return hook(queued);
  return (
    (agent.installed ? nextRelationToJoin(model, unit) : null) ??
    leadership(model, unit, agent) ??
    asHook(agent.installed ? nextSecretHook(model, unit, agent, options.now) : null) ??
    (agent.installed ? nextTask(model, unit) : null) ??
    asHook(nextStorageHook(model, unit, agent)) ??
    (unit.life === 'alive' ? live(model, unit, agent) : wind(model, unit, agent))
  );
}

function hook(hook: Hook): UnitOperation {
  return { kind: 'hook', hook };
}

function asHook(found: Hook | null): UnitOperation | null {
  return found === null ? null : hook(found);
}

function live(model: Model, unit: Unit, agent: UnitAgent): UnitOperation | null {
  if (!agent.installed) return hook({ kind: 'install' });
  const application = model.applications.get(unit.application);
  if (application.charmUrl !== agent.charmUrl) return { kind: 'unpack' };
  if (application.charmModifiedVersion !== agent.charmModifiedVersion) return hook({ kind: 'upgrade-charm' });
  if (agent.configChangedOwed || agent.configHash !== configHash(model, unit)) return hook({ kind: 'config-changed' });
  return (
    nextRelationOperation(model, unit) ?? (isUpdateStatusDue(model, agent) ? hook({ kind: 'update-status' }) : null)
  );
}

/** A dying unit: relations first, then its subordinates, then stop and remove. */
function wind(model: Model, unit: Unit, agent: UnitAgent): UnitOperation | null {
  const relation = nextRelationOperation(model, unit);
  if (relation !== null) return relation;
  if (model.subordinatesOf(unit.name).length > 0) return null;
  if (agent.started && !agent.stopped) return hook({ kind: 'stop' });
  if (agent.installed && !agent.removed) return hook({ kind: 'remove' });
  return { kind: 'bury' };
}

function afterFailure(model: Model, unit: Unit, agent: UnitAgent, options: ResolverOptions): UnitOperation | null {
  const failed = agent.current;
  if (failed === null) return null;
  const application = model.applications.get(unit.application);
  if (application.forceCharm && application.charmUrl !== agent.charmUrl) return { kind: 'unpack' };
  if (unit.resolution === 'no-retry' || (unit.forced && unit.life !== 'alive')) return { kind: 'pass-over' };
  if (unit.resolution === 'retry') return hook(failed.hook);
  const task = nextTask(model, unit);
  if (task !== null) return task;
  return options.retry ? hook(failed.hook) : null;
}

function wasRebooted(model: Model, unit: Unit, agent: UnitAgent): boolean {
  return agent.started && !agent.stopped && model.machines.get(unit.machine).boot > agent.startedAtBoot;
}

/** Leader-elected when gained; leader-settings-changed (before 4.0) for the others; nothing when lost. */
function leadership(model: Model, unit: Unit, agent: UnitAgent): UnitOperation | null {
  if (!agent.installed || unit.life !== 'alive') return null;
  const { leader, leaderSettingsVersion } = model.applications.get(unit.application);
  if (leader === unit.name) return agent.leader === true ? null : hook({ kind: 'leader-elected' });
  if (agent.leader === true) return { kind: 'resign' };
  if (!model.version.hasLeaderSettings) return null;
  if (agent.leader === false && agent.leaderSettingsVersion === leaderSettingsVersion) return null;
  return hook({ kind: 'leader-settings-changed' });
}

function nextTask(model: Model, unit: Unit): UnitOperation | null {
  const task = model.openTasksOf(unit.name).find((one) => one.status === 'pending');
  return task === undefined ? null : { kind: 'task', taskId: task.id };
}

function isUpdateStatusDue(model: Model, agent: UnitAgent): boolean {
  return agent.started && agent.updateStatusRound < model.current.updateStatusRound;
}
