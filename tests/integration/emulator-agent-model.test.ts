/** Subordinates, leadership, secrets, storage, spaces and parallel actions, with real processes in plain mode. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  addSpace,
  addStorageTo,
  advanceClock,
  changeLeader,
  createModel,
  detachStorage,
  integrate,
  queueAction,
  queueExec,
  removeRelation,
  removeUnits,
} from '../../src/emulator/index.ts';
import { type CharmText, PlainWorld } from './emulator-agent-world.ts';

let world: PlainWorld;

beforeEach(() => {
  world = new PlainWorld();
});

afterEach(() => world.end());

function scripted(name: string, metadata: string, dispatch: string, actions?: string): CharmText {
  const charm = { name, metadata, files: { dispatch: `#!/bin/sh\n${dispatch}` } };
  return actions === undefined ? charm : { ...charm, actions };
}

async function settle(): Promise<void> {
  world.events.length = 0;
  expect(await world.emulator.settle({ retries: 0 })).toMatchObject({ failed: [] });
}

it('lets a subordinate follow its principal onto its machine, and go with the relation', async () => {
  await world.deploy(scripted('nova', 'requires:\n  plugin: {interface: p, scope: container}\n', 'exit 0\n'), {
    units: 2,
  });
  await world.deploy(
    scripted(
      'plugin',
      'subordinate: true\nprovides:\n  plugin: {interface: p, scope: container}\nrequires:\n  info: {interface: juju-info, scope: container}\n',
      `status-set active "$JUJU_PRINCIPAL_UNIT on $JUJU_MACHINE_ID: $(relation-list -r "$(relation-ids plugin)" | tr '\\n' ' ')"\n`,
    ),
  );
  integrate(world.emulator.store, ['nova:plugin', 'plugin:plugin']);
  await settle();
  const { model } = world.emulator.store;
  expect(world.unit('plugin/0').workloadStatus.message).toMatch(/^nova\/[01] on [01]: nova\/[01] $/);
  expect(model.unitsOf('plugin')).toHaveLength(2);
  removeUnits(world.emulator.store, ['nova/0']);
  await settle();
  expect(model.unitsOf('plugin').map((unit) => unit.principal)).toEqual(['nova/1']);
  removeRelation(world.emulator.store, ['nova', 'plugin']);
  await settle();
  expect(model.unitsOf('plugin')).toEqual([]);
  expect(model.unitsOf('nova').map((unit) => unit.name)).toEqual(['nova/1']);
});

it('moves the leadership', async () => {
  await world.deploy(scripted('app', '', 'status-set active "$(is-leader)"\n'), { units: 2 });
  await settle();
  changeLeader(world.emulator.store, 'app/1');
  await settle();
  expect(world.hooks()).toEqual(['app/1 leader-elected done']);
  expect(world.unit('app/1').workloadStatus.message).toBe('True');
});

it('shares a secret, tells its reader of a new revision and its owner of rotation and of what nobody reads', async () => {
  await world.deploy(
    scripted(
      'owner',
      'provides:\n  db: {interface: sql}\n',
      `case "$JUJU_DISPATCH_PATH" in
  hooks/db-relation-created)
    id=$(secret-add --label password --rotate daily value=first)
    secret-grant "$id" -r "$JUJU_RELATION_ID"
    relation-set --app secret="$id";;
  hooks/secret-rotate) secret-set "$JUJU_SECRET_ID" value=second;;
  hooks/secret-remove) status-set active "unread $JUJU_SECRET_REVISION";;
esac
`,
    ),
  );
  await world.deploy(
    scripted(
      'reader',
      'requires:\n  db: {interface: sql}\n',
      `case "$JUJU_HOOK_NAME" in
  db-relation-changed) id=$(relation-get --app secret owner); [ -z "$id" ] || status-set active "$(secret-get "$id" value)";;
  secret-changed) status-set active "$(secret-get --refresh "$JUJU_SECRET_ID" value)";;
esac
`,
    ),
  );
  integrate(world.emulator.store, ['owner', 'reader']);
  await settle();
  expect(world.unit('reader/0').workloadStatus.message).toBe('first');
  advanceClock(world.emulator.store, 25 * 3_600_000);
  await settle();
  expect(world.unit('reader/0').workloadStatus.message).toBe('second');
  const hooks = world.hooks().filter((line) => line.includes('secret'));
  expect(hooks).toEqual(['owner/0 secret-rotate done', 'reader/0 secret-changed done', 'owner/0 secret-remove done']);
  expect(world.unit('owner/0').workloadStatus.message).toBe('unread 1');
});

it('adds storage to a running unit and takes it away', async () => {
  await world.deploy(
    scripted('store', 'storage:\n  data: {type: block, multiple: {range: 0+}}\n', 'storage-list data > list; true\n'),
  );
  await settle();
  const { store } = world.emulator;
  expect(addStorageTo(store, 'store/0', 'data', { pool: 'loop', count: 2, size: 1 })).toEqual(['data/0', 'data/1']);
  await settle();
  expect(world.hooks()).toEqual(['store/0 data-storage-attached done', 'store/0 data-storage-attached done']);
  detachStorage(store, 'data/0');
  await settle();
  expect(world.hooks()).toEqual(['store/0 data-storage-detaching done']);
  expect(store.model.storage.get('data/0')).toMatchObject({ unit: null, attachmentLife: 'alive' });
});

it('binds an endpoint to a space of its own', async () => {
  const { store } = world.emulator;
  addSpace(store, 'internal', ['10.9.0.0/24']);
  await world.deploy(
    scripted(
      'bound',
      'provides:\n  db: {interface: sql}\n',
      'status-set active "$(network-get db --bind-address) $(unit-get private-address)"\n',
    ),
    { bindings: { db: 'internal' } },
  );
  await settle();
  expect(world.unit('bound/0').workloadStatus.message).toMatch(/^10\.9\.0\.[0-9]+ 127\.0\.[0-9]+\.[0-9]+$/);
});

it('runs parallel actions of two units on one machine at the same time', async () => {
  // Each waits for the other's mark; alone, neither would ever end well.
  const dispatch = `case "$JUJU_DISPATCH_PATH" in actions/meet)
  touch "$(action-get folder)/$JUJU_UNIT_ID$$"
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ "$(ls "$(action-get folder)" | wc -l)" -lt 2 ] || exit 0
    sleep 0.2
  done
  exit 1;;
esac
`;
  const actions = 'meet:\n  parallel: true\n  params:\n    folder: {type: string}\n';
  await world.deploy(scripted('a', '', dispatch, actions));
  await world.deploy(scripted('b', '', dispatch, actions), {
    to: [{ container: null, target: { kind: 'machine', id: '0' } }],
  });
  await settle();
  const { store } = world.emulator;
  const folder = `${world.folder}/meeting`;
  mkdirSync(folder);
  queueAction(store, { units: ['a/0', 'b/0'], action: 'meet', parameters: { folder } });
  expect(await world.emulator.settle({ parallel: 2, retries: 0 })).toMatchObject({ tasks: 2, failures: 0 });
});

it('gives a command the relation that it asks for', async () => {
  await world.deploy(scripted('server', 'provides:\n  db: {interface: sql}\n', 'exit 0\n'));
  await world.deploy(scripted('client', 'requires:\n  db: {interface: sql}\n', 'exit 0\n'));
  const relation = integrate(world.emulator.store, ['server', 'client']);
  await settle();
  const { store } = world.emulator;
  const [task] = queueExec(store, {
    units: ['client/0'],
    command: 'relation-set asked=yes; echo "$JUJU_RELATION_ID $JUJU_REMOTE_UNIT"',
    relationId: relation.id,
    remoteUnit: 'server/0',
  }).tasks;
  await settle();
  expect(store.model.tasks.get(task?.id ?? '').results).toMatchObject({ 'return-code': 0, stdout: 'db:0 server/0\n' });
  expect(store.model.relationUnit(0, 'client/0')?.settings).toMatchObject({ asked: 'yes' });
  expect(world.hooks()).toContain('server/0 db-relation-changed done');
});

it('never runs two hooks at once on one machine, and on several machines it does', async () => {
  const dispatch = `echo begin >> "${world.folder}/trace-$JUJU_MACHINE_ID"; sleep 0.03; echo end >> "${world.folder}/trace-$JUJU_MACHINE_ID"\n`;
  const here = [{ container: null, target: { kind: 'machine', id: '0' } }] as const;
  await world.deploy(scripted('a', '', dispatch));
  await world.deploy(scripted('b', '', dispatch), { to: here });
  await world.deploy(scripted('c', '', dispatch), { to: here });
  await world.deploy(scripted('d', '', dispatch));
  let running = 0;
  let most = 0;
  world.emulator.listen((event) => {
    if (event.type === 'hook-started') running += 1;
    if (event.type === 'hook-ended') running -= 1;
    most = Math.max(most, running);
  });
  expect(await world.emulator.settle({ parallel: 3 })).toMatchObject({ hooks: 16, failed: [] });
  const lines = readFileSync(`${world.folder}/trace-0`, 'utf8').trim().split('\n');
  expect(lines.join(' ')).toBe(Array(12).fill('begin end').join(' '));
  expect(most).toBe(2);
});

it('destroys a model whose hooks fail, with nothing left but an empty home', async () => {
  await world.deploy(
    scripted('stubborn', 'peers:\n  cluster: {interface: c}\n', '[ "$JUJU_HOOK_NAME" != stop ] || exit 1\n'),
    {
      units: 2,
    },
  );
  await settle();
  await world.emulator.destroyModel();
  expect(
    world
      .hooks()
      .filter((line) => line.includes(' stop '))
      .sort(),
  ).toEqual(['stubborn/0 stop failed', 'stubborn/1 stop failed']);
  expect(world.hooks().at(-1)).toMatch(/ remove done$/);
  expect(world.emulator.store.model.exists).toBe(false);
  expect(existsSync(`${world.home}/machines/0`)).toBe(false);
  createModel(world.emulator.store, { machineMode: 'plain' });
});
