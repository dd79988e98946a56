/**
 * Fills the files in `templates/`. A line `{name}` of astara.conf stands for one option; which options have a value,
 * and which value, is decided elsewhere. Other templates hold `{name}` anywhere, for one word each.
 */
import { type OsloOption, type OsloSection, writeOsloHeader, writeOsloOption } from './oslo-config.ts';

/** A template and the values for it do not fit: a mistake of ours, found by the tests. */
export class TemplateError extends Error {
  readonly code = 'template-mismatch';

  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}

const placeholder = /^\{([A-Za-z_-]+)\}$/;

/** Where options that the template does not know go: the operator's flags, at the end of [DEFAULT]. */
const flagsPlace = 'config-flags';

/**
 * The file in the template's order. A paragraph (lines between empty ones) none of whose options has a value is left
 * out with its comment, and so is a section of which nothing is left. `flags` outweigh an option of the same name.
 */
export function fillOsloTemplate(
  template: string,
  sections: readonly OsloSection[],
  flags: readonly OsloOption[] = [],
): string {
  const flagNames = new Set(flags.map((flag) => flag.name));
  const values = new Map<string, OsloOption>();
  for (const section of sections) {
    for (const option of section.options) {
      const outweighed = section.name === 'DEFAULT' && flagNames.has(option.name);
      if (!outweighed) values.set(`${section.name}.${option.name}`, option);
    }
  }
  const used = new Set<string>();
  const blocks: string[] = [];
  let header: string | null = null;
  for (const paragraph of template.trimEnd().split(/\n{2,}/)) {
    const filled = fillParagraph(paragraph, header, values, flags, used);
    if (filled.section !== header && filled.text !== null) blocks.push(filled.text);
    else if (filled.text !== null) {
      const previous = blocks.pop();
      blocks.push(previous === undefined ? filled.text : `${previous}\n\n${filled.text}`);
    }
    header = filled.section;
  }
  const unplaced = [...values.keys()].filter((key) => !used.has(key));
  if (unplaced.length > 0)
    throw new TemplateError(`cannot fill the template: it has no place for ${unplaced.join(', ')}`);
  return `${blocks.join('\n\n')}\n`;
}

function fillParagraph(
  paragraph: string,
  currentSection: string | null,
  values: ReadonlyMap<string, OsloOption>,
  flags: readonly OsloOption[],
  used: Set<string>,
): { readonly section: string | null; readonly text: string | null } {
  let section = currentSection;
  const lines: string[] = [];
  let options = 0;
  for (const line of paragraph.split('\n')) {
    const name = placeholder.exec(line)?.[1];
    if (line.startsWith('[')) {
      section = line.slice(1, -1);
      lines.push(writeOsloHeader(section));
    } else if (name === undefined) {
      lines.push(line);
    } else if (section === null) {
      throw new TemplateError(`cannot fill the template: "${name}" stands before the first section`);
    } else if (name === flagsPlace) {
      options += flags.length;
      for (const flag of flags) lines.push(writeOsloOption(section, flag));
    } else {
      const key = `${section}.${name}`;
      const option = values.get(key);
      if (option === undefined) continue;
      used.add(key);
      options += 1;
      lines.push(writeOsloOption(section, option));
    }
  }
  const introduction = section === null;
  // [DEFAULT] always has options, so its header is never lost with its first paragraph (a test sees to it).
  return { section, text: options > 0 || introduction ? lines.join('\n') : null };
}

/** A file of another kind: every `{name}` replaced by its value, which must be one printable line. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z-]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new TemplateError(`cannot fill the template: there is no value for "${name}"`);
    if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) {
      throw new TemplateError(`cannot fill the template: the value for "${name}" holds a control character`);
    }
    return value;
  });
}

/** Gives the text of a template by its file name. */
export type TemplateSource = (name: string) => string;
