/** Databags: who may do what, which calls that costs, and what is written. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RelationDataAccessError, RelationDataTypeError } from '../../../../src/ops/errors.ts';
import { bagSchema, text } from '../../../../src/ops/index.ts';
import type { Relation } from '../../../../src/ops/model/relation.ts';
import type { RelationDataContent } from '../../../../src/ops/model/relation-data.ts';
import type { Unit } from '../../../../src/ops/model/unit.ts';
import { failure, relationEnvironment } from '../scripted-tools.ts';
import { modelWith } from './model-under-test.ts';

const changed = relationEnvironment('changed', { unit: 'pg/0' });
const peerChanged = relationEnvironment('changed', { endpoint: 'cluster', id: 1, app: 'c', unit: 'c/1' });

type Who = 'own unit' | 'own app' | 'remote unit' | 'remote app';

function bagOf(model: ReturnType<typeof modelWith>['model'], relation: Relation, who: Who): RelationDataContent {
  const unit = relation.isPeer ? 'c/1' : 'pg/0';
  switch (who) {
    case 'own unit':
      return relation.data(model.unit);
    case 'own app':
      return relation.data(model.app);
    case 'remote unit':
      return relation.data(model.getUnit(unit));
    case 'remote app':
      return relation.data(model.getApp('pg'));
  }
}

/** Every way to look into a bag. */
const readings: readonly [string, (bag: RelationDataContent) => unknown][] = [
  ['get', (bag) => bag.get('a')],
  ['has', (bag) => bag.has('a')],
  ['size', (bag) => bag.size],
  ['keys', (bag) => bag.keys()],
  ['entries', (bag) => bag.entries()],
  ['iteration', (bag) => [...bag]],
  ['toObject', (bag) => bag.toObject()],
];

const writings: readonly [string, (bag: RelationDataContent) => unknown][] = [
  ['set', (bag) => bag.set('a', 'b')],
  ['delete', (bag) => bag.delete('a')],
  ['update', (bag) => bag.update({ a: 'b' })],
  ['update with nothing', (bag) => bag.update({})],
  ['replace', (bag) => bag.replace({ a: 'b' })],
];

const rules: readonly [relation: 'regular' | 'peer', who: Who, leader: boolean, read: boolean, write: boolean][] = [
  ['regular', 'own unit', false, true, true],
  ['regular', 'remote unit', true, true, false],
  ['regular', 'remote app', true, true, false],
  ['regular', 'own app', true, true, true],
  ['regular', 'own app', false, false, false],
  ['peer', 'own unit', false, true, true],
  ['peer', 'remote unit', true, true, false],
  ['peer', 'own app', true, true, true],
  ['peer', 'own app', false, true, false],
];

for (const [kind, who, leader, mayRead, mayWrite] of rules) {
  const place = `the bag of ${who} in a ${kind} relation as ${leader ? 'leader' : 'follower'}`;
  const start = () => {
    const setup = modelWith(
      { 'is-leader': leader, 'relation-get': { a: '1' } },
      kind === 'peer' ? peerChanged : changed,
    );
    const relation = setup.model.getRelation(kind === 'peer' ? 'cluster' : 'db', kind === 'peer' ? 1 : 3);
    return { ...setup, bag: bagOf(setup.model, relation, who) };
  };

  it.each(readings)(`%s ${mayRead ? 'reads' : 'is refused before any read of'} ${place}`, (_name, read) => {
    const { bag, tools } = start();
    if (mayRead) read(bag);
    else expect(() => read(bag)).toThrow(RelationDataAccessError);
    expect(tools.lines.filter((line) => line.startsWith('relation-get'))).toHaveLength(mayRead ? 1 : 0);
    expect(bag.isReadable).toBe(mayRead);
  });

  it.each(writings)(`%s ${mayWrite ? 'writes' : 'is refused before any call for'} ${place}`, (_name, write) => {
    const { bag, tools } = start();
    if (mayWrite) write(bag);
    else expect(() => write(bag)).toThrow(RelationDataAccessError);
    if (!mayWrite) expect(tools.lines.filter((line) => line.startsWith('relation-'))).toEqual([]);
    expect(bag.isWritable).toBe(mayWrite);
  });
}

it('shows a bag that may not be read as n/a', () => {
  const { model } = modelWith({ 'is-leader': false }, changed);
  expect(String(model.getRelation('db', 3).data(model.app))).toBe('<n/a>');
});

