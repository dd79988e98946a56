/**
 * What a unit's agent remembers: how far the unit has come and what it has already told its charm.
 * Written only after a hook succeeded, so that a killed emulator runs the hook again.
 */
import type { Hook } from './hook.ts';

/** A hook that was begun and has not ended well. */
export interface CurrentHook {
  readonly hook: Hook;
  /** `running` after a kill means interrupted: it is queued again. */
  readonly step: 'queued' | 'running' | 'failed';
  /** How often it has failed in a row. */
  readonly failures: number;
  /** What was said of the last failure, for example `exit status 1`. */
  readonly reason: string;
}

export interface UnitAgent {
  readonly unit: string;
  readonly installed: boolean;
  readonly started: boolean;
  /** `stop` has ended; only `remove` is left. */
  readonly stopped: boolean;
  /** `remove` has ended; the unit is taken from the model next. */
  readonly removed: boolean;
  readonly current: CurrentHook | null;
  /** Hooks owed in this order, each queued by another (start by the first config-changed). */
  readonly queued: readonly Hook[];
  /** Hash of config, trust and addresses at the last config-changed; empty before the first. */
  readonly configHash: string;
  /** A config-changed is owed whatever the hash (after install and upgrade-charm). */
  readonly configChangedOwed: boolean;
  /** Charm whose files are in the unit's charm folder; empty before the first is unpacked. */
  readonly charmUrl: string;
  readonly charmModifiedVersion: number;
  /** What the charm was last told of leadership; null before the first word. */
  readonly leader: boolean | null;
  readonly leaderSettingsVersion: number;
  /** Storage for which storage-attached has run. */
  readonly attachedStorage: readonly string[];
  /** Latest revision told by secret-changed, by secret id. */
  readonly secretRevisions: Readonly<Record<string, number>>;
  /** Revisions told by secret-remove or secret-expired, as `id/revision`. */
  readonly secretsTold: readonly string[];
  /** The charm has set a workload status at least once. */
  readonly statusSet: boolean;
  /** {@link MachineInfo.boot} at the last start hook; 0 before. */
  readonly startedAtBoot: number;
  /** {@link ModelInfo.updateStatusRound} for which update-status has run. */
  readonly updateStatusRound: number;
}

export function newUnitAgent(unit: string): UnitAgent {
  return {
    unit,
    installed: false,
    started: false,
    stopped: false,
    removed: false,
    current: null,
    queued: [],
    configHash: '',
    configChangedOwed: false,
    charmUrl: '',
    charmModifiedVersion: 0,
    leader: null,
    leaderSettingsVersion: 0,
    attachedStorage: [],
    secretRevisions: {},
    secretsTold: [],
    statusSet: false,
    startedAtBoot: 0,
    updateStatusRound: 0,
  };
}
