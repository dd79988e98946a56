/** Options of commands as users write them. */
import { describe, expect, it } from 'vitest';
import { readDuration } from '../../../src/cli/arguments.ts';
import { baseOf, bindingsOf, pairsOf, placementsOf } from '../../../src/cli/settings.ts';

describe('an option of a command', () => {
  it.each([
    ['alpha db=internal  web=dmz', { '': 'alpha', db: 'internal', web: 'dmz' }],
    ['db=internal', { db: 'internal' }],
    ['', {}],
  ])('--bind %j', (text, bindings) => {
    expect(bindingsOf(text)).toEqual(bindings);
  });

  it.each([
    ['a=b=c', 'found multiple "=" in binding'],
    ['=x', 'found "=" without endpoint name'],
  ])('--bind %j is refused', (text, message) => {
    expect(() => bindingsOf(text)).toThrow(message);
  });

  it.each([
    ['ubuntu@24.04', { name: 'ubuntu', channel: '24.04/stable' }],
    ['ubuntu@22.04/edge', { name: 'ubuntu', channel: '22.04/edge' }],
    ['jammy', { name: 'ubuntu', channel: '22.04/stable' }],
    ['', undefined],
  ])('--base %j', (text, base) => {
    expect(baseOf(text)).toEqual(base);
  });

  it('--base without a channel is refused', () => {
    expect(() => baseOf('ubuntu')).toThrow(`expected base string to contain os and channel separated by '@'`);
  });

  it('--to takes several places', () => {
    expect(placementsOf('0,lxd:1,mysql/2,new').map((each) => each.target.kind)).toEqual([
      'machine',
      'machine',
      'unit',
      'new',
    ]);
    expect(() => placementsOf('a:b:c')).toThrow('invalid --to parameter "a:b:c"');
  });

  it.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['1.5s', 1500],
  ])('the duration %s', (text, milliseconds) => {
    expect(readDuration(text)).toBe(milliseconds);
  });

  it.each([
    ['', 'invalid duration ""'],
    ['5', 'missing unit in duration "5"'],
    ['5x', 'invalid duration "5x"'],
    ['m5', 'invalid duration "m5"'],
  ])('the duration %j is refused', (text, problem) => {
    expect(() => readDuration(text)).toThrow(`time: ${problem}`);
  });

  it('pairs are split at the first equals sign', () => {
    expect([...pairsOf(['a=b=c', 'd='])]).toEqual([
      ['a', 'b=c'],
      ['d', ''],
    ]);
    expect(() => pairsOf(['a'])).toThrow('expected "key=value", got "a"');
  });
});
