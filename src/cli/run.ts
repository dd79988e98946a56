/** From a command line to an exit code: finds the command, reads its flags, does its work and words its failures. */
import { CharmError } from '../emulator/charm/charm-error.ts';
import { YamlError } from '../emulator/charm/yaml-read.ts';
import { ControllerError, LockedError, MachineError } from '../emulator/index.ts';
import { FlagSet } from '../emulator/tools/flags.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import { HelpRequested, ToolError } from '../emulator/tools/tool-error.ts';
import type { Command, CommandContext } from './command.ts';
import { commandNamed, commands } from './commands.ts';
import { CommandFailure, SilentFailure, UsageError } from './errors.ts';
import { commandHelp, overview } from './help.ts';
import { nearWords } from './near-words.ts';
import { QueryError } from './query/query-error.ts';
import { ensureModel, openHome, readSession, runMeansAction, type Session } from './session.ts';
import type { Surroundings } from './terminal.ts';

/** Runs `juju <argv>`; never throws. */
export async function runJuju(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  let session: Session | null = null;
  try {
    const [name, ...rest] = argv;
    if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
      terminal.stdout(overview(commands));
      return 0;
    }
    const wanted = name === 'help' ? (rest[0] ?? '') : name === '--version' ? 'version' : name;
    const command = commandNamed(wanted, () => runMeansAction(surroundings));
    if (command === undefined) throw new UsageError(unknownCommand(wanted));
    if (name === 'help') {
      terminal.stdout(commandHelp(command));
      return 0;
    }
    const { work, common } = readCommandLine(command, rest, surroundings);
    const options = { ...surroundings, common };
    const context: CommandContext = {
      ...options,
      read: () => readSession(options),
      open: async (wishes = {}) => {
        session ??= await openHome(options);
        ensureModel(session, options, wishes);
        return session;
      },
      openExisting: async () => {
        readSession(options);
        session ??= await openHome(options);
        return session;
      },
      release: async () => {
        const open = session;
        session = null;
        await closeSession(open);
      },
    };
    return await work(context);
  } catch (error) {
    // Ctrl-C reaches the programs that were just at work for us too, and what they leave undone fails here first. The
    // signal itself is told in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve));
    const exitCode = reportFailure(error, argv, surroundings);
    return surroundings.interrupted.aborted ? 130 : exitCode;
  } finally {
    await closeSession(session);
  }
}

// Assignments inside the closure escape TypeScript's view of the variable; a parameter does not.
async function closeSession(session: Session | null): Promise<void> {
  await session?.close();
}

function readCommandLine(command: Command, args: readonly string[], surroundings: Surroundings) {
  const flags = new FlagSet();
  const quiet = flags.boolean('q', 'quiet');
  const noWait = flags.boolean('no-wait');
  const verbose = flags.boolean('v', 'verbose');
  const progress = flags.read<'text' | 'json'>('text', readProgress, 'progress');
  flags.boolean('debug');
  flags.boolean('show-log');
  flags.boolean('B', 'no-browser-login');
  const model = flags.text(surroundings.environment['JUJU_MODEL'] ?? '', 'm', 'model');
  const check = command.prepare(flags);
  const work = check(flags.parse(command.leadingOptions === undefined ? args : fenced(args, command.leadingOptions)));
  const common = {
    model: model.value,
    quiet: quiet.value,
    noWait: noWait.value,
    verbose: verbose.value,
    progress: progress.value,
  };
  return { work, common };
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

function unknownCommand(name: string): string {
  const known = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
  const near = nearWords(name, known, 2);
  const hint = near.length === 0 ? '' : `\n\nDid you mean:\n${near.map((each) => `\t${each}`).join('\n')}`;
  return `juju: ${goQuote(name)} is not a juju command. See "juju --help".${hint}`;
}

function reportFailure(error: unknown, argv: readonly string[], surroundings: Surroundings): number {
  const { terminal, environment } = surroundings;
  if (error instanceof SilentFailure) return error.exitCode;
  if (error instanceof HelpRequested) {
    const command = commandNamed(argv[0] ?? '', () => runMeansAction(surroundings));
    terminal.stdout(command === undefined ? overview(commands) : commandHelp(command));
    return 0;
  }
  const message = error instanceof Error ? error.message : String(error);
  terminal.stderr(`ERROR ${message}\n`);
  const isExpected =
    error instanceof ToolError ||
    error instanceof CommandFailure ||
    error instanceof QueryError ||
    error instanceof CharmError ||
    error instanceof ControllerError ||
    error instanceof YamlError ||
    error instanceof MachineError ||
    error instanceof LockedError;
  // A mistake of ours shows where it was made when somebody looks for it.
  if (!isExpected && environment['JUJU_EMULATOR_TRACE'] !== undefined && error instanceof Error)
    terminal.stderr(`${error.stack ?? ''}\n`);
  return error instanceof UsageError ? 2 : 1;
}
