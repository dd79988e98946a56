/** The ways in which a hook tool ends other than well. */

/** An end of a hook tool with a message on standard error; the message is what Juju prints after `ERROR `. */
export class ToolError extends Error {
  override readonly name: string = 'ToolError';
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A bad flag or argument: nothing was executed. */
export class UsageError extends ToolError {
  override readonly name = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, 2, options);
  }
}

/** The caller asked for help instead. */
export class HelpRequested extends Error {
  override readonly name = 'HelpRequested';
}

/** The tool needs a file of the caller's, or its standard input (`-`), that was not sent along. */
export class InputNeeded extends Error {
  override readonly name = 'InputNeeded';
  readonly path: string;

  constructor(path: string) {
    super(`hook tool requires ${path === '-' ? 'stdin' : path}, none supplied`);
    this.path = path;
  }
}
