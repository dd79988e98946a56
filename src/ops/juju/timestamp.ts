/** Times as Juju writes and reads them: RFC 3339 with zero to nine digits of a second's fraction. */

const grammar = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s*([Zz]|[+-]\d\d:\d\d)?$/;

/** Reads a time; null when the text is none. A time without a zone is taken as UTC. */
export function parseTimestamp(text: string): Date | null {
  const match = grammar.exec(text.trim());
  if (match === null) return null;
  const [, date = '', time = '', fraction = '', zone = 'Z'] = match;
  // A Date holds milliseconds; finer digits are cut off, as they are never read again.
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const parsed = new Date(`${date}T${time}.${milliseconds}${zone.toUpperCase()}`);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}

/** Writes a time in UTC. */
export function formatTimestamp(time: Date): string {
  return time.toISOString();
}
