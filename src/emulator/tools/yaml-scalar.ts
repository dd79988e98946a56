/** How go-yaml (yaml.v2) chooses to write a text: plain, in quotes, or as a block. */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const WORDS = new Set([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'],
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'],
  ...['', '~', 'null', 'Null', 'NULL', '.nan', '.NaN', '.NAN'],
  ...['', '+', '-'].flatMap((sign) => ['.inf', '.Inf', '.INF'].map((word) => `${sign}${word}`)),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/;
const DATE =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$/;

function isInteger(text: string): boolean {
  const parts = INTEGER.exec(text);
  if (parts === null) return false;
  const [, sign = '', digits = ''] = parts;
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const magnitude = BigInt(octal.toLowerCase());
  if (sign === '-') return magnitude <= 9223372036854775808n;
  return magnitude <= (sign === '+' ? 9223372036854775807n : 18446744073709551615n);
}

function isFloat(text: string): boolean {
  return FLOAT.test(text) && Number.isFinite(Number(text));
}

function isTimestamp(text: string): boolean {
  const parts = DATE.exec(text);
  if (parts === null) return false;
  const [, year, month, day, separator, hour, minute, second, zone] = parts;
  // A blank before the time goes without a zone, a T with one.
  if (separator !== undefined && (separator === ' ') !== (zone === undefined)) return false;
  const lastDay = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > lastDay) return false;
  return separator === undefined || (Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60);
}

/** Whether a text written bare would read back as something other than a text. */
function resolvesToOtherType(text: string): boolean {
  if (WORDS.has(text)) return true;
  if (/^[-+0-9]/.test(text)) {
    const plain = text.replaceAll('_', '');
    return isTimestamp(text) || isInteger(plain) || isFloat(plain) || SEXAGESIMAL.test(text);
  }
  return text.startsWith('.') && isFloat(text);
}

const FIRST_INDICATOR = /^[#,[\]{}&*!|>'"%@`]/;
/** Characters that the emitter takes for printable: no tab, no control character, nothing above U+FFFF. */
const PRINTABLE = /^[\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;
const BREAK = /[\r\n\u0085\u2028\u2029]/;

interface Analysis {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

function needsQuotes(text: string): boolean {
  return (
    FIRST_INDICATOR.test(text) ||
    text.startsWith('---') ||
    text.startsWith('...') ||
    /^[?:-](?:[ \t]|$)/.test(text) ||
    /:(?:[ \t]|$)/.test(text) ||
    /[ \t\0\r\n\u0085\u2028\u2029]#/.test(text)
  );
}

function analyse(text: string): Analysis {
  if (text === '') return { multiline: false, plain: true, single: true, block: false };
  const multiline = BREAK.test(text);
  const special = !PRINTABLE.test(text) || / [\r\n\u0085\u2028\u2029]/.test(text);
  const breakThenSpace = /[\r\n\u0085\u2028\u2029] /.test(text);
  const edge = /^[ \r\n\u0085\u2028\u2029]|[ \r\n\u0085\u2028\u2029]$/.test(text);
  return {
    multiline,
    plain: !special && !breakThenSpace && !edge && !multiline && !needsQuotes(text),
    single: !special && !breakThenSpace,
    block: !special && !text.endsWith(' '),
  };
}

/** Whether a text may stand as a key before a colon; longer ones go after a question mark. */
export function isSimpleKey(text: string, tagLength: number): boolean {
  return !BREAK.test(text) && Buffer.byteLength(text) + tagLength <= 128;
}

/** The style for a text as it will be written (a base64 form included: that never resolves to another type). */
export function chooseStyle(
  text: string,
  context: { readonly tagged: boolean; readonly simpleKey: boolean },
): ScalarStyle {
  const analysis = analyse(text);
  if (text.includes('\n')) {
    if (context.simpleKey || !analysis.block) return 'double';
    return 'literal';
  }
  if (!context.tagged && resolvesToOtherType(text)) return 'double';
  if (context.simpleKey && analysis.multiline) return 'double';
  if (analysis.plain && !(text === '' && context.simpleKey)) return 'plain';
  return analysis.single ? 'single' : 'double';
}
