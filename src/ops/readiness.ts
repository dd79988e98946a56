/** What a relation, an option or any other input amounts to. "Not ready" is a value here, never an exception. */

/** What the other side's data amounts to: ready, or why not. */
export type Readiness<T> =
  | { readonly kind: 'ready'; readonly data: T }
  /** There is no such relation. */
  | { readonly kind: 'absent' }
  /** It is there, but the other side has not said everything yet; `missing` names the keys. */
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] }
  /** The other side said something that cannot be used; each problem names the key, what is wrong and what is expected. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** There is no relation to read. */
export const absent = { kind: 'absent' } as const;

/** All is there and right. */
export function ready<T>(data: T): Readiness<T> {
  return { kind: 'ready', data };
}

/** Some keys are missing yet. */
export function incomplete(missing: readonly string[]): Readiness<never> {
  return { kind: 'incomplete', missing };
}

/** Some values cannot be used. */
export function invalid(problems: readonly string[]): Readiness<never> {
  return { kind: 'invalid', problems };
}
