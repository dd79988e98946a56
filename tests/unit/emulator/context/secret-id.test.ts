import { describe, expect, it } from 'vitest';
import { newSecretId, parseSecretUri } from '../../../../src/emulator/context/secret-id.ts';

const id = '9m4e2mr0ui3e8a215n4g';

describe('ids of secrets', () => {
  it.each([
    [id, id],
    [`secret:${id}`, id],
    [`secret://0c8f6f2e-6f1b-4c5a-8a59-0123456789ab/${id}`, id],
    ['secret:foo', null],
    ['foo', null],
    ['', null],
    [`secret:/${id}`, null],
    [`other:${id}`, null],
    [`${id}x`, null],
    [id.toUpperCase(), null],
  ])('%j holds %j', (text, expected) => {
    expect(parseSecretUri(text)).toBe(expected);
  });

  it('are twenty characters, all different, and sort by age', () => {
    const now = Date.UTC(2026, 0, 1);
    const made = Array.from({ length: 100 }, (_, second) => newSecretId(now + 1000 * second));
    expect(made.every((one) => /^[0-9a-v]{20}$/.test(one))).toBe(true);
    expect(new Set(made).size).toBe(100);
    expect([...made].sort()).toEqual(made);
  });
});
