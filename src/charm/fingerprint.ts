/** Short names for contents: equal contents have equal names, and a name tells nothing about a secret in its content. */
import { sha256 } from '../system/digest.ts';

export function fingerprint(...parts: readonly string[]): string {
  // Lengths keep ("ab", "c") and ("a", "bc") apart.
  return sha256(...parts.flatMap((part) => [`${part.length}:`, part])).slice(0, 32);
}

/** The same for keys with values, whatever their order. */
export function fingerprintOf(values: Readonly<Record<string, string>>): string {
  const names = Object.keys(values).sort();
  return fingerprint(...names.flatMap((name) => [name, values[name] ?? '']));
}
