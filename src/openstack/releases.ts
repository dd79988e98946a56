/**
 * OpenStack's releases, Ubuntu's series, and which series can have which release.
 * Releases are compared by their place in the list: names stopped being alphabetical after zed, and versions are text.
 */
import { releaseFileValue } from './release-file.ts';

/** Every release since diablo with its version: 2016.2 is the second of 2016. Oldest first. */
const versions = {
  diablo: '2011.2',
  essex: '2012.1',
  folsom: '2012.2',
  grizzly: '2013.1',
  havana: '2013.2',
  icehouse: '2014.1',
  juno: '2014.2',
  kilo: '2015.1',
  liberty: '2015.2',
  mitaka: '2016.1',
  newton: '2016.2',
  ocata: '2017.1',
  pike: '2017.2',
  queens: '2018.1',
  rocky: '2018.2',
  stein: '2019.1',
  train: '2019.2',
  ussuri: '2020.1',
  victoria: '2020.2',
  wallaby: '2021.1',
  xena: '2021.2',
  yoga: '2022.1',
  zed: '2022.2',
  antelope: '2023.1',
  bobcat: '2023.2',
  caracal: '2024.1',
  dalmatian: '2024.2',
  epoxy: '2025.1',
  flamingo: '2025.2',
  gazpacho: '2026.1',
} as const;

export type Release = keyof typeof versions;

function isKey<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}

/** All releases, oldest first. */
export const releases: readonly Release[] = Object.keys(versions).filter((name) => isKey(versions, name));

interface Series {
  readonly version: string;
  /** The release in the series' own archive. */
  readonly distro: Release;
  /** Releases that the Ubuntu Cloud Archive has for it, oldest first. */
  readonly cloud: readonly Release[];
}

const series: Readonly<Record<string, Series>> = {
  oneiric: { version: '11.10', distro: 'diablo', cloud: [] },
  precise: { version: '12.04', distro: 'essex', cloud: ['folsom', 'grizzly', 'havana', 'icehouse'] },
  quantal: { version: '12.10', distro: 'folsom', cloud: [] },
  raring: { version: '13.04', distro: 'grizzly', cloud: [] },
  saucy: { version: '13.10', distro: 'havana', cloud: [] },
  trusty: { version: '14.04', distro: 'icehouse', cloud: ['juno', 'kilo', 'liberty', 'mitaka'] },
  utopic: { version: '14.10', distro: 'juno', cloud: [] },
  vivid: { version: '15.04', distro: 'kilo', cloud: [] },
  wily: { version: '15.10', distro: 'liberty', cloud: [] },
  xenial: { version: '16.04', distro: 'mitaka', cloud: ['newton', 'ocata', 'pike', 'queens'] },
  yakkety: { version: '16.10', distro: 'newton', cloud: [] },
  zesty: { version: '17.04', distro: 'ocata', cloud: [] },
  artful: { version: '17.10', distro: 'pike', cloud: [] },
  bionic: { version: '18.04', distro: 'queens', cloud: ['rocky', 'stein', 'train', 'ussuri'] },
  cosmic: { version: '18.10', distro: 'rocky', cloud: [] },
  disco: { version: '19.04', distro: 'stein', cloud: [] },
  eoan: { version: '19.10', distro: 'train', cloud: [] },
  focal: { version: '20.04', distro: 'ussuri', cloud: ['victoria', 'wallaby', 'xena', 'yoga'] },
  groovy: { version: '20.10', distro: 'victoria', cloud: [] },
  hirsute: { version: '21.04', distro: 'wallaby', cloud: [] },
  impish: { version: '21.10', distro: 'xena', cloud: [] },
  jammy: { version: '22.04', distro: 'yoga', cloud: ['zed', 'antelope', 'bobcat', 'caracal'] },
  kinetic: { version: '22.10', distro: 'zed', cloud: [] },
  lunar: { version: '23.04', distro: 'antelope', cloud: [] },
  mantic: { version: '23.10', distro: 'bobcat', cloud: [] },
  noble: { version: '24.04', distro: 'caracal', cloud: ['dalmatian', 'epoxy', 'flamingo', 'gazpacho'] },
  oracular: { version: '24.10', distro: 'dalmatian', cloud: [] },
  plucky: { version: '25.04', distro: 'epoxy', cloud: [] },
  questing: { version: '25.10', distro: 'flamingo', cloud: [] },
  resolute: { version: '26.04', distro: 'gazpacho', cloud: [] },
};

export function isRelease(name: string): name is Release {
  return isKey(versions, name);
}

/** Negative when `left` is older than `right`, zero when they are the same, positive when it is newer. */
export function compareReleases(left: Release, right: Release): number {
  return releases.indexOf(left) - releases.indexOf(right);
}

export function isAtLeast(release: Release, least: Release): boolean {
  return compareReleases(release, least) >= 0;
}

/** The version of a release, for example "2016.2". */
export function versionOfRelease(release: Release): string {
  return versions[release];
}

/** The release with this version, or null. */
export function releaseOfVersion(version: string): Release | null {
  return releases.find((release) => versions[release] === version) ?? null;
}

/** The release in a series' own archive, or null when the series is not Ubuntu's. */
export function distroRelease(seriesName: string): Release | null {
  return isKey(series, seriesName) ? (series[seriesName]?.distro ?? null) : null;
}

/** Releases that the Ubuntu Cloud Archive has for a series, oldest first. */
export function cloudArchiveReleases(seriesName: string): readonly Release[] {
  return isKey(series, seriesName) ? (series[seriesName]?.cloud ?? []) : [];
}

/** A series' version number ("22.04"), or null when the series is not known. */
export function versionOfSeries(seriesName: string): string | null {
  return isKey(series, seriesName) ? (series[seriesName]?.version ?? null) : null;
}

/** Whether packages of a release exist for a series, in its own archive or in the cloud archive. */
export function seriesHasRelease(seriesName: string, release: Release): boolean {
  return distroRelease(seriesName) === release || cloudArchiveReleases(seriesName).includes(release);
}

/** The series' codename in an os-release file, or null when it names none. */
export function seriesOfOsRelease(text: string): string | null {
  const name = releaseFileValue(text, 'VERSION_CODENAME') ?? releaseFileValue(text, 'UBUNTU_CODENAME');
  return name !== null && /^[a-z]+$/.test(name) ? name : null;
}

/** The oldest-listed release whose name occurs in a text, the way peers guess a release from a ppa or a deb line. */
export function releaseNamedIn(text: string): Release | null {
  return releases.find((release) => text.includes(release)) ?? null;
}
