import { describe, expect, it } from 'vitest';
import { parseKeyValues } from '../../../../src/emulator/tools/key-values.ts';

describe('key=value arguments', () => {
  it.each<[string[], [string, string][]]>([
    [[], []],
    [['', 'a=1'], [['a', '1']]],
    [[' a = b=c '], [['a', 'b=c']]],
    [['a='], [['a', '']]],
    [['a=\n x \ty\n'], [['a', 'x \ty']]],
    [['a=\ufeff'], [['a', '\ufeff']]],
  ])('reads %j', (args, expected) => {
    expect([...parseKeyValues(args)]).toEqual(expected);
  });

  it.each([
    [['haha'], 'expected "key=value", got "haha"'],
    [['=haha'], 'expected "key=value", got "=haha"'],
    [[' =x'], 'expected "key=value", got " =x"'],
    [['a=1', 'a=2'], 'key "a" specified more than once'],
  ])('refuses %j', (args, message) => {
    expect(() => parseKeyValues(args)).toThrow(message);
  });

  it('refuses an empty value where the tool has no use for one', () => {
    expect(() => parseKeyValues(['a='], 'refuse')).toThrow('expected "key=value", got "a="');
  });
});
