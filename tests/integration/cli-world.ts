/** A folder with charms in it, and `juju` on plain machines there: commands run in this process, hooks in their own. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runJuju } from '../../src/cli/run.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface World {
  readonly folder: string;
  /** Writes a file below the folder; one that begins with `#!` is made executable. */
  write(path: string, text: string): void;
  /** A charm whose dispatch is the body of a `case` over the hook's or action's path. */
  charm(name: string, metadata: string, cases?: string, shelf?: string): void;
  juju(...argv: readonly string[]): Promise<Outcome>;
  /** The same, with a text on standard input. */
  jujuWithInput(input: string, ...argv: readonly string[]): Promise<Outcome>;
  /** `juju`, which has to succeed; its standard output. */
  done(...argv: readonly string[]): Promise<string>;
  /** `juju status --format json`, parsed. */
  status(): Promise<Status>;
  destroy(): Promise<void>;
}

export interface UnitStatus {
  readonly 'workload-status': { readonly current: string; readonly message?: string };
  readonly 'juju-status': { readonly current: string };
  readonly leader?: boolean;
  readonly machine?: string;
  readonly subordinates?: Readonly<Record<string, UnitStatus>>;
}

export interface Status {
  readonly model: { readonly name: string; readonly version: string };
  readonly machines: Readonly<Record<string, unknown>>;
  readonly applications: Readonly<
    Record<
      string,
      {
        readonly 'charm-rev': number;
        readonly exposed: boolean;
        readonly 'application-status': { readonly current: string; readonly message?: string };
        readonly units?: Readonly<Record<string, UnitStatus>>;
      }
    >
  >;
}

export function makeWorld(environment: Readonly<Record<string, string>> = {}): World {
  const folder = mkdtempSync(join(tmpdir(), 'juju-cli-'));
  const run = async (argv: readonly string[], input: string): Promise<Outcome> => {
    const streams = { stdout: '', stderr: '' };
    const code = await runJuju(argv, {
      terminal: {
        stdout: (text) => {
          streams.stdout += text;
        },
        stderr: (text) => {
          streams.stderr += text;
        },
        readInput: () => Promise.resolve(input),
        isInteractive: false,
      },
      environment: { JUJU_EMULATOR_MACHINES: 'plain', JUJU_EMULATOR_RETRIES: '0', ...environment },
      workingDirectory: folder,
      programFolder: join(folder, 'program'),
      interrupted: new AbortController().signal,
    });
    return { code, ...streams };
  };
  const write = (path: string, text: string): void => {
    const absolute = join(folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    if (text.startsWith('#!')) chmodSync(absolute, 0o755);
  };
  const done = async (...argv: readonly string[]): Promise<string> => {
    const outcome = await run(argv, '');
    if (outcome.code !== 0) throw new Error(`juju ${argv.join(' ')} exited with ${outcome.code}:\n${outcome.stderr}`);
    return outcome.stdout;
  };
  return {
    folder,
    write,
    charm: (name, metadata, cases = '', shelf = '.') => {
      write(`${shelf}/${name}/metadata.yaml`, `name: ${name}\nsummary: s\ndescription: d\n${metadata}`);
      write(
        `${shelf}/${name}/dispatch`,
        `#!/bin/sh\ncase $JUJU_DISPATCH_PATH in\nhooks/start) status-set active ready ;;\n${cases}\nesac\n`,
      );
    },
    juju: (...argv) => run(argv, ''),
    jujuWithInput: (input, ...argv) => run(argv, input),
    done,
    status: async () => JSON.parse(await done('status', '--format', 'json')),
    destroy: async () => {
      await run(['destroy-model', '--force'], '');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
