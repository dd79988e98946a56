/** Durations and moments as Go's `time` package reads them. */

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3,
  '\u03bcs': 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;
const MOMENT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d+)?)(Z|[-+]\d{2}:\d{2})?$/;

/** Milliseconds of a duration such as `1h30m`; null when it is none. */
export function goParseDuration(text: string): number | null {
  const sign = text.startsWith('-') ? -1 : 1;
  const rest = text.replace(/^[-+]/, '');
  if (rest === '0') return 0;
  if (rest === '') return null;
  let sum = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < rest.length) {
    const match = PART.exec(rest);
    if (match === null) return null;
    sum += Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
  }
  return sign * sum;
}

/** Milliseconds since the epoch of an RFC 3339 moment; one without a zone is taken for UTC. Null when it is none. */
export function goParseMoment(text: string): number | null {
  const match = MOMENT.exec(text);
  if (match === null) return null;
  const [, clock = '', zone = 'Z'] = match;
  const moment = Date.parse(`${clock.replace(',', '.')}${zone}`);
  return Number.isNaN(moment) ? null : moment;
}
