/** A field: how one typed value travels as text. The kinds of fields are in fields.ts, network-fields.ts and encoded-fields.ts. */
import { controlCharacterProblem, quoted } from './printable.ts';

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export interface Field<T> {
  /** `problem` completes the sentence "<key>: ...", says what was expected, and never repeats a secret. */
  decode(text: string): Decoded<T>;
  encode(value: T): string;
  /** For kinds that also come as a list or an object, as action parameters do; other kinds read a scalar's text. */
  decodeValue?(value: unknown): Decoded<T>;
  /** The value must not be shown: it is registered with the logger when it is read through a relation. */
  readonly secret?: boolean;
}

/** A key that may be missing: it then reads as undefined, or as the given value. */
export interface OptionalField<T> {
  readonly optional: true;
  readonly field: Field<T>;
  readonly fallback: T | undefined;
}

export function decoded<T>(value: T): Decoded<T> {
  return { ok: true, value };
}

export function refused(problem: string): Decoded<never> {
  return { ok: false, problem };
}

export function optional<T>(field: Field<T>): OptionalField<T | undefined>;
export function optional<T>(field: Field<T>, fallback: T): OptionalField<T>;
export function optional<T>(field: Field<T>, fallback?: T): OptionalField<T | undefined> {
  const decodeValue = field.decodeValue?.bind(field);
  const widened: Field<T | undefined> = {
    decode: (text) => field.decode(text),
    encode: (value) => (value === undefined ? '' : field.encode(value)),
    ...(decodeValue === undefined ? {} : { decodeValue }),
    ...(field.secret === undefined ? {} : { secret: field.secret }),
  };
  return { optional: true, field: widened, fallback };
}

/** A field whose text is one printable line; `parse` returns undefined when the text is not what `expected` says. */
export function lineField<T>(
  expected: string,
  parse: (text: string) => T | undefined,
  encode: (value: T) => string,
): Field<T> {
  return {
    decode: (text) => {
      const control = controlCharacterProblem(text);
      if (control !== null) return refused(control);
      const value = parse(text);
      return value === undefined ? refused(`expected ${expected}, got ${quoted(text)}`) : decoded(value);
    },
    encode,
  };
}
