/** Results of an action as action-set takes them: dotted keys and texts. */
import { ModelError } from '../errors.ts';
import { isPlainObject } from '../framework/plain-data.ts';

const keyGrammar = /^[a-z0-9](?:[a-z0-9-.]*[a-z0-9])?$/;
const reserved: readonly string[] = ['stdout', 'stdout-encoding', 'stderr', 'stderr-encoding', 'return-code'];
/** Linux limits a single argument; the rest is for the key. */
const longestValue = 128 * 1024 - 1;

/**
 * Flattens nested objects. null and undefined become '', lists become JSON.
 * Throws {@link ModelError} for keys that Juju refuses, and for two keys that become one.
 */
export function flattenResults(results: object): Record<string, string> {
  const flat = new Map<string, string>();
  flatten(results, '', flat);
  for (const key of flat.keys()) {
    if (reserved.includes(key))
      throw new ModelError(`cannot set the action result "${key}": Juju keeps the name for itself`);
  }
  return Object.fromEntries(flat);
}

function flatten(value: object, prefix: string, into: Map<string, string>, above: readonly object[] = []): void {
  if (above.includes(value)) throw new ModelError(`cannot set the action result "${prefix}": it contains itself`);
  for (const [key, item] of Object.entries(value)) {
    if (!keyGrammar.test(key)) {
      throw new ModelError(
        `cannot set the action result "${key}": keys are lower-case letters, digits, hyphens and periods, and begin and end with a letter or digit`,
      );
    }
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isPlainObject(item)) {
      flatten(item, path, into, [...above, value]);
      continue;
    }
    if (into.has(path)) throw new ModelError(`cannot set the action result "${path}": it is given twice`);
    into.set(path, resultText(path, item));
  }
}

function resultText(path: string, value: unknown): string {
  const text = valueText(value);
  if (text === null) {
    throw new ModelError(
      `cannot set the action result "${path}": only texts, numbers, dates and plain objects can be one`,
    );
  }
  if (text.includes('\0')) throw new ModelError(`cannot set the action result "${path}": it holds a NUL`);
  if (Buffer.byteLength(text) + path.length >= longestValue) {
    throw new ModelError(`cannot set the action result "${path}": it is longer than ${longestValue} bytes`);
  }
  return text;
}

/** Null for what has no text that its reader could use. */
function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === 'function' || typeof value === 'symbol') return null;
  if (typeof value !== 'object') return String(value);
  try {
    return Array.isArray(value) ? JSON.stringify(value) : null;
  } catch {
    // A list that holds itself, or a bigint.
    return null;
  }
}
