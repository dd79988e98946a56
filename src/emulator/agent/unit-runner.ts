/** Does one operation of a unit: the agent's hands. What to do is the queue's decision. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine, MachinePath, MachineProcess } from '../machines/machine.ts';
import {
  type Hook,
  hookName,
  isRelationHook,
  joinRelation,
  type LogLevel,
  leaveRelation,
  localEndpoint,
  removeUnit,
  type Store,
  statusInfo,
  type Unit,
  unitTag,
} from '../model/index.ts';
import { completeHook } from '../queue/completion.ts';
import { configHash } from '../queue/config-hash.ts';
import type { UnitOperation } from '../queue/operation.ts';
import { unpackCharm } from './charm-files.ts';
import type { SettleListener } from './events.ts';
import { type HookBegun, runHook } from './hook-runner.ts';
import type { MachinePool } from './machine-pool.ts';
import type { ToolDesk } from './run-context.ts';
import { runTask } from './task-runner.ts';
import type { TimeSpent } from './time-spent.ts';

export interface RunnerParts {
  readonly store: Store;
  readonly pool: MachinePool;
  readonly desk: ToolDesk;
  readonly notify: SettleListener;
  readonly spent: TimeSpent;
  /** Milliseconds after which a hook is ended; 0 is never, as with Juju. */
  readonly hookTimeout: number;
}

export class UnitRunner {
  readonly parts: RunnerParts;
  /** Hooks are being ended because the command is: they run again with the next. */
  stopping = false;
  readonly #processes = new Map<string, MachineProcess>();

  constructor(parts: RunnerParts) {
    this.parts = parts;
  }

  /** Does the operation and commits its outcome. A hook that fails is an outcome, not an exception. */
  async run(unitName: string, operation: UnitOperation): Promise<void> {
    const { store } = this.parts;
    switch (operation.kind) {
      case 'unpack':
        await this.#unpack(unitName);
        break;
      case 'hook':
        await runHook(this, unitName, operation.hook);
        break;
      case 'task':
        await runTask(this, unitName, operation.taskId);
        break;
      case 'pass-over':
        this.#passOver(unitName);
        break;
      case 'join-relation':
        await this.#join(unitName, operation.relationId);
        break;
      case 'leave-relation':
        store.model.transact(() => leaveRelation(store.model, operation.relationId, unitName));
        break;
      case 'resign':
        store.model.unitAgents.patch(unitName, { leader: false });
        break;
      case 'bury':
        await this.#bury(unitName);
        break;
    }
    store.commit();
  }

  /** Ends the process that a unit runs now, if any. */
  kill(unit: string, signal: NodeJS.Signals): void {
    this.#processes.get(unit)?.kill(signal);
  }

  killAll(signal: NodeJS.Signals): void {
    for (const process of this.#processes.values()) process.kill(signal);
  }

  remember(unit: string, process: MachineProcess | null): void {
    if (process === null) this.#processes.delete(unit);
    else this.#processes.set(unit, process);
  }

  log(unit: string, level: LogLevel, module: string, message: string): void {
    const { store } = this.parts;
    store.log({ time: store.now(), entity: unitTag(unit), level, module, message });
  }

  /** Facts that the hook's completion is measured by, taken when it begins. */
  begin(unit: Unit, begun: Omit<HookBegun, 'boot' | 'updateStatusRound'>): HookBegun {
    const { model } = this.parts.store;
    return {
      ...begun,
      boot: model.machines.get(unit.machine).boot,
      updateStatusRound: model.current.updateStatusRound,
    };
  }

  async #unpack(unitName: string): Promise<void> {
    const { store, pool, spent } = this.parts;
    const { model } = store;
    const unit = model.units.get(unitName);
    const machine = await pool.ensure(unit.machine);
    const application = model.applications.get(unit.application);
    const charm = model.charms.get(application.charmUrl);
    const now = store.now();
    const first = model.unitAgents.get(unitName).charmUrl === '';
    if (first) {
      model.units.patch(unitName, { workloadStatus: statusInfo('waiting', 'agent initialising', now) });
    }
    spent.during('unpacking', () =>
      unpackCharm(store.home.resolve(charm.folder), charmFolderOf(machine, unitName).host),
    );
    this.log(unitName, 'DEBUG', 'juju.worker.uniter.charm', `preparing to deploy charm "${charm.url}"`);
    model.transact(() => {
      model.units.patch(unitName, { charmUrl: charm.url });
      model.unitAgents.patch(unitName, {
        charmUrl: charm.url,
        // At first there is nothing to upgrade from; later the version is caught up with by upgrade-charm.
        ...(first ? { charmModifiedVersion: application.charmModifiedVersion } : {}),
      });
    });
  }

