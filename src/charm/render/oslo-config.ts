/**
 * Writes configuration files as oslo.config reads them. The `ini` package cannot: it escapes with backslashes, which
 * oslo.config takes literally, and it leaves `$`, which oslo.config substitutes (oslo_config/iniparser.py, cfg.py).
 * One value per line, options in the order given, so that equal input gives equal bytes.
 */
import { textProblem } from './oslo-text.ts';

/** A value as the program is to see it. A list is for a ListOpt: its items are joined with commas. */
export type OsloValue = string | number | boolean | readonly string[];

export interface OsloOption {
  readonly name: string;
  readonly value: OsloValue;
  /** Let `$other` in the value stand for another option; without it each `$` is a plain character. */
  readonly references?: boolean;
}

export interface OsloSection {
  readonly name: string;
  /** Lines above the section's header, without the leading `#`. */
  readonly comment?: readonly string[];
  readonly options: readonly OsloOption[];
}

/** A value, option or section that oslo.config could not read back. The message never holds the value. */
export class OsloConfigError extends Error {
  readonly code = 'oslo-config-unwritable';

  constructor(where: string, reason: string) {
    super(`cannot write ${where}: ${reason}`);
    this.name = 'OsloConfigError';
  }
}

const optionName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const sectionName = /^[A-Za-z0-9_.-]+$/;

/** Text of one value after the equals sign, or the reason why oslo.config could not read it back. */
function encodeValue(option: OsloOption): { readonly text: string } | { readonly problem: string } {
  const { value } = option;
  if (typeof value === 'boolean') return { text: value ? 'True' : 'False' };
  if (typeof value === 'number') {
    return Number.isFinite(value) ? { text: String(value) } : { problem: 'it is not a finite number' };
  }
  if (typeof value !== 'string') {
    const wrong = value.some(
      (item) => item.includes(',') || item.includes('\n') || item === '' || item.trim() !== item,
    );
    if (wrong) return { problem: 'an item of the list is empty, padded with blanks or holds a comma or a line break' };
    return encodeText(value.join(','), option.references === true);
  }
  return encodeText(value, option.references === true);
}

/**
 * oslo.config turns `\$` into `$$` before it substitutes, so behind a backslash a dollar must be written `\$`,
 * and everywhere else `$$`.
 */
function escapeDollars(text: string): string {
  return text.replace(/\\?\$/g, (found) => (found === '$' ? '$$' : '\\\\$'));
}

function encodeText(text: string, references: boolean): { readonly text: string } | { readonly problem: string } {
  const problem = textProblem(text);
  if (problem !== null) return { problem };
  const [first = '', ...rest] = (references ? text : escapeDollars(text)).split('\n');
  const lines = [needsQuotes(first) ? quote(first) : first, ...rest.map((line) => `    ${line}`)];
  return { text: lines.join('\n') };
}

/** The reader strips blanks and one pair of equal quotes; only then must we add a pair for it to strip. */
function needsQuotes(text: string): boolean {
  const first = text[0];
  return text.trim() !== text || ((first === '"' || first === "'") && text.at(-1) === first);
}

function quote(text: string): string {
  return `"${text}"`;
}

/** One `name = value` line (several for a value with line breaks), without the line's end. */
export function writeOsloOption(section: string, option: OsloOption): string {
  if (!optionName.test(option.name)) throw new OsloConfigError(`an option of [${section}]`, 'its name is malformed');
  const encoded = encodeValue(option);
  if ('problem' in encoded) throw new OsloConfigError(`option "${option.name}" of [${section}]`, encoded.problem);
  return encoded.text === '' ? `${option.name} =` : `${option.name} = ${encoded.text}`;
}

/** The line that opens a section. Only the exact spelling DEFAULT is the default section to oslo.config. */
export function writeOsloHeader(name: string): string {
  if (!sectionName.test(name)) throw new OsloConfigError('a section', 'its name is malformed');
  if (name.toUpperCase() === 'DEFAULT' && name !== 'DEFAULT') {
    throw new OsloConfigError(`section [${name}]`, 'oslo.config would not take it for [DEFAULT]');
  }
  return `[${name}]`;
}

/** The whole file. Sections without options are left out. */
export function writeOsloConfig(sections: readonly OsloSection[]): string {
  const blocks = sections
    .filter((section) => section.options.length > 0)
    .map((section) =>
      [
        ...(section.comment ?? []).map((line) => writeOsloComment(line)),
        writeOsloHeader(section.name),
        ...section.options.map((option) => writeOsloOption(section.name, option)),
      ].join('\n'),
    );
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

/** A comment line; a line break in it would end the comment and let the rest act as configuration. */
export function writeOsloComment(line: string): string {
  if (/[\r\n]/.test(line)) throw new OsloConfigError('a comment', 'it holds a line break');
  return line === '' ? '#' : `# ${line}`;
}
