/** Units as processes that migrate step by step, in the order that a test wants. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';

const here = import.meta.dirname;

/** Bundles the process; returns its file. */
export async function buildMigratingUnit(folder: string): Promise<string> {
  const outfile = join(folder, 'migrating-unit.mjs');
  await build({
    entryPoints: [join(here, 'migrating-unit.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

export class RivalProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<unknown>;
  #over = false;

  constructor(unit: string, folder: string, port: number, lateSeconds: number) {
    this.#folder = folder;
    mkdirSync(folder);
    writeFileSync(join(folder, 'steps'), '');
    writeFileSync(join(folder, 'allowed'), '0');
    const program = join(here, 'migrating-program.py');
    this.#child = spawn(process.execPath, [unit, folder, String(port), program, String(lateSeconds)], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#ended = once(this.#child, 'exit').then(() => {
      this.#over = true;
    });
  }

  /** The steps that it has come to; it waits before the last. */
  get steps(): readonly string[] {
    return readFileSync(join(this.#folder, 'steps'), 'utf8').split('\n').slice(0, -1);
  }

  /** Lets it go on until it waits before that step; fails when it ends without coming there. */
  async until(step: string): Promise<void> {
    for (;;) {
      const { steps } = this;
      if (steps.at(-1) === step && this.#waits(steps)) return;
      if (this.#over) throw new Error(`it has ended without ${step}: ${steps.join(', ')}`);
      if (this.#waits(steps)) this.#allow(steps.length);
      await sleep(3);
    }
  }

  /** Lets it begin the step that it waits before, and does not wait for more. */
  begin(): void {
    this.#allow(this.steps.length);
  }

  /** Lets it go on to its end; returns what came of the migration. */
  async end(): Promise<unknown> {
    this.#allow(1000);
    await this.#ended;
    const path = join(this.#folder, 'outcome');
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  }

  /** Kills it; the program that it runs dies with it. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #waits(steps: readonly string[]): boolean {
    return steps.length > Number(readFileSync(join(this.#folder, 'allowed'), 'utf8'));
  }

  #allow(count: number): void {
    writeFileSync(join(this.#folder, 'allowed'), String(count));
  }
}
