/** The model's own beginning, settings, clock and end. */
import { randomUUID } from 'node:crypto';
import {
  alphaSpace,
  type ConfigValue,
  defaultJujuVersion,
  destroyApplication,
  firstCounters,
  JujuVersion,
  type MachineMode,
  type Model,
  type ModelInfo,
  type Store,
} from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { hostArchitecture } from './architecture.ts';
import { refuse } from './controller-error.ts';

export interface NewModel {
  readonly name?: string;
  /** For example `3.6`, `4.0` or a full version. */
  readonly jujuVersion?: string;
  readonly machineMode: MachineMode;
  readonly config?: Readonly<Record<string, ConfigValue>>;
}

/** Makes the model; refuses when there is one. */
export function createModel(store: Store, request: NewModel): ModelInfo {
  const { model } = store;
  const name = request.name ?? 'default';
  if (model.exists) refuse('already-exists', `model ${goQuote(model.current.name)} already exists`);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    refuse(
      'not-valid',
      `${goQuote(name)} is not a valid name: model names may only contain lowercase letters, digits and hyphens`,
    );
  }
  const info: ModelInfo = {
    name,
    uuid: randomUUID(),
    controllerName: 'emulator',
    cloudName: 'localhost',
    cloudType: 'lxd',
    region: 'localhost',
    owner: 'admin',
    jujuVersion: new JujuVersion(request.jujuVersion ?? defaultJujuVersion).text,
    machineMode: request.machineMode,
    defaultBase: null,
    architecture: hostArchitecture,
    created: store.now(),
    destroying: false,
    config: request.config ?? {},
    spaces: { [alphaSpace]: { id: '0', name: alphaSpace, subnets: [] } },
    counters: firstCounters,
    clockOffset: 0,
    updateStatusRound: 0,
  };
  model.create(info);
  store.commit();
  return info;
}

/** Null puts a setting back to its default. */
export function setModelConfig(store: Store, changes: Readonly<Record<string, ConfigValue | null>>): void {
  const { model } = store;
  const config: Record<string, ConfigValue> = { ...model.current.config };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete config[key];
    else config[key] = value;
  }
  model.patchInfo({ config });
  store.commit();
}

const updateStatusInterval = 300_000;

/** Moves the model's clock on: update-status falls due for each whole interval begun, secrets expire and want rotation. */
export function advanceClock(store: Store, milliseconds: number): void {
  if (!(milliseconds > 0)) refuse('not-valid', 'the clock can only be moved on');
  const { clockOffset, updateStatusRound } = store.model.current;
  const interval = updateStatusIntervalOf(store.model);
  store.model.patchInfo({
    clockOffset: clockOffset + milliseconds,
    updateStatusRound: updateStatusRound + Math.floor(milliseconds / interval),
  });
  store.commit();
}

function updateStatusIntervalOf(model: Model): number {
  const setting = model.current.config['update-status-hook-interval'];
  const match = typeof setting === 'string' ? /^([0-9]+)(s|m|h)$/.exec(setting) : null;
  if (match === null) return updateStatusInterval;
  const unit = match[2] === 's' ? 1000 : match[2] === 'm' ? 60_000 : 3_600_000;
  return Number(match[1]) * unit;
}

/** Asks everything in the model to go, in order; what remains is the caller's to sweep. */
export function destroyEverything(store: Store, force: boolean): void {
  const { model } = store;
  model.transact(() => {
    model.patchInfo({ destroying: true });
    for (const { name } of model.applications.values()) {
      if (model.applications.has(name)) destroyApplication(model, name, { force, destroyStorage: true });
    }
    for (const machine of model.machines.values()) {
      if (model.unitsOn(machine.id).length === 0) model.machines.patch(machine.id, { life: 'dead' });
      else model.machines.patch(machine.id, { kept: false });
    }
  });
  store.commit();
}
