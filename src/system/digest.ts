/**
 * Digests and random numbers. Node's crypto costs a process milliseconds to load, which most hooks never need: it is loaded
 * with the first of them.
 */

/** SHA-256 of texts, one after the other, in hexadecimal digits. */
export function sha256(...parts: readonly string[]): string {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** So many bytes from the system's generator, in hexadecimal digits. */
export function randomHex(bytes: number): string {
  return process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex');
}
