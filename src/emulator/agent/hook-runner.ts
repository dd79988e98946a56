/** One hook of one unit, from its environment to the commit of what it wrote. */
import {
  type Hook,
  hookName,
  isRelationHook,
  isStorageHook,
  localEndpoint,
  type Model,
  networkSettings,
  statusInfo,
  writeUnitBag,
} from '../model/index.ts';
import { completeHook, type HookBeginning } from '../queue/completion.ts';
import { configHash } from '../queue/config-hash.ts';
import { type CharmProgram, charmProgram, describeProgram } from './charm-program.ts';
import { type CharmRun, runCharm } from './charm-run.ts';
import type { HookEvent, HookOutcome } from './events.ts';
import { describeEnd, type ProcessEnd } from './process-run.ts';
import { placeStorage } from './storage-place.ts';
import { charmFolderOf, hookTitle, type UnitRunner } from './unit-runner.ts';

export type HookBegun = HookBeginning;

const operationModule = 'juju.worker.uniter.operation';

interface Outcome {
  readonly outcome: HookOutcome;
  readonly reason: string;
  readonly tail: readonly string[];
}

export async function runHook(runner: UnitRunner, unitName: string, hook: Hook): Promise<void> {
  const { store, notify } = runner.parts;
  const { model } = store;
  const unit = model.units.get(unitName);
  const name = hookName(hook);
  const begun = runner.begin(unit, {
    configHash: configHash(model, unit),
    charmModifiedVersion: model.applications.get(unit.application).charmModifiedVersion,
    leaderSettingsVersion: model.applications.get(unit.application).leaderSettingsVersion,
  });
  const event: HookEvent = {
    unit: unitName,
    machine: unit.machine,
    name,
    kind: 'hook',
    task: '',
    remoteUnit: isRelationHook(hook) ? (hook.remoteUnit ?? '') : '',
  };
  begin(runner, unitName, hook);
  notify({ type: 'hook-started', ...event });
  const start = performance.now();
  const { outcome, reason, tail } = await attempt(runner, unitName, hook, begun);
  if (outcome === 'failed') fail(runner, unitName, hook, reason);
  if (outcome === 'interrupted') interrupt(runner, unitName);
  store.commit();
  const output = outcome === 'failed' ? tail : [];
  notify({ type: 'hook-ended', ...event, outcome, reason, output, milliseconds: performance.now() - start });
}

/** Says in the model that the hook runs, before it does: a kill in the middle must leave it to be run again. */
function begin(runner: UnitRunner, unitName: string, hook: Hook): void {
  const { store } = runner.parts;
  const { model } = store;
  const now = store.now();
  const failures = model.unitAgents.get(unitName).current?.failures ?? 0;
  model.transact(() => {
    model.unitAgents.patch(unitName, { current: { hook, step: 'running', failures, reason: '' } });
    const words = startWords[hook.kind];
    const unit = model.units.get(unitName);
    model.units.patch(unitName, {
      resolution: null,
      ...(words === undefined ? {} : { workloadStatus: statusInfo('maintenance', words, now) }),
      ...(hook.kind === 'update-status' && unit.agentStatus.status !== 'error'
        ? {}
        : { agentStatus: statusInfo('executing', `running ${hookTitle(hook)}`, now) }),
    });
  });
  store.commit();
}

const startWords: Readonly<Partial<Record<Hook['kind'], string>>> = {
  install: 'installing charm software',
  stop: 'stopping charm software',
  remove: 'cleaning up prior to charm deletion',
};

async function attempt(runner: UnitRunner, unitName: string, hook: Hook, begun: HookBeginning): Promise<Outcome> {
  const { store, pool } = runner.parts;
  const { model } = store;
  const unit = model.units.get(unitName);
  const name = hookName(hook);
  const machine = await pool.ensure(unit.machine);
  const folder = charmFolderOf(machine, unitName);
  if (isStorageHook(hook)) placeStorage(model, machine, hook.storageId);
  let program: CharmProgram;
  try {
    program = charmProgram(folder.host, `hooks/${name}`);
  } catch (error) {
    const reason = messageOf(error);
    runner.log(unitName, 'ERROR', operationModule, `hook "${name}" failed: ${reason}`);
    return { outcome: 'failed', reason, tail: [reason] };
  }
  if (program.kind === 'missing') {
    runner.log(unitName, 'INFO', operationModule, `skipped "${name}" hook (missing)`);
    model.transact(() => succeed(runner, unitName, hook, begun));
    return { outcome: 'skipped', reason: '', tail: [] };
  }
  const argv: [string] = [`${folder.inside}/${program.file}`];
  const timeout = runner.parts.hookTimeout;
  let run: CharmRun;
  try {
    run = await runCharm(runner, { unit: unitName, machine, hook, task: null, argv, name, timeout });
  } catch (error) {
    // The machine could not start the file at all (a wrong interpreter, say): that is the hook's failure.
    const reason = messageOf(error);
    runner.log(unitName, 'ERROR', operationModule, `hook "${name}" (${describeProgram(program)}) failed: ${reason}`);
    return { outcome: 'failed', reason, tail: [reason] };
  }
  return conclude(runner, unitName, hook, begun, program, run);
}

