/** What `dispatch` looks at before it starts Node: real shells, and in Node's place a program that says that it was started. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rest-'));
  for (const name of ['runtime', 'dist', '.rest']) mkdirSync(join(folder, name));
  copyFileSync(join(root, 'dispatch'), join(folder, 'dispatch'));
  for (const name of ['ask-ahead.sh', 'rest.sh'])
    copyFileSync(join(root, 'src/launcher', name), join(folder, 'dist', name));
  writeFileSync(join(folder, 'dist/charm.cjs'), '');
  // What the charm does when it finds nothing to do: it keeps the digest that it was given.
  const program = [
    '#!/bin/sh',
    'echo started',
    `lines=$(sed 1d ${folder}/.rest/update-status)`,
    `printf '%s\\n%s\\n' "$OPS_DIGEST" "$lines" >${folder}/.rest/update-status`,
  ];
  writeFileSync(join(folder, 'runtime/node'), `${program.join('\n')}\n`);
  chmodSync(join(folder, 'runtime/node'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

function dispatch(path = '/usr/bin:/bin'): string {
  const env = {
    PATH: path,
    JUJU_CHARM_DIR: folder,
    JUJU_DISPATCH_PATH: 'hooks/update-status',
    JUJU_UNIT_NAME: 'app/0',
  };
  const done = spawnSync(join(folder, 'dispatch'), [], { encoding: 'utf8', env });
  expect(done.status).toBe(0);
  return done.stdout;
}

/** Says what the charm rests on, and lets it come to rest. */
function rest(...lines: readonly string[]): void {
  writeFileSync(join(folder, '.rest/update-status'), `-\n${lines.join('\n')}\n`);
  expect(dispatch()).toBe('started\n');
  expect(dispatch()).toBe('');
}

it('starts Node once a port is closed, and a digest of nothing means nothing', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Of a server that listens on TCP.
  const { port } = server.address() as AddressInfo;
  rest(port.toString(16).toUpperCase().padStart(4, '0'));
  server.close();
  await once(server, 'close');
  expect(dispatch()).toBe('started\n');
});

it.each([
  ['a file is made', (path: string) => writeFileSync(path, '')],
  ['a folder is made', (path: string) => mkdirSync(path)],
])('starts Node once %s that was not there', (_, make) => {
  const path = join(folder, 'later');
  rest('-', path);
  make(path);
  expect(dispatch()).toBe('started\n');
});

it('looks at a folder for its mode and owner, not for what is in it', () => {
  const path = join(folder, 'some');
  mkdirSync(path, { mode: 0o755 });
  rest('-', `${path}/`);
  writeFileSync(join(path, 'new'), '');
  expect(dispatch()).toBe('');
  chmodSync(path, 0o700);
  expect(dispatch()).toBe('started\n');
});

it('takes no word of the file for a pattern or an option', () => {
  rest('-', '/*', '--help', '$(id)');
  const kept = readFileSync(join(folder, '.rest/update-status'), 'utf8');
  expect(kept.split('\n').slice(1)).toEqual(['-', '/*', '--help', '$(id)', '']);
});

it.each(['stat', 'cat', 'grep', 'sha256sum'])('starts Node where there is no %s to make the digest with', (missing) => {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  for (const name of ['stat', 'cat', 'grep', 'sha256sum', 'sed']) {
    if (name !== missing) symlinkSync(`/usr/bin/${name}`, join(tools, name));
  }
  writeFileSync(join(folder, '.rest/update-status'), '-\n-\n');
  for (let turn = 0; turn < 3; turn += 1) expect(dispatch(tools)).toBe('started\n');
});

it.each(['', '-', 'half a dig'])('starts Node where the file was cut off: %j', (text) => {
  for (let turn = 0; turn < 3; turn += 1) {
    writeFileSync(join(folder, '.rest/update-status'), text);
    expect(dispatch()).toBe('started\n');
  }
});
