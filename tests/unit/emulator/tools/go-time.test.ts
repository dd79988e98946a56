import { describe, expect, it } from 'vitest';
import { goParseDuration, goParseMoment } from '../../../../src/emulator/tools/go-time.ts';
import { GoTime } from '../../../../src/emulator/tools/go-value.ts';

describe('durations', () => {
  it.each([
    ['24h', 86_400_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['90s', 90_000],
    ['100ms', 100],
    ['-1h', -3_600_000],
    ['+2m', 120_000],
    ['0', 0],
    ['', null],
    ['-', null],
    ['5', null],
    ['1d', null],
    ['h', null],
    ['1h 30m', null],
    ['2022-01-01', null],
  ])('%j is %j milliseconds', (text, expected) => {
    expect(goParseDuration(text)).toBe(expected);
  });
});

describe('moments', () => {
  it.each([
    ['2026-02-01T06:06:06Z', Date.UTC(2026, 1, 1, 6, 6, 6)],
    ['2026-02-01T06:06:06', Date.UTC(2026, 1, 1, 6, 6, 6)],
    ['2026-02-01T06:06:06.25-01:00', Date.UTC(2026, 1, 1, 7, 6, 6, 250)],
    ['2026-02-01', null],
    ['2026-02-01 06:06:06', null],
    ['2026-13-01T06:06:06Z', null],
    ['24h', null],
  ])('%j is %j', (text, expected) => {
    expect(goParseMoment(text)).toBe(expected);
  });

  it.each([
    [Date.UTC(2026, 0, 2, 3, 4, 5), '2026-01-02T03:04:05Z'],
    [Date.UTC(2026, 0, 2, 3, 4, 50, 500), '2026-01-02T03:04:50.5Z'],
    [Date.UTC(2026, 0, 2, 3, 4, 0, 10), '2026-01-02T03:04:00.01Z'],
  ])('%j is printed %s', (milliseconds, expected) => {
    expect(String(new GoTime(milliseconds))).toBe(expected);
  });
});
