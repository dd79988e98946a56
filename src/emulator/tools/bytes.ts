/**
 * Text that may hold bytes that are no UTF-8, as arguments of a hook tool may: such a byte becomes a lone surrogate
 * (U+DC80 to U+DCFF), so that it can be turned back, and no other text can be mistaken for it.
 */
import { isUtf8 } from 'node:buffer';

const ESCAPED_BYTE = /[\udc80-\udcff]/;
const LONE = '[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]';
const HOLDS_LONE_SURROGATE = new RegExp(LONE);
const EACH_LONE_SURROGATE = new RegExp(LONE, 'g');

/** Whether text came from bytes that were no UTF-8. */
export function holdsRawBytes(text: string): boolean {
  return ESCAPED_BYTE.test(text) && HOLDS_LONE_SURROGATE.test(text);
}

/** The length of the UTF-8 sequence at `offset`, or 0 when there is no valid one. */
function sequenceLength(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || offset + length > bytes.length) return 0;
  return isUtf8(bytes.subarray(offset, offset + length)) ? length : 0;
}

/** Bytes as text; see the top of this file for those that are no UTF-8. */
export function textOfBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(bytes)) return buffer.toString('utf8');
  let text = '';
  let valid = 0;
  let offset = 0;
  while (offset < buffer.length) {
    const length = sequenceLength(buffer, offset);
    if (length > 0) {
      offset += length;
      continue;
    }
    text += buffer.toString('utf8', valid, offset) + String.fromCharCode(0xdc00 + (buffer[offset] ?? 0));
    offset += 1;
    valid = offset;
  }
  return text + buffer.toString('utf8', valid);
}

/** The bytes that `textOfBytes` was given. */
export function bytesOfText(text: string): Buffer {
  if (!holdsRawBytes(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let end = 0;
  for (const match of text.matchAll(EACH_LONE_SURROGATE)) {
    const code = match[0].charCodeAt(0);
    parts.push(Buffer.from(text.slice(end, match.index), 'utf8'));
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from('\ufffd', 'utf8'));
    end = match.index + 1;
  }
  parts.push(Buffer.from(text.slice(end), 'utf8'));
  return Buffer.concat(parts);
}
