/** A built charm, started as Juju starts it, with fake hook tools on PATH. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { BlackBox } from './black-box.ts';

const box = new BlackBox();
beforeAll(() => box.build());
beforeEach(() => box.reset());
afterAll(() => box.remove());

it('answers a hook that nobody observes with the status alone', () => {
  const run = box.run('update-status');
  expect(run).toMatchObject({ exitCode: 0, stdout: '', stderr: '', log: [] });
  expect(run.calls).toEqual(['status-set --application=False active -- count 0']);
});

it('keeps state between hooks, in a file for its owner alone', () => {
  box.run('start');
  box.run('config-changed');
  const run = box.run('config-changed');
  expect(run.calls.at(-1)).toBe('status-set --application=False active -- count 2');
  expect(statSync(box.statePath).mode & 0o777).toBe(0o600);
  expect(JSON.parse(box.state() ?? '')).toMatchObject({
    snapshots: { 'Probe/StoredStateData[stored]': { count: 2, seen: { $set: ['start'] } } },
  });
});

it('reads the units of a relation in one batch and writes its bag with one call, values on standard input', () => {
  box.answer('relation-list', ['pg/0', 'pg/1', 'pg/2']);
  box.answer('relation-get', { host: "it's one" }, 'pg/0');
  box.answer('relation-get', { host: 'two' }, 'pg/1');
  box.answer('relation-get', {}, 'pg/2');
  const run = box.run('db-relation-changed', {
    environment: { JUJU_RELATION: 'db', JUJU_RELATION_ID: 'db:3', JUJU_REMOTE_APP: 'pg', JUJU_REMOTE_UNIT: 'pg/0' },
  });
  expect(run.stderr).toBe('');
  expect(run.calls).toEqual([
    'relation-list --format=json -r db:3',
    'relation-get --format=json -r db:3 - pg/0',
    'relation-get --format=json -r db:3 - pg/1',
    'relation-get --format=json -r db:3 - pg/2',
    'relation-get --format=json -r db:3 - probe/0',
    `relation-set -r db:3 --file - ${JSON.stringify({ hosts: "it's one,two,none", quote: `it's "so"\n` })}`,
    'status-set --application=False active -- count 0',
  ]);
});

it('ends with 1 when a handler throws, says why with stacks and causes, and keeps nothing', () => {
  box.run('config-changed');
  const before = box.state();
  box.answer('config-get', { do: 'throw' });
  const run = box.run('config-changed');
  expect(run).toMatchObject({ exitCode: 1, stdout: '', stderr: '' });
  expect(run.calls).toEqual(['config-get --format=json']);
  expect(run.log[0]).toBe('INFO before the fault');
  expect(run.log[1]).toMatch(/^ERROR Uncaught exception while in charm code:\nError: as told\n {4}at /);
  expect(run.log[1]).toContain('caused by TypeError: the reason');
  expect(run.log[2]).toMatch(/^TRACE \{.*"event":"sys_crash:Error"/);
  expect(box.state()).toBe(before);
});

it.each([
  ['reject', 'as told'],
  ['stray', 'nobody awaits this'],
  ['never', 'a handler waits for something that cannot happen any more'],
])('ends with 1 and keeps nothing when a handler does this: %s', (what, message) => {
  box.answer('config-get', { do: what });
  const run = box.run('config-changed');
  expect(run.exitCode).toBe(1);
  expect(run.log.join('\n')).toContain(message);
  expect(box.state()).toBeNull();
});

it('ends although something of the charm lingers', () => {
  box.answer('config-get', { do: 'linger' });
  expect(box.run('config-changed')).toMatchObject({
    exitCode: 0,
    calls: ['config-get --format=json', 'status-set --application=False active -- count 1'],
  });
});

it('keeps what is deferred, and gives it again before the next event', () => {
  box.answer('config-get', { do: 'defer' });
  box.run('config-changed');
  box.answer('config-get', {});
  const run = box.run('start');
  expect(run.calls.at(-1)).toBe('status-set --application=False active -- count 2');
  expect(JSON.parse(box.state() ?? '')).toMatchObject({ notices: [] });
});

it('loses no line of a long log', () => {
  box.answer('config-get', { do: 'log' });
  const run = box.run('config-changed');
  expect(run.log).toEqual(Array.from({ length: 200 }, (_, index) => `INFO line ${index + 1}`));
});

it('hands a secret over in a file that only the owner reads, and shows it nowhere', () => {
  box.answer('config-get', { do: 'secret' });
  const run = box.run('config-changed');
  expect(run.calls[1]).toMatch(
    /^secret-add --owner unit password#file=\S+\/password mode 600 \S+ holds correct horse battery$/,
  );
  expect(run.log).toEqual([expect.stringMatching(/^INFO added .* with \*\*\*$/)]);
});

it('reboots at once without keeping anything', () => {
  box.answer('config-get', { do: 'reboot' });
  const run = box.run('config-changed');
  expect(run).toMatchObject({ exitCode: 0, calls: ['config-get --format=json', 'juju-reboot --now'] });
  expect(box.state()).toBeNull();
});

it('runs an action, and tells whoever ran it about a fault', () => {
  expect(box.run('actions/do-it').calls).toEqual([
    'action-set count=0',
    'config-get --format=json',
    'status-set --application=False active -- count 0',
  ]);
  box.answer('config-get', { do: 'throw' });
  const run = box.run('actions/do-it');
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toBe('Uncaught Error in charm code: as told\nUse `juju debug-log` to see the full traceback.\n');
});

it('survives a juju-log that fails', () => {
  box.answer('config-get', { do: 'log' });
  box.fail('juju-log', 'ERROR no\n');
  const run = box.run('config-changed');
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(/^cannot write to Juju's log: ERROR no\nINFO line 1\nINFO line 2\n/);
});

it('fails with the name of a tool that is not there', () => {
  const run = box.run('config-changed', { environment: { PATH: '/nowhere' } });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain('cannot start juju-log');
  expect(run.stderr).toContain('cannot start config-get');
});

it('says what is missing when it is not run by Juju', () => {
  const run = box.run('config-changed', { environment: { JUJU_UNIT_NAME: '' } });
  expect(run.exitCode).toBe(1);
  expect(run.log.join()).toContain('JUJU_UNIT_NAME is not set');
});

it('is quiet when it is called by itself', () => {
  expect(box.run('config-changed', { environment: { OPERATOR_DISPATCH: '1' } })).toMatchObject({
    exitCode: 0,
    calls: [],
    log: [],
  });
});

it('logs DEBUG lines, on standard error too, when JUJU_DEBUG asks for it', () => {
  const run = box.run('update-status', { environment: { JUJU_DEBUG: '1' } });
  expect(run.log).toContain('DEBUG Emitting Juju event update_status.');
  expect(run.stderr).toMatch(/^\S+Z DEBUG {4}Emitting Juju event update_status\.$/m);
});

it('prefers compiled files to YAML', () => {
  const path = join(box.charmDir, 'dist/charm.json');
  writeFileSync(path, JSON.stringify({ metadata: { name: 'probe', requires: {} }, config: {}, actions: {} }));
  const run = box.run('update-status');
  writeFileSync(
    path,
    JSON.stringify({ metadata: { name: 'probe', requires: { db: 'mysql' } }, config: {}, actions: { 'do-it': {} } }),
  );
  expect(run.log.join()).toContain('cannot find the endpoint "db"');
  expect(box.run('update-status').exitCode).toBe(0);
});

it('loads only what a quiet hook needs', () => {
  writeFileSync(
    join(box.charmDir, 'dist/charm.json'),
    JSON.stringify({ metadata: { name: 'probe', requires: { db: 'mysql' } }, config: {}, actions: { 'do-it': {} } }),
  );
  const preload = join(box.folder, 'note-modules.cjs');
  writeFileSync(
    preload,
    `const Module = require('node:module');
     const load = Module._load;
     const seen = new Set();
     Module._load = function (name, ...rest) { seen.add(name.replace(/^node:/, '')); return load.call(this, name, ...rest); };
     process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(box.folder, 'modules'))}, [...seen].join(' ')));`,
  );
  box.run('update-status', { preload });
  const seen = readFileSync(join(box.folder, 'modules'), 'utf8').split(' ');
  expect(seen.filter((name) => !name.includes('/')).sort()).toEqual([
    'async_hooks',
    'child_process',
    'fs',
    'module',
    'os',
    'path',
  ]);
});
