/** The emulator's documentation, run as it stands: every block marked `sh`, in order, in one shell. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { buildProgram, programEnvironment } from './cli-program.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let bin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'juju-docs-'));
  bin = await buildProgram(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function shellBlocks(page: string): string {
  const text = readFileSync(join(root, 'docs/emulator', page), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? '').join('\n');
}

/** Runs a page's blocks, in a folder of their own. */
function runPage(page: string): { readonly stdout: string; readonly stderr: string } {
  const home = mkdtempSync(join(folder, 'page-'));
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-u', '-x', '-c', shellBlocks(page)], {
    cwd: home,
    encoding: 'utf8',
    env: programEnvironment(bin, home),
  });
  expect(status, stderr).toBe(0);
  return { stdout, stderr };
}

describe('docs/emulator', () => {
  it('shows a charm in five minutes whose every command works', () => {
    const outcome = runPage('try-your-charm.md');
    expect(outcome.stdout).toContain('hello, Juju');
    expect(outcome.stdout).toContain('text: hello, Juju, loudly: True');
    expect(outcome.stdout).toContain('heard of Juju');
    expect(outcome.stdout).toMatch(/^hello .* error .* hook failed: "config-changed"$/m);
    expect(outcome.stderr).toContain('Model destroyed.');
  });

  it('gives and takes storage, spaces and secrets by commands that work', () => {
    const { stdout, stderr } = runPage('storage-spaces-secrets.md');
    expect(stdout).toMatch(/^ +data\/0 +filesystem +lxd +1\.0 GiB +detached/m);
    expect(stdout).toMatch(/^keeper\/0\* .* token: none, web on 10\.20\.0\.\d+$/m);
    expect(stdout).toContain("workload-message: 'token: two, web on 10.20.");
    expect(stderr).toContain('removing data/0\n');
    expect(stderr).toMatch(/^keeper\/0 +secret-changed/m);
    expect(stderr).toContain('Model destroyed.');
  });

  it('lists every command, and no other', () => {
    const page = readFileSync(join(root, 'docs/emulator/commands.md'), 'utf8');
    const tables = page.split('## Names without a path')[0] ?? '';
    const listed = [...tables.matchAll(/`(?:juju )?([a-z][a-z-]+)[^`]*`/g)].map((match) => match[1] ?? '');
    const known = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
    expect(listed.filter((name) => !known.includes(name) && !['help', 'run-action'].includes(name))).toEqual([]);
    expect(commands.map((command) => command.name).filter((name) => !listed.includes(name))).toEqual([]);
  });
});
