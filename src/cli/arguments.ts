/** Checks that several commands make of their arguments. */
import { isApplicationName, isUnitName } from '../emulator/model/index.ts';
import type { FlagReader, FlagSet } from '../emulator/tools/flags.ts';
import { goQuote, goQuoteList } from '../emulator/tools/go-text.ts';
import { UsageError } from './errors.ts';

export { refuseSurplus } from '../emulator/tools/flags.ts';

/** The one argument there has to be; `problem` when there is none. */
export function onlyArgument(args: readonly string[], problem: string): string {
  const [first, ...rest] = args;
  if (first === undefined || first === '') throw new UsageError(problem);
  if (rest.length > 0) throw new UsageError(`unrecognized args: ${goQuoteList(rest)}`);
  return first;
}

export function checkUnitNames(names: readonly string[]): void {
  for (const name of names) if (!isUnitName(name)) throw new UsageError(`invalid unit name ${goQuote(name)}`);
}

export function checkApplicationNames(names: readonly string[]): void {
  for (const name of names) {
    if (!isApplicationName(name)) throw new UsageError(`invalid application name ${goQuote(name)}`);
  }
}

/** A flag that may be given several times, each value read by the reader. */
export function readList<T>(flags: FlagSet, reader: FlagReader<T>, ...names: readonly string[]): T[] {
  const list: T[] = [];
  const take = (text: string): string => {
    list.push(reader(text));
    return text;
  };
  flags.read('', take, ...names);
  return list;
}

export function listFlag(flags: FlagSet, ...names: readonly string[]): string[] {
  return readList(flags, (text) => text, ...names);
}

/** A whole number that is given as an option's value, not below the least one. */
export function countReader(least: number): (text: string) => number {
  return (text) => {
    if (!/^[-+]?\d+$/.test(text)) throw new Error(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
    const number = Number.parseInt(text, 10);
    if (number < least) throw new Error(least === 1 ? 'must be a positive integer' : `must be at least ${least}`);
    return number;
  };
}

/** Milliseconds of a duration as Go writes them (`1h30m`, `500ms`). */
export function readDuration(text: string): number {
  if (text === '0') return 0;
  if (/^\d+(\.\d+)?$/.test(text)) throw new Error(`time: missing unit in duration ${goQuote(text)}`);
  const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text)
    throw new Error(`time: invalid duration ${goQuote(text)}`);
  return parts.reduce((sum, [, number = '0', unit = 's']) => sum + Number(number) * (factors[unit] ?? 1000), 0);
}
