/** From a command line to an exit code: finds the command, reads its flags, does its work and words its failures. */
import { CharmError } from '../emulator/charm/charm-error.ts';
import { YamlError } from '../emulator/charm/yaml-read.ts';
import { ControllerError, LockedError, MachineError } from '../emulator/index.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import { HelpRequested, ToolError } from '../emulator/tools/tool-error.ts';
import { whyAbsent } from './absent-words.ts';
import type { CommandContext } from './command.ts';
import { didYouMean, readCommandLine } from './command-line.ts';
import { commandGroups, commandNamed, commands } from './commands.ts';
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
    const asksForAll = name === 'help' && (rest.length === 0 || rest[0] === 'commands');
    if (name === undefined || name === '--help' || name === '-h' || asksForAll) {
      terminal.stdout(overview(commandGroups));
      return 0;
    }
    const wanted = name === 'help' ? (rest[0] ?? '') : name === '--version' ? 'version' : name;
    const command = commandNamed(wanted, () => runMeansAction(surroundings));
    if (command === undefined) throw new UsageError(unknownCommand(wanted));
    if (name === 'help') {
      terminal.stdout(commandHelp(command));
      return 0;
    }
    const { work, common } = readCommandLine(command, rest, surroundings.environment);
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

function unknownCommand(name: string): string {
  const reason = whyAbsent(name);
  if (reason !== null) return `juju: ${goQuote(name)} is not in the emulator: ${reason}`;
  const known = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
  const near = nearWords(name, known, 2);
  return `juju: ${goQuote(name)} is not a juju command. See "juju --help".${didYouMean(near)}`;
}

function reportFailure(error: unknown, argv: readonly string[], surroundings: Surroundings): number {
  const { terminal, environment } = surroundings;
  if (error instanceof SilentFailure) return error.exitCode;
  if (error instanceof HelpRequested) {
    const command = commandNamed(argv[0] ?? '', () => runMeansAction(surroundings));
    terminal.stdout(command === undefined ? overview(commandGroups) : commandHelp(command));
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
