/** Ids of secrets: twenty characters, made as Juju makes them from time and chance. */
import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789abcdefghijklmnopqrstuv';
const ID = /^[0-9a-z]{20}$/;
const URI = /^(?:secret:(?:\/\/[0-9a-f-]+\/)?)?([^/:]+)$/;

/** The id in `secret:<id>`, `secret://<model>/<id>` or a bare id; null when it is none of these. */
export function parseSecretUri(text: string): string | null {
  const id = URI.exec(text)?.[1] ?? '';
  return ID.test(id) ? id : null;
}

/** @param now seconds go first, so that ids sort by age */
export function newSecretId(now: number): string {
  const bytes = randomBytes(12);
  bytes.writeUInt32BE(Math.floor(now / 1000) >>> 0, 0);
  // 96 bits, and four more to fill the last of twenty digits of five.
  let bits = BigInt(`0x${bytes.toString('hex')}`) << 4n;
  let id = '';
  for (let digit = 0; digit < 20; digit++) {
    id = DIGITS.charAt(Number(bits & 31n)) + id;
    bits >>= 5n;
  }
  return id;
}
