import { beforeEach, describe, expect, it } from 'vitest';
import { flushContext, type HookContext } from '../../../../src/emulator/context/index.ts';
import { now, World } from '../context/world.ts';
import { failed, runTool, type Seen, succeeded } from './run-tool.ts';

let world: World;

beforeEach(() => {
  world = new World();
});

describe('action tools', () => {
  const parameters = { outfile: { name: 'x.tgz', size: 5, tags: ['a', 'b'] }, quality: 1.5, empty: '', on: true };
  let context: HookContext;

  beforeEach(() => {
    context = world.action('wordpress/0', { parameters });
  });

  it.each<[string[], Seen]>([
    [['action-get', 'outfile.name'], succeeded('x.tgz\n')],
    [['action-get', 'outfile.size'], succeeded('5\n')],
    [['action-get', 'outfile.tags'], succeeded('- a\n- b\n')],
    [['action-get', 'outfile.tags', '--format=json'], succeeded('["a","b"]\n')],
    [['action-get', 'outfile'], succeeded('name: x.tgz\nsize: 5\ntags:\n- a\n- b\n')],
    [['action-get', 'on'], succeeded('True\n')],
    [['action-get', 'quality', '--format=yaml'], succeeded('1.5\n')],
    [['action-get', 'empty'], succeeded()],
    [['action-get', 'outfile.name.more'], succeeded()],
    [['action-get', 'outfile.tags.0', '--format=json'], succeeded('null\n')],
    [['action-get', 'none.none'], succeeded()],
    [['action-get', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
    [['action-set'], succeeded()],
    [['action-set', 'result'], failed('argument "result" must be of the form key...=value', 2)],
    [
      ['action-set', 'a=1', 'result-Value=2'],
      failed(
        'key "result-Value" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods',
        2,
      ),
    ],
    [['action-set', 'a..b=1'], { ...failed('', 2), stderr: expect.stringContaining('key "" must start') }],
    [['action-set', 'stdout=x'], failed('cannot set reserved action key "stdout"', 2)],
    [['action-set', 'a.stderr-encoding=x'], failed('cannot set reserved action key "stderr-encoding"', 2)],
    [['action-fail', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
    [['action-log'], failed('no message specified', 2)],
  ])('%j', (words, expected) => {
    expect(runTool(context, words)).toEqual(expected);
  });

  it.each([
    [['a=1', 'b.c=2', 'b.d=x=y'], { a: '1', b: { c: '2', d: 'x=y' } }],
    [['map.key=v', 'map=v'], { map: 'v' }],
    [['map=v', 'map.key=w'], { map: { key: 'w' } }],
    [['a='], { a: '' }],
  ])('action-set merges %j', (args, results) => {
    for (const argument of args) runTool(context, ['action-set', argument]);
    expect(context.action.results).toEqual(results);
  });

  it('action-set sets nothing when one of its arguments is wrong', () => {
    runTool(context, ['action-set', 'a=1', 'b']);
    expect(context.action.results).toEqual({});
  });

  it('action-get prints an empty map when there are no parameters', () => {
    expect(runTool(world.action('wordpress/0'), ['action-get'])).toEqual(succeeded('{}\n'));
  });

  it('action-fail keeps the message, or says that there was none', () => {
    expect(context.action.failure).toBeNull();
    runTool(context, ['action-fail']);
    expect(context.action.failure).toBe('action failed without reason given, check action for errors');
    runTool(context, ['action-fail', 'disk full']);
    expect(context.action.failure).toBe('disk full');
  });

  it('action-log shows in the task at once', () => {
    const task = context.purpose.task;
    if (task !== null) world.model.tasks.set(task.id, task);
    runTool(context, ['action-log', 'half', 'done']);
    expect(world.model.tasks.get('4').log).toEqual([{ time: now, message: 'half done' }]);
  });

  it.each([['action-get'], ['action-set', 'a=1'], ['action-fail'], ['action-log', 'x']])(
    'outside of an action %s is refused',
    (...words) => {
      expect(runTool(world.hook('wordpress/0'), words)).toEqual(failed('not running an action', 1));
    },
  );
});

describe('state tools', () => {
  let context: HookContext;

  beforeEach(() => {
    world.model.unitStates.set('wordpress/0', { unit: 'wordpress/0', state: { one: '1', two: 'zwei' } });
    context = world.hook('wordpress/0');
  });

  it.each<[string[], Seen]>([
    [['state-get'], succeeded('one: "1"\ntwo: zwei\n')],
    [['state-get', '-'], succeeded('one: "1"\ntwo: zwei\n')],
    [['state-get', 'two'], succeeded('zwei\n')],
    [['state-get', 'five'], succeeded()],
    [['state-get', 'five', '--format=json'], succeeded('""\n')],
    [['state-get', '--strict', 'five'], failed('"five" not found', 1)],
    [['state-get', '--strict', 'one'], succeeded('1\n')],
    [['state-get', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
    [['state-set'], succeeded()],
    [['state-set', 'five'], failed('expected "key=value", got "five"', 2)],
    [['state-set', `${'k'.repeat(257)}=1`], failed('max allowed key length (256) exceeded', 1)],
    [['state-set', `k=${'v'.repeat(65537)}`], failed('max allowed value length (65536) exceeded', 1)],
    [['state-delete'], succeeded()],
    [['state-delete', 'none'], succeeded()],
    [['state-delete', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
  ])('%j', (words, expected) => {
    expect(runTool(context, words)).toEqual(expected);
  });

  it('read what this hook wrote, and keep it when the hook has ended well', () => {
    runTool(context, ['state-set', '--file', '-', 'two=', 'three=3'], { files: { '-': 'two: file\nfour: 4\n' } });
    runTool(context, ['state-delete', 'one']);
    expect(runTool(context, ['state-get', '--format=json'])).toEqual(succeeded('{"four":"4","three":"3","two":""}\n'));
    expect(world.model.unitStates.get('wordpress/0').state).toEqual({ one: '1', two: 'zwei' });
    flushContext(context);
    expect(world.model.unitStates.get('wordpress/0').state).toEqual({ two: '', three: '3', four: '4' });
  });

  it('are empty for a unit that has never written', () => {
    expect(runTool(world.hook('wordpress/1'), ['state-get'])).toEqual(succeeded('{}\n'));
  });
});
