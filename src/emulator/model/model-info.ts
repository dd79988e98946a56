/** The model itself: its name, version, settings, spaces and the counters from which everything is numbered. */
import type { Base, ConfigValue } from './charm.ts';
import type { Timestamp } from './json.ts';

/** How machines are made: private folders, or real namespaces with an own root and systemd. */
export type MachineMode = 'plain' | 'namespace';

export interface Subnet {
  readonly cidr: string;
  readonly providerId?: string;
}

export interface Space {
  readonly id: string;
  readonly name: string;
  readonly subnets: readonly Subnet[];
}

/** The space that every model has and that everything is bound to unless said otherwise. */
export const alphaSpace = 'alpha';

export interface Counters {
  /** Next relation id; peers count too; never reused. */
  readonly relation: number;
  readonly machine: number;
  /** Operations and their tasks are numbered from one sequence, as Juju does. */
  readonly task: number;
  readonly storage: number;
  /** Next revision of a local charm, by charm name. */
  readonly charmRevision: Readonly<Record<string, number>>;
  /** Context ids and secret ids are made unique with it. */
  readonly unique: number;
}

export interface ModelInfo {
  readonly name: string;
  readonly uuid: string;
  readonly controllerName: string;
  readonly cloudName: string;
  readonly cloudType: string;
  readonly region: string;
  readonly owner: string;
  /** Full version, for example `3.6.8`. */
  readonly jujuVersion: string;
  readonly machineMode: MachineMode;
  readonly defaultBase: Base | null;
  readonly architecture: string;
  readonly created: Timestamp;
  readonly destroying: boolean;
  /** Model settings that were given; see `model/model-config.ts` for names and defaults. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly spaces: Readonly<Record<string, Space>>;
  readonly counters: Counters;
  /** Milliseconds that the model's clock is ahead of the real one: secrets' rotation and expiry follow it, so that a test need not wait a day. */
  readonly clockOffset: number;
  /** How many intervals of update-status have passed: told by whoever moves the clock on, so that commands stay predictable. */
  readonly updateStatusRound: number;
}

export const firstCounters: Counters = {
  relation: 0,
  machine: 0,
  task: 1,
  storage: 0,
  charmRevision: {},
  unique: 0,
};
