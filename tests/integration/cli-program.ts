/** `bin/juju` with the command line bundled as `npm run build` does, in a folder of its own. */
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** Builds it below the folder and returns the folder that belongs on PATH. */
export async function buildProgram(folder: string): Promise<string> {
  const bin = join(folder, 'program/bin');
  mkdirSync(bin, { recursive: true });
  await esbuild.build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outfile: join(folder, 'program/dist/cli.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  copyFileSync(join(root, 'bin/juju'), join(bin, 'juju'));
  chmodSync(join(bin, 'juju'), 0o755);
  return bin;
}

/** What `juju` is started with. */
export function programEnvironment(bin: string, home: string): Record<string, string> {
  return {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    LANG: 'C.UTF-8',
    JUJU_EMULATOR_MACHINES: 'plain',
    JUJU_EMULATOR_NODE: process.execPath,
  };
}
