/**
 * Databags, configuration and action parameters as typed values: one description of the keys reads them, writes a bag
 * and lists every problem at once. A key that is absent and a key that holds an empty string are the same thing, as
 * they are to Juju.
 */
import { SchemaError } from './errors.ts';
import type { Decoded, Field, OptionalField } from './field.ts';
import { decoded, refused } from './field.ts';
import type { Readiness } from './readiness.ts';

export type { Decoded, Field, OptionalField } from './field.ts';
export { optional } from './field.ts';

/** Fields by key, as {@link bagSchema} and its like take them. */
export type FieldMap = Readonly<Record<string, Field<unknown> | OptionalField<unknown>>>;

type FieldValue<F> = F extends OptionalField<infer T> ? T : F extends Field<infer T> ? T : never;

/** The typed value that a set of fields describes. */
export type ValueOf<F extends FieldMap> = { readonly [K in keyof F]: FieldValue<F[K]> };

/** What a schema made of its input: the value, or all that stands against one. */
export interface Reading<T> {
  /** The value, or null when a key is missing or wrong. */
  readonly value: T | null;
  /** Required keys that are absent or empty, in the schema's order. */
  readonly missing: readonly string[];
  /** What is wrong with the keys that are there, in the schema's order. */
  readonly problems: readonly string[];
}

/** What a schema made of a databag. */
export type BagReading<T> = Reading<T>;

/** A databag as a typed value: reads it, writes it, and names every problem at once. */
export interface BagSchema<T> {
  /** All keys, as declared. */
  readonly keys: readonly string[];
  /** The keys whose values must not be shown. */
  readonly secretKeys: readonly string[];
  /** Every text of a bag that must not be shown: secret values as they stand and, where they are lists, item by item. */
  secretTexts(bag: Readonly<Record<string, string>>): readonly string[];
  read(bag: Readonly<Record<string, string>>): BagReading<T>;
  /** The same as a readiness: problems outweigh missing keys. */
  readiness(bag: Readonly<Record<string, string>>): Readiness<T>;
  /**
   * Text of every key of the value; an undefined one becomes '', which deletes the key.
   * @throws SchemaError when the schema could not read back what would be written.
   */
  encode(value: T): Record<string, string>;
}

/** Typed values, as `config-get` and `action-get` give them, checked with the same kinds of fields as a databag. */
export interface ValuesSchema<T> {
  readonly keys: readonly string[];
  readonly secretKeys: readonly string[];
  read(values: Readonly<Record<string, unknown>>): Reading<T>;
  readiness(values: Readonly<Record<string, unknown>>): Readiness<T>;
  /** @throws SchemaError with every problem and every missing key. */
  parse(values: Readonly<Record<string, unknown>>): T;
}

type Entry = readonly [key: string, field: Field<unknown>, optional: OptionalField<unknown> | null];

function entriesOf(fields: FieldMap): readonly Entry[] {
  return Object.entries(fields).map(([key, declared]): Entry => {
    return 'optional' in declared ? [key, declared.field, declared] : [key, declared, null];
  });
}

function readAll<T>(
  entries: readonly Entry[],
  source: Readonly<Record<string, unknown>>,
  decode: (field: Field<unknown>, given: unknown) => Decoded<unknown>,
): Reading<T> {
  const missing: string[] = [];
  const problems: string[] = [];
  const value: Record<string, unknown> = {};
  for (const [key, field, optional] of entries) {
    const given = Object.hasOwn(source, key) ? source[key] : undefined;
    if (given === undefined || given === null || given === '') {
      if (optional === null) missing.push(key);
      else value[key] = optional.fallback;
      continue;
    }
    const result = decode(field, given);
    if (result.ok) value[key] = result.value;
    else problems.push(`${key}: ${result.problem}`);
  }
  const complete = missing.length === 0 && problems.length === 0;
  // The loop has just put every declared key into `value` with its field's type; TypeScript cannot follow that.
  return { value: complete ? (value as T) : null, missing, problems };
}

function asReadiness<T>(reading: Reading<T>): Readiness<T> {
  if (reading.problems.length > 0) return { kind: 'invalid', problems: reading.problems };
  if (reading.value === null) return { kind: 'incomplete', missing: reading.missing };
  return { kind: 'ready', data: reading.value };
}

function secretKeysOf(entries: readonly Entry[]): readonly string[] {
  return entries.filter(([, field]) => field.secret === true).map(([key]) => key);
}