function conclude(
  runner: UnitRunner,
  unitName: string,
  hook: Hook,
  begun: HookBeginning,
  program: CharmProgram,
  { context, result: { end, tail } }: CharmRun,
): Outcome {
  const { model } = runner.parts.store;
  const name = hookName(hook);
  const how = `hook "${name}" (${describeProgram(program)})`;
  const requestReboot = () => model.machines.patch(model.units.get(unitName).machine, { rebootRequested: true });
  if (context.reboot === 'now') {
    requestReboot();
    return { outcome: 'interrupted', reason: 'juju-reboot --now', tail };
  }
  if (wasStopped(runner, unitName, end)) {
    runner.log(unitName, 'INFO', operationModule, `${how} was ended (${describeEnd(end)}); it will run again`);
    return { outcome: 'interrupted', reason: describeEnd(end), tail };
  }
  if (end.kind !== 'exited' || end.code !== 0) {
    const reason = describeEnd(end);
    runner.log(unitName, 'ERROR', operationModule, `${how} failed: ${reason}`);
    return { outcome: 'failed', reason, tail };
  }
  try {
    model.transact(() => {
      if (hook.kind === 'config-changed') refreshNetworkSettings(model, unitName);
      context.flush();
      succeed(runner, unitName, hook, begun);
      if (context.reboot === 'after') requestReboot();
    });
  } catch (error) {
    const reason = messageOf(error);
    runner.log(unitName, 'ERROR', operationModule, `${how} failed: cannot flush: ${reason}`);
    return { outcome: 'failed', reason, tail: [...tail, reason] };
  }
  runner.log(unitName, 'INFO', operationModule, `ran "${name}" hook (${describeProgram(program)})`);
  return { outcome: 'done', reason: '', tail };
}

/** Ended from outside, as Juju's agent does when it stops. A hook that is killed over and over is a failure after all. */
function wasStopped(runner: UnitRunner, unitName: string, end: ProcessEnd): boolean {
  // A hook may answer our signal with an exit code of its own.
  if (runner.stopping) return end.kind !== 'exited' || end.code !== 0;
  if (end.kind !== 'signalled' || (end.signal !== 'SIGTERM' && end.signal !== 'SIGKILL')) return false;
  return (runner.parts.store.model.unitAgents.get(unitName).current?.failures ?? 0) < 2;
}

/** Within a transaction: what the hook's good end changes. */
function succeed(runner: UnitRunner, unitName: string, hook: Hook, begun: HookBeginning): void {
  const { store } = runner.parts;
  const { model } = store;
  completeHook(model, unitName, hook, begun, store.now());
  if (hook.kind !== 'start' || model.unitAgents.get(unitName).statusSet) return;
  // A charm that has said nothing of itself by the end of start.
  model.units.patch(unitName, { workloadStatus: statusInfo('unknown', '', store.now()) });
}

/** Addresses may have changed; the keys that Juju keeps in the unit's bags follow at the end of config-changed. */
function refreshNetworkSettings(model: Model, unitName: string): void {
  for (const part of model.relationUnitsOfUnit(unitName)) {
    if (!part.inScope) continue;
    const relation = model.relation(part.relationId);
    const local = localEndpoint(relation, model.units.get(unitName).application);
    const fresh = networkSettings(model, unitName, local?.name ?? '', relation.via);
    const previous = part.network ?? {};
    // A charm may have put an address of its own there: only what Juju itself wrote before is replaced.
    const change = Object.fromEntries(Object.entries(fresh).filter(([key, value]) => previous[key] !== value));
    if (Object.keys(change).length === 0) continue;
    writeUnitBag(model, part.relationId, unitName, change);
    model.relationUnits.patch(`${part.relationId}#${unitName}`, { network: fresh });
  }
}

function fail(runner: UnitRunner, unitName: string, hook: Hook, reason: string): void {
  const { store } = runner.parts;
  const { model } = store;
  const failures = (model.unitAgents.get(unitName).current?.failures ?? 0) + 1;
  const name = hookName(hook);
  model.transact(() => {
    model.unitAgents.patch(unitName, { current: { hook, step: 'failed', failures, reason } });
    model.units.patch(unitName, {
      agentStatus: statusInfo('error', `hook failed: "${name}"`, store.now(), {
        hook: name,
        ...(isRelationHook(hook)
          ? {
              'relation-id': hook.relationId,
              ...(hook.remoteUnit === null ? {} : { 'remote-unit': hook.remoteUnit }),
            }
          : {}),
      }),
    });
  });
  runner.log(unitName, 'INFO', 'juju.worker.uniter', `awaiting error resolution for "${name}" hook`);
}

function interrupt(runner: UnitRunner, unitName: string): void {
  const { unitAgents } = runner.parts.store.model;
  const { current } = unitAgents.get(unitName);
  if (current === null) return;
  const failures = runner.stopping ? current.failures : current.failures + 1;
  unitAgents.patch(unitName, { current: { ...current, step: 'queued', failures } });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
