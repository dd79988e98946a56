/** The words behind a command's name: its flags, those that every command has, and what is left for the command to read. */
import { FlagSet } from '../emulator/tools/flags.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import type { Command, CommonFlags, Work } from './command.ts';
import { UsageError } from './errors.ts';
import { flagSpellings } from './help.ts';
import { nearWords } from './near-words.ts';

export interface CommandLine {
  readonly work: Work;
  readonly common: CommonFlags;
}

/** Refuses what the command does not take; nothing has been touched when it answers. */
export function readCommandLine(
  command: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const flags = new FlagSet();
  const quiet = flags.boolean('q', 'quiet');
  const noWait = flags.boolean('no-wait');
  const verbose = flags.boolean('v', 'verbose');
  const progress = flags.read<'text' | 'json'>('text', readProgress, 'progress');
  flags.boolean('debug');
  flags.boolean('show-log');
  flags.boolean('B', 'no-browser-login');
  const model = flags.text(environment['JUJU_MODEL'] ?? '', 'm', 'model');
  const check = command.prepare(flags);
  const work = check(
    parseFlags(flags, command.leadingOptions === undefined ? args : fenced(args, command.leadingOptions)),
  );
  const common = {
    model: model.value,
    quiet: quiet.value,
    noWait: noWait.value,
    verbose: verbose.value,
    progress: progress.value,
  };
  return { work, common };
}

/** What is left of the command line; a flag there is not is answered with those that look like it. */
function parseFlags(flags: FlagSet, args: readonly string[]): readonly string[] {
  try {
    return flags.parse(args);
  } catch (error) {
    const wrong =
      error instanceof UsageError ? /^option provided but not defined: (--.+)$/.exec(error.message)?.[1] : undefined;
    if (!(error instanceof UsageError) || wrong === undefined) throw error;
    const known = [...flagSpellings(flags), '--help'].filter((spelling) => spelling.startsWith('--'));
    throw new UsageError(`${error.message}${didYouMean(nearWords(wrong, known, 2))}`);
  }
}

export function didYouMean(near: readonly string[]): string {
  return near.length === 0 ? '' : `\n\nDid you mean:\n${near.map((each) => `\t${each}`).join('\n')}`;
}

/** Puts `--` before the first argument, so that what follows is left as it is. */
function fenced(args: readonly string[], withValue: readonly string[]): readonly string[] {
  let index = 0;
  while (index < args.length) {
    const argument = args[index] ?? '';
    if (argument === '--' || !argument.startsWith('-') || argument === '-') break;
    index += withValue.includes(argument) ? 2 : 1;
  }
  const fence = args[index] === '--' ? [] : ['--'];
  return [...args.slice(0, index), ...fence, ...args.slice(index)];
}

function readProgress(text: string): 'text' | 'json' {
  if (text === 'text' || text === 'json') return text;
  throw new Error(`unknown format ${goQuote(text)}`);
}
