/** The state of a simulated model, as one unit sees it: an immutable value that goes into a hook and comes out of it. */
import type { DeferredPart, StoredStatePart } from './parts/kept.ts';
import type { NetworkPart } from './parts/network.ts';
import type { Relation } from './parts/relation.ts';
import type { SecretPart } from './parts/secret.ts';
import type { PortPart, ResourcePart, StoragePart } from './parts/storage.ts';

/** An option's value. */
export type ConfigValue = string | number | boolean;

/** Juju's names of statuses. */
export type StatusName = 'active' | 'blocked' | 'maintenance' | 'waiting' | 'error' | 'unknown';

/** A status with its message. */
export interface StatusPart {
  readonly name: StatusName;
  readonly message: string;
}

/** What a trusted application is told of its cloud, in the shape of credential-get. */
export type CloudSpecPart = Readonly<Record<string, unknown>>;

/** The model itself. */
export interface ModelPart {
  readonly name: string;
  readonly uuid: string;
  readonly type: 'machine';
  readonly cloudSpec: CloudSpecPart | null;
}

/** A simulated model as one unit sees it. */
export interface State {
  /** Only what differs from config.yaml's defaults. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly relations: readonly Relation[];
  readonly networks: readonly NetworkPart[];
  readonly storages: readonly StoragePart[];
  readonly resources: readonly ResourcePart[];
  readonly secrets: readonly SecretPart[];
  readonly openedPorts: readonly PortPart[];
  readonly leader: boolean;
  readonly plannedUnits: number;
  readonly model: ModelPart;
  readonly unitStatus: StatusPart;
  readonly appStatus: StatusPart;
  readonly workloadVersion: string;
  readonly storedStates: readonly StoredStatePart[];
  /** The deferred queue, the next one first. */
  readonly deferred: readonly DeferredPart[];
  /** What the charm has kept at the controller with state-set. */
  readonly controllerState: Readonly<Record<string, string>>;
  /** What leaders have left with leader-set; Juju before 4.0. */
  readonly leaderSettings: Readonly<Record<string, string>>;
  /** Number of the last event that the framework has emitted. */
  readonly eventCount: number;
}

const UNKNOWN: StatusPart = { name: 'unknown', message: '' };

/** The model of a test that does not care. Fixed, so that runs are reproducible. */
export const DEFAULT_MODEL: ModelPart = {
  name: 'test-model',
  uuid: '00000000-0000-4000-8000-000000000001',
  type: 'machine',
  cloudSpec: null,
};

const EMPTY: State = {
  config: {},
  relations: [],
  networks: [],
  storages: [],
  resources: [],
  secrets: [],
  openedPorts: [],
  leader: false,
  plannedUnits: 1,
  model: DEFAULT_MODEL,
  unitStatus: UNKNOWN,
  appStatus: UNKNOWN,
  workloadVersion: '',
  storedStates: [],
  deferred: [],
  controllerState: {},
  leaderSettings: {},
  eventCount: 0,
};

/** What a test says of the state; the rest is as in a model that has just been made. */
export type StateInput = Partial<Omit<State, 'model'>> & { readonly model?: Partial<ModelPart> };

/** A state in which all that is not given is as in a model that has just been made. */
export function state(input: StateInput = {}): State {
  const { model, unitStatus, appStatus, ...rest } = input;
  return {
    ...EMPTY,
    ...rest,
    model: { ...DEFAULT_MODEL, ...model },
    // Statuses may come as the framework's own objects: only what Juju knows of them is kept.
    unitStatus: statusPart(unitStatus ?? UNKNOWN),
    appStatus: statusPart(appStatus ?? UNKNOWN),
  };
}

function statusPart(status: StatusPart): StatusPart {
  return { name: status.name, message: status.message };
}
