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
  const sectionsOut: string[][] = [[]];
  let section: string | null = null;
  let opened = true;
  for (const paragraph of template.trimEnd().split(/\n{2,}/)) {
    const [head = '', ...others] = paragraph.split('\n');
    const opens = head.startsWith('[');
    if (opens) {
      section = head.slice(1, -1);
      opened = false;
    }
    const text = fillParagraph(opens ? others : [head, ...others], section, values, flags, used);
    if (text === null) continue;
    // The header waits for the first paragraph that has something to say.
    if (section !== null && !opened) sectionsOut.push([`${writeOsloHeader(section)}\n${text}`]);
    else sectionsOut.at(-1)?.push(text);
    opened = true;
  }
  const unplaced = [...values.keys()].filter((key) => !used.has(key));
  if (unplaced.length > 0)
    throw new TemplateError(`cannot fill the template: it has no place for ${unplaced.join(', ')}`);
  return `${sectionsOut.map((paragraphs) => paragraphs.join('\n\n')).join('\n\n')}\n`;
}

/** The paragraph with its options filled in, or null when none of them has a value. Before any section it is kept as is. */
function fillParagraph(
  paragraph: readonly string[],
  section: string | null,
  values: ReadonlyMap<string, OsloOption>,
  flags: readonly OsloOption[],
  used: Set<string>,
): string | null {
  const lines: string[] = [];
  let options = 0;
  for (const line of paragraph) {
    const name = placeholder.exec(line)?.[1];
    if (name === undefined) {
      lines.push(line);
      continue;
    }
    if (section === null)
      throw new TemplateError(`cannot fill the template: "${name}" stands before the first section`);
    const option = values.get(`${section}.${name}`);
    const filled = name === flagsPlace ? flags : option === undefined ? [] : [option];
    for (const one of filled) lines.push(writeOsloOption(section, one));
    options += filled.length;
    used.add(`${section}.${name}`);
  }
  return options > 0 || section === null ? lines.join('\n') : null;
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
