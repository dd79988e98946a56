/**
 * The boundary between the framework and Juju's hook tools, as an interface: everything that a charm asks of Juju or tells
 * it passes through one of these two functions. The real one is in process-runner.ts; a test hands over its own.
 */

/** One run of a hook tool. Neither `args` nor anything logged about a call holds a secret or a databag's value. */
export interface HookToolCall {
  readonly tool: string;
  readonly args: readonly string[];
  /** Text for standard input; a tool without one gets an empty input. */
  readonly input?: string;
  /**
   * The content of a secret, key by key. The real runner writes each value to a file in a private directory and
   * appends `<key>#file=<path>` to the arguments, so that no value is ever seen on a command line.
   */
  readonly content?: Readonly<Record<string, string>>;
}

export interface HookToolResult {
  /** As a shell reports it: 127 when the tool is not there, 128 and more when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HookToolRunner {
  /** Runs one tool to its end. Throws for no exit code whatever. */
  run(call: HookToolCall): HookToolResult;
  /**
   * Runs the tools in order, a failing one included, for less than single runs cost; of calls that only read, two may run
   * at a time. Results keep the order.
   */
  runAll(calls: readonly HookToolCall[]): readonly HookToolResult[];
}
