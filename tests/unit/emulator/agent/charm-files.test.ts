/** A unit's charm folder through installs and refreshes, and which program a hook runs. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackCharm } from '../../../../src/emulator/agent/charm-files.ts';
import { CharmProgramError, charmProgram } from '../../../../src/emulator/agent/charm-program.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'juju-unpack-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string, mode = 0o644): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

describe('unpacking', () => {
  const unit = () => join(folder, 'unit/charm');

  it('takes files with modes and links as they are', () => {
    write('one/dispatch', '#!/bin/sh\n', 0o755);
    write('one/lib/a', 'a');
    symlinkSync('a', join(folder, 'one/lib/link'));
    unpackCharm(join(folder, 'one'), unit());
    expect(statSync(join(unit(), 'dispatch')).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(unit(), 'lib/link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(unit(), 'lib/link'), 'utf8')).toBe('a');
  });

  it('removes what the old charm brought and the new one lacks, and keeps what the charm made', () => {
    write('one/lib/old/deep', 'x');
    write('one/lib/kept', '1');
    write('two/lib/kept', '2');
    unpackCharm(join(folder, 'one'), unit());
    write('unit/charm/venv/made', 'by the charm');
    unpackCharm(join(folder, 'two'), unit());
    expect(existsSync(join(unit(), 'lib/old'))).toBe(false);
    expect(readFileSync(join(unit(), 'lib/kept'), 'utf8')).toBe('2');
    expect(readFileSync(join(unit(), 'venv/made'), 'utf8')).toBe('by the charm');
  });

  it('replaces a link by a file and a file by a folder', () => {
    write('outside', 'untouched');
    write('one/target', 'x');
    symlinkSync(join(folder, 'outside'), join(folder, 'one/changing'));
    write('one/grows', 'a file');
    write('two/changing', 'now a file');
    write('two/grows/inside', 'now a folder');
    unpackCharm(join(folder, 'one'), unit());
    unpackCharm(join(folder, 'two'), unit());
    expect(readFileSync(join(unit(), 'changing'), 'utf8')).toBe('now a file');
    expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('untouched');
    expect(readFileSync(join(unit(), 'grows/inside'), 'utf8')).toBe('now a folder');
  });

  it('can be repeated', () => {
    write('one/lib/a', 'a');
    unpackCharm(join(folder, 'one'), unit());
    unpackCharm(join(folder, 'one'), unit());
    expect(readFileSync(join(unit(), 'lib/a'), 'utf8')).toBe('a');
  });
});

describe('the program of a hook', () => {
  it.each([
    { files: { dispatch: 0o755 }, path: 'hooks/install', program: { kind: 'dispatch', file: 'dispatch' } },
    { files: { dispatch: 0o755, 'hooks/install': 0o755 }, path: 'hooks/install', program: { kind: 'dispatch' } },
    {
      files: { dispatch: 0o644, 'hooks/install': 0o755 },
      path: 'hooks/install',
      program: { kind: 'file', file: 'hooks/install' },
    },
    { files: { 'hooks/install': 0o755 }, path: 'hooks/start', program: { kind: 'missing' } },
    { files: { 'actions/backup': 0o755 }, path: 'actions/backup', program: { kind: 'file', file: 'actions/backup' } },
  ])('is $program.kind for $path of $files', ({ files, path, program }) => {
    write('metadata.yaml', 'name: a\n');
    for (const [file, mode] of Object.entries(files)) write(file, '#!/bin/sh\n', mode);
    expect(charmProgram(folder, path)).toMatchObject(program);
  });

  it('fails, rather than being missing, when it cannot be executed or the charm is not there', () => {
    expect(() => charmProgram(folder, 'hooks/install')).toThrow('charm missing from disk');
    write('metadata.yaml', 'name: a\n');
    write('hooks/install', '#!/bin/sh\n', 0o644);
    expect(() => charmProgram(folder, 'hooks/install')).toThrow(CharmProgramError);
  });
});
