/**
 * What the service's own user may put into the folders that are its own, while root writes there: links, pipes and swaps
 * change nothing outside of them. The charm's real file operations, with a real other user.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeTree } from '../../src/system/file-tree.ts';
import { ensureDirectory, removeIfExists, writeIfChanged } from '../../src/system/files.ts';

/** Nobody, which stands for the service's user. */
const stranger = 65_534;
const key = { mode: 0o600, uid: stranger, gid: stranger };

let root: string;
/** The service's home, which is its own. */
let home: string;
/** A folder of root's with a file in it, which are nobody's business. */
let precious: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'service-user-'));
  chmodSync(root, 0o755);
  home = join(root, 'home');
  mkdirSync(home);
  chownSync(home, stranger, stranger);
  precious = join(root, 'precious');
  mkdirSync(precious, { mode: 0o755 });
  writeFileSync(join(precious, 'id_ed25519'), 'of root\n', { mode: 0o644 });
});
afterEach(() => {
  expect(statSync(precious)).toMatchObject({ uid: 0, gid: 0 });
  expect(statSync(precious).mode & 0o777).toBe(0o755);
  const file = statSync(join(precious, 'id_ed25519'));
  expect({ uid: file.uid, mode: file.mode & 0o777 }).toEqual({ uid: 0, mode: 0o644 });
  expect(readFileSync(join(precious, 'id_ed25519'), 'utf8')).toBe('of root\n');
  rmSync(root, { recursive: true, force: true });
});

/** Runs a program as the service's user. */
function asStranger(command: string, ...args: readonly string[]): void {
  const done = spawnSync('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--', command, ...args]);
  if (done.status !== 0) throw new Error(`${command} failed: ${done.stderr}`);
}

describe("in a folder of the service's user", () => {
  it('a link in the place of a folder is replaced, and nothing is given away through it', () => {
    const folder = join(home, '.ssh');
    asStranger('ln', '-s', precious, folder);
    ensureDirectory(folder, { mode: 0o700, uid: stranger, gid: stranger });
    expect(lstatSync(folder).isDirectory()).toBe(true);
    expect(lstatSync(folder)).toMatchObject({ uid: stranger, gid: stranger });
  });

  it('a link to nowhere in the place of a folder is replaced', () => {
    const folder = join(home, '.ssh');
    asStranger('ln', '-s', join(root, 'nowhere'), folder);
    ensureDirectory(folder, { mode: 0o700, uid: stranger, gid: stranger });
    expect(lstatSync(folder).isDirectory()).toBe(true);
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });

  it('a link in the place of a file is replaced', () => {
    const path = join(home, 'id_ed25519');
    asStranger('ln', '-s', join(precious, 'id_ed25519'), path);
    expect(writeIfChanged(path, 'of root\n', key)).toBe(true);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    expect(writeIfChanged(path, 'of root\n', key)).toBe(false);
  });

  it('a pipe in the place of a file does not hold up the hook', () => {
    const path = join(home, 'id_ed25519');
    asStranger('mkfifo', path);
    expect(writeIfChanged(path, 'new\n', key)).toBe(true);
    expect(lstatSync(path).isFile()).toBe(true);
  });

  it('a folder that has become a link is neither written into nor removed from', () => {
    const folder = join(home, '.ssh');
    asStranger('ln', '-s', precious, folder);
    expect(() => writeIfChanged(join(folder, 'id_ed25519'), 'new\n', key)).toThrow('another user');
    expect(() => removeIfExists(join(folder, 'id_ed25519'))).toThrow('another user');
  });

  it('a tree is removed without following what is in it', () => {
    const folder = join(home, 'logs');
    asStranger('mkdir', folder);
    asStranger('ln', '-s', precious, join(folder, 'link'));
    expect(removeTree(folder)).toBe(true);
    expect(existsSync(folder)).toBe(false);
    expect(removeTree(folder)).toBe(false);
  });

  it('one who swaps folders and files as fast as possible gains nothing', async () => {
    const folder = join(home, '.ssh');
    const script = `while :; do
      mv -T "${folder}" "${home}/aside" 2>/dev/null; ln -sT "${precious}" "${folder}" 2>/dev/null
      rm -f "${folder}" 2>/dev/null; mv -T "${home}/aside" "${folder}" 2>/dev/null
      for t in "${folder}"/.id*; do ln -sf "${precious}/id_ed25519" "$t" 2>/dev/null; done
    done`;
    mkdirSync(folder);
    chownSync(folder, stranger, stranger);
    const swapper = spawn(
      'setpriv',
      ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--', 'sh', '-c', script],
      {
        stdio: 'ignore',
      },
    );
    try {
      for (let round = 0; round < 2000; round += 1) {
        for (const work of [
          () => ensureDirectory(folder, { mode: 0o700, uid: stranger, gid: stranger }),
          () => writeIfChanged(join(folder, 'id_ed25519'), `key ${round}\n`, key),
        ]) {
          try {
            work();
          } catch {
            // That the hook fails is the worst that may happen.
          }
        }
        const { uid, mode } = statSync(precious);
        if (uid !== 0 || (mode & 0o777) !== 0o755) break;
        if (round % 100 === 0) await new Promise((done) => setImmediate(done));
      }
    } finally {
      swapper.kill('SIGKILL');
      await new Promise((done) => swapper.once('close', done));
    }
    // A link with the key's name may be left, but only in the user's own folder.
    rmSync(join(home, 'aside'), { recursive: true, force: true });
  });
});
