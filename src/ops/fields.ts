/** Kinds of values in a databag, a configuration or an action's parameters: text, secrets, numbers, truth, choices and lists. */
import type { Decoded, Field } from './field.ts';
import { decoded, lineField, refused } from './field.ts';
import { controlCharacterProblem } from './printable.ts';

export * from './encoded-fields.ts';
export type { Decoded, Field, OptionalField } from './field.ts';
export { optional } from './field.ts';
export * from './network-fields.ts';

export interface TextRule {
  /** The whole text must match. */
  readonly pattern?: RegExp;
  /** What the pattern stands for, in words that follow "expected". */
  readonly expected?: string;
  readonly maxLength?: number;
}

function matchesWhole(pattern: RegExp, text: string): boolean {
  const match = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, '')).exec(text);
  return match !== null;
}

function keepsRule(text: string, rule: TextRule): boolean {
  if (rule.maxLength !== undefined && text.length > rule.maxLength) return false;
  return rule.pattern === undefined || matchesWhole(rule.pattern, text);
}

function ruleInWords(rule: TextRule): string {
  const what = rule.expected ?? (rule.pattern === undefined ? 'text' : `text that matches ${rule.pattern.source}`);
  return rule.maxLength === undefined ? what : `${what} of at most ${rule.maxLength} characters`;
}

/** One line of text. */
export function text(rule: TextRule = {}): Field<string> {
  return lineField(
    ruleInWords(rule),
    (value) => (keepsRule(value, rule) ? value : undefined),
    (value) => value,
  );
}

/** One line of text that no message, log or status may repeat. */
export function secret(rule: TextRule = {}): Field<string> {
  return {
    secret: true,
    decode: (value) => {
      const control = controlCharacterProblem(value);
      if (control !== null) return refused(control);
      if (!keepsRule(value, rule)) return refused(`expected ${ruleInWords(rule)}, got a secret value that is not`);
      return decoded(value);
    },
    encode: (value) => value,
  };
}

export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

function rangeInWords(range: NumberRange): string {
  if (range.min !== undefined && range.max !== undefined) return ` from ${range.min} to ${range.max}`;
  if (range.min !== undefined) return ` of at least ${range.min}`;
  return range.max === undefined ? '' : ` of at most ${range.max}`;
}

function inRange(value: number, range: NumberRange): boolean {
  return value >= (range.min ?? Number.NEGATIVE_INFINITY) && value <= (range.max ?? Number.POSITIVE_INFINITY);
}

/** A whole number in decimal digits. */
export function integer(range: NumberRange = {}): Field<number> {
  return lineField(
    `a whole number${rangeInWords(range)}`,
    (value) => {
      if (!/^[+-]?\d{1,16}$/.test(value)) return undefined;
      const number = Number(value);
      return Number.isSafeInteger(number) && inRange(number, range) ? number : undefined;
    },
    String,
  );
}

/** A decimal number, with or without a fraction. */
export function float(range: NumberRange = {}): Field<number> {
  return lineField(
    `a number${rangeInWords(range)}`,
    (value) => {
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return undefined;
      const number = Number(value);
      return Number.isFinite(number) && inRange(number, range) ? number : undefined;
    },
    String,
  );
}

/** A port number, 1 to 65535. */
export function port(): Field<number> {
  return lineField(
    'a port number from 1 to 65535',
    (value) => {
      if (!/^\d{1,5}$/.test(value)) return undefined;
      const number = Number(value);
      return number >= 1 && number <= 65535 ? number : undefined;
    },
    String,
  );
}

const TRUE_WORDS = new Set(['true', 'yes', 'on', 'y', 't', '1']);
const FALSE_WORDS = new Set(['false', 'no', 'off', 'n', 'f', '0', 'none']);

export interface BooleanWords {
  /** How the other side wants to read it: Python charms write and often compare `True`. Default `true`/`false`. */
  readonly write?: 'lower' | 'python';
}

/** True or false in any of the spellings that Python charms, YAML and Juju use. */
export function boolean(words: BooleanWords = {}): Field<boolean> {
  return lineField(
    'true or false',
    (value) => {
      const word = value.trim().toLowerCase();
      if (TRUE_WORDS.has(word)) return true;
      return FALSE_WORDS.has(word) ? false : undefined;
    },
    (value) => {
      const word = value ? 'true' : 'false';
      return words.write === 'python' ? `${word.slice(0, 1).toUpperCase()}${word.slice(1)}` : word;
    },
  );
}

/** One of the given words, exactly as spelled. */
export function oneOf<const W extends readonly [string, ...string[]]>(...words: W): Field<W[number]> {
  const isWord = (value: string): value is W[number] => words.includes(value);
  const shown = words.map((word) => JSON.stringify(word)).join(', ');
  return lineField(
    words.length === 1 ? shown : `one of ${shown}`,
    (value) => (isWord(value) ? value : undefined),
    (value) => value,
  );
}

/**
 * A list in one text. Blanks around an item and empty items are dropped, as the charms that write such lists do not
 * agree about them. An action parameter may also be a real list.
 */
export function listOf<T>(item: Field<T>, separator = ','): Field<readonly T[]> {
  const decodeAll = (texts: readonly string[]): Decoded<readonly T[]> => {
    const values: T[] = [];
    const problems: string[] = [];
    texts.forEach((itemText, index) => {
      const result = item.decode(itemText);
      if (result.ok) values.push(result.value);
      else problems.push(`item ${index + 1}: ${result.problem}`);
    });
    return problems.length > 0 ? refused(problems.join('; ')) : decoded(values);
  };
  return {
    ...(item.secret === undefined ? {} : { secret: item.secret }),
    decode: (value) =>
      decodeAll(
        value
          .split(separator)
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ),
    encode: (values) => values.map((value) => item.encode(value)).join(separator),
    decodeValue: (value) => {
      if (typeof value === 'string') return listOf(item, separator).decode(value);
      if (!Array.isArray(value)) return refused(`expected a list, got ${typeof value}`);
      return decodeAll(value.map((part) => (typeof part === 'object' ? JSON.stringify(part) : String(part))));
    },
  };
}
