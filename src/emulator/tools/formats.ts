/** `--format` and `--output`: how the tools that answer print their answer. */
import type { FlagSet, FlagValue } from './flags.ts';
import { goJson } from './go-json.ts';
import { goQuote } from './go-text.ts';
import { type GoValue, StringList } from './go-value.ts';
import { goYaml } from './go-yaml.ts';

export type FormatName = 'smart' | 'yaml' | 'json';

/** The formats of a tool; the first is used when none is asked for. */
export type Formats = readonly [FormatName, ...FormatName[]];

export const smartFormats: Formats = ['smart', 'json', 'yaml'];
export const yamlFormats: Formats = ['yaml', 'json'];

/** YAML with the newlines at its end made one, as Juju prints it: a block that keeps its blank lines loses them. */
function formatYaml(value: GoValue): string {
  return value === null ? '' : `${goYaml(value).replace(/\n+$/, '')}\n`;
}

function formatSmart(value: GoValue): string {
  let text: string;
  if (typeof value === 'string') text = value;
  else if (typeof value === 'boolean') text = value ? 'True' : 'False';
  else if (value instanceof StringList) text = (value.items ?? []).join('\n');
  else return formatYaml(value);
  return text === '' ? '' : `${text}\n`;
}

/** A value as a tool prints it in one of the formats. */
export function formatValue(format: FormatName, value: GoValue): string {
  if (format === 'json') return `${goJson(value)}\n`;
  return format === 'yaml' ? formatYaml(value) : formatSmart(value);
}

export interface OutputFlags {
  readonly format: FlagValue<FormatName>;
  /** Empty for standard output. */
  readonly file: FlagValue<string>;
}

export function declareOutput(flags: FlagSet, formats: Formats = smartFormats): OutputFlags {
  const read = (text: string): FormatName => {
    const name = formats.find((format) => format === text);
    if (name === undefined) throw new Error(`unknown format ${goQuote(text)}`);
    return name;
  };
  return { format: flags.read(formats[0], read, 'format'), file: flags.text('', 'o', 'output') };
}
