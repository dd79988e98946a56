/**
 * Databags as typed values: one description of the keys reads a bag, writes a bag and lists every problem at once.
 * A key that is absent and a key that holds an empty string are the same thing, as they are to Juju.
 */
import type { Readiness } from './readiness.ts';

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** How one value travels as text. `problem` texts complete the sentence "<key>: ..."; they never repeat a secret. */
export interface Field<T> {
  decode(text: string): Decoded<T>;
  encode(value: T): string;
}

/** A key that may be missing: it then reads as undefined, or as the given value. */
export interface OptionalField<T> {
  readonly optional: true;
  readonly field: Field<T>;
  readonly fallback: T | undefined;
}

export type FieldMap = Readonly<Record<string, Field<unknown> | OptionalField<unknown>>>;

type FieldValue<F> = F extends OptionalField<infer T> ? T : F extends Field<infer T> ? T : never;

/** The typed value that a set of fields describes. */
export type ValueOf<F extends FieldMap> = { readonly [K in keyof F]: FieldValue<F[K]> };

export interface BagReading<T> {
  /** The value, or null when a key is missing or wrong. */
  readonly value: T | null;
  /** Required keys that are absent or empty, in the schema's order. */
  readonly missing: readonly string[];
  /** What is wrong with the keys that are there, in the schema's order. */
  readonly problems: readonly string[];
}

export interface BagSchema<T> {
  /** All keys, required ones first as declared. */
  readonly keys: readonly string[];
  read(bag: Readonly<Record<string, string>>): BagReading<T>;
  /** The same as a readiness: problems outweigh missing keys. */
  readiness(bag: Readonly<Record<string, string>>): Readiness<T>;
  /** Text of every key of the value; an undefined one becomes '', which deletes the key. */
  encode(value: T): Record<string, string>;
}

export function optional<T>(field: Field<T>): OptionalField<T | undefined>;
export function optional<T>(field: Field<T>, fallback: T): OptionalField<T>;
export function optional<T>(field: Field<T>, fallback?: T): OptionalField<T | undefined> {
  const widened: Field<T | undefined> = {
    decode: field.decode,
    encode: (value) => (value === undefined ? '' : field.encode(value)),
  };
  return { optional: true, field: widened, fallback };
}

function isOptional(field: Field<unknown> | OptionalField<unknown>): field is OptionalField<unknown> {
  return 'optional' in field;
}

/** Describes a databag by its keys. */
export function bagSchema<F extends FieldMap>(fields: F): BagSchema<ValueOf<F>> {
  const entries = Object.entries(fields);
  const read = (bag: Readonly<Record<string, string>>): BagReading<ValueOf<F>> => {
    const missing: string[] = [];
    const problems: string[] = [];
    const value: Record<string, unknown> = {};
    for (const [key, declared] of entries) {
      const text = Object.hasOwn(bag, key) ? (bag[key] ?? '') : '';
      if (text === '') {
        if (isOptional(declared)) value[key] = declared.fallback;
        else missing.push(key);
        continue;
      }
      const decoded = (isOptional(declared) ? declared.field : declared).decode(text);
      if (decoded.ok) value[key] = decoded.value;
      else problems.push(`${key}: ${decoded.problem}`);
    }
    const complete = missing.length === 0 && problems.length === 0;
    // The loop has just put every key of F into `value` with its field's type; TypeScript cannot follow that.
    return { value: complete ? (value as ValueOf<F>) : null, missing, problems };
  };
  return {
    keys: entries.map(([key]) => key),
    read,
    readiness: (bag) => {
      const reading = read(bag);
      if (reading.problems.length > 0) return { kind: 'invalid', problems: reading.problems };
      if (reading.value === null) return { kind: 'incomplete', missing: reading.missing };
      return { kind: 'ready', data: reading.value };
    },
    encode: (value) => {
      const bag: Record<string, string> = {};
      for (const [key, declared] of entries) {
        const field = isOptional(declared) ? declared.field : declared;
        const part: unknown = value[key];
        bag[key] = part === undefined ? '' : field.encode(part);
      }
      return bag;
    },
  };
}
