/** What a hook asks first, written down for the next hook of its kind. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FirstQuestions, type KnownModel, questionLanes } from '../../../../src/ops/model/first-questions.ts';

const model: KnownModel = {
  isPeer: (endpoint) => endpoint === 'cluster',
  knownRelations: (endpoint) => (endpoint === 'db' ? [3, 4] : null),
};
const request = {
  config: true,
  leadership: true,
  bindings: ['public'],
  relations: ['db', 'queue', 'cluster'],
  applications: ['queue', 'cluster'],
} as const;
const lanes = [
  'config leadership network:public relation:none:db:3 relation:none:db:4',
  'relations:theirs:queue relations:ours:cluster',
].join('\n');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'questions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is two lines of words, about as many calls in each', () => {
  expect(questionLanes(request, model)).toBe(lanes);
  expect(questionLanes({ config: true }, model)).toBe('config\n');
  expect(questionLanes({}, model)).toBe('\n');
});

it.each([
  ['hooks/config-changed', 'config-changed'],
  ['hooks/shared-db-relation-changed', 'relation-changed'],
  ['hooks/amqp-relation-departed', 'relation-departed'],
])('of %s is kept under %s, for root alone', (dispatchPath, name) => {
  const questions = new FirstQuestions(folder, dispatchPath, null);
  questions.note(request, model);
  questions.keep();
  const path = join(folder, '.questions', name);
  expect(readFileSync(path, 'utf8')).toBe(`${lanes}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('keeps what the hook has noted first, and leaves the file alone while nothing has changed', () => {
  const questions = new FirstQuestions(folder, 'hooks/start', lanes);
  questions.note(request, model);
  questions.note({ config: true }, model);
  questions.keep();
  expect(existsSync(join(folder, '.questions'))).toBe(false);
});

it('drops what was asked for a hook that asks nothing first any more', () => {
  const before = new FirstQuestions(folder, 'hooks/start', null);
  before.note(request, model);
  before.keep();
  new FirstQuestions(folder, 'hooks/start', lanes).keep();
  expect(existsSync(join(folder, '.questions/start'))).toBe(false);
});

it.each(['actions/pause', '', 'hooks/../../etc/passwd', 'hooks/'])('keeps nothing for %j', (dispatchPath) => {
  const questions = new FirstQuestions(folder, dispatchPath, null);
  questions.note(request, model);
  questions.keep();
  expect(existsSync(join(folder, '.questions'))).toBe(false);
});

it('does without where nothing can be written', () => {
  writeFileSync(join(folder, '.questions'), 'a file where the folder should be');
  const questions = new FirstQuestions(folder, 'hooks/start', null);
  questions.note(request, model);
  expect(() => questions.keep()).not.toThrow();
  expect(() => new FirstQuestions(folder, 'hooks/start', lanes).keep()).not.toThrow();
});
