/**
 * Short names for contents, to notice changes by. Equal contents have equal names; different ones have different names
 * unless somebody has made them so.
 */
import { sha256 } from '../system/digest.ts';

/**
 * A name of 64 bits for what only root's memory keeps. It is no digest, for loading Node's crypto takes a hook longer than
 * writing all its files. Whoever made two contents look alike would keep a change of his own from being noticed; to hide
 * another's he would have to know all that stands with it, and the service's secrets stand there.
 */
export function fingerprint(...parts: readonly string[]): string {
  // As JSON, which keeps ("ab", "c") and ("a", "bc") apart.
  return changeMark(JSON.stringify(parts));
}

/** The same for keys with values, whatever their order. */
export function fingerprintOf(values: Readonly<Record<string, string>>): string {
  const names = Object.keys(values).sort();
  return fingerprint(...names.flatMap((name) => [name, values[name] ?? '']));
}

/** A name for what others get to see: a true digest, which tells nothing of the secrets in the content. */
export function publicFingerprint(...parts: readonly string[]): string {
  return sha256(...parts.flatMap((part) => [`${part.length}:`, part])).slice(0, digestLength);
}

const digestLength = 32;

/** Today's name for what is remembered under the digest that an older version of the charm has kept; else what is kept. */
export function renewed(kept: string, ...parts: readonly string[]): string {
  return kept.length === digestLength && kept === publicFingerprint(...parts) ? fingerprint(...parts) : kept;
}

/** The name itself, of one text. */
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
