/** Help as Juju lays it out: usage, summary, options, details, examples. */
import type { Command } from './command.ts';

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
  if (command.details !== undefined) lines.push('', 'Details:', command.details);
  if (command.examples !== undefined) lines.push('', 'Examples:', '', ...command.examples.map((each) => `    ${each}`));
  if (command.aliases !== undefined) lines.push('', `Aliases: ${command.aliases.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

/** The list of all commands. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const sorted = [...commands].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    'Usage: juju <command> [options] [arguments]',
    '',
    "This is an emulator: it runs charms on this machine as Juju's agents would, without a controller.",
    'Its state is in one folder, $JUJU_EMULATOR_HOME (default ./.juju-emulator).',
    '',
    'Commands:',
    ...sorted.map((command) => `    ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'See "juju help <command>" for one of them.',
    '',
  ].join('\n');
}
