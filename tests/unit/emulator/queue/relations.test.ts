/** Relations of every kind: order, application bags, peers, subordinates, suspension. */
import { expect, it } from 'vitest';
import {
  destroyApplication,
  destroyRelation,
  destroyUnit,
  setLeader,
  writeApplicationBag,
} from '../../../../src/emulator/model/index.ts';
import { nextOperation } from '../../../../src/emulator/queue/resolver.ts';
import { endpoint, now, World } from './world.ts';

function pair(wordpress: number, mysql: number): World {
  const world = new World();
  world.deploy('wordpress', wordpress, { endpoints: [endpoint('requirer', 'db')] });
  world.deploy('mysql', mysql, { endpoints: [endpoint('provider', 'server', 'db')] });
  world.relate('wordpress:db', 'mysql:server');
  return world;
}

it('enters scope before relation-created, and that before leader-elected and start', () => {
  const world = pair(1, 1);
  world.onHook = (unit, hook) => {
    if (hook.kind === 'relation-created') expect(world.model.relationUnit(0, unit)?.inScope).toBe(true);
    if (hook.kind === 'install') expect(world.model.relationUnit(0, unit)).toBeUndefined();
  };
  world.play();
  expect(world.of('wordpress/0')).toEqual([
    'install',
    'db-relation-created',
    'leader-elected',
    'config-changed',
    'start',
    'db-relation-joined mysql/0',
    'db-relation-changed mysql/0',
  ]);
});

it('fills a new bag with the automatic keys only', () => {
  const world = pair(1, 1);
  world.play();
  expect(world.model.relationUnit(0, 'mysql/0')?.settings).toEqual({
    'egress-subnets': '10.0.0.11/32',
    'ingress-address': '10.0.0.11',
    'private-address': '10.0.0.11',
  });
});

it('joins remote units in the order of their numbers, each changed right after its joined', () => {
  const world = pair(1, 11);
  world.play();
  const joined = world.of('wordpress/0').filter((line) => line.includes('joined'));
  expect(joined.at(2)).toBe('db-relation-joined mysql/2');
  expect(joined.at(-1)).toBe('db-relation-joined mysql/10');
  const lines = world.of('wordpress/0');
  for (const [index, line] of lines.entries()) {
    if (line.includes('joined')) expect(lines[index + 1]).toBe(line.replace('joined', 'changed'));
  }
});

it('tells the remote application of an application bag, without a unit, and never the writers own', () => {
  const world = pair(2, 2);
  world.play();
  world.trace.length = 0;
  writeApplicationBag(world.model, 0, 'mysql', { url: 'x' });
  expect(world.play().sort()).toEqual(['wordpress/0 db-relation-changed', 'wordpress/1 db-relation-changed']);
});

it('tells every peer of the application bag, its writer too', () => {
  const world = new World();
  world.deploy('zookeeper', 2, { endpoints: [endpoint('peer', 'cluster')] });
  world.play();
  writeApplicationBag(world.model, 0, 'zookeeper', { a: '1' });
  expect(world.play().sort()).toEqual(['zookeeper/0 cluster-relation-changed', 'zookeeper/1 cluster-relation-changed']);
});

it('runs relation-created of a peer relation for a single unit, and no broken when a peer goes', () => {
  const world = new World();
  world.deploy('zookeeper', 1, { endpoints: [endpoint('peer', 'cluster')] });
  world.play();
  expect(world.of('zookeeper/0')).toEqual([
    'install',
    'cluster-relation-created',
    'leader-elected',
    'config-changed',
    'start',
  ]);
  world.addUnit('zookeeper');
  world.play();
  world.trace.length = 0;
  destroyUnit(world.model, 'zookeeper/1');
  world.play();
  expect(world.of('zookeeper/1')).toEqual(['cluster-relation-departed zookeeper/0', 'stop', 'remove']);
  expect(world.of('zookeeper/0')).toEqual(['cluster-relation-departed zookeeper/1']);
});

it.each([
  { leaver: 'mysql/0', asked: 'mysql/0', departing: 'mysql/0' },
  { leaver: 'mysql/0', asked: 'wordpress/0', departing: 'mysql/0' },
])('names $departing as departing to $asked when $leaver goes', ({ leaver, asked, departing }) => {
  const world = pair(1, 1);
  world.play();
  destroyUnit(world.model, leaver);
  if (asked !== leaver) while (world.model.relationUnit(0, leaver)?.inScope) world.step(leaver);
  const operation = nextOperation(world.model, asked, { now, retry: false });
  expect(operation).toMatchObject({ kind: 'hook', hook: { kind: 'relation-departed', departingUnit: departing } });
});

it('passes the leadership on when the leader has gone', () => {
  const world = new World();
  world.deploy('mysql', 2);
  world.play();
  world.trace.length = 0;
  destroyUnit(world.model, 'mysql/0');
  world.play();
  expect(world.of('mysql/1')).toEqual(['leader-elected']);
  expect(world.model.applications.get('mysql').leader).toBe('mysql/1');
});

