/** The scenario table of Juju's own uniter tests: what runs, in which order. */
import { expect, it } from 'vitest';
import { destroyRelation, destroyUnit, leaveRelation, writeUnitBag } from '../../../../src/emulator/model/index.ts';
import { endpoint, World } from './world.ts';

/** One wordpress, related to nothing, through its start. */
function running(): World {
  const world = new World();
  world.deploy('wordpress', 1, { endpoints: [endpoint('requirer', 'db')] });
  world.play();
  return world;
}

/** wordpress and so many mysqls, related and settled. */
function related(units = 1): World {
  const world = new World();
  world.deploy('wordpress', 1, { endpoints: [endpoint('requirer', 'db')] });
  world.deploy('mysql', units, { endpoints: [endpoint('provider', 'server', 'db')] });
  world.play();
  world.relate('wordpress:db', 'mysql:server');
  world.play();
  world.trace.length = 0;
  return world;
}

function start(...before: string[]): string[] {
  return [...before, 'leader-elected', 'config-changed', 'start'];
}

it('starts a unit that leads', () => {
  expect(running().of('wordpress/0')).toEqual(start('install'));
});

it('starts a unit that does not lead, with leader-settings-changed before 4.0 only', () => {
  const old = new World('3.6.8');
  old.deploy('wordpress', 2);
  old.play();
  expect(old.of('wordpress/1')).toEqual(['install', 'leader-settings-changed', 'config-changed', 'start']);
  const young = new World('4.0.0');
  young.deploy('wordpress', 2);
  young.play();
  expect(young.of('wordpress/1')).toEqual(['install', 'config-changed', 'start']);
});

it.each([
  { change: 'a new charm', fields: { charmUrl: 'local:wordpress-1', charmModifiedVersion: 1 } },
  { change: 'a new resource', fields: { charmModifiedVersion: 1 } },
])('runs upgrade-charm and config-changed after $change', ({ fields }) => {
  const world = running();
  world.model.charms.set('local:wordpress-1', { ...world.model.charmOf('wordpress'), url: 'local:wordpress-1' });
  world.model.applications.patch('wordpress', fields);
  expect(world.play()).toEqual(['wordpress/0 upgrade-charm', 'wordpress/0 config-changed']);
  expect(world.model.unitAgents.get('wordpress/0').charmUrl).toBe(world.model.applications.get('wordpress').charmUrl);
});

it.each([
  { answer: 'retry' as const, expected: start('install') },
  { answer: 'no-retry' as const, expected: start() },
])('goes on after a failed install that is resolved with $answer', ({ answer, expected }) => {
  const world = new World();
  world.failing.add('wordpress/0 install');
  world.deploy('wordpress', 1);
  expect(world.play()).toEqual(['wordpress/0 install FAILS']);
  world.failing.clear();
  world.trace.length = 0;
  world.model.units.patch('wordpress/0', { resolution: answer });
  world.play();
  expect(world.of('wordpress/0')).toEqual(expected);
});

it('runs config-changed after a real change of config, and not for a change that was taken back', () => {
  const world = running();
  world.model.applications.patch('wordpress', { config: { title: 'x' } });
  expect(world.play()).toEqual(['wordpress/0 config-changed']);
  world.model.applications.patch('wordpress', { config: { title: 'y' } });
  world.model.applications.patch('wordpress', { config: { title: 'x' } });
  expect(world.play()).toEqual([]);
});

it('runs config-changed once more when the config changes while it runs', () => {
  const world = running();
  world.model.applications.patch('wordpress', { config: { title: 'x' } });
  const before = world.model.unitAgents.get('wordpress/0').configHash;
  expect(world.play()).toHaveLength(1);
  // As if the hook had begun before the change.
  world.model.unitAgents.patch('wordpress/0', { configHash: before });
  expect(world.play()).toEqual(['wordpress/0 config-changed']);
});

it('stops and removes a unit that dies without relations', () => {
  const world = running();
  destroyUnit(world.model, 'wordpress/0');
  expect(world.play()).toEqual(['wordpress/0 stop', 'wordpress/0 remove']);
  expect(world.model.units.size).toBe(0);
});

it('runs nothing for a unit that dies before its install', () => {
  const world = new World();
  world.deploy('wordpress', 1);
  destroyUnit(world.model, 'wordpress/0');
  expect(world.play()).toEqual([]);
  expect(world.model.units.size).toBe(0);
});

it('runs joined and changed for each side of a new relation', () => {
  const world = new World();
  world.deploy('wordpress', 1, { endpoints: [endpoint('requirer', 'db')] });
  world.deploy('mysql', 1, { endpoints: [endpoint('provider', 'server', 'db')] });
  world.play();
  world.trace.length = 0;
  world.relate('wordpress:db', 'mysql:server');
  world.play();
  expect(world.of('wordpress/0')).toEqual([
    'db-relation-created',
    'db-relation-joined mysql/0',
    'db-relation-changed mysql/0',
  ]);
  expect(world.of('mysql/0')).toEqual([
    'server-relation-created',
    'server-relation-joined wordpress/0',
    'server-relation-changed wordpress/0',
  ]);
});

it('tells two quick writes of one bag once, and an equal write not at all', () => {
  const world = related();
  writeUnitBag(world.model, 0, 'mysql/0', { a: '1' });
  writeUnitBag(world.model, 0, 'mysql/0', { a: '2' });
  expect(world.play()).toEqual(['wordpress/0 db-relation-changed mysql/0']);
  writeUnitBag(world.model, 0, 'mysql/0', { a: '2' });
  expect(world.play()).toEqual([]);
});

