/** Short names for contents: equal contents have equal names, and a name tells nothing about a secret in its content. */
import { createHash } from 'node:crypto';

export function fingerprint(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  // Lengths keep ("ab", "c") and ("a", "bc") apart.
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 32);
}

/** The same for keys with values, whatever their order. */
export function fingerprintOf(values: Readonly<Record<string, string>>): string {
  const names = Object.keys(values).sort();
  return fingerprint(...names.flatMap((name) => [name, values[name] ?? '']));
}
