import { describe, expect, it } from 'vitest';
import { parseConfigFlags } from '../../../src/openstack/config-flags.ts';

async function flags(text: string): Promise<Record<string, string> | string> {
  const parsed = await parseConfigFlags(text);
  return parsed.ok ? Object.fromEntries(parsed.value) : parsed.problem;
}

describe('config-flags', () => {
  it.each([
    ['nothing', '', {}],
    ['blanks alone', '  \n', {}],
    ['one pair', 'a=1', { a: '1' }],
    ['a value with commas', 'a=1, b=2,3,4', { a: '1', b: '2,3,4' }],
    ['a value with commas before another key', 'a=1,2,b=3', { a: '1,2', b: '3' }],
    ['blanks around keys and values', ' a = b , c = d ', { a: 'b', c: 'd' }],
    ['a colon after the first equals sign', 'url=http://h:80/x,y=1', { url: 'http://h:80/x', y: '1' }],
    ['a comma at the end', 'a=1,', { a: '1' }],
    ['an empty value', 'a=,b=2', { a: '', b: '2' }],
    ['the same key twice: the last counts', 'a=1,a=2', { a: '2' }],
    ['a YAML mapping, sorted', '{b: two, a: 1}', { a: '1', b: 'two' }],
    ['a YAML mapping over lines', 'b: true\na: http://h:80/x=y\n', { a: 'http://h:80/x=y', b: 'True' }],
  ])('read %s', async (_, text, expected) => {
    expect(await flags(text)).toEqual(expected);
  });

  it.each([
    ['two equals signs', 'a==1', 'config-flags: expected key=value, got "=="'],
    ['a word alone', 'debug', 'config-flags: expected key=value'],
    ['two equals signs with no comma between', 'a=b=c', 'config-flags: a: expected a comma before the next key'],
    ['a key with a section', 'a]\n[b=1', 'config-flags: expected the name of an option'],
    ['a new line in a value', 'a=1\n[evil]\nb', 'config-flags: a: expected one line'],
    ['a YAML list as a value', 'a: [1, 2]', 'config-flags: a: expected one value'],
    ['a YAML null', 'a:', 'config-flags: a: expected one value'],
    ['a YAML list', '- a: 1', 'config-flags: expected a mapping'],
    ['broken YAML', 'a: "b\nc: 1', 'config-flags: line 2 is not YAML'],
    ['a YAML bomb', 'a: &a [x]\nb: *a', 'config-flags: aliases are not allowed'],
  ])('refuse %s', async (_, text, problem) => {
    expect(await flags(text)).toContain(problem);
  });
});

it('does not have the parser warn on standard error, with what the operator has written', async () => {
  const warnings: string[] = [];
  const listener = (warning: Error): void => {
    warnings.push(warning.message);
  };
  process.on('warning', listener);
  await parseConfigFlags('? {secret: value}\n: x');
  await new Promise((done) => setImmediate(done));
  process.off('warning', listener);
  expect(warnings).toEqual([]);
});
