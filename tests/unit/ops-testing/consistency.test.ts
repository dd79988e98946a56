/** Consistency rules: what Juju could never bring about is refused before the charm runs, with every reason. */
import { describe, expect, it } from 'vitest';
import { checkConsistency } from '../../../src/ops/testing/consistency/check.ts';
import type { Unit } from '../../../src/ops/testing/environment.ts';
import type { TestEvent } from '../../../src/ops/testing/event.ts';
import { createEvents } from '../../../src/ops/testing/events.ts';
import { storedState } from '../../../src/ops/testing/parts/kept.ts';
import { network } from '../../../src/ops/testing/parts/network.ts';
import { peerRelation, relation, subordinateRelation } from '../../../src/ops/testing/parts/relation.ts';
import { secret } from '../../../src/ops/testing/parts/secret.ts';
import { openedPort, resource, storage } from '../../../src/ops/testing/parts/storage.ts';
import type { StateInput } from '../../../src/ops/testing/state.ts';
import { state } from '../../../src/ops/testing/state.ts';
import { describeCharm } from '../../../src/ops/typegen/description.ts';
import { ACTIONS, CONFIG, METADATA, START, unit } from './scene.ts';

const on = createEvents();
const db = relation({ endpoint: 'db', id: 3, remoteApp: 'pg' });
const empty = relation({ endpoint: 'db', id: 4, remoteUnits: {} });
const host = subordinateRelation({ endpoint: 'host', id: 5 });
const cluster = peerRelation({ endpoint: 'cluster', id: 1, peers: { 1: {} } });
const mine = secret({ content: { password: 'x' }, owner: 'unit' });
const theirs = secret({ content: { password: 'x' } });
const apps = secret({ content: { password: 'x' }, owner: 'app' });
const data = storage({ name: 'data' });
const all: StateInput = { relations: [db, empty, host, cluster], secrets: [mine, theirs, apps], storages: [data] };

function problemsOf(event: TestEvent, input: StateInput, on: Unit = unit()): readonly string[] {
  try {
    checkConsistency({ event, state: state(input), unit: on });
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'inconsistent-scenario' });
    return (error as { problems: readonly string[] }).problems;
  }
}

describe('Juju could bring about', () => {
  it.each<[string, TestEvent, StateInput]>([
    ['a hook in an empty model', START, {}],
    ['a relation of each kind', START, all],
    ['a unit joining', on.relationJoined(db), all],
    ['an application changing', on.relationChanged(db, { remoteUnit: null }), all],
    ['an application without units changing', on.relationChanged(empty, { remoteUnit: null }), all],
    ['unit 0 departing', on.relationDeparted(db, { remoteUnit: 0, departingUnit: 0 }), all],
    ['ourselves departing', on.relationDeparted(db, { departingUnit: 'my-charm/0' }), all],
    ['a relation breaking without units', on.relationBroken(empty), all],
    ['a peer joining', on.relationJoined(cluster, { remoteUnit: 1 }), all],
    ['an event about a relation whose data has changed since', on.relationChanged({ ...db, localUnitData: {} }), all],
    ['a secret changing', on.secretChanged(theirs), all],
    ['a rotation', on.secretRotate(mine), all],
    ['a rotation on the leader', on.secretRotate(apps), { ...all, leader: true }],
    ['an attached storage', on.storageAttached(data), all],
    ['an action', on.action('backup', { target: 'x', nested: {} }), {}],
    ['configuration of every type', START, { config: { port: 1, name: '', debug: true, ratio: 0.5, ca: theirs.id } }],
    ['a whole number for a float', START, { config: { ratio: 1 } }],
    [
      'networks of every binding, a container-scoped endpoint too',
      START,
      { networks: ['db', 'host', 'public', 'juju-info'].map((binding) => network({ binding })) },
    ],
    ['a resource', START, { resources: [resource('image', '/x')] }],
    ['leader-elected', on.leaderElected(), { leader: true }],
  ])('%s', (_, event, input) => {
    expect(problemsOf(event, input)).toEqual([]);
  });
});

