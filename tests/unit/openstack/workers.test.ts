import { describe, expect, it } from 'vitest';
import { guestWorkerCount, workerCount } from '../../../src/openstack/workers.ts';

describe('worker processes', () => {
  it.each([
    [8, null, 4, 4],
    [2, null, 4, 1],
    [1, null, 2, 1],
    [4, null, 4, 2],
    [64, null, 4, 4],
    [8, 0.5, 4, 4],
    [8, 3, 24, 24],
    [2, 0.1, 1, 1],
    [2, 0, 1, 1],
  ])('on %s cores with multiplier %s are %s, or %s on a host of guests', (cpus, multiplier, usual, guest) => {
    expect(workerCount(cpus, multiplier)).toBe(usual);
    expect(guestWorkerCount(cpus, multiplier)).toBe(guest);
  });
});
