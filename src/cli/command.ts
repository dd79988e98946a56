/** What every command is: words for the help, flags, and what it does. */
import type { FlagSet } from '../emulator/tools/flags.ts';
import type { ModelWishes, Reading, Session } from './session.ts';
import type { Surroundings } from './terminal.ts';

/** Flags that every command has. */
export interface CommonFlags {
  /** The model that the user wants it done in; empty is the one there is. */
  readonly model: string;
  readonly quiet: boolean;
  /** Queues what there is to do and leaves it to the next command. */
  readonly noWait: boolean;
  readonly verbose: boolean;
  /** How progress is told: for people, or an event a line in JSON (`--progress json`). */
  readonly progress: 'text' | 'json';
}

/** What a command is given once its command line was understood. */
export interface CommandContext extends Surroundings {
  readonly common: CommonFlags;
  /** Looks at the model as it was last committed; a command that is at work is not waited for. */
  read(): Reading;
  /** Opens the model for reading and writing, making it if there is none; closed when the command ends. */
  open(wishes?: ModelWishes): Promise<Session>;
  /** The same, but refuses when there is no model. */
  openExisting(): Promise<Session>;
  /** Closes what was opened before the command ends, so that others can work. */
  release(): Promise<void>;
}

/** Does the command's work; the answer is the exit code. */
export type Work = (context: CommandContext) => Promise<number> | number;

export interface CommandOption {
  /** `-n, --num-units (= 1)` */
  readonly spelling: string;
  readonly text: string;
}

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Behind the name in the usage line. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly CommandOption[];
  readonly details?: string;
  readonly examples?: readonly string[];
  /**
   * Given by commands whose arguments are a command line of their own: flags are then only taken before the first argument.
   * These are the ones that have a value.
   */
  readonly leadingOptions?: readonly string[];
  /**
   * Declares the command's flags; the answer is called with what is left of the command line, checks it
   * (throwing `UsageError`) and returns the work. Nothing may be touched before that returns.
   */
  prepare(flags: FlagSet): (args: readonly string[]) => Work;
}