describe('Juju could not bring about', () => {
  it.each<[string, TestEvent, StateInput, string]>([
    [
      'an event of a relation that is not there',
      on.relationCreated(db),
      {},
      'the state has no relation db:3, which the event is about',
    ],
    [
      'a relation of another kind',
      on.relationCreated({ ...cluster, endpoint: 'db', id: 3 }),
      all,
      'relation db:3 is of another kind in the state than in the event',
    ],
    ['a peer relation breaking', on.relationBroken(cluster), all, 'Juju never breaks a peer relation (cluster:1)'],
    [
      'a unit joining from nowhere',
      on.relationJoined(empty),
      all,
      'relation-joined of db:4 is about a unit, and remote has none in the relation',
    ],
    ['an unknown unit changing', on.relationChanged(db, { remoteUnit: 7 }), all, 'pg/7 is not in relation db:3'],
    [
      'an application departing',
      { ...on.relationDeparted(db), remoteUnit: null },
      all,
      'relation-departed of db:3 is about a unit, not an application',
    ],
    ['an undeclared action', on.action('restore'), {}, 'actions.yaml has no action restore'],
    [
      'an undeclared parameter',
      on.action('backup', { target: 'x', force: true }),
      {},
      'action backup has no parameter force',
    ],
    [
      'a parameter of another type',
      on.action('backup', { target: 5 }),
      {},
      'parameter target of action backup must be of type string',
    ],
    ['a missing parameter', on.action('backup'), {}, 'action backup requires the parameter target'],
    [
      'a storage event without its storage',
      on.storageAttached(storage({ name: 'data', index: 1 })),
      all,
      'the state has no storage data/1, which the event is about',
    ],
    [
      'a secret event without its secret',
      on.secretRotate(secret({ content: { key: 'b' }, owner: 'unit', id: 'secret:00000000000000000000' })),
      all,
      'the state has no secret secret:00000000000000000000, which the event is about',
    ],
    [
      'an owner told of a change',
      on.secretChanged(mine),
      all,
      'secret-changed goes to those who read a secret, not to its owner',
    ],
    ['a reader told to rotate', on.secretRotate(theirs), all, 'secret-rotate goes to the owner of a secret only'],
    [
      'a non-leader told to renew',
      on.secretExpired(apps, 1),
      all,
      'secret-expired of a secret that the application owns goes to the leader only',
    ],
    [
      'a new leader that does not lead',
      on.leaderElected(),
      {},
      'leader-elected goes to the leader, and the state says that this unit is not',
    ],
    ['an unknown option', START, { config: { prot: 1 } }, 'config.yaml has no option prot'],
    ['an option of another type', START, { config: { port: '80' } }, 'option port must be of type int, got "80"'],
    ['a fraction for a whole number', START, { config: { port: 1.5 } }, 'option port must be of type int, got 1.5'],
    ['a secret option that holds none', START, { config: { ca: 'x' } }, 'option ca must be of type secret, got "x"'],
    ['an undeclared resource', START, { resources: [resource('img', '/x')] }, 'metadata.yaml has no resource img'],
    ['an undeclared storage', START, { storages: [storage({ name: 'logs' })] }, 'metadata.yaml has no storage logs'],
    ['one storage twice', START, { storages: [data, data] }, 'storage data/0 is there twice'],
    [
      'a network of nothing',
      START,
      { networks: [network({ binding: 'private' })] },
      'metadata.yaml has no endpoint and no extra binding private',
    ],
    [
      'an undeclared endpoint',
      START,
      { relations: [relation({ endpoint: 'mq' })] },
      'metadata.yaml has no endpoint mq',
    ],
    [
      'a peer endpoint with another application',
      START,
      { relations: [relation({ endpoint: 'cluster' })] },
      'a relation of cluster is made with peerRelation(), not relation()',
    ],
    [
      'a container-scoped endpoint with many units',
      START,
      { relations: [relation({ endpoint: 'host' })] },
      'a relation of host is made with subordinateRelation(), not relation()',
    ],
    [
      'a global endpoint with one machine',
      START,
      { relations: [subordinateRelation({ endpoint: 'db' })] },
      'a relation of db is made with relation(), not subordinateRelation()',
    ],
    ['one relation id twice', START, { relations: [db, { ...db }] }, 'two relations have the id 3'],
    [
      'two peer relations of an endpoint',
      START,
      { relations: [cluster, { ...cluster, id: 9 }] },
      'there is one peer relation of cluster at most',
    ],
    [
      'ourselves among the peers',
      START,
      { relations: [peerRelation({ endpoint: 'cluster', id: 2, peers: { 0: {} } })] },
      'cluster:2: peers must not contain this unit (0)',
    ],
    [
      'a stored state twice',
      START,
      { storedStates: [storedState({ owner: 'C' }), storedState({ owner: 'C' })] },
      'stored state C/stored is there twice',
    ],
    [
      'a port twice',
      START,
      { openedPorts: [openedPort('tcp', 80), openedPort('tcp', 80)] },
      'port 80/tcp is opened twice',
    ],
    [
      'a secret without content',
      START,
      { secrets: [secret({ content: {}, id: mine.id })] },
      `secret ${mine.id} has no content`,
    ],
    [
      'a secret with a bad id',
      START,
      { secrets: [secret({ content: { key: 'b' }, id: 'secret:1' })] },
      '"secret:1" is no secret\'s id: secret:<20 characters of 0-9a-z>',
    ],
    [
      'a key that is none',
      START,
      { secrets: [secret({ content: { k: 'b' }, id: mine.id })] },
      `"k" of secret ${mine.id} is no key: three or more of a-z, 0-9 and hyphens`,
    ],
    [
      'a stored state that cannot be kept',
      START,
      { storedStates: [storedState({ owner: 'C', content: { now: () => 1 } })] },
      'cannot keep stored state C/stored.now: a function is not plain data',
    ],
    [
      'a label twice',
      START,
      { secrets: [secret({ content: { key: 'b' }, label: 'l' }), secret({ content: { key: 'b' }, label: 'l' })] },
      'two secrets have the label l (reader)',
    ],
    ['fewer than no units', START, { plannedUnits: -1 }, 'planned units cannot be negative'],
  ])('%s', (_, event, input, problem) => {
    expect(problemsOf(event, input)).toEqual([problem]);
  });

  it('a databag of something else than texts', () => {
    const bag: Record<string, string> = {};
    Reflect.set(bag, 'port', 80);
    const input = { relations: [relation({ endpoint: 'db', id: 3, remoteAppData: bag })] };
    expect(problemsOf(START, input)).toEqual(['db:3: databag values are texts, and port is a number']);
  });

  it.each<[string, TestEvent, StateInput, string, string]>([
    ['secrets', START, { secrets: [mine] }, '2.9.50', 'Juju before 3.0 has no secrets'],
    [
      'options that are secrets',
      START,
      { config: { ca: theirs.id } },
      '3.3.0',
      'option ca is a secret, which Juju has from 3.4 on',
    ],
    ['metrics', on.collectMetrics(), {}, '4.0.0', 'Juju 4.0.0 has no collect-metrics'],
    ['leader settings', on.leaderSettingsChanged(), {}, '4.0.0', 'Juju 4.0.0 has no leader-settings-changed'],
    ['series upgrades', on.preSeriesUpgrade(), {}, '4.0.0', 'Juju 4.0.0 has no pre-series-upgrade'],
  ])('%s on a version that has none', (_, event, input, version, problem) => {
    expect(problemsOf(event, input, unit({ version }))).toEqual([problem]);
  });

  it('a charm that uses one name twice', () => {
    const metadata = METADATA.replace('  public:', '  db:');
    const charm = describeCharm({ metadata, config: CONFIG, actions: ACTIONS, results: '' });
    expect(problemsOf(START, {}, unit({ charm }))).toEqual([
      'metadata.yaml uses db for an endpoint and for an extra binding',
    ]);
  });

  it('several things at once, and says all of them', () => {
    expect(problemsOf(on.relationCreated(db), { config: { x: 1 }, plannedUnits: -2 })).toHaveLength(3);
  });
});
