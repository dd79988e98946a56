/** Turning an untyped value into a typed one: with a function that may throw, or with any Standard Schema (valibot, zod, ...). */

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The part of https://standardschema.dev that is needed here. */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly validate: (
      value: unknown,
    ) => { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] } | Promise<unknown>;
  };
}

/** What turns untyped values into a T: a function that throws for what it refuses, or a Standard Schema. */
export type ValueParser<T> = ((value: Readonly<Record<string, unknown>>) => T) | StandardSchema<T>;

export type ParsedValue<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error };

/** Runs a parser. Only errors that it throws itself become an unsuccessful outcome. */
export function parseValue<T>(parser: ValueParser<T>, value: Readonly<Record<string, unknown>>): ParsedValue<T> {
  if (typeof parser === 'function') {
    try {
      return { ok: true, value: parser(value) };
    } catch (error) {
      if (error instanceof Error) return { ok: false, error };
      throw error;
    }
  }
  const result = parser['~standard'].validate(value);
  if (result instanceof Promise) throw new TypeError('cannot parse a value: the schema is asynchronous');
  if (result.issues === undefined) return { ok: true, value: result.value };
  return { ok: false, error: new RangeError(result.issues.map(describeIssue).join('; ')) };
}

function describeIssue(issue: Issue): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