  /** Enters scope, then runs relation-created; the implicit juju-info has no hooks. */
  async #join(unitName: string, relationId: number): Promise<void> {
    const { store, notify } = this.parts;
    const { model } = store;
    const before = new Set(model.subordinatesOf(unitName).map((unit) => unit.name));
    model.transact(() => joinRelation(model, relationId, unitName, store.now()));
    for (const { name } of model.subordinatesOf(unitName)) {
      if (!before.has(name)) notify({ type: 'unit-added', unit: name });
    }
    const relation = model.relation(relationId);
    const { application } = model.units.get(unitName);
    const local = localEndpoint(relation, application);
    if (local === undefined) return;
    const hook: Hook = {
      kind: 'relation-created',
      relationId,
      endpoint: local.name,
      remoteApplication:
        relation.endpoints.find((endpoint) => endpoint.application !== application)?.application ?? application,
      remoteUnit: null,
      departingUnit: null,
      version: 0,
    };
    if (local.implicit === true) this.#complete(unitName, hook);
    else await runHook(this, unitName, hook);
  }

  /** `juju resolved --no-retry`: the failed hook counts as done. */
  #passOver(unitName: string): void {
    const { current } = this.parts.store.model.unitAgents.get(unitName);
    if (current !== null) this.#complete(unitName, current.hook);
    this.log(unitName, 'INFO', 'juju.worker.uniter', 'unit error is resolved without a retry');
  }

  #complete(unitName: string, hook: Hook): void {
    const { store } = this.parts;
    const { model } = store;
    const unit = model.units.get(unitName);
    const application = model.applications.get(unit.application);
    model.transact(() => {
      const beginning = this.begin(unit, {
        configHash: configHash(model, unit),
        charmModifiedVersion: application.charmModifiedVersion,
        leaderSettingsVersion: application.leaderSettingsVersion,
      });
      completeHook(model, unitName, hook, beginning, store.now());
      model.units.patch(unitName, { resolution: null, agentStatus: statusInfo('idle', '', store.now()) });
    });
  }

  async #bury(unitName: string): Promise<void> {
    const { store, pool, desk, notify } = this.parts;
    const { model } = store;
    const unit = model.units.get(unitName);
    model.units.patch(unitName, { workloadStatus: statusInfo('terminated', '', store.now()) });
    const machine = pool.find(unit.machine);
    model.transact(() => removeUnit(model, unitName, store.now()));
    await desk.forget(unitName);
    if (machine !== undefined) removeUnitFolders(machine, unitName);
    notify({ type: 'unit-removed', unit: unitName });
  }
}

/** Where a unit's charm lies. */
export function charmFolderOf(machine: Machine, unit: string): MachinePath {
  const tag = unitTag(unit);
  return { host: join(machine.agents.host, tag, 'charm'), inside: join(machine.agents.inside, tag, 'charm') };
}

function removeUnitFolders(machine: Machine, unit: string): void {
  rmSync(join(machine.agents.host, unitTag(unit)), { recursive: true, force: true });
  rmSync(join(machine.juju.host, 'tools', unitTag(unit)), { recursive: true, force: true });
}

/** The agent's word for a hook, for example `db-relation-joined hook for mysql/0`. */
export function hookTitle(hook: Hook): string {
  const name = `${hookName(hook)} hook`;
  return isRelationHook(hook) && hook.remoteUnit !== null ? `${name} for ${hook.remoteUnit}` : name;
}
