/** Where a command reads and writes, as one value, so that tests can run commands without a process. */

export interface Terminal {
  stdout(text: string): void;
  stderr(text: string): void;
  /** All of standard input, as text. */
  readInput(): Promise<string>;
  /** Whether a person is at standard error: then progress may be drawn over itself. */
  readonly isInteractive: boolean;
  /** Width of standard error's terminal. */
  readonly columns?: number | undefined;
}

/** What surrounds a command. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative paths on the command line start here. */
  readonly workingDirectory: string;
  /** Folder of this program, where `dist/` and `build/` are; charms without a path are looked for there. */
  readonly programFolder: string;
  /** Ends when the user presses Ctrl-C. */
  readonly interrupted: AbortSignal;
}
