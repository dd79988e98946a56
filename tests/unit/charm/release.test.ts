/** Versions of Astara, as packages and as Python name them. */
import { describe, expect, it } from 'vitest';
import { compareVersions, releaseOfAstara } from '../../../src/charm/astara/release.ts';

describe('compareVersions', () => {
  it.each([
    ['9.0.0', '9.0.0', 0],
    ['8.0.0', '9.0.0', -1],
    ['10.0.0', '9.0.0', 1],
    ['9.0.0~b2', '9.0.0', -1],
    ['9.0.0.0b2', '9.0.0', -1],
    ['9.0.0.0b2', '9.0.0.0b10', -1],
    ['9.0.0~b2', '9.0.0.0b2', 0],
    ['9.0', '9.0.1', -1],
    ['9.0.0.dev3', '9.0.0', -1],
    ['unknown', '9.0.0', -1],
  ])('%s against %s', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
    expect(Math.sign(compareVersions(right, left))).toBe(sign === 0 ? 0 : -sign);
  });
});

describe('releaseOfAstara', () => {
  it.each([
    ['7.0.0', 'liberty'],
    ['8.0.0', 'mitaka'],
    ['9.0.0.0b2', 'newton'],
    ['unknown', 'newton'],
  ])('%s is %s', (version, release) => {
    expect(releaseOfAstara(version)).toBe(release);
  });
});
