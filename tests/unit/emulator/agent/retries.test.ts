import { describe, expect, it } from 'vitest';
import type { FailedUnit } from '../../../../src/emulator/agent/events.ts';
import { Retries } from '../../../../src/emulator/agent/retries.ts';

function failed(...units: readonly string[]): FailedUnit[] {
  return units.map((unit) => ({ unit, hook: 'start', reason: 'exit status 1' }));
}

describe('retries of failed hooks', () => {
  it('are as many for each unit as the limit says, and again so many after a hook went well', () => {
    const retries = new Retries({ retries: 2, retryDelay: 100 });
    expect([retries.grant('a/0'), retries.grant('a/0')]).toEqual([1, 2]);
    expect(retries.among(failed('a/0', 'a/1'))).toEqual(failed('a/1'));
    retries.forget('a/0');
    expect(retries.among(failed('a/0', 'a/1'))).toEqual(failed('a/0', 'a/1'));
  });

  it('are waited for twice as long each time, by the unit that has had the fewest', () => {
    const retries = new Retries({ retries: 5, retryDelay: 100 });
    expect(retries.delay(failed('a/0'))).toBe(100);
    retries.grant('a/0');
    retries.grant('a/0');
    expect(retries.delay(failed('a/0'))).toBe(400);
    expect(retries.delay(failed('a/0', 'a/1'))).toBe(100);
  });

  it('are granted once', () => {
    const retries = new Retries({ retries: 1, retryDelay: 0 });
    expect(retries.isGranted('a/0')).toBe(false);
    retries.grant('a/0');
    expect(retries.isGranted('a/0')).toBe(true);
    retries.spend('a/0');
    expect(retries.isGranted('a/0')).toBe(false);
  });

  it('are none with a limit of none', () => {
    expect(new Retries({ retries: 0, retryDelay: 0 }).among(failed('a/0'))).toEqual([]);
  });
});
