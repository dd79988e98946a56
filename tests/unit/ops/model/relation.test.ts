import { expect, it } from 'vitest';
import { ModelError, TooManyRelatedAppsError } from '../../../../src/ops/errors.ts';
import { bagSchema, text } from '../../../../src/ops/index.ts';
import { failure, hookEnvironment, relationEnvironment } from '../scripted-tools.ts';
import { modelWith } from './model-under-test.ts';

it('makes the relation of the hook from the environment alone', () => {
  const { model, tools } = modelWith({}, relationEnvironment('changed', { unit: 'pg/0' }));
  const relation = model.getRelation('db', 3);
  expect([relation.name, relation.id, relation.app?.name, relation.active, relation.isPeer]).toEqual([
    'db',
    3,
    'pg',
    true,
    false,
  ]);
  expect(tools.lines).toEqual([]);
});

it('lists the relations of an endpoint once, and units when asked', () => {
  const { model, tools } = modelWith({
    'relation-ids': ['db:4', 'db:7'],
    'relation-list --format=json -r db:4': ['pg/10', 'pg/9', 'pg/2'],
    'relation-list --format=json -r db:7': [],
    'relation-list --format=json --app -r db:7': '"maria"',
  });
  const [first, second] = model.relations.get('db');
  expect(model.relations.get('db')).toHaveLength(2);
  expect(first?.units.map((unit) => unit.name)).toEqual(['pg/2', 'pg/9', 'pg/10']);
  expect(first?.app?.name).toBe('pg');
  expect(second?.app?.name).toBe('maria');
  expect(second?.active).toBe(true);
  expect(tools.lines).toEqual([
    'relation-ids db --format=json',
    'relation-list --format=json -r db:4',
    'relation-list --format=json -r db:7',
    'relation-list --format=json --app -r db:7',
  ]);
});

it('knows the application of a peer relation without asking', () => {
  const { model, tools } = modelWith({ 'relation-ids': ['cluster:1'], 'relation-list': ['c/1', 'c/0'] });
  const [relation] = model.relations.get('cluster');
  expect(relation?.app).toBe(model.app);
  expect(tools.lines).toEqual(['relation-ids cluster --format=json']);
  expect(relation?.units.map((unit) => unit.name)).toEqual(['c/1']);
});

it('leaves the departing unit out, and still reads its bag', () => {
  const { model } = modelWith(
    { 'relation-list': ['pg/0', 'pg/1'], 'relation-get': { a: 'b' } },
    relationEnvironment('departed', { unit: 'pg/0', departing: 'pg/0' }),
  );
  const relation = model.getRelation('db', 3);
  expect(relation.units.map((unit) => unit.name)).toEqual(['pg/1']);
  expect(relation.data(model.getUnit('pg/0')).get('a')).toBe('b');
});

it('counts a relation that breaks as inactive and leaves it out of the list', () => {
  const { model, tools } = modelWith({ 'relation-ids': ['db:3', 'db:5'] }, relationEnvironment('broken'));
  expect(model.getRelation('db', 3).active).toBe(false);
  expect(model.relations.get('db').map((relation) => relation.id)).toEqual([5]);
  expect(model.getRelation('db')?.id).toBe(5);
  expect(tools.lines).toEqual(['relation-ids db --format=json']);
});

it('takes relations from a charm that remembers their ids, without the one that breaks, and does not ask Juju', () => {
  const { model, tools } = modelWith({}, relationEnvironment('broken'));
  expect(model.relations.isListed('db')).toBe(false);
  model.relations.accept('db', [3, 5]);
  expect(model.relations.isListed('db')).toBe(true);
  expect(model.relations.get('db').map((relation) => relation.id)).toEqual([5]);
  model.relations.accept('db', [7]);
  expect(model.relations.get('db').map((relation) => relation.id)).toEqual([5]);
  expect(tools.lines).toEqual([]);
});

it.each([
  ['a relation that is not there', failure('ERROR invalid value "db:5" for option -r: relation not found')],
  ['a permission that is not given', failure('ERROR permission denied')],
])('finds that a remembered relation is gone by %s', (_, answer) => {
  const { model } = modelWith({ 'relation-list': answer, 'relation-ids': [] });
  model.relations.accept('db', [5]);
  model.load({ relations: ['db'] });
  expect(model.relations.get('db').map((relation) => relation.active)).toEqual([false]);
});

