/** `juju debug-log`. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type LogLevel, logLevels } from '../../emulator/model/index.ts';
import { lineTest, logText, parseLog } from '../../emulator/report/log-lines.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { readIfExists } from '../../system/files.ts';
import { countReader, refuseSurplus } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';

const pollMs = 250;

function readLevel(text: string): LogLevel {
  const found = logLevels.find((level) => level === text.toUpperCase());
  if (found === undefined)
    throw new Error(`level value ${goQuote(text)} is not one of "TRACE", "DEBUG", "INFO", "WARNING", "ERROR"`);
  return found;
}

export const debugLog: Command = {
  name: 'debug-log',
  usage: '',
  summary: 'Displays log messages for the model.',
  options: [
    { spelling: '-i, --include', text: 'Only show log messages for these entities' },
    { spelling: '-x, --exclude', text: 'Do not show log messages for these entities' },
    {
      spelling: '--include-module, --exclude-module',
      text: 'Only show (or do not show) log messages for these logging modules',
    },
    { spelling: '-l, --level (= "")', text: 'Log level to show, one of [TRACE, DEBUG, INFO, WARNING, ERROR]' },
    { spelling: '-n, --lines (= 10)', text: 'Show this many of the most recent lines before tailing' },
    { spelling: '--limit (= 0)', text: 'Exit once this many of the most recent (possibly filtered) lines are shown' },
    { spelling: '--replay  (= false)', text: 'Show the entire (possibly filtered) log' },
    { spelling: '-T, --no-tail  (= false)', text: 'Show existing log messages and then exit' },
    { spelling: '--tail  (= false)', text: 'Show existing log messages and continuously append new ones' },
    { spelling: '--date, --ms, --utc  (= false)', text: 'Show dates, milliseconds, UTC' },
  ],
  details: 'Without --tail the existing lines are shown when standard error is no terminal.',
  examples: ['juju debug-log --replay --no-tail', 'juju debug-log --include mysql/0 --level WARNING'],
  prepare(flags) {
    const lists = {
      include: [] as string[],
      exclude: [] as string[],
      module: [] as string[],
      notModule: [] as string[],
    };
    const into = (list: string[]) => (text: string) => {
      list.push(text);
      return text;
    };
    flags.read('', into(lists.include), 'i', 'include');
    flags.read('', into(lists.exclude), 'x', 'exclude');
    flags.read('', into(lists.module), 'include-module');
    flags.read('', into(lists.notModule), 'exclude-module');
    flags.text('', 'include-labels', 'include-label');
    const level = flags.read<LogLevel>('TRACE', readLevel, 'l', 'level');
    const lines = flags.read(10, countReader(0), 'n', 'lines');
    const limit = flags.read(0, countReader(0), 'limit');
    const replay = flags.boolean('replay');
    const noTail = flags.boolean('T', 'no-tail');
    const tail = flags.boolean('tail');
    const layout = { date: flags.boolean('date'), ms: flags.boolean('ms'), utc: flags.boolean('utc') };
    for (const ignored of ['location', 'color', 'retry', 'firehose']) flags.boolean(ignored);
    return (args) => {
      refuseSurplus(args);
      return async (context) => {
        const { home } = context.read();
        const isShown = lineTest({
          include: lists.include,
          exclude: lists.exclude,
          includeModule: lists.module,
          excludeModule: lists.notModule,
          level: level.value,
        });
        const print = (text: string): string =>
          parseLog(text)
            .filter(isShown)
            .map((line) =>
              logText(line, { date: layout.date.value, milliseconds: layout.ms.value, utc: layout.utc.value }),
            )
            .join('');
        const existing = readIfExists(home.logFile) ?? '';
        const shown = print(existing).split(/(?<=\n)/);
        const last = limit.value > 0 ? limit.value : replay.value ? shown.length : lines.value;
        context.terminal.stdout(last === 0 ? '' : shown.slice(-last).join(''));
        const follows = tail.value || (context.terminal.isInteractive && !noTail.value);
        if (!follows || limit.value > 0) return 0;
        await follow(home.logFile, Buffer.byteLength(existing), context, (text) =>
          context.terminal.stdout(print(text)),
        );
        return 0;
      };
    };
  },
};

/** Hands over what is added to a file, whole lines at a time, until the user has seen enough. */
async function follow(
  path: string,
  from: number,
  context: CommandContext,
  show: (text: string) => void,
): Promise<void> {
  let offset = from;
  while (!context.interrupted.aborted) {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    // The model was destroyed and began a new log.
    if (size < offset) offset = 0;
    if (size > offset) {
      const text = readPart(path, offset, size - offset);
      const end = text.lastIndexOf('\n') + 1;
      show(text.slice(0, end));
      offset += Buffer.byteLength(text.slice(0, end));
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function readPart(path: string, offset: number, length: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, length, offset));
  } finally {
    closeSync(descriptor);
  }
}
