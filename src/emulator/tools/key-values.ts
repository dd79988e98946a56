/** `key=value` arguments, as relation-set, state-set and their kin read them. */
import { goQuote, goTrimSpace } from './go-text.ts';
import { UsageError } from './tool-error.ts';

/** Thrown with Juju's words; each tool decides which exit code goes with it. */
export class KeyValueError extends Error {
  override readonly name = 'KeyValueError';
}

/** What becomes of a key whose value is empty. */
export type EmptyValues = 'keep' | 'refuse';

/** Reads `key=value` arguments in order; empty arguments are passed over. */
export function parseKeyValues(args: readonly string[], empty: EmptyValues = 'keep'): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const argument of args) {
    if (argument === '') continue;
    const equals = argument.indexOf('=');
    const key = equals < 0 ? '' : goTrimSpace(argument.slice(0, equals));
    const value = equals < 0 ? '' : goTrimSpace(argument.slice(equals + 1));
    if (key === '' || (value === '' && empty === 'refuse')) {
      throw new KeyValueError(`expected "key=value", got ${goQuote(argument)}`);
    }
    if (pairs.has(key)) throw new KeyValueError(`key ${goQuote(key)} specified more than once`);
    pairs.set(key, value);
  }
  return pairs;
}

/** Reads `key=value` arguments, as a usage error when they are none. */
export function readKeyValues(args: readonly string[]): Map<string, string> {
  try {
    return parseKeyValues(args);
  } catch (error) {
    if (error instanceof KeyValueError) throw new UsageError(error.message);
    throw error;
  }
}