it.each([
  [[], null],
  [['db:3'], 3],
])('finds the only relation of %j', (ids, expected) => {
  const { model } = modelWith({ 'relation-ids': ids });
  expect(model.getRelation('db')?.id ?? null).toBe(expected);
});

it('refuses to choose among several', () => {
  const { model } = modelWith({ 'relation-ids': ['db:3', 'db:4'] });
  expect(() => model.getRelation('db')).toThrow(TooManyRelatedAppsError);
});

it('has no application and no units of a relation that Juju does not know', () => {
  const { model, tools } = modelWith({ 'relation-list': failure('ERROR relation not found') });
  const relation = model.getRelation('db', 99);
  expect([relation.app, relation.units, relation.active]).toEqual([null, [], false]);
  expect(relation.data(model.unit).toObject()).toEqual({});
  expect(tools.lines).toEqual(['relation-list --format=json -r db:99']);
});

it('gives the same relation each time', () => {
  const { model } = modelWith({ 'relation-ids': ['db:3'] });
  expect(model.getRelation('db', 3)).toBe(model.relations.get('db')[0]);
});

it.each([
  ['an endpoint that is not declared', (model: ReturnType<typeof modelWith>['model']) => model.relations.get('nosuch')],
  ['an id that is none', (model: ReturnType<typeof modelWith>['model']) => model.getRelation('db', Number.NaN)],
])('refuses %s', (_name, ask) => {
  expect(() => ask(modelWith().model)).toThrow(ModelError);
});

it('reads all units in one batch', () => {
  const { model, tools } = modelWith({
    'relation-ids': ['db:3'],
    'relation-list': ['pg/0', 'pg/1', 'pg/2'],
    'relation-get': (call: { args: readonly string[] }) => ({ me: call.args.at(-1) }),
  });
  const [relation] = model.relations.get('db');
  relation?.loadUnits();
  expect(relation?.units.map((unit) => relation.data(unit).get('me'))).toEqual(['pg/0', 'pg/1', 'pg/2']);
  expect(tools.batches).toBe(1);
  expect(tools.lines.filter((line) => line.startsWith('relation-get'))).toHaveLength(3);
});

it('reads through a schema as absent, incomplete, invalid or ready, and writes what changed', () => {
  const schema = bagSchema({ host: text(), name: text() });
  const { model, tools } = modelWith(
    {
      'relation-get --format=json -r db:3 - pg/0': { host: 'h', name: 'n' },
      'relation-get --format=json -r db:3 - pg/1': { host: 'h' },
    },
    relationEnvironment('changed', { unit: 'pg/0' }),
  );
  const relation = model.getRelation('db', 3);
  expect(relation.read(model.getUnit('pg/0'), schema)).toEqual({ kind: 'ready', data: { host: 'h', name: 'n' } });
  expect(relation.read(model.getUnit('pg/1'), schema)).toMatchObject({ kind: 'incomplete', missing: ['name'] });
  expect(relation.read(null, schema)).toMatchObject({ kind: 'absent' });
  relation.write(model.unit, schema, { host: 'mine', name: 'me' });
  model.flush();
  expect(tools.lines.at(-1)).toBe('relation-set -r db:3 --file - < {"host":"mine","name":"me"}');
});

it('tells the remote model once, from Juju 3.6.2 on', () => {
  const { model, tools } = modelWith({ 'relation-model-get': { uuid: 'u-1' } });
  const relation = model.getRelation('db', 3);
  expect([relation.remoteModel.uuid, relation.remoteModel.uuid]).toEqual(['u-1', 'u-1']);
  expect(tools.lines).toEqual(['relation-model-get --format=json -r db:3']);
  const old = modelWith({}, hookEnvironment('install', { JUJU_VERSION: '3.6.1' }));
  expect(() => old.model.getRelation('db', 3).remoteModel).toThrow(/3\.6\.2/);
});

it('takes a refusal to list a relation that is not there as its end, and any other as a refusal', () => {
  const gone = modelWith({ 'relation-list': failure('ERROR permission denied'), 'relation-ids': [] });
  const relation = gone.model.getRelation('db', 9);
  expect([relation.units, relation.app, relation.active]).toEqual([[], null, false]);
  const refused = modelWith({ 'relation-list': failure('ERROR permission denied'), 'relation-ids': ['db:9'] });
  expect(() => refused.model.getRelation('db', 9).units).toThrow(/permission denied/);
});