/** Shorter texts inside a secret are as likely to be names; masking them would tear holes into the log. */
const SHORTEST_SECRET = 6;

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length < SHORTEST_SECRET ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Describes a databag by its keys. Keys that are not declared are ignored: Juju adds some of its own. */
export function bagSchema<F extends FieldMap>(fields: F): BagSchema<ValueOf<F>> {
  const entries = entriesOf(fields);
  const read = (bag: Readonly<Record<string, string>>): BagReading<ValueOf<F>> =>
    readAll(entries, bag, (field, given) => field.decode(String(given)));
  return {
    keys: entries.map(([key]) => key),
    secretKeys: secretKeysOf(entries),
    secretTexts: (bag) =>
      entries.flatMap(([key, field]) => {
        const text = field.secret === true && Object.hasOwn(bag, key) ? (bag[key] ?? '') : '';
        if (text === '') return [];
        const result = field.decode(text);
        return [text, ...(result.ok ? textsIn(result.value) : [])];
      }),
    read,
    readiness: (bag) => asReadiness(read(bag)),
    encode: (value) => {
      const bag: Record<string, string> = {};
      const problems: string[] = [];
      for (const [key, field, optional] of entries) {
        const part: unknown = value[key];
        const text = part === undefined || part === null ? '' : field.encode(part);
        bag[key] = text;
        if (text === '') {
          if (optional === null) problems.push(`${key}: required`);
          continue;
        }
        const back = field.decode(text);
        if (!back.ok) problems.push(`${key}: ${back.problem}`);
      }
      if (problems.length > 0) throw new SchemaError('write to the relation', problems);
      return bag;
    },
  };
}

function decodeTyped(field: Field<unknown>, given: unknown): Decoded<unknown> {
  if (field.decodeValue !== undefined && typeof given === 'object') return field.decodeValue(given);
  switch (typeof given) {
    case 'string':
      return field.decode(given);
    case 'number':
    case 'boolean':
    case 'bigint':
      return field.decode(String(given));
    default:
      return refused(`expected a single value, got ${Array.isArray(given) ? 'a list' : 'an object'}`);
  }
}

function valuesSchema<F extends FieldMap>(
  fields: F,
  doing: string,
  undeclared: (key: string) => string | null,
): ValuesSchema<ValueOf<F>> {
  const entries = entriesOf(fields);
  const read = (values: Readonly<Record<string, unknown>>): Reading<ValueOf<F>> => {
    const reading = readAll<ValueOf<F>>(entries, values, decodeTyped);
    const unknown = Object.keys(values)
      .filter((key) => !Object.hasOwn(fields, key))
      .map(undeclared)
      .filter((problem) => problem !== null);
    if (unknown.length === 0) return reading;
    return { value: null, missing: reading.missing, problems: [...reading.problems, ...unknown] };
  };
  return {
    keys: entries.map(([key]) => key),
    secretKeys: secretKeysOf(entries),
    read,
    readiness: (values) => asReadiness(read(values)),
    parse: (values) => {
      const reading = read(values);
      if (reading.value !== null) return reading.value;
      throw new SchemaError(doing, [...reading.problems, ...reading.missing.map((key) => `${key}: required`)]);
    },
  };
}

/** Describes the charm's configuration. Options that are not declared here are left alone. */
export function configSchema<F extends FieldMap>(fields: F): ValuesSchema<ValueOf<F>> {
  return valuesSchema(fields, 'use the configuration', () => null);
}

/** Describes an action's parameters. A parameter that is not declared is a problem: Juju before 4.0 lets it through. */
export function paramsSchema<F extends FieldMap>(fields: F): ValuesSchema<ValueOf<F>> {
  return valuesSchema(fields, 'use the action parameters', (key) => `${key}: unknown parameter`);
}

/** A field whose decoded value is changed or checked further. */
export function refine<T, U>(field: Field<T>, change: (value: T) => Decoded<U>, back: (value: U) => T): Field<U> {
  const then = (result: Decoded<T>): Decoded<U> => (result.ok ? change(result.value) : result);
  const decodeValue = field.decodeValue?.bind(field);
  return {
    decode: (text) => then(field.decode(text)),
    encode: (value) => field.encode(back(value)),
    ...(decodeValue === undefined ? {} : { decodeValue: (value: unknown) => then(decodeValue(value)) }),
    ...(field.secret === undefined ? {} : { secret: field.secret }),
  };
}

export { decoded, refused };