it.each([
  ['sets a changed key', { b: '2' }, '{"b":"2"}', { a: '1', b: '2' }],
  ['writes nothing for the present value', { a: '1' }, null, { a: '1' }],
  ['writes nothing for deleting what is not there', { zz: '' }, null, { a: '1' }],
  ['writes nothing for null of what is not there', { zz: null }, null, { a: '1' }],
  ['writes all changes at once', { a: '9', b: '2', zz: '' }, '{"a":"9","b":"2"}', { a: '9', b: '2' }],
  ['deletes with an empty text', { a: null }, '{"a":""}', {}],
  ['takes undefined as deletion', { a: undefined }, '{"a":""}', {}],
] as const)('%s', (_name, update, input, after) => {
  const { model, tools } = modelWith({ 'relation-get': { a: '1' } }, changed);
  const bag = model.getRelation('db', 3).data(model.unit);
  bag.update(update);
  expect(bag.toObject()).toEqual(after);
  model.flush();
  expect(tools.lines).toEqual([
    'relation-get --format=json -r db:3 - c/0',
    ...(input === null ? [] : [`relation-set -r db:3 --file - < ${input}`]),
  ]);
  expect(bag.toObject()).toEqual(after);
  model.flush();
  expect(tools.lines.length).toBe(input === null ? 1 : 2);
});

it('gathers the changes of all handlers into one relation-set a bag, and reads unread bags in one batch', () => {
  const { model, tools } = modelWith({ 'is-leader': true, 'relation-get': {} }, changed);
  const relation = model.getRelation('db', 3);
  relation.data(model.unit).set('a', '1');
  relation.data(model.app).set('b', '1');
  relation.data(model.unit).set('c', '1');
  relation.data(model.unit).set('a', '2');
  model.flush();
  expect(tools.batches).toBe(1);
  expect(tools.lines).toEqual([
    'is-leader --format=json',
    'relation-get --format=json -r db:3 - c/0',
    'relation-get --format=json -r db:3 --app - c',
    'relation-set -r db:3 --file - < {"a":"2","c":"1"}',
    'relation-set -r db:3 --app --file - < {"b":"1"}',
  ]);
});

it('overwrites without reading first, and compares where it has read or where another change may be none', () => {
  const { model, tools } = modelWith({ 'is-leader': true, 'relation-get': { a: '1' } }, changed);
  const relation = model.getRelation('db', 3);
  const [unit, app] = [relation.data(model.unit), relation.data(model.app)];
  unit.overwrite({ a: '1', b: null });
  app.overwrite({ a: '2' });
  model.flush();
  const set = ['relation-set -r db:3 --file - < {"a":"1","b":""}', 'relation-set -r db:3 --app --file - < {"a":"2"}'];
  expect(tools.lines).toEqual(['is-leader --format=json', ...set]);
  unit.update({ a: '1' });
  model.flush();
  expect(tools.lines.slice(3)).toEqual(['relation-get --format=json -r db:3 - c/0']);
  unit.overwrite({ a: '1' });
  model.flush();
  expect(tools.lines.length).toBe(4);
  expect(() => unit.overwrite({ '': 'x' })).toThrow(RelationDataTypeError);
  expect(() => relation.data(model.getUnit('pg/0')).overwrite({ a: 'b' })).toThrow(RelationDataAccessError);
});

it('replaces a whole bag but for what Juju itself put there', () => {
  const { model, tools } = modelWith(
    {
      'relation-get': {
        'private-address': '10.0.0.1',
        'egress-subnets': 's',
        'ingress-address': 'i',
        old: '1',
        same: '2',
      },
    },
    changed,
  );
  model.getRelation('db', 3).data(model.unit).replace({ same: '2', fresh: '3' });
  model.flush();
  expect(tools.lines.at(-1)).toBe('relation-set -r db:3 --file - < {"old":"","fresh":"3"}');
});

it.each([
  ['a number', 1],
  ['an object', {}],
  ['a text with a NUL', 'a\0b'],
])('refuses %s as a value', (_name, value) => {
  const { model, tools } = modelWith({}, changed);
  const bag = model.getRelation('db', 3).data(model.unit);
  expect(() => bag.set('key', value as string)).toThrow(RelationDataTypeError);
  expect(() => bag.set('', 'x')).toThrow(RelationDataTypeError);
  model.flush();
  expect(tools.lines).toEqual([]);
});