it('tells a new leader and not the one that was deposed', () => {
  const world = new World('4.0.0');
  world.deploy('mysql', 2);
  world.play();
  world.trace.length = 0;
  setLeader(world.model, 'mysql', 'mysql/1');
  expect(world.play()).toEqual(['mysql/1 leader-elected']);
  setLeader(world.model, 'mysql', 'mysql/0');
  expect(world.play()).toEqual(['mysql/0 leader-elected']);
});

it('lets a suspended relation end for the units and begin again when it is resumed', () => {
  const world = pair(1, 1);
  world.play();
  world.trace.length = 0;
  world.model.relations.patch('0', { suspended: true });
  world.play();
  expect(world.of('wordpress/0')).toEqual(['db-relation-departed mysql/0', 'db-relation-broken']);
  world.trace.length = 0;
  world.model.relations.patch('0', { suspended: false });
  world.play();
  expect(world.of('wordpress/0')).toContain('db-relation-joined mysql/0');
});

function withSubordinate(principals: number): World {
  const world = new World();
  world.deploy('nova', principals, { endpoints: [endpoint('requirer', 'plugin', 'plugin', 'container')] });
  world.deploy('agent', 0, { subordinate: true, endpoints: [endpoint('provider', 'plugin', 'plugin', 'container')] });
  return world;
}

it('gives each principal a subordinate on its machine, numbered by order of creation', () => {
  const world = withSubordinate(2);
  world.relate('nova:plugin', 'agent:plugin');
  world.play();
  const units = world.model.unitsOf('agent');
  expect(units.map((unit) => unit.name)).toEqual(['agent/0', 'agent/1']);
  for (const unit of units) {
    expect(unit.machine).toBe(world.model.units.get(unit.principal ?? '').machine);
  }
});

it('shows container-scoped units only their own counterpart', () => {
  const world = withSubordinate(3);
  world.relate('nova:plugin', 'agent:plugin');
  world.play();
  for (const unit of world.model.unitsOf('agent')) {
    const joined = world.of(unit.name).filter((line) => line.includes('joined'));
    expect(joined).toEqual([`plugin-relation-joined ${unit.principal}`]);
  }
});

it('removes subordinates before their principal stops', () => {
  const world = withSubordinate(1);
  world.relate('nova:plugin', 'agent:plugin');
  world.play();
  world.trace.length = 0;
  destroyUnit(world.model, 'nova/0');
  world.play();
  expect(world.trace.indexOf('agent/0 remove')).toBeLessThan(world.trace.indexOf('nova/0 stop'));
  expect(world.model.units.size).toBe(0);
  expect(world.model.machines.get('0').life).toBe('dead');
});

it('removes the subordinate when its last container relation is removed', () => {
  const world = withSubordinate(1);
  const relation = world.relate('nova:plugin', 'agent:plugin');
  world.play();
  world.trace.length = 0;
  destroyRelation(world.model, relation.id);
  world.play();
  expect(world.of('agent/0')).toEqual(['plugin-relation-departed nova/0', 'plugin-relation-broken', 'stop', 'remove']);
  expect(world.of('nova/0')).toEqual(['plugin-relation-departed agent/0', 'plugin-relation-broken']);
  expect(world.model.units.keys()).toEqual(['nova/0']);
});

it('keeps a subordinate out of a container relation with another principal application', () => {
  const world = withSubordinate(1);
  world.deploy('other', 1, { endpoints: [endpoint('requirer', 'plugin', 'plugin', 'container')] });
  world.relate('nova:plugin', 'agent:plugin');
  world.relate('other:plugin', 'agent:plugin');
  world.play();
  expect(world.model.unitsOf('agent').map((unit) => unit.principal)).toEqual(['nova/0', 'other/0']);
  expect(world.model.relationUnit(1, 'agent/0')).toBeUndefined();
  expect(world.model.relationUnit(0, 'agent/1')).toBeUndefined();
});

it('runs no hooks for the implicit juju-info but lets the subordinate join', () => {
  const world = new World();
  world.deploy('nova', 1);
  world.deploy('agent', 0, {
    subordinate: true,
    endpoints: [endpoint('requirer', 'info', 'juju-info', 'container')],
  });
  world.relate('agent:info', 'nova:juju-info');
  world.play();
  expect(world.of('nova/0')).toEqual(['install', 'leader-elected', 'config-changed', 'start']);
  expect(world.of('agent/0')).toContain('info-relation-joined nova/0');
  world.trace.length = 0;
  destroyUnit(world.model, 'nova/0');
  world.play();
  expect(world.of('nova/0')).toEqual(['stop', 'remove']);
  expect(world.model.units.size).toBe(0);
});

it('removes an application with everything that is its own', () => {
  const world = pair(2, 1);
  world.play();
  destroyApplication(world.model, 'wordpress');
  world.play();
  expect(world.model.applications.keys()).toEqual(['mysql']);
  expect(world.model.relations.size).toBe(0);
  expect(world.model.unitAgents.keys()).toEqual(['mysql/0']);
});

it('never uses a unit number twice', () => {
  const world = new World();
  world.deploy('mysql', 2);
  world.play();
  destroyUnit(world.model, 'mysql/1');
  world.play();
  expect(world.addUnit('mysql')).toBe('mysql/2');
});
