import { describe, expect, it } from 'vitest';
import {
  cloudArchiveReleases,
  compareReleases,
  distroRelease,
  isAtLeast,
  isRelease,
  releaseNamedIn,
  releaseOfVersion,
  releases,
  seriesHasRelease,
  seriesOfOsRelease,
  versionOfRelease,
  versionOfSeries,
} from '../../../src/openstack/releases.ts';

describe('releases', () => {
  it('are compared by their place in time, not by alphabet', () => {
    expect(compareReleases('antelope', 'zed')).toBeGreaterThan(0);
    expect(compareReleases('liberty', 'newton')).toBeLessThan(0);
    expect(isAtLeast('caracal', 'caracal')).toBe(true);
    expect(isAtLeast('mitaka', 'newton')).toBe(false);
  });

  it('have versions that are the i-th of a year, two a year, without gaps', () => {
    const expected = releases.map((_, index) => `${2011 + Math.floor((index + 1) / 2)}.${((index + 1) % 2) + 1}`);

    expect(releases.map(versionOfRelease)).toEqual(expected);
  });

  it.each(releases)('%s is found again by its version', (release) => {
    expect(releaseOfVersion(versionOfRelease(release))).toBe(release);
  });

  it.each([
    ['trusty', 'icehouse', 'mitaka', '14.04'],
    ['xenial', 'mitaka', 'queens', '16.04'],
    ['bionic', 'queens', 'ussuri', '18.04'],
    ['focal', 'ussuri', 'yoga', '20.04'],
    ['jammy', 'yoga', 'caracal', '22.04'],
    ['noble', 'caracal', 'gazpacho', '24.04'],
  ])('%s has %s itself and up to %s from the cloud archive', (series, distro, last, version) => {
    expect(distroRelease(series)).toBe(distro);
    expect(cloudArchiveReleases(series).at(-1)).toBe(last);
    expect(versionOfSeries(series)).toBe(version);
  });

  it('of the cloud archive are all newer than the release of the series itself', () => {
    for (const series of ['precise', 'trusty', 'xenial', 'bionic', 'focal', 'jammy', 'noble']) {
      const distro = distroRelease(series);
      for (const release of cloudArchiveReleases(series)) {
        expect(distro !== null && compareReleases(release, distro)).toBeGreaterThan(0);
      }
    }
  });

  it.each(['bookworm', 'constructor', '__proto__', ''])('are none for the unknown series "%s"', (series) => {
    expect(distroRelease(series)).toBeNull();
    expect(cloudArchiveReleases(series)).toEqual([]);
    expect(versionOfSeries(series)).toBeNull();
    expect(seriesHasRelease(series, 'yoga')).toBe(false);
  });

  it('do not take names of object members for releases', () => {
    expect(isRelease('toString')).toBe(false);
    expect(isRelease('newton')).toBe(true);
  });

  it.each([
    ['ppa:openstack-team/liberty-staging', 'liberty'],
    ['deb http://example.com/ubuntu jammy main', null],
  ])('named in %s: %s', (text, release) => {
    expect(releaseNamedIn(text)).toBe(release);
  });

  it.each([
    ['NAME="Ubuntu"\nVERSION_CODENAME=jammy\nUBUNTU_CODENAME=jammy\n', 'jammy'],
    ['VERSION_CODENAME="bookworm"\n', 'bookworm'],
    ["VERSION_CODENAME='noble'\r\n", 'noble'],
    ['NAME="VERSION_CODENAME=trap"\n', null],
    ['VERSION_CODENAME="no series; rm -rf"\n', null],
    ['NAME=Void\n', null],
  ])('the series is read from os-release', (text, series) => {
    expect(seriesOfOsRelease(text)).toBe(series);
  });
});
