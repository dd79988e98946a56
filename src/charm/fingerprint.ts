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

/**
 * A name of 64 bits for noticing changes, not for keeping contents apart that somebody has made to look alike: loading
 * Node's crypto takes longer than all the rest of a hook in which nothing has changed.
 */
export function changeMark(text: string): string {
  let [left, right] = [0x811c9dc5, 0x9e3779b9];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    left = Math.imul(left ^ unit, 0x01000193);
    // Rotated, so that the halves do not change alike.
    right = Math.imul(((right << 5) | (right >>> 27)) ^ unit, 0x85ebca6b);
  }
  return [left, right].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
