/** How commands end badly: 1 when what was asked for could not be done, 2 when it was not understood. */

export { UsageError } from '../emulator/tools/tool-error.ts';

/** A command was understood and could not be done. The message is what follows `ERROR `. */
export class CommandFailure extends Error {
  readonly code = 'command-refused';
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'CommandFailure';
  }
}

/** The command has said already what went wrong; only its exit code is left. */
export class SilentFailure extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('the command failed');
    this.name = 'SilentFailure';
    this.exitCode = exitCode;
  }
}
