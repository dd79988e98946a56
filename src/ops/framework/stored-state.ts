/** Stored states: plain objects that are read when declared and kept when the dispatch ends well. */
import { FrameworkError, StateError } from '../errors.ts';
import type { JsonValue } from '../store/store.ts';
import type { Framework } from './framework.ts';
import type { Handle } from './handle.ts';
import { decodePlain, encodePlain, isPlainObject } from './plain-data.ts';

/** Kind of the handles under which stored states are kept; the same word as in ops. */
export const storedStateKind = 'StoredStateData';

/** A declared stored state, as the framework remembers it until the commit. */
export interface DeclaredState {
  readonly path: string;
  readonly value: object;
}

/** Reads what was kept under this name, fills up with `initial`, and sees to it that the object is kept at the commit. */
export function declareStoredState<T extends object>(framework: Framework, owner: Handle, name: string, initial: T): T {
  if (name === 'on') throw new FrameworkError('cannot declare a stored state "on": the name is reserved for events');
  const path = owner.nest(storedStateKind, name).path;
  const kept = framework.snapshot(path);
  // The round trip gives the caller an object of its own and says at once when `initial` is not plain data.
  const value = decodePlain(encodePlain(initial, path));
  if (!isPlainObject(value)) {
    throw new FrameworkError(
      `cannot declare the stored state ${path}: its initial value is no plain object; put it into one, as in { list: [] }`,
    );
  }
  const stored = kept === undefined ? value : { ...value, ...decodeKept(kept, path) };
  framework.declareState({ path, value: stored });
  // What was kept was written from a value of type T; a charm that changes T migrates what it finds.
  return stored as T;
}

function decodeKept(kept: JsonValue, path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = decodePlain(kept);
  } catch (error) {
    throw new StateError(`cannot read the stored state ${path}: it is damaged, or of a newer version`, error);
  }
  if (!isPlainObject(value)) throw new StateError(`cannot read the stored state ${path}: what was kept is no object`);
  return value;
}
