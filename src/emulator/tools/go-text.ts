/** How Go prints and reads small things, because Juju's messages show it. */

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  if (PRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Text as Go's `%q` writes it: in double quotes, with escapes. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += escapeCharacter(character);
  return `${quoted}"`;
}

/** A list of strings as Go's `%q` writes it. */
export function goQuoteList(texts: readonly string[]): string {
  return `[${texts.map(goQuote).join(' ')}]`;
}

const TRUE_WORDS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** Go's reading of a boolean; null when it refuses. */
export function goParseBool(text: string): boolean | null {
  if (TRUE_WORDS.has(text)) return true;
  return FALSE_WORDS.has(text) ? false : null;
}

/** The complaint of Go's `strconv` about a text it cannot read. */
export function goSyntaxError(function_: string, text: string): string {
  return `strconv.${function_}: parsing ${goQuote(text)}: invalid syntax`;
}

/** Go's `strconv.Atoi`: a signed decimal, no blanks; a string is the complaint. */
export function goAtoi(text: string): number | string {
  if (!/^[-+]?[0-9]+$/.test(text)) return goSyntaxError('Atoi', text);
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  if (value > 9223372036854775807n || value < -9223372036854775808n) {
    return `strconv.Atoi: parsing ${goQuote(text)}: value out of range`;
  }
  return Number(value);
}

/** White space as Go's `strings.TrimSpace` sees it: Unicode's, which lacks the byte order mark that JavaScript trims. */
export function goTrimSpace(text: string): string {
  const blank = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
  return text.replace(new RegExp(`^${blank}+|${blank}+$`, 'g'), '');
}

/** Orders texts by their bytes, as Go compares strings. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // A surrogate stands for a character above U+FFFF, which is more than any other two-byte unit.
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    if (leftHigh !== rightHigh) return leftHigh ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
