/** How Juju's hook tools read their arguments: flags and words in any order, `--` ends the flags, the last flag wins. */
import { badArguments } from './failure.ts';

export interface FlagNames {
  /** Flags with a value. */
  readonly values?: readonly string[];
  /** Flags that are on when given. */
  readonly switches?: readonly string[];
  /** One-letter names: `{ r: 'relation' }`. */
  readonly short?: Readonly<Record<string, string>>;
}

export interface Arguments {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
  /** How a flag with a value was written, for messages: `-r` or `--relation`. */
  readonly written: ReadonlyMap<string, string>;
}

const TRUE_WORDS = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE_WORDS = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

function isOn(name: string, text: string): boolean {
  if (TRUE_WORDS.includes(text)) return true;
  if (FALSE_WORDS.includes(text)) return false;
  throw badArguments(
    `invalid value "${text}" for option --${name}: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}

/** Splits a call's arguments; throws the failure with which a tool answers what it does not know. */
export function parseArguments(args: readonly string[], names: FlagNames): Arguments {
  const words: string[] = [];
  const values = new Map<string, string>();
  const switches = new Set<string>();
  const written = new Map<string, string>();
  let index = 0;
  const next = (shown: string): string => {
    const value = args[index];
    if (value === undefined) throw badArguments(`option needs an argument: ${shown}`);
    index += 1;
    return value;
  };
  while (index < args.length) {
    const arg = args[index] ?? '';
    index += 1;
    if (arg === '--') {
      words.push(...args.slice(index));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
      continue;
    }
    const long = arg.startsWith('--');
    const equals = long ? arg.indexOf('=') : -1;
    const given = long ? arg.slice(2, equals < 0 ? undefined : equals) : arg.slice(1, 2);
    const name = names.short?.[given] ?? given;
    const attached = long ? (equals < 0 ? null : arg.slice(equals + 1)) : arg.length > 2 ? arg.slice(2) : null;
    const shown = `${long ? '--' : '-'}${given}`;
    if (names.switches?.includes(name) === true) {
      if (long && attached !== null && !isOn(name, attached)) switches.delete(name);
      else switches.add(name);
    } else if (names.values?.includes(name) === true) {
      values.set(name, attached ?? next(shown));
      written.set(name, shown);
    } else {
      throw badArguments(`option provided but not defined: ${shown}`);
    }
  }
  return { words, values, switches, written };
}

/** Refuses words beyond the first `count`, as Juju does. */
export function noMoreThan(count: number, words: readonly string[]): void {
  if (words.length <= count) return;
  const surplus = words.slice(count).map((part) => JSON.stringify(part));
  throw badArguments(`unrecognized args: [${surplus.join(' ')}]`);
}

/** `key=value` words as pairs; both parts trimmed, as Juju does. */
export function pairs(words: readonly string[]): readonly (readonly [string, string])[] {
  const seen = new Set<string>();
  return words
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      if (at <= 0) throw badArguments(`expected "key=value", got "${part}"`);
      const key = part.slice(0, at).trim();
      if (seen.has(key)) throw badArguments(`key "${key}" specified more than once`);
      seen.add(key);
      return [key, part.slice(at + 1).trim()] as const;
    });
}
