import { expect, it } from 'vitest';
import { formatTimestamp, parseTimestamp } from '../../../../src/ops/juju/timestamp.ts';

it.each([
  ['2030-01-02T03:04:05Z', '2030-01-02T03:04:05.000Z'],
  ['2030-01-02t03:04:05z', '2030-01-02T03:04:05.000Z'],
  ['2030-01-02 03:04:05Z', '2030-01-02T03:04:05.000Z'],
  ['2030-01-02T03:04:05.1Z', '2030-01-02T03:04:05.100Z'],
  ['2030-01-02T03:04:05.123456789Z', '2030-01-02T03:04:05.123Z'],
  ['2030-01-02T03:04:05+01:00', '2030-01-02T02:04:05.000Z'],
  ['2030-01-02T03:04:05-02:30', '2030-01-02T05:34:05.000Z'],
  ['2030-01-02T03:04:05', '2030-01-02T03:04:05.000Z'],
])('reads %s', (text, expected) => {
  const time = parseTimestamp(text);
  expect(time === null ? null : formatTimestamp(time)).toBe(expected);
});

it.each(['', 'yesterday', '2030-01-02', '2030-13-02T03:04:05Z', '2030-01-02T03:04Z'])('finds no time in %j', (text) => {
  expect(parseTimestamp(text)).toBeNull();
});
