/** Reading ahead: the same calls as piece by piece, in three batches, with the same outcome whatever Juju says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ModelError, PermissionDeniedError } from '../../../../src/ops/errors.ts';
import { FirstQuestions } from '../../../../src/ops/model/first-questions.ts';
import { failure, hookEnvironment, relationEnvironment } from '../scripted-tools.ts';
import { modelWith } from './model-under-test.ts';

const answers = {
  'config-get': { port: 80 },
  'is-leader': true,
  'network-get --format=json db': { 'bind-addresses': [{ addresses: [{ value: '10.0.0.9' }] }] },
  'relation-ids db --format=json': ['db:3', 'db:4'],
  'relation-ids queue --format=json': [],
  'relation-ids cluster --format=json': ['cluster:1'],
  'relation-list --format=json -r db:3': ['pg/0', 'pg/1'],
  'relation-list --format=json -r db:4': [],
  'relation-list --format=json -r cluster:1': ['c/1'],
  'relation-get --format=json -r db:3 - pg/0': { host: 'a' },
  'relation-get --format=json -r db:3 - pg/1': { host: 'b' },
  'relation-get --format=json -r cluster:1 - c/1': { ready: 'yes' },
  'relation-get --format=json -r cluster:1 --app - c': { secret: 's' },
};
const everything = {
  config: true,
  leadership: true,
  bindings: ['db'],
  relations: ['db', 'queue', 'cluster'],
  applications: ['cluster'],
} as const;

it('asks for all that is named in three batches, and for nothing a second time', () => {
  const { model, tools } = modelWith(answers);
  model.load(everything);
  expect(tools.batches).toBe(3);
  const asked = tools.lines.length;
  expect(asked).toBe(Object.keys(answers).length);
  expect(model.config.get('port')).toBe(80);
  expect(model.unit.isLeader()).toBe(true);
  expect(model.getBinding('db').network.bindAddress).toBe('10.0.0.9');
  const [first, second] = model.relations.get('db');
  expect(first?.units.map((unit) => first.data(unit).get('host'))).toEqual(['a', 'b']);
  expect(second?.units).toEqual([]);
  const [cluster] = model.relations.get('cluster');
  expect(cluster?.data(model.app).get('secret')).toBe('s');
  model.load(everything);
  expect([tools.lines.length, tools.batches]).toEqual([asked, 3]);
});

it('reads no more than what is named', () => {
  const { model, tools } = modelWith(answers);
  model.load({ relations: ['queue'] });
  model.load({});
  expect(tools.lines).toEqual(['relation-ids queue --format=json']);
});

it('refuses an endpoint that metadata.yaml does not declare', () => {
  expect(() => modelWith(answers).model.load({ relations: ['nosuch'] })).toThrow(ModelError);
});

it('throws what it always would when what was refused is used, and not before', () => {
  const refused = failure('ERROR permission denied');
  const { model } = modelWith({ ...answers, 'relation-get --format=json -r db:3 - pg/1': refused });
  model.load(everything);
  const [relation] = model.relations.get('db');
  expect(relation?.data(model.getUnit('pg/0')).get('host')).toBe('a');
  expect(() => relation?.data(model.getUnit('pg/1')).get('host')).toThrow(PermissionDeniedError);
});

it('counts a relation that goes away meanwhile as gone, as it would when asked alone', () => {
  const gone = failure('ERROR relation 3 not found');
  const { model } = modelWith({
    ...answers,
    'relation-list --format=json -r db:3': gone,
    'relation-get --format=json -r cluster:1 - c/1': gone,
  });
  model.load(everything);
  const [relation] = model.relations.get('db');
  expect([relation?.active, relation?.units, relation?.app]).toEqual([false, [], null]);
  const [cluster] = model.relations.get('cluster');
  expect(cluster?.active).toBe(false);
  expect(cluster?.data(model.getUnit('c/1')).toObject()).toEqual({});
});

it('asks again alone for what no tool could answer', () => {
  let failing = true;
  const { model } = modelWith({ ...answers, 'config-get': () => (failing ? failure('ERROR lost') : { port: 81 }) });
  model.load(everything);
  failing = false;
  expect(model.config.get('port')).toBe(81);
});

it('leaves the relation that is going away in this hook alone', () => {
  const { model, tools } = modelWith(answers, relationEnvironment('broken', { id: 4, app: 'pg' }));
  model.load({ relations: ['db'] });
  expect(tools.lines).not.toContain('relation-list --format=json -r db:4');
  expect(model.relations.get('db').map((relation) => relation.id)).toEqual([3]);
});

it('does not read the bag of a unit that is departing', () => {
  const environment = relationEnvironment('departed', { id: 3, app: 'pg', unit: 'pg/1', departing: 'pg/1' });
  const { model, tools } = modelWith(answers, environment);
  model.load({ relations: ['db'] });
  expect(tools.lines).not.toContain('relation-get --format=json -r db:3 - pg/1');
});

it('takes leadership as known from before the call', () => {
  let time = 0;
  const answerSlowly = () => {
    time += 29_000;
    return true;
  };
  const slow = { ...answers, 'is-leader': answerSlowly };
  const { model, tools } = modelWith(slow, hookEnvironment('install'), () => time);
  model.load({ leadership: true });
  expect(model.unit.isLeader()).toBe(true);
  time += 1_001;
  model.unit.isLeader();
  expect(tools.lines).toEqual(['is-leader --format=json', 'is-leader --format=json']);
});

it('writes down what every such hook asks first, relations by their ids where these are known', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loading-'));
  try {
    const firstQuestions = new FirstQuestions(folder, 'hooks/db-relation-changed', null);
    const { model } = modelWith(answers, hookEnvironment('install'), () => 0, { firstQuestions });
    model.load({ config: true });
    model.relations.accept('db', [3]);
    model.load({ ...everything, first: true });
    firstQuestions.keep();
    const kept = readFileSync(join(folder, '.questions/relation-changed'), 'utf8');
    expect(kept).toBe('config leadership network:db relation:none:db:3\nrelations:none:queue relations:ours:cluster\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
