/** `--format` and `-o`: how a command's result leaves it. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { printDocument } from '../emulator/report/document.ts';
import type { FlagSet, FlagValue } from '../emulator/tools/flags.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import type { GoValue } from '../emulator/tools/go-value.ts';
import type { CommandContext, CommandOption } from './command.ts';

export type Format = 'tabular' | 'yaml' | 'json' | 'plain' | 'smart' | 'summary' | 'oneline';

export interface OutputFlags {
  readonly format: FlagValue<Format>;
  readonly file: FlagValue<string>;
}

/** `juju status` knows one of its formats by three names. */
const spellings: Readonly<Record<string, Format>> = { line: 'oneline', short: 'oneline' };

/** Declares the two flags; the first format is the default. */
export function declareOutput(flags: FlagSet, formats: readonly [Format, ...Format[]]): OutputFlags {
  const read = (text: string): Format => {
    const word = spellings[text] ?? text;
    const found = formats.find((format) => format === word);
    if (found === undefined) throw new Error(`unknown format ${goQuote(text)}`);
    return found;
  };
  return { format: flags.read<Format>(formats[0], read, 'format'), file: flags.text('', 'o', 'output') };
}

export function outputOptions(formats: readonly [Format, ...Format[]]): readonly CommandOption[] {
  const others = Object.entries(spellings).filter(([, format]) => formats.includes(format));
  const spelled = [...formats, ...others.map(([word]) => word)];
  return [
    { spelling: `--format  (= ${formats[0]})`, text: `Specify output format (${spelled.sort().join('|')})` },
    { spelling: '-o, --output (= "")', text: 'Specify an output file' },
  ];
}

/** Writes text to where the user wants it. */
export function writeText(context: CommandContext, flags: OutputFlags, text: string): void {
  if (flags.file.value === '') context.terminal.stdout(text);
  else writeFileSync(resolve(context.workingDirectory, flags.file.value), text);
}

/** What is for people to read ends with an empty line, as with Juju. */
export function tableText(text: string): string {
  return text === '' ? '' : `${text}\n`;
}

/** Writes a document in the chosen format; `tabular` makes the text of every other. */
export function writeResult(
  context: CommandContext,
  flags: OutputFlags,
  document: () => GoValue,
  tabular: (format: Format) => string,
): void {
  const format = flags.format.value;
  const text = format === 'yaml' || format === 'json' ? printDocument(format, document()) : tableText(tabular(format));
  writeText(context, flags, text);
}
