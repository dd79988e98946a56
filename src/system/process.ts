/**
 * Running programs. Never through a shell: the program and each argument are passed as they are.
 * Knows nothing of Juju; hook tools are started by `ops/juju/runner.ts`, which has rules of its own.
 */
import { spawnSync } from 'node:child_process';

export interface RunOptions {
  /** Text for the program's standard input; none means an empty one. */
  readonly input?: string;
  /** Environment of the program; replaces ours when given. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds after which the program is killed; none means no limit. */
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** Exit code; null when a signal ended the program. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program could not be started, failed, or ran out of time. The message holds no output; the fields do. */
export class CommandError extends Error {
  readonly code = 'command-failed';
  readonly command: string;
  readonly args: readonly string[];
  readonly result: RunResult;

  constructor(command: string, args: readonly string[], result: RunResult, cause?: unknown) {
    super(`cannot run ${command}: ${describeFailure(result)}`, cause === undefined ? undefined : { cause });
    this.name = 'CommandError';
    this.command = command;
    this.args = args;
    this.result = result;
  }
}

function describeFailure(result: RunResult): string {
  if (result.timedOut) return 'it ran out of time';
  if (result.signal !== null) return `it was ended by ${result.signal}`;
  if (result.exitCode === null) return 'it could not be started';
  return `it exited with ${result.exitCode}`;
}

/** Runs a program and returns whatever came of it, a failure included. Throws only when it cannot be started. */
export function tryRun(command: string, args: readonly string[], options: RunOptions = {}): RunResult {
  const child = spawnSync(command, args, {
    input: options.input ?? '',
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
  });
  const timedOut = child.error !== undefined && 'code' in child.error && child.error.code === 'ETIMEDOUT';
  const result: RunResult = {
    exitCode: child.status,
    signal: child.signal,
    timedOut,
    stdout: child.stdout ?? '',
    stderr: child.stderr ?? '',
  };
  if (child.error !== undefined && !timedOut) throw new CommandError(command, args, result, child.error);
  return result;
}

/** Runs a program and returns its standard output; throws {@link CommandError} unless it exits with 0. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): string {
  const result = tryRun(command, args, options);
  if (result.exitCode !== 0) throw new CommandError(command, args, result);
  return result.stdout;
}
