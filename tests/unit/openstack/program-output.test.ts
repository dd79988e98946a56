/** What a program has said, made fit for a status line. */
import { describe, expect, it } from 'vitest';
import { lastWords, printableLine, withoutCredentials } from '../../../src/openstack/program-output.ts';

describe('what a program has said', () => {
  it.each([
    ['one\ntwo\n\n', 'two'],
    ['', null],
    [' \n\u0000\n', null],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['turned\u202earound\u2066', 'turned around'],
    ['a\u2028b', 'a b'],
    ['first\rsecond', 'second'],
    ['clone https://u:topsecret@x/y failed', 'clone https://***@x/y failed'],
    ['rabbit://a:top@secret@h1:1,a:topsecret@h2:1/v', 'rabbit://***@h2:1/v'],
  ])('%j is shown as %j', (text, shown) => {
    expect(lastWords(text)).toBe(shown);
  });

  it('is cut', () => {
    expect(printableLine('x'.repeat(1000), 10)).toHaveLength(10);
  });

  it('keeps what is no credential', () => {
    expect(withoutCredentials('mail me@x at https://x/y')).toBe('mail me@x at https://x/y');
  });
});
