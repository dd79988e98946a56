/** Starts a program and gives it the shape that the emulator knows: streams, an end, a way to end it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { signalIfThere } from './kernel.ts';
import { type ExitStatus, MachineError, type MachineProcess, type RunOutput, type SpawnOptions } from './machine.ts';

/**
 * Juju waits this long for output after a hook has ended, then goes on: something the hook left running in the
 * background may hold the pipe for ever.
 */
const drainMs = 100;

export interface StartOptions extends Pick<SpawnOptions, 'stdin' | 'terminal'> {
  /** Environment of the program that is started on the host, which need not be the hook's. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

function settle(child: ChildProcess, command: string): Promise<ExitStatus> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new MachineError('machine-failed', `cannot start ${command} on the machine: ${error.message}`, error));
    });
    child.once('exit', (exitCode, signal) => {
      const done = () => resolve({ exitCode, signal });
      const timer = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        done();
      }, drainMs);
      child.once('close', () => {
        clearTimeout(timer);
        done();
      });
    });
  });
}

function empty(): Readable {
  const stream = new PassThrough();
  stream.end();
  return stream;
}

/** Starts `argv` in a process group of its own, so that a Ctrl-C meant for the emulator does not reach a hook. */
export function startProcess(argv: readonly [string, ...string[]], options: StartOptions): MachineProcess {
  const [command, ...args] = argv;
  const terminal = options.terminal === true;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: !terminal,
    stdio: terminal ? 'inherit' : [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const exit = settle(child, command);
  // A program may end without reading its input; that is its right and no failure of ours.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin);
  return {
    pid: child.pid ?? -1,
    stdout: child.stdout ?? empty(),
    stderr: child.stderr ?? empty(),
    exit,
    kill: (signal = 'SIGTERM') => {
      if (child.pid === undefined) return;
      signalIfThere(terminal ? child.pid : -child.pid, signal);
    },
  };
}

/** Reads a process to its end. */
export async function collect(started: MachineProcess): Promise<RunOutput> {
  const parts: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  started.stdout.on('data', (chunk: Buffer) => parts.stdout.push(chunk));
  started.stderr.on('data', (chunk: Buffer) => parts.stderr.push(chunk));
  const status = await started.exit;
  return {
    ...status,
    stdout: Buffer.concat(parts.stdout).toString('utf8'),
    stderr: Buffer.concat(parts.stderr).toString('utf8'),
  };
}
