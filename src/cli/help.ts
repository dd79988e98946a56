/** Help as Juju lays it out: usage, summary, options, details, examples. */
import { FlagSet } from '../emulator/tools/flags.ts';
import type { Command } from './command.ts';
import type { CommandGroup } from './commands.ts';

const common = [
  ['--no-wait  (= false)', 'Queue what there is to do and return at once'],
  ['-q, --quiet  (= false)', 'Show no informational output'],
  ['-m, --model (= "")', 'Model to operate in: the emulator has one, so its name is only checked'],
  ['--progress (= text)', 'How hooks are reported on standard error while they run (text|json)'],
  ['--verbose  (= false)', 'Show more verbose output'],
] as const;

function optionLines(spelling: string, text: string): readonly string[] {
  return [spelling, ...text.split('\n').map((line) => `    ${line}`)];
}

/** Spellings of all flags that were declared, with their dashes. */
export function flagSpellings(flags: FlagSet): readonly string[] {
  return flags.describe().flatMap(spellingsIn);
}

function spellingsIn(text: string): readonly string[] {
  return text.match(/--?[A-Za-z][A-Za-z-]*/g) ?? [];
}

/** Juju's options that change nothing here. */
function idleOptions(command: Command): readonly string[] {
  const flags = new FlagSet();
  command.prepare(flags);
  const told = new Set(command.options?.flatMap(({ spelling }) => spellingsIn(spelling)));
  return flagSpellings(flags).filter((spelling) => !told.has(spelling));
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const lines = [
    `Usage: juju ${command.name} [options]${command.usage === '' ? '' : ` ${command.usage}`}`,
    '',
    'Summary:',
    command.summary,
    '',
    'Global Options:',
    ...common.flatMap(([spelling, text]) => optionLines(spelling, text)),
  ];
  if (command.options !== undefined && command.options.length > 0)
    lines.push('', 'Command Options:', ...command.options.flatMap(({ spelling, text }) => optionLines(spelling, text)));
  const idle = idleOptions(command);
  if (idle.length > 0) lines.push('', `Accepted, without effect here: ${idle.join(', ')}`);
  if (command.details !== undefined) lines.push('', 'Details:', command.details);
  if (command.examples !== undefined) lines.push('', 'Examples:', '', ...command.examples.map((each) => `    ${each}`));
  if (command.aliases !== undefined) lines.push('', `Aliases: ${command.aliases.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

/** The list of all commands. */
export function overview(groups: readonly CommandGroup[]): string {
  const width = Math.max(...groups.flatMap((group) => group.commands.map((command) => command.name.length)));
  return [
    'Usage: juju <command> [options] [arguments]',
    '',
    "This is an emulator: it runs charms on this machine as Juju's agents would, without a controller.",
    'Its state is in one folder, $JUJU_EMULATOR_HOME (default ./.juju-emulator).',
    ...groups.flatMap(({ title, commands }) => [
      '',
      `${title}:`,
      ...[...commands]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((command) => `    ${command.name.padEnd(width)}  ${command.summary}`),
    ]),
    '',
    'See "juju help <command>" for one of them.',
    '',
  ].join('\n');
}
