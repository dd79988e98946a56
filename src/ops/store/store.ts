/**
 * What the framework keeps between hooks, as one document. It is read once when a hook starts and written once when it ends
 * well: whatever happens in between, the old document or the new one is there, never a mixture.
 */

/** Plain JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A handler that is still owed an event. */
export interface Notice {
  /** Path of the event, for example `MyCharm/on/config_changed[3]`. */
  readonly eventPath: string;
  /** Path of the object whose method is to be called. */
  readonly observerPath: string;
  readonly method: string;
  /** How often the handler has deferred the event so far; 1 when not given. */
  readonly deferrals?: number;
}

export interface StateDocument {
  /** Version of this layout. */
  readonly format: 1;
  /** Number of the last event that was emitted. */
  readonly eventCount: number;
  /** Payloads of deferred events and contents of stored states, by handle path, encoded by framework/plain-data.ts. */
  readonly snapshots: Readonly<Record<string, JsonValue>>;
  /** The deferred queue, oldest first. */
  readonly notices: readonly Notice[];
}

export interface Store {
  /** The document, or null when nothing was ever kept. */
  read(): StateDocument | null;
  /** Replaces the document, wholly or not at all. */
  write(document: StateDocument): void;
}
