/**
 * Reads configuration files by the rules of oslo.config's own parser, for `show-config`, for checks of what is on
 * disk, and as the judge of our writer. It keeps what oslo.config keeps and refuses what it refuses.
 */

/** Sections by name, options by name, and every value a repeated option was given, in order. */
export type OsloFile = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** A line that oslo.config's parser refuses. */
export class OsloParseError extends Error {
  readonly code = 'oslo-config-unreadable';
  readonly line: number;

  constructor(line: number, reason: string) {
    super(`cannot read line ${line}: ${reason}`);
    this.name = 'OsloParseError';
    this.line = line;
  }
}

/** Raw values, with quotes stripped and continuation lines joined, but `$` not yet substituted. */
export function readOsloConfig(text: string): OsloFile {
  const file = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  let pending: { key: string; lines: string[] } | undefined;
  let lineNumber = 0;

  const flush = (): void => {
    if (pending === undefined) return;
    if (section === undefined) throw new OsloParseError(lineNumber, 'an option stands before the first section');
    const values = section.get(pending.key) ?? [];
    values.push(pending.lines.join('\n'));
    section.set(pending.key, values);
    pending = undefined;
  };

  for (const raw of text.split(/\r\n|\r|\n/)) {
    lineNumber += 1;
    const line = raw.trimEnd();
    if (line === '') {
      flush();
    } else if (/^[ \t]/.test(line)) {
      if (pending === undefined) throw new OsloParseError(lineNumber, 'it continues nothing');
      pending.lines.push(line.trimStart());
    } else if (line.startsWith('[')) {
      flush();
      section = openSection(file, line, lineNumber);
    } else if (line.startsWith('#') || line.startsWith(';')) {
      flush();
    } else {
      flush();
      pending = splitAssignment(line, lineNumber);
    }
  }
  flush();
  return file;
}

/** Section names other than DEFAULT are compared without regard to case. */
function openSection(
  file: Map<string, Map<string, string[]>>,
  line: string,
  lineNumber: number,
): Map<string, string[]> {
  if (!line.endsWith(']')) throw new OsloParseError(lineNumber, 'the section has no closing bracket');
  const written = line.slice(1, -1);
  if (written === '') throw new OsloParseError(lineNumber, 'the section has no name');
  const name = written === 'DEFAULT' ? written : written.toLowerCase();
  const section = file.get(name) ?? new Map<string, string[]>();
  file.set(name, section);
  return section;
}

function splitAssignment(line: string, lineNumber: number): { key: string; lines: string[] } {
  const at = line.search(/[:=]/);
  if (at < 0) throw new OsloParseError(lineNumber, 'it has neither "=" nor ":"');
  const key = line.slice(0, at).trim();
  if (key === '') throw new OsloParseError(lineNumber, 'the option has no name');
  return { key, lines: [stripQuotes(line.slice(at + 1).trim())] };
}

function stripQuotes(value: string): string {
  const first = value[0];
  return (first === '"' || first === "'") && value.at(-1) === first ? value.slice(1, -1) : value;
}

/**
 * What a program gets for an option: the last value, with `$$` and `\$` turned into `$`. A reference to another option
 * is answered from [DEFAULT] or the same section; one that leads nowhere makes the option unreadable, as in oslo.config.
 */
export function osloValue(file: OsloFile, section: string, option: string): string | undefined {
  const group = section === 'DEFAULT' ? section : section.toLowerCase();
  const raw = file.get(group)?.get(option)?.at(-1);
  if (raw === undefined) return undefined;
  return raw
    .replaceAll('\\$', '$$$$')
    .replace(/\$(?:(\$)|([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})/gi, (whole, dollar, name, braced) => {
      if (dollar !== undefined) return '$';
      const wanted: string = name ?? braced;
      const found = osloValue(file, group, wanted) ?? osloValue(file, 'DEFAULT', wanted);
      if (found === undefined)
        throw new OsloParseError(0, `option "${option}" refers to "${wanted}", which is not set`);
      return whole === undefined ? '' : found;
    });
}
