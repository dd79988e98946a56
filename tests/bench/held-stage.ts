/** A stage whose namespaces stay open between hooks, for tests that run hooks of the packed charm one after the other. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { Stage } from './stage.ts';

export interface HookEnd {
  readonly status: number | null;
  readonly signal: string | null;
  readonly output: string;
}

export class HeldStage {
  readonly stage: Stage;
  readonly #folder: string;
  readonly #holder: ChildProcess;

  private constructor(stage: Stage, folder: string, holder: ChildProcess) {
    this.stage = stage;
    this.#folder = folder;
    this.#holder = holder;
  }

  /** Sets the stage, opens its namespaces and starts the servers in them. */
  static async open(root: string): Promise<HeldStage> {
    const stage = Stage.set(root);
    const folder = mkdtempSync(join(tmpdir(), 'stage-servers-'));
    const servers = join(folder, 'servers.mjs');
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['tests/bench/servers.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: servers,
      logLevel: 'warning',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    const script = `${stage.preparation()}\nexec "$@"`;
    const apart = ['--mount', '--net', '--propagation', 'private'];
    const command = [process.execPath, servers, stage.folder];
    const holder = spawn('unshare', [...apart, 'sh', '-c', script, 'sh', ...command], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (holder.stdout === null) throw new Error('the servers have no output');
    await once(holder.stdout, 'data');
    return new HeldStage(stage, folder, holder);
  }

  /** Runs a hook as Juju does, in a process group of its own. It writes its id first, so that it can be killed. */
  hook(environment: Readonly<Record<string, string>>): HookEnd {
    const { folder, charm } = this.stage;
    const script = `echo $$ >${folder}/pid; exec ${charm}/dispatch`;
    return this.#run(['setsid', 'sh', '-c', script], environment);
  }

  /**
   * Runs a hook with a script that its Node reads first: to look at what it does, or to let something fail. It is the
   * packed program on its own runtime; only `dispatch`, which keeps such options out, is passed by.
   */
  hookUnder(environment: Readonly<Record<string, string>>, script: string): HookEnd {
    const { folder, charm } = this.stage;
    const own = `${charm}/runtime/node`;
    const node = existsSync(own) ? own : process.execPath;
    const line = `echo $$ >${folder}/pid; exec ${node} --require ${script} ${charm}/dist/charm.cjs`;
    return this.#run(['setsid', 'sh', '-c', line], environment);
  }

  /** Runs a program among the hooks' files and gives its output. */
  output(...command: readonly string[]): string {
    return this.#run(command, { PATH: '/usr/bin:/bin' }).output;
  }

  /** Text of a file as the hooks see it, or null. */
  read(path: string): string | null {
    const done = this.#run(['cat', path], { PATH: '/usr/bin:/bin' });
    return done.status === 0 ? done.output : null;
  }

  /** Files below a folder as the hooks see them: mode, owner, group and path, a line each. */
  list(path: string): string {
    return this.#run(['find', path, '-printf', '%m %u %g %y %p\\n'], { PATH: '/usr/bin:/bin' }).output;
  }

  /** Lets the n-th call of a hook tool kill the hook with all its processes, or its Node alone, or fail. */
  arm(kind: 'kill' | 'kill-node' | 'fail', at: number): void {
    const { folder } = this.stage;
    for (const name of readdirSync(folder)) if (name.startsWith('trouble')) rmSync(join(folder, name));
    writeFileSync(join(folder, 'trouble'), `${kind} ${at}\n`);
  }

  close(): void {
    this.#holder.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
    this.stage.close();
  }

  #run(command: readonly string[], environment: Readonly<Record<string, string>>): HookEnd {
    const pid = String(this.#holder.pid);
    const done = spawnSync('nsenter', ['--target', pid, '--mount', '--net', '--', ...command], {
      env: environment,
      encoding: 'utf8',
      timeout: 120_000,
    });
    return { status: done.status, signal: done.signal, output: `${done.stdout}${done.stderr}` };
  }
}
