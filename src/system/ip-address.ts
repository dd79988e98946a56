/**
 * IP addresses read from text, strictly: the forms of RFC 4291 and four decimal numbers, nothing else. Node's own check is
 * one regular expression for all of IPv6, whose first use costs a hook more than rendering its files.
 */

export interface IpAddress {
  readonly family: 4 | 6;
  /** 4 or 16 numbers, the most significant first. */
  readonly bytes: readonly number[];
}

/** The address that the text is; null for all else, and for one with a zone, which means something on one host only. */
export function parseIp(text: string): IpAddress | null {
  const sixth = text.includes(':');
  const bytes = sixth ? ipv6Bytes(text) : ipv4Bytes(text);
  return bytes === null ? null : { family: sixth ? 6 : 4, bytes };
}

export function isIpv4(text: string): boolean {
  return parseIp(text)?.family === 4;
}

export function isIpv6(text: string): boolean {
  return parseIp(text)?.family === 6;
}

/** Four numbers without leading zeros, which some read as octal. */
function ipv4Bytes(text: string): readonly number[] | null {
  if (text.length > 15) return null;
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const bytes = parts.map((part) => digits(part, 10, 3));
  const valid = bytes.every((byte, index) => byte !== null && byte <= 255 && parts[index] === String(byte));
  return valid ? bytes.map(Number) : null;
}

/** Eight groups, the last two perhaps as an IPv4 address, a run of zero groups perhaps as `::`. */
function ipv6Bytes(text: string): readonly number[] | null {
  if (text.length > 45) return null;
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return null;
  if (tail === undefined) {
    const bytes = groupBytes(head, true);
    return bytes?.length === 16 ? bytes : null;
  }
  const before = head === '' ? [] : groupBytes(head, false);
  const after = tail === '' ? [] : groupBytes(tail, true);
  if (before === null || after === null) return null;
  const gap = 16 - before.length - after.length;
  // It stands for one group at least.
  return gap < 2 ? null : [...before, ...new Array<number>(gap).fill(0), ...after];
}

function groupBytes(text: string, atEnd: boolean): readonly number[] | null {
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const value = digits(group, 16, 4);
    const found = value !== null ? [value >> 8, value & 255] : null;
    const last = atEnd && index === groups.length - 1;
    const pair = found ?? (last ? ipv4Bytes(group) : null);
    if (pair === null) return null;
    bytes.push(...pair);
  }
  return bytes;
}

/** A number of 1 to `most` digits; null when anything else stands there. */
function digits(text: string, base: 10 | 16, most: number): number | null {
  if (text.length === 0 || text.length > most) return null;
  let value = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = digitOf(text.charCodeAt(index));
    if (digit >= base) return null;
    value = value * base + digit;
  }
  return value;
}

/** 0 to 15, or 16 for what is no digit. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : 16;
}

/** Whether two addresses of one family are the same in their first bits. */
export function sharesPrefix(one: IpAddress, other: IpAddress, length: number): boolean {
  if (one.family !== other.family) return false;
  return one.bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, length - 8 * index));
    const shift = 8 - bits;
    return byte >> shift === (other.bytes[index] ?? 0) >> shift;
  });
}
