/** Storage as users ask for it: `data=pool,2,5G`, `data=2`, `data`. */
import type { StorageDirective } from '../emulator/index.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import { UsageError } from './errors.ts';

const pool = /^[a-zA-Z]+[-?a-zA-Z0-9]*$/;
const count = /^-?[0-9]+$/;
const size = /^(-?[0-9]+(?:\.[0-9]+)?)([MGTPEZY])(?:i?B)?$/;

/** A pool, a count and a size, in any order; throws an `Error` whose message says why it is none. */
export function storageDirective(text: string): StorageDirective {
  const said = { pool: '', count: 0, size: 0 };
  for (const field of text.split(',').filter((each) => each !== '')) {
    const amount = size.exec(field);
    if (pool.test(field)) {
      if (said.pool !== '')
        throw new Error(`pool name is already set to ${goQuote(said.pool)}, new value ${goQuote(field)} not valid`);
      said.pool = field;
    } else if (count.test(field)) {
      if (!(Number(field) > 0))
        throw new Error(`cannot parse count: count must be greater than zero, got ${goQuote(field)}`);
      said.count = Number(field);
    } else if (amount !== null) said.size = mebibytes(field, amount[1] ?? '', amount[2] ?? '');
    else throw new Error(`unrecognized storage constraint ${goQuote(field)} not valid`);
  }
  if (said.pool === '' && said.count === 0 && said.size === 0)
    throw new Error('storage constraints require at least one field to be specified');
  return { ...said, count: said.count || 1 };
}

function mebibytes(field: string, number: string, unit: string): number {
  if (number.startsWith('-'))
    throw new Error(`cannot parse size: expected a non-negative number, got ${goQuote(field)}`);
  return Math.ceil(Number(number) * 1024 ** 'MGTPEZY'.indexOf(unit));
}

/** `name=directive` or `name`, several of them; throws as a usage error. */
export function storageDirectives(given: readonly string[]): Record<string, StorageDirective> {
  const directives: Record<string, StorageDirective> = {};
  for (const text of given) {
    const [name = '', written, ...rest] = text.split('=');
    if (name === '' || rest.length > 0)
      throw new UsageError(`expected "name=constraints" or "name", got ${goQuote(text)}`);
    if (Object.hasOwn(directives, name)) throw new UsageError(`storage ${goQuote(name)} specified more than once`);
    try {
      directives[name] = storageDirective(written ?? '1');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError(`cannot parse constraints for storage ${goQuote(name)}: ${why}`, { cause: error });
    }
  }
  return directives;
}

/** One value of `--storage`; throws an `Error`, for the flag to name itself. */
export function storageFlag(text: string): readonly [string, StorageDirective] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new Error('expected [<application>:]<store>=<constraints>');
  try {
    return [text.slice(0, equals), storageDirective(text.slice(equals + 1))];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot parse disk constraints: ${why}`, { cause: error });
  }
}

const storageId = /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*\/(0|[1-9][0-9]*)$/;

export function isStorageId(text: string): boolean {
  return storageId.test(text);
}

/** One value of `--attach-storage`: ids, comma separated. */
export function storageIds(text: string): readonly string[] {
  const ids = text.split(',').filter((each) => each !== '');
  const wrong = ids.find((id) => !isStorageId(id));
  if (wrong !== undefined) throw new Error(`storage ID ${goQuote(wrong)} not valid`);
  return ids;
}
