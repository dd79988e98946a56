/** What a charm has kept between hooks: stored states and the queue of deferred events. */
import type { JsonValue } from '../../store/store.ts';

/** A stored state as it is kept. */
export interface StoredStatePart {
  /** Handle path of the object that owns it; empty for the framework itself. */
  readonly owner: string;
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What a test says of a stored state. */
export interface StoredStateInput {
  readonly owner: string;
  /** Default `stored`. */
  readonly name?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** What a charm has kept in an earlier hook. */
export function storedState(input: StoredStateInput): StoredStatePart {
  return { owner: input.owner, name: input.name ?? 'stored', content: input.content ?? {} };
}

/** A handler that is still owed an event; a state lists them in the order in which they will run. */
export interface DeferredPart {
  /** Handle path of the event, such as `MyCharm/on/config_changed[3]`. */
  readonly eventPath: string;
  /** Handle path of the object that observes. */
  readonly observer: string;
  readonly method: string;
  /** How often it has been deferred so far. */
  readonly deferrals: number;
  /** The event's payload, as it is stored. */
  readonly snapshot: JsonValue;
}
