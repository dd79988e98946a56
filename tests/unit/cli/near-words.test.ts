import { describe, expect, it } from 'vitest';
import { nearWords } from '../../../src/cli/near-words.ts';

const known = ['status', 'storage', 'spaces', 'status'];

describe('nearWords', () => {
  it.each([
    ['stauts', 2, ['status']],
    ['space', 1, ['spaces']],
    ['status', 0, ['status']],
    ['cheese', 2, []],
    ['', 3, []],
  ])('of %o within %d are %j', (word, most, near) => {
    expect(nearWords(word, known, most)).toEqual(near);
  });

  it('come nearest first, then in the order of the alphabet', () => {
    expect(nearWords('ab', ['xabx', 'b', 'a', 'ab'], 2)).toEqual(['ab', 'a', 'b', 'xabx']);
  });
});
