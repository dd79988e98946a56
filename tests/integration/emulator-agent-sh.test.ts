/** A charm on sh, in plain mode, with real processes and real hook tools. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  addUnits,
  advanceClock,
  charmFolderOf,
  integrate,
  queueAction,
  queueExec,
  rebootMachine,
  refresh,
  removeApplication,
  removeUnits,
  resolveUnit,
  setConfig,
  shownStatus,
} from '../../src/emulator/index.ts';
import { type CharmText, PlainWorld } from './emulator-agent-world.ts';

let world: PlainWorld;

beforeEach(() => {
  world = new PlainWorld();
});

afterEach(() => world.end());

function scripted(name: string, dispatch: string, more: Partial<CharmText> = {}): CharmText {
  return { name, ...more, files: { dispatch: `#!/bin/sh\n${dispatch}`, ...more.files } };
}

const server = scripted(
  'server',
  `case "$JUJU_HOOK_NAME" in
  start) status-set active "serving on $(config-get port)";;
  *-relation-joined) relation-set greeting="hello from $JUJU_UNIT_NAME";;
esac
`,
  {
    metadata: 'provides:\n  db: {interface: sql}\n',
    config: 'options:\n  port: {type: int, default: 80}\n',
  },
);

const client = scripted(
  'client',
  `case "$JUJU_HOOK_NAME" in
  *-relation-changed) status-set active "$(relation-get greeting)";;
  *-relation-broken) status-set waiting gone;;
esac
`,
  { metadata: 'requires:\n  db: {interface: sql}\n' },
);

it('takes a unit through its start and shows what the charm says', async () => {
  await world.deploy(server);
  const summary = await world.emulator.settle();
  expect(summary).toMatchObject({ hooks: 4, failures: 0, failed: [], interrupted: false });
  expect(world.hooks()).toEqual([
    'server/0 install done',
    'server/0 leader-elected done',
    'server/0 config-changed done',
    'server/0 start done',
  ]);
  expect(shownStatus(world.unit('server/0'))).toMatchObject({
    workload: { status: 'active', message: 'serving on 80' },
    agent: { status: 'idle' },
  });
});

it('carries relation data from one unit to the other', async () => {
  await world.deploy(server);
  await world.deploy(client, { units: 2 });
  integrate(world.emulator.store, ['client', 'server']);
  await world.emulator.settle();
  for (const unit of ['client/0', 'client/1']) {
    expect(world.unit(unit).workloadStatus.message).toBe('hello from server/0');
  }
  removeApplication(world.emulator.store, 'server');
  await world.emulator.settle();
  expect(world.unit('client/0').workloadStatus).toMatchObject({ status: 'waiting', message: 'gone' });
  expect(world.emulator.store.model.machines.keys()).toEqual(['1', '2']);
});

it('builds the environment from nothing', async () => {
  await world.deploy(
    scripted('probe', 'env -0 | tr "\\0" "\\n" > env.txt; pwd > cwd.txt; readlink /proc/self/fd/0 > stdin.txt\n'),
  );
  await world.emulator.settle();
  const machine = world.emulator.pool.find('0');
  if (machine === undefined) throw new Error('cannot find the machine');
  const folder = charmFolderOf(machine, 'probe/0');
  const text = (name: string) => readFileSync(join(folder.host, name), 'utf8');
  const env = Object.fromEntries(
    text('env.txt')
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  expect(text('cwd.txt').trim()).toBe(folder.inside);
  expect(text('stdin.txt').trim()).toBe('/dev/null');
  expect(env).toMatchObject({
    CHARM_DIR: folder.inside,
    JUJU_CHARM_DIR: folder.inside,
    JUJU_HOOK_NAME: 'start',
    JUJU_DISPATCH_PATH: 'hooks/start',
    JUJU_UNIT_NAME: 'probe/0',
    JUJU_MODEL_NAME: 'default',
    JUJU_MACHINE_ID: '0',
    JUJU_PRINCIPAL_UNIT: '',
    JUJU_VERSION: '3.6.8',
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    LANG: 'C.UTF-8',
    DEBIAN_FRONTEND: 'noninteractive',
  });
  expect(env['JUJU_CONTEXT_ID']).toMatch(/^probe\/0-start-[0-9a-f]{32}$/);
  expect(env['PATH']).toMatch(/\/tools\/unit-probe-0:/);
  // The shell itself adds PWD (and sometimes OLDPWD, SHLVL, _).
  expect(env).not.toHaveProperty('HOME');
  expect(env).not.toHaveProperty('USER');
  expect(env).not.toHaveProperty('JUJU_RELATION');
});

it('runs hooks from hooks/ when there is no dispatch, and skips those that are missing', async () => {
  await world.deploy({
    name: 'old',
    files: { 'hooks/install': '#!/bin/sh\njuju-log -l WARNING "installing $JUJU_HOOK_NAME"\n' },
  });
  await world.emulator.settle();
  expect(world.hooks()).toEqual([
    'old/0 install done',
    'old/0 leader-elected skipped',
    'old/0 config-changed skipped',
    'old/0 start skipped',
  ]);
  expect(world.messages('WARNING')).toContain('installing install');
  expect(shownStatus(world.unit('old/0')).workload.status).toBe('unknown');
});

it('logs what a hook prints, and says why it failed', async () => {
  await world.deploy(scripted('bad', 'echo out; echo err >&2; [ "$JUJU_HOOK_NAME" != config-changed ] || exit 3\n'));
  const summary = await world.emulator.settle({ retries: 1, retryDelay: 1 });
  expect(summary.failed).toEqual([{ unit: 'bad/0', hook: 'config-changed', reason: 'exit status 3' }]);
  expect(world.hooks().filter((line) => line.endsWith('failed'))).toHaveLength(2);
  expect(shownStatus(world.unit('bad/0'))).toMatchObject({
    workload: { status: 'error', message: 'hook failed: "config-changed"', data: { hook: 'config-changed' } },
    agent: { status: 'idle' },
  });
  const lines = world.logs().filter((line) => line.module === 'unit.bad/0.install');
  expect(lines).toMatchObject([
    { level: 'DEBUG', message: 'out' },
    { level: 'WARNING', message: 'err' },
  ]);
  expect(world.messages('ERROR')).toContain(
    'hook "config-changed" (via hook dispatching script: dispatch) failed: exit status 3',
  );
});

it('drops the writes of a failed hook and goes on when it is resolved', async () => {
  await world.deploy(server);
  await world.deploy(
    scripted(
      'fragile',
      'case "$JUJU_HOOK_NAME" in *-joined) relation-set half=done; [ -e /nowhere ] || exit 1;; esac\n',
      {
        metadata: 'requires:\n  db: {interface: sql}\n',
      },
    ),
  );
  integrate(world.emulator.store, ['fragile', 'server']);
  await world.emulator.settle({ retries: 0 });
  const { model } = world.emulator.store;
  expect(model.relationUnit(0, 'fragile/0')?.settings).not.toHaveProperty('half');
  resolveUnit(world.emulator.store, 'fragile/0', false);
  await world.emulator.settle({ retries: 0 });
  expect(world.hooks().at(-1)).toBe('fragile/0 db-relation-changed done');
  expect(() => resolveUnit(world.emulator.store, 'fragile/0', true)).toThrow(
    'unit "fragile/0" is not in an error state',
  );
});

it('runs actions and commands and keeps what they return', async () => {
  await world.deploy(
    scripted(
      'worker',
      `case "$JUJU_DISPATCH_PATH" in
  actions/greet) action-set greeting.text="hello $(action-get name)"; echo said; echo aside >&2;;
  actions/refuse) action-fail "not today";;
  actions/crash) exit 7;;
esac
`,
      { actions: 'greet:\n  params:\n    name: {type: string, default: world}\nrefuse: {}\ncrash: {}\n' },
    ),
  );
  await world.emulator.settle();
  const { store } = world.emulator;
  const run = (action: string) =>
    queueAction(store, { units: ['worker/0'], action, parameters: {} }).tasks[0]?.id ?? '';
  const greet = run('greet');
  const refused = run('refuse');
  const crash = run('crash');
  const exec = queueExec(store, { units: ['worker/0'], command: 'echo "$JUJU_UNIT_NAME"; exit 4' }).tasks[0]?.id ?? '';
  await world.emulator.settle();
  const { tasks } = store.model;
  expect(tasks.get(greet)).toMatchObject({
    status: 'completed',
    results: { 'return-code': 0, greeting: { text: 'hello world' }, stdout: 'said\n', stderr: 'aside\n' },
  });
  expect(tasks.get(refused)).toMatchObject({ status: 'failed', message: 'not today', results: { 'return-code': 0 } });
  expect(tasks.get(crash)).toMatchObject({ status: 'failed', message: 'exit status 7', results: { 'return-code': 7 } });
  expect(tasks.get(exec)).toMatchObject({ status: 'completed', results: { 'return-code': 4, stdout: 'worker/0\n' } });
  expect(shownStatus(world.unit('worker/0')).agent.status).toBe('idle');
  expect(() => run('nothing')).toThrow('action "nothing" not defined on unit "worker/0"');
});

it('refreshes a charm: old files go, the charm own stay, upgrade-charm and config-changed run', async () => {
  const first = scripted('app', 'touch made-by-charm\n', { files: { 'lib/old': 'old', 'lib/kept': '1' } });
  await world.deploy(first);
  await world.emulator.settle();
  world.events.length = 0;
  const source = await world.source(scripted('app', 'exit 0\n', { files: { 'lib/kept': '2' } }));
  refresh(world.emulator.store, 'app', { source });
  await world.emulator.settle();
  expect(world.hooks()).toEqual(['app/0 upgrade-charm done', 'app/0 config-changed done']);
  const machine = world.emulator.pool.find('0');
  if (machine === undefined) throw new Error('cannot find the machine');
  const folder = charmFolderOf(machine, 'app/0').host;
  expect(existsSync(join(folder, 'lib/old'))).toBe(false);
  expect(existsSync(join(folder, 'made-by-charm'))).toBe(true);
  expect(readFileSync(join(folder, 'lib/kept'), 'utf8')).toBe('2');
});

it('reboots the machine when a hook asks, and runs start again', async () => {
  await world.deploy(scripted('rebooter', '[ "$JUJU_HOOK_NAME" = config-changed ] && juju-reboot || true\n'));
  await world.emulator.settle();
  expect(world.hooks().map((line) => line.split(' ')[1])).toEqual([
    'install',
    'leader-elected',
    'config-changed',
    'start',
  ]);
  expect(world.emulator.store.model.machines.get('0').boot).toBe(2);
  world.events.length = 0;
  rebootMachine(world.emulator.store, '0');
  await world.emulator.settle();
  expect(world.hooks()).toEqual(['rebooter/0 start done']);
});

it('ends a hook at once for juju-reboot --now and runs it again after the boot', async () => {
  await world.deploy(
    scripted(
      'now',
      'if [ "$JUJU_HOOK_NAME" = start ] && [ ! -e flag ]; then touch flag; juju-reboot --now; sleep 60; fi\n',
    ),
  );
  await world.emulator.settle();
  expect(world.hooks().slice(-2)).toEqual(['now/0 start interrupted', 'now/0 start done']);
});

it('ends a hook that takes too long', async () => {
  await world.emulator.close();
  world.open({ hookTimeout: 300 });
  await world.deploy(scripted('slow', 'sleep 60\n'));
  const summary = await world.emulator.settle({ retries: 0 });
  expect(summary.failed).toEqual([{ unit: 'slow/0', hook: 'install', reason: 'timed out' }]);
});

it('goes on without a hook that leaves a child behind', async () => {
  await world.deploy(scripted('daemon', '[ "$JUJU_HOOK_NAME" != start ] || { sleep 2 & }\necho done\n'));
  expect(await world.emulator.settle()).toMatchObject({ hooks: 4, failures: 0 });
});

it('follows config, scale and the clock', async () => {
  await world.deploy(server);
  await world.emulator.settle();
  const { store } = world.emulator;
  world.events.length = 0;
  setConfig(store, 'server', { port: 81 });
  await world.emulator.settle();
  expect(world.hooks()).toEqual(['server/0 config-changed done']);
  addUnits(store, 'server', 1);
  await world.emulator.settle();
  removeUnits(store, ['server/0']);
  world.events.length = 0;
  await world.emulator.settle();
  expect(world.hooks()).toEqual(['server/0 stop done', 'server/0 remove done', 'server/1 leader-elected done']);
  world.events.length = 0;
  advanceClock(store, 300_000);
  await world.emulator.settle();
  expect(world.hooks()).toEqual(['server/1 update-status done']);
});

it('attaches storage before install and detaches it before stop', async () => {
  await world.deploy(
    scripted(
      'store',
      '[ -z "$JUJU_STORAGE_ID" ] || echo "$JUJU_HOOK_NAME $JUJU_STORAGE_ID $JUJU_STORAGE_KIND $(test -d "$(storage-get location)" && echo there)"\n',
      {
        metadata: 'storage:\n  data: {type: filesystem, location: /srv/data}\n',
      },
    ),
  );
  await world.emulator.settle();
  expect(world.hooks()[0]).toBe('store/0 data-storage-attached done');
  expect(world.messages('DEBUG')).toContain('data-storage-attached data/0 filesystem there');
  world.events.length = 0;
  removeUnits(world.emulator.store, ['store/0']);
  await world.emulator.settle();
  expect(world.hooks()).toEqual(['store/0 data-storage-detaching done', 'store/0 stop done', 'store/0 remove done']);
});
