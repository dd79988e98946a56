/** A private server on loopback: started in a folder of its own, asked until it answers, ended by its process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const loopback = '127.0.0.1';

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('cannot find a free port'));
        else resolve(address.port);
      });
    });
  });
}

/** A folder for one server's files. */
export function serverFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `${name}-`));
}

/** Sends bytes to a port and returns what comes back first; null when nobody answers. */
export function exchange(port: number, bytes: string | Uint8Array): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: loopback, port });
    socket.setTimeout(2000, () => socket.destroy());
    socket.once('connect', () => socket.write(bytes));
    socket.once('data', (data) => {
      resolve(data);
      socket.destroy();
    });
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
}

export interface ServerPlan {
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Whether the server answers; asked every 20 ms. */
  readonly isReady: () => Promise<boolean>;
}

const running = new Set<number>();

// A test run that is cut short is not to leave servers behind.
process.on('exit', () => {
  for (const pid of running) kill(pid, 'SIGKILL');
});

function kill(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Ended by itself.
  }
}

export class ServerProcess {
  readonly #plan: ServerPlan;
  #child: ChildProcess | null = null;

  constructor(plan: ServerPlan) {
    this.#plan = plan;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts the server, again after a stop, and waits until it answers. */
  async start(): Promise<void> {
    const { name, command, folder, env } = this.#plan;
    const logFile = join(folder, 'output.log');
    const log = openSync(logFile, 'a');
    const [program, ...args] = command;
    const child = spawn(program, args, {
      cwd: folder,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, LC_ALL: 'C.UTF-8', ...env },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    let trouble = '';
    child.once('error', (error) => {
      trouble = `${error.message} (are the Debian packages of scripts/debian-packages.json installed?)`;
    });
    child.once('exit', (code, signal) => {
      if (child.pid !== undefined) running.delete(child.pid);
      trouble ||= `it ended with ${code ?? signal}: ${existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2000) : ''}`;
    });
    if (child.pid !== undefined) running.add(child.pid);
    this.#child = child;
    const end = Date.now() + 90_000;
    while (!(await this.#plan.isReady())) {
      if (trouble === '' && Date.now() > end) trouble = 'it does not answer';
      if (trouble !== '') throw new Error(`cannot start a private ${name}: ${trouble}`);
      await sleep(20);
    }
  }

  /** Ends the server and waits for it; its files stay. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    kill(child.pid, signal);
    const late = setTimeout(() => kill(child.pid ?? 0, 'SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
    // Children of the server that did not go with it.
    kill(child.pid, 'SIGKILL');
  }

  /** Ends the server and removes its folder. */
  async destroy(): Promise<void> {
    await this.stop();
    rmSync(this.#plan.folder, { recursive: true, force: true });
  }
}
