/** What a simulated hook leaves: the state, and everything that the charm did. */
import type { AnyCharm } from '../dispatch.ts';
import type { HookToolCall } from '../juju/runner.ts';
import type { StoredStatePart } from './parts/kept.ts';
import type { Relation } from './parts/relation.ts';
import type { SecretPart } from './parts/secret.ts';
import type { StoragePart } from './parts/storage.ts';
import type { State } from './state.ts';
import { SimulationError } from './tools/failure.ts';
import type { LogLine, StatusChange, World } from './tools/world.ts';

/** An event that the charm or the framework has emitted. */
export interface Emission {
  /** For example `config_changed`. */
  readonly kind: string;
  /** For example `MyCharm/on/config_changed[1]`. */
  readonly path: string;
  readonly payload: object;
}

/** What a hook leaves: the state after it, and all that the charm did. */
export interface Outcome<C extends AnyCharm = AnyCharm> {
  /** After the hook; hand it to the next run. If the hook failed, only what Juju does at once has changed. */
  readonly state: State;
  /** What the charm threw; null when the hook went well. */
  readonly error: Error | null;
  readonly exitCode: 0 | 1;
  /** The charm as it was at the end; null when its constructor threw. */
  readonly charm: C | null;
  /** What went to juju-log, in order, secrets masked. */
  readonly logs: readonly LogLine[];
  /** Every call of a hook tool, in order. */
  readonly calls: readonly HookToolCall[];
  /** The calls as command lines, those of juju-log left out. */
  readonly commands: readonly string[];
  /** Every status that was set, in order. */
  readonly statusHistory: readonly StatusChange[];
  readonly workloadVersionHistory: readonly string[];
  /** Null when the action has set none. */
  readonly actionResults: Readonly<Record<string, unknown>> | null;
  /** What the action has shown to whoever runs it. */
  readonly actionLogs: readonly string[];
  /** The message of `event.fail()`; null when the action did not fail. */
  readonly actionFailure: string | null;
  /** Every event that was emitted, in order, custom ones and the framework's too. */
  readonly emitted: readonly Emission[];
  /** Storage that was asked for: name to count. */
  readonly requestedStorages: Readonly<Record<string, number>>;
  readonly metrics: World['effects']['metrics'];
  /** Whether the charm asked for a reboot. */
  readonly reboot: 'after-hook' | 'now' | null;
  /** A relation as it is now, found by itself, or by its endpoint when that has just one. */
  relation<R extends Relation>(which: R): R;
  relation(endpoint: string): Relation;
  /** A secret as it is now, found by itself, its id or its label. */
  secret(which: SecretPart | string): SecretPart;
  /** A storage instance; number 0 when none is given. */
  storage(name: string, index?: number): StoragePart;
  /** The content of a stored state. */
  storedState(name: string, owner?: string): Readonly<Record<string, unknown>>;
}

/** Thrown by `run` when the charm threw: `cause` is its error, `outcome` what it left. */
export class UncaughtCharmError extends Error {
  readonly code = 'uncaught-charm-error';
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(`the charm threw: ${outcome.error?.message ?? ''}`, { cause: outcome.error });
    this.name = 'UncaughtCharmError';
    this.outcome = outcome;
  }
}

/** The one element that fits. */
function only<T>(found: readonly T[], what: string): T {
  const [first] = found;
  if (first === undefined) throw new SimulationError(`cannot find ${what} in the state`);
  if (found.length > 1) throw new SimulationError(`cannot choose ${what}: the state has ${found.length}`);
  return first;
}

/** The ways to look things up in a state. */
export function lookups(state: State): Pick<Outcome, 'relation' | 'secret' | 'storage' | 'storedState'> {
  function relation<R extends Relation>(which: R): R;
  function relation(endpoint: string): Relation;
  function relation(which: Relation | string): Relation {
    if (typeof which === 'string') {
      return only(
        state.relations.filter((part) => part.endpoint === which),
        `a relation of ${which}`,
      );
    }
    const shown = `${which.endpoint}:${which.id}`;
    return only(
      state.relations.filter((part) => part.id === which.id && part.kind === which.kind),
      `relation ${shown}`,
    );
  }
  return {
    relation,
    secret: (which) =>
      only(
        state.secrets.filter((part) =>
          (typeof which === 'string' ? [part.id, part.label] : [part.id]).includes(
            typeof which === 'string' ? which : which.id,
          ),
        ),
        `secret ${typeof which === 'string' ? which : which.id}`,
      ),
    storage: (name, index = 0) =>
      only(
        state.storages.filter((part) => part.name === name && part.index === index),
        `storage ${name}/${index}`,
      ),
    storedState: (name, owner) =>
      only<StoredStatePart>(
        state.storedStates.filter((part) => part.name === name && (owner === undefined || part.owner === owner)),
        `stored state ${name}`,
      ).content,
  };
}