it('takes none of an update of which one part is wrong', () => {
  const { model } = modelWith({ 'relation-get': {} }, changed);
  const bag = model.getRelation('db', 3).data(model.unit);
  expect(() => bag.update({ good: 'x', bad: 1 as unknown as string })).toThrow(RelationDataTypeError);
  expect(bag.toObject()).toEqual({});
});

it('keeps its view when relation-set fails', () => {
  const { model } = modelWith({ 'relation-get': { a: '1' }, 'relation-set': failure('ERROR no') }, changed);
  const bag = model.getRelation('db', 3).data(model.unit);
  bag.set('a', '2');
  expect(() => bag.flush()).toThrow(/cannot run relation-set/);
  expect(bag.toObject()).toEqual({ a: '2' });
});

it('reads a relation that is gone as empty, whatever Juju says of it', () => {
  for (const [said, listed] of [
    ['ERROR relation not found', ['db:3']],
    ['ERROR permission denied', []],
  ] as const) {
    const { model } = modelWith({ 'relation-get': failure(said), 'relation-ids': listed }, changed);
    const relation = model.getRelation('db', 3);
    expect(relation.data(model.getUnit('pg/0')).toObject()).toEqual({});
    expect(relation.active).toBe(false);
    expect(relation.units).toEqual([]);
  }
});

it('reads the bags of those who were in a relation that is gone as empty, asked first or last', () => {
  const answers = { 'relation-list': failure('ERROR relation not found'), 'relation-ids': [] };
  const fresh = modelWith(answers).model;
  expect(fresh.getRelation('db', 77).data(fresh.getUnit('pg/0')).toObject()).toEqual({});
  const known = modelWith(answers).model;
  const relation = known.getRelation('db', 77);
  expect(relation.active).toBe(false);
  expect(relation.data(known.getApp('pg')).get('host')).toBeUndefined();
  expect(relation.read(known.getUnit('pg/0'), bagSchema({ host: text() }))).toEqual({ kind: 'absent' });
});

it.each([undefined, 'pg/0'])('takes no %j for a unit', (entity) => {
  const { model } = modelWith({}, changed);
  const relation = model.getRelation('db', 3);
  expect(() => relation.data(entity as unknown as Unit)).toThrow(
    `cannot find a databag in db:3: ${entity} is neither a Unit nor an Application`,
  );
});

it('does not hide a refusal of Juju while the relation is there', () => {
  const { model } = modelWith(
    { 'relation-get': failure('ERROR permission denied'), 'relation-ids': ['db:3'] },
    changed,
  );
  const bag = model.getRelation('db', 3).data(model.getUnit('pg/0'));
  expect(() => bag.get('a')).toThrow(/permission denied/);
});

it('has a databag for nobody else', () => {
  const { model } = modelWith({}, changed);
  const relation = model.getRelation('db', 3);
  expect(() => relation.data(model.getUnit('stranger/0'))).toThrow(/not part of it/);
  expect(() => relation.data(model.getApp('stranger'))).toThrow(/not part of it/);
});

it('ends at the same bag as Juju would, whatever is written in whatever order', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const bag = fc.dictionary(
    key,
    fc.string({ minLength: 1 }).filter((text) => !text.includes('\0')),
  );
  const change = fc.record({
    key,
    value: fc.option(fc.string().filter((text) => !text.includes('\0'))),
    flush: fc.boolean(),
  });
  fc.assert(
    fc.property(bag, fc.array(change), (initial, changes) => {
      const juju = new Map(Object.entries(initial));
      const { model, tools } = modelWith(
        {
          'relation-get': () => Object.fromEntries(juju),
          'relation-set': (call: { input?: string }) => {
            for (const [name, value] of Object.entries(JSON.parse(call.input ?? '{}') as Record<string, string>)) {
              expect(juju.get(name) ?? '').not.toBe(value);
              if (value === '') juju.delete(name);
              else juju.set(name, value);
            }
            return undefined;
          },
        },
        changed,
      );
      const mine = model.getRelation('db', 3).data(model.unit);
      const expected = new Map(Object.entries(initial));
      for (const { key: name, value, flush } of changes) {
        mine.update({ [name]: value });
        if (value === null || value === '') expected.delete(name);
        else expected.set(name, value);
        expect(new Map(mine)).toEqual(expected);
        if (flush) model.flush();
      }
      model.flush();
      expect(juju).toEqual(expected);
      expect(tools.lines.filter((line) => line.startsWith('relation-get')).length).toBeLessThanOrEqual(1);
    }),
  );
});
