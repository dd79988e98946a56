import { describe, expect, it } from 'vitest';
import {
  comparePorts,
  overlaps,
  portRangeText,
  withClosed,
  withOpened,
} from '../../../../src/emulator/context/port-ranges.ts';
import type { OpenedPort } from '../../../../src/emulator/model/index.ts';
import { parsePortRange } from '../../../../src/emulator/tools/port-tools.ts';

function port(text: string): OpenedPort {
  const [range = '', endpoint = ''] = text.split(' ');
  return { ...parsePortRange(range), endpoint };
}

function texts(ports: readonly OpenedPort[]): string[] {
  return ports.map((one) => `${portRangeText(one)} ${one.endpoint}`.trim());
}

describe('port ranges', () => {
  it.each([
    ['80', '80/tcp'],
    ['53/udp', '53/udp'],
    ['10-20', '10-20/tcp'],
    ['7-7/udp', '7/udp'],
    ['icmp', 'icmp'],
  ])('%s is written %s', (text, expected) => {
    expect(portRangeText(port(text))).toBe(expected);
  });

  it('are sorted by protocol and number', () => {
    const sorted = ['53/udp', '80', '9-90', '9-10', 'icmp', '443'].map(port).sort(comparePorts);
    expect(texts(sorted)).toEqual(['icmp', '9-10/tcp', '9-90/tcp', '80/tcp', '443/tcp', '53/udp']);
  });

  it.each([
    ['10-20', '20-30', true],
    ['10-20', '21-30', false],
    ['10-20', '10-20', true],
    ['10-20', '10-20/udp', false],
    ['icmp', 'icmp', true],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(overlaps(port(a), port(b))).toBe(expected);
    expect(overlaps(port(b), port(a))).toBe(expected);
  });

  it.each([
    [[], '80', ['80/tcp']],
    [['80'], '80', ['80/tcp']],
    [['80'], '80 db', ['80/tcp']],
    [['80 db'], '80 cache', ['80/tcp db', '80/tcp cache']],
    [['80 db', '81 db', '80 cache'], '80', ['81/tcp db', '80/tcp']],
  ])('%j with %s opened', (before, opened, expected) => {
    expect(texts(withOpened(before.map(port), port(opened)))).toEqual(expected);
  });

  it.each([
    [['80', '81'], '80', ['81/tcp']],
    [['80/udp'], '80', ['80/udp']],
    [['80 db', '80 cache'], '80', []],
    [['80 db', '80 cache'], '80 db', ['80/tcp cache']],
    [['80 db'], '80 cache', ['80/tcp db']],
    [['80'], '80 db', ['80/tcp cache', '80/tcp ring']],
  ])('%j with %s closed', (before, closed, expected) => {
    expect(texts(withClosed(before.map(port), port(closed), ['db', 'cache', 'ring']))).toEqual(expected);
  });
});
