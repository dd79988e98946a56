import { describe, expect, it } from 'vitest';
import { bagValue, compareUnits, firstReady, withoutPseudoValues } from '../../../../src/openstack/relations/bags.ts';
import { absent, incomplete, invalid, type Readiness, ready } from '../../../../src/ops/index.ts';

describe('units', () => {
  it('are ordered by number, not by text', () => {
    expect(['mysql/10', 'mysql/9', 'aaa/11'].sort(compareUnits)).toEqual(['aaa/11', 'mysql/9', 'mysql/10']);
  });
});

describe('a key', () => {
  it('with an empty value is a key that is not there', () => {
    expect(bagValue({ password: '' }, 'password')).toBeNull();
    expect(bagValue({}, 'toString')).toBeNull();
    expect(bagValue({ password: 'x' }, 'password')).toBe('x');
  });

  it("with Keystone's stand-ins for nothing is dropped", () => {
    expect(withoutPseudoValues({ a: '__null__', b: 'None', c: 'none' })).toEqual({ c: 'none' });
  });
});

describe('among several answers', () => {
  const cases: [string, Readiness<string>[], Readiness<string>][] = [
    ['a ready one wins over a broken one before it', [invalid(['bad']), ready('a'), ready('b')], ready('a')],
    ['problems outweigh gaps', [incomplete(['x']), invalid(['bad']), invalid(['bad'])], invalid(['bad'])],
    ['the one that lacks least speaks', [incomplete(['x', 'y']), incomplete(['z'])], incomplete(['z'])],
    ['none at all is absence', [absent], absent],
  ];

  it.each(cases)('%s', (_, readings, expected) => {
    expect(firstReady(readings)).toEqual(expected);
  });
});
