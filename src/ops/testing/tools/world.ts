/** The simulated Juju of one hook: the facts of the dispatch, the state as it changes, and what the charm has done. */

import type { HookToolCall } from '../../juju/runner.ts';
import type { JujuVersion } from '../../juju/version.ts';
import type { CharmDescription } from '../../typegen/description.ts';
import type { State, StatusPart } from '../state.ts';

/** The relation that the hook is about. */
export interface HookRelation {
  readonly endpoint: string;
  readonly id: number;
  readonly remoteApp: string;
  readonly remoteUnit: string | null;
  readonly departingUnit: string | null;
  readonly kind: 'created' | 'joined' | 'changed' | 'departed' | 'broken';
}

/** The facts of a dispatch that no hook tool can change. */
export interface Setup {
  readonly charm: CharmDescription;
  readonly appName: string;
  readonly unitName: string;
  readonly jujuVersion: JujuVersion;
  readonly trusted: boolean;
  readonly relation: HookRelation | null;
  /** Full id, such as `data/0`. */
  readonly storage: string | null;
  readonly action: { readonly name: string; readonly params: Readonly<Record<string, unknown>> } | null;
}

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

/** A line of Juju's log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
}

/** A status that was set, and of whom. */
export interface StatusChange extends StatusPart {
  readonly of: 'unit' | 'app';
}

/** What the charm did besides changing the state. */
export interface Effects {
  readonly calls: HookToolCall[];
  readonly logs: LogLine[];
  /** Every status that was set, in order; the last one of each kind is also in the state. */
  readonly statusHistory: StatusChange[];
  readonly workloadVersionHistory: string[];
  actionResults: Readonly<Record<string, unknown>> | null;
  readonly actionLogs: string[];
  /** Null unless the charm called fail; the message may be empty. */
  actionFailure: string | null;
  readonly requestedStorages: Record<string, number>;
  readonly metrics: {
    readonly labels: Readonly<Record<string, string>>;
    readonly values: Readonly<Record<string, string>>;
  }[];
  reboot: 'after-hook' | 'now' | null;
}

export class World {
  readonly setup: Setup;
  readonly effects: Effects;
  #state: State;
  /** The state that remains if the hook fails: as before it, with what takes effect at once. */
  #surviving: State;

  constructor(setup: Setup, state: State) {
    this.setup = setup;
    this.#state = state;
    this.#surviving = state;
    this.effects = {
      calls: [],
      logs: [],
      statusHistory: [],
      workloadVersionHistory: [],
      actionResults: null,
      actionLogs: [],
      actionFailure: null,
      requestedStorages: {},
      metrics: [],
      reboot: null,
    };
  }

  /** As the hook sees it: its own writes included. */
  get state(): State {
    return this.#state;
  }

  get surviving(): State {
    return this.#surviving;
  }

  /** A change that Juju makes at once, whatever becomes of the hook. */
  changeNow(change: (state: State) => Partial<State>): void {
    this.#surviving = { ...this.#surviving, ...change(this.#surviving) };
    this.#state = { ...this.#state, ...change(this.#state) };
  }

  /** A change that Juju makes when the hook has succeeded. */
  change(changed: Partial<State>): void {
    this.#state = { ...this.#state, ...changed };
  }
}

/** Runs one tool: returns its standard output or throws a ToolFailure. */
export type Tool = (world: World, args: readonly string[], call: HookToolCall) => string;
export type Tools = Readonly<Record<string, Tool>>;
