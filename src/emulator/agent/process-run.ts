/** Runs one program of a charm on its machine to the end, line by line into the log. */
import type { Machine, MachineProcess } from '../machines/machine.ts';
import type { LogLevel, LogSink } from '../model/index.ts';
import { unitTag } from '../model/index.ts';
import { OutputBuffer, readLines } from './lines.ts';

export interface ProcessRequest {
  readonly machine: Machine;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** As seen inside the machine. */
  readonly cwd: string;
  readonly unit: string;
  /** Hook or action name, the end of the logger's name. */
  readonly name: string;
  readonly log: LogSink;
  readonly now: () => number;
  /** Milliseconds; 0 is none. */
  readonly timeout: number;
  /** Handed the process as soon as it runs, for whoever may have to end it. */
  readonly onStart: (process: MachineProcess) => void;
}

export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out' };

export interface ProcessResult {
  readonly end: ProcessEnd;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** The last lines of both streams as they came. */
  readonly tail: readonly string[];
}

const tailLines = 40;

export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const child = request.machine.spawn(request.argv, { env: request.env, cwd: request.cwd });
  const stdout = new OutputBuffer();
  const stderr = new OutputBuffer();
  const tail: string[] = [];
  stdout.attach(child.stdout);
  stderr.attach(child.stderr);
  const take = (level: LogLevel) => (line: string) => {
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
    request.log.log({
      time: request.now(),
      entity: unitTag(request.unit),
      level,
      module: `unit.${request.unit}.${request.name}`,
      message: line,
    });
  };
  const reading = [readLines(child.stdout, take('DEBUG')), readLines(child.stderr, take('WARNING'))];
  request.onStart(child);
  let timedOut = false;
  const timer =
    request.timeout > 0
      ? setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, request.timeout)
      : null;
  try {
    const { exitCode, signal } = await child.exit;
    await Promise.all(reading);
    return { end: endOf(exitCode, signal, timedOut), stdout: stdout.bytes(), stderr: stderr.bytes(), tail };
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}

function endOf(exitCode: number | null, signal: string | null, timedOut: boolean): ProcessEnd {
  if (timedOut) return { kind: 'timed-out' };
  if (exitCode !== null) return { kind: 'exited', code: exitCode };
  return { kind: 'signalled', signal: signal ?? 'SIGKILL' };
}

/** As Go describes it, for statuses and logs. */
export function describeEnd(end: ProcessEnd): string {
  if (end.kind === 'exited') return `exit status ${end.code}`;
  if (end.kind === 'timed-out') return 'timed out';
  return `signal: ${signalWords[end.signal] ?? end.signal}`;
}

const signalWords: Readonly<Record<string, string>> = {
  SIGTERM: 'terminated',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGABRT: 'aborted',
  SIGINT: 'interrupt',
  SIGHUP: 'hangup',
  SIGPIPE: 'broken pipe',
};
