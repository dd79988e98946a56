/** Results of an action as action-set takes them: dotted keys and texts. */
import { ModelError } from '../errors.ts';
import { isRecord } from '../juju/json-value.ts';

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

function flatten(value: object, prefix: string, into: Map<string, string>): void {
  for (const [key, item] of Object.entries(value)) {
    if (!keyGrammar.test(key)) {
      throw new ModelError(
        `cannot set the action result "${key}": keys are lower-case letters, digits, hyphens and periods, and begin and end with a letter or digit`,
      );
    }
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isRecord(item) && !(item instanceof Date)) {
      flatten(item, path, into);
      continue;
    }
    if (into.has(path)) throw new ModelError(`cannot set the action result "${path}": it is given twice`);
    into.set(path, resultText(path, item));
  }
}

function resultText(path: string, value: unknown): string {
  const text = valueText(value);
  if (text.includes('\0')) throw new ModelError(`cannot set the action result "${path}": it holds a NUL`);
  if (Buffer.byteLength(text) + path.length >= longestValue) {
    throw new ModelError(`cannot set the action result "${path}": it is longer than ${longestValue} bytes`);
  }
  return text;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
