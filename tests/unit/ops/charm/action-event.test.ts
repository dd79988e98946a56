/** An action as its handler sees it: parameters, results, messages and failure. */
import { expect, it } from 'vitest';
import { type ActionEvent, CharmBase, type Framework } from '../../../../src/ops/index.ts';
import { actionEnvironment, runHook } from '../scripted-tools.ts';
import { parsePort } from './port-parser.ts';

function circular(): Readonly<Record<string, unknown>> {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

function acting(act: (event: ActionEvent<Record<string, unknown>, Record<string, unknown>>) => unknown) {
  return class extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.action('do-it'), this, 'act');
    }

    act(event: ActionEvent<Record<string, unknown>, Record<string, unknown>>): unknown {
      return act(event);
    }
  };
}

it('runs an action: parameters once, results flat, messages and failure', async () => {
  const run = await runHook(
    acting((event) => {
      event.log('hi');
      event.setResults({
        a: { b: 1, 'c-d': [1, 'x'] },
        ok: true,
        none: null,
        when: new Date(0),
        params: event.params['now'],
      });
      event.setResults({ again: String(event.params['now']) });
      event.fail();
    }),
    actionEnvironment('do-it'),
    { answers: { 'action-get': { now: true } } },
  );
  expect(run.error).toBeNull();
  expect(run.tools.lines).toEqual([
    'action-log -- hi',
    'action-get --format=json',
    'action-set a.b=1 a.c-d=[1,"x"] ok=true none= when=1970-01-01T00:00:00.000Z params=true',
    'action-set again=true',
    'action-fail -- ',
  ]);
});

it.each([
  ['a key in capitals', { A: 1 }],
  ['a key with an underscore', { a_b: 1 }],
  ['a key that ends with a hyphen', { 'a-': 1 }],
  ['a bad key further down', { a: { B: 1 } }],
  ['a name that Juju keeps', { stdout: 'x' }],
  ['one key twice', { 'a.b': 1, a: { b: 2 } }],
  ['a value too long for an argument', { a: 'x'.repeat(131_072) }],
  ['a NUL', { a: 'x\0' }],
  ['a map, which would be lost', { a: new Map([['b', 1]]) }],
  ['a set', { a: { b: new Set([1]) } }],
  ['bytes', { a: Buffer.from('x') }],
  ['a function', { a: () => 1 }],
  ['a list of what JSON has not', { a: [1n] }],
  ['no valid date', { a: new Date(Number.NaN) }],
  ['what contains itself', circular()],
])('refuses %s among the results before any call', async (_name, results) => {
  const run = await runHook(
    acting((event) => event.setResults(results)),
    actionEnvironment('do-it'),
  );
  expect(run).toMatchObject({ exitCode: 1, error: { code: 'model' } });
  expect(run.tools.lines).toEqual([]);
});

it('names the result that cannot be, and says what can', async () => {
  const run = await runHook(
    acting((event) => event.setResults({ a: { b: new Map() } })),
    actionEnvironment('do-it'),
  );
  expect(String(run.error)).toContain(
    'cannot set the action result "a.b": only texts, numbers, dates and plain objects can be one',
  );
});

it('fails an action whose parameters do not pass, and ends it well', async () => {
  const run = await runHook(
    acting((event) => event.loadParams(parsePort, { errors: 'fail' })),
    actionEnvironment('do-it'),
    { answers: { 'action-get': {} } },
  );
  expect(run.exitCode).toBe(0);
  expect(run.tools.lines.at(-1)).toBe('action-fail -- Error in action parameters: bad port');
});

it('takes any Standard Schema', async () => {
  const schema = {
    '~standard': {
      validate: (value: unknown) =>
        typeof value === 'object' && value !== null && 'now' in value
          ? { value: { now: value.now === true } }
          : { issues: [{ message: 'is missing', path: [{ key: 'now' }] }] },
    },
  };
  const seen: unknown[] = [];
  const charm = acting((event) => seen.push(event.loadParams(schema)));
  await runHook(charm, actionEnvironment('do-it'), { answers: { 'action-get': { now: true } } });
  const run = await runHook(charm, actionEnvironment('do-it'), { answers: { 'action-get': {} } });
  expect(seen).toEqual([{ now: true }]);
  expect(String(run.error)).toContain('now: is missing');
});

it('cannot wait, and says what to do instead', async () => {
  const run = await runHook(
    acting((event) => event.defer()),
    actionEnvironment('do-it'),
  );
  expect(String(run.error)).toBe(
    'FrameworkError: cannot defer an action: whoever runs it waits for its result; fail() asks to run it again',
  );
});