it('runs departed for a remote unit that was removed, and leaves the relation', () => {
  const world = related(2);
  destroyUnit(world.model, 'mysql/1');
  world.play();
  expect(world.of('wordpress/0')).toEqual(['db-relation-departed mysql/1']);
  expect(world.of('mysql/1')).toEqual([
    'server-relation-departed wordpress/0',
    'server-relation-broken',
    'stop',
    'remove',
  ]);
  expect(world.model.relations.size).toBe(1);
});

it('runs departed for each and then broken when a relation is removed', () => {
  const world = related(2);
  destroyRelation(world.model, 0);
  world.play();
  expect(world.of('wordpress/0')).toEqual([
    'db-relation-departed mysql/0',
    'db-relation-departed mysql/1',
    'db-relation-broken',
  ]);
  expect(world.model.relations.size).toBe(0);
  expect(world.model.relationUnits.size).toBe(0);
  expect(world.model.relationViews.size).toBe(0);
});

it('winds up relations before a dying unit stops', () => {
  const world = related();
  destroyUnit(world.model, 'wordpress/0');
  world.play();
  expect(world.of('wordpress/0')).toEqual(['db-relation-departed mysql/0', 'db-relation-broken', 'stop', 'remove']);
  expect(world.of('mysql/0')).toEqual(['server-relation-departed wordpress/0']);
});

it('repeats a failed joined before its changed', () => {
  const world = new World();
  world.deploy('wordpress', 1, { endpoints: [endpoint('requirer', 'db')] });
  world.deploy('mysql', 1, { endpoints: [endpoint('provider', 'server', 'db')] });
  world.play();
  world.relate('wordpress:db', 'mysql:server');
  world.failing.add('wordpress/0 db-relation-joined');
  world.play();
  world.failing.clear();
  world.trace.length = 0;
  world.model.units.patch('wordpress/0', { resolution: 'retry' });
  world.play();
  expect(world.of('wordpress/0')).toEqual(['db-relation-joined mysql/0', 'db-relation-changed mysql/0']);
});

it.each(['retry', 'no-retry'] as const)(
  'settles joined (%s) before departed when the unit left meanwhile',
  (answer) => {
    const world = new World();
    world.deploy('wordpress', 1, { endpoints: [endpoint('requirer', 'db')] });
    world.deploy('mysql', 1, { endpoints: [endpoint('provider', 'server', 'db')] });
    world.play();
    world.relate('wordpress:db', 'mysql:server');
    world.failing.add('wordpress/0 db-relation-joined');
    world.play();
    leaveRelation(world.model, 0, 'mysql/0');
    destroyUnit(world.model, 'mysql/0');
    world.failing.clear();
    world.trace.length = 0;
    world.model.units.patch('wordpress/0', { resolution: answer });
    world.play();
    expect(world.of('wordpress/0')).toEqual([
      ...(answer === 'retry' ? ['db-relation-joined mysql/0'] : []),
      'db-relation-changed mysql/0',
      'db-relation-departed mysql/0',
    ]);
  },
);

it('keeps an unforced refresh back until the failed hook is resolved', () => {
  const world = running();
  world.failing.add('wordpress/0 config-changed');
  world.model.applications.patch('wordpress', { config: { a: 1 } });
  world.play();
  world.model.charms.set('local:wordpress-1', { ...world.model.charmOf('wordpress'), url: 'local:wordpress-1' });
  world.model.applications.patch('wordpress', { charmUrl: 'local:wordpress-1', charmModifiedVersion: 1 });
  expect(world.play()).toEqual([]);
  world.failing.clear();
  world.model.units.patch('wordpress/0', { resolution: 'retry' });
  expect(world.play()).toEqual([
    'wordpress/0 config-changed',
    'wordpress/0 upgrade-charm',
    'wordpress/0 config-changed',
  ]);
});

it('replaces the code under a failed hook when the refresh is forced', () => {
  const world = running();
  world.failing.add('wordpress/0 config-changed');
  world.model.applications.patch('wordpress', { config: { a: 1 } });
  world.play();
  world.model.charms.set('local:wordpress-1', { ...world.model.charmOf('wordpress'), url: 'local:wordpress-1' });
  world.model.applications.patch('wordpress', {
    charmUrl: 'local:wordpress-1',
    charmModifiedVersion: 1,
    forceCharm: true,
  });
  expect(world.play()).toEqual([]);
  expect(world.model.unitAgents.get('wordpress/0').charmUrl).toBe('local:wordpress-1');
  world.failing.clear();
  world.model.units.patch('wordpress/0', { resolution: 'retry' });
  expect(world.play()).toEqual([
    'wordpress/0 config-changed',
    'wordpress/0 upgrade-charm',
    'wordpress/0 config-changed',
  ]);
});

it('runs start again after a reboot of the machine', () => {
  const world = running();
  world.model.machines.patch('0', { boot: 2 });
  expect(world.play()).toEqual(['wordpress/0 start']);
});

it('runs config-changed when addresses change', () => {
  const world = running();
  world.model.machines.patch('0', { interfaces: [] });
  expect(world.play()).toEqual(['wordpress/0 config-changed']);
});

it('runs update-status once for each round of the clock, and never for a failed unit', () => {
  const world = running();
  world.model.patchInfo({ updateStatusRound: 2 });
  expect(world.play()).toEqual(['wordpress/0 update-status']);
  world.failing.add('wordpress/0 config-changed');
  world.model.applications.patch('wordpress', { config: { a: 1 } });
  world.play();
  world.model.patchInfo({ updateStatusRound: 3 });
  expect(world.play()).toEqual([]);
});

it('runs a hook again that a kill interrupted', () => {
  const world = running();
  world.model.unitAgents.patch('wordpress/0', {
    current: { hook: { kind: 'update-status' }, step: 'running', failures: 0, reason: '' },
  });
  expect(world.play()).toEqual(['wordpress/0 update-status']);
});
