/**
 * The option openstack-origin: where packages come from. This file reads its grammar; guest-origin.ts decides what a
 * subordinate may do about it on a host that another charm manages.
 */
import { type Decoded, quoted } from '../ops/index.ts';
import { cloudArchiveReleases, distroRelease, isRelease, type Release, releaseNamedIn, releases } from './releases.ts';

/** How packages of the source are verified, when the option says so after a bar. */
export type OriginKey =
  | { readonly kind: 'armour'; readonly text: string }
  | { readonly kind: 'id'; readonly id: string };

export type OriginSource =
  /** The series' own archive. */
  | { readonly kind: 'distro' }
  /** The series' own archive with its proposed pocket. */
  | { readonly kind: 'proposed' }
  /** A pocket of the Ubuntu Cloud Archive. */
  | {
      readonly kind: 'cloud';
      readonly series: string;
      readonly pocket: 'updates' | 'proposed';
      readonly release: Release;
    }
  /** Anything that add-apt-repository takes as it is. */
  | { readonly kind: 'repository'; readonly spec: string }
  | { readonly kind: 'snap'; readonly channel: string };

export interface Origin {
  readonly source: OriginSource;
  readonly key: OriginKey | null;
  /** The release that the source brings, or null when it does not say. */
  readonly release: Release | null;
}

const controlPattern = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

function refuse(problem: string): Decoded<never> {
  return { ok: false, problem: `openstack-origin: ${problem}` };
}

function parseKey(text: string): Decoded<OriginKey> {
  const key = text.trim();
  if (/^-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]+-----END PGP PUBLIC KEY BLOCK-----$/.test(key)) {
    return { ok: true, value: { kind: 'armour', text: `${key}\n` } };
  }
  const id = key.replace(/^0x/i, '').toUpperCase();
  if (/^(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/.test(id)) return { ok: true, value: { kind: 'id', id } };
  return refuse('expected a PGP key block or a key id of 8, 16 or 40 digits after "|"');
}

function cloud(series: string, pocket: string, release: string, hostSeries: string): Decoded<OriginSource> {
  if (series !== hostSeries) return refuse(`the pocket is for ${series}, but this host is ${hostSeries}`);
  if (!isRelease(release)) return refuse(`there is no OpenStack release ${quoted(release)}`);
  if (!cloudArchiveReleases(series).includes(release)) {
    const known = cloudArchiveReleases(series).join(', ');
    return refuse(`the cloud archive has no ${release} for ${series}${known === '' ? '' : `; it has ${known}`}`);
  }
  if (pocket === 'staging') {
    return { ok: true, value: { kind: 'repository', spec: `ppa:ubuntu-cloud-archive/${release}-staging` } };
  }
  if (pocket !== 'updates' && pocket !== 'proposed') {
    return refuse(`expected updates, proposed or staging, got ${quoted(pocket)}`);
  }
  return { ok: true, value: { kind: 'cloud', series, pocket, release } };
}

/** The forms after "cloud:": SERIES-RELEASE[/POCKET], SERIES-POCKET/RELEASE, RELEASE[/POCKET]. */
function parseCloud(text: string, hostSeries: string): Decoded<OriginSource> {
  const match = /^([a-z]+)(?:-([a-z]+))?(?:\/([a-z]+))?$/.exec(text);
  if (match === null) return refuse(`expected cloud:SERIES-RELEASE, got ${quoted(`cloud:${text}`)}`);
  const [, first = '', second, third] = match;
  if (second === undefined) return cloud(hostSeries, third ?? 'updates', first, hostSeries);
  if (third === undefined) return cloud(first, 'updates', second, hostSeries);
  if (isRelease(second)) return cloud(first, third, second, hostSeries);
  // The peers read the pocket for the release here; the release is the part after the slash.
  return cloud(first, second, third, hostSeries);
}

/** A release's name alone: a pocket if there is one for this series, else the series' own release. */
function parseBareRelease(release: Release, pocket: string, hostSeries: string): Decoded<OriginSource> {
  if (cloudArchiveReleases(hostSeries).includes(release)) return cloud(hostSeries, pocket, release, hostSeries);
  if (distroRelease(hostSeries) !== release) return refuse(`there is no ${release} for ${hostSeries}`);
  if (pocket === 'updates') return { ok: true, value: { kind: 'distro' } };
  if (pocket === 'proposed') return { ok: true, value: { kind: 'proposed' } };
  return refuse(`expected ${release} or ${release}/proposed, got pocket ${quoted(pocket)}`);
}

function parseSource(text: string, hostSeries: string): Decoded<OriginSource> {
  if (text === 'distro') return { ok: true, value: { kind: 'distro' } };
  if (text === 'proposed' || text === 'distro-proposed') return { ok: true, value: { kind: 'proposed' } };
  if (text.startsWith('cloud:')) return parseCloud(text.slice('cloud:'.length), hostSeries);
  if (/^cloud-archive:[a-z0-9:.-]+$/.test(text)) return { ok: true, value: { kind: 'repository', spec: text } };
  if (
    /^ppa:[A-Za-z0-9][A-Za-z0-9._+-]*\/[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(text) ||
    /^(?:deb |https?:\/\/)\S/.test(text)
  ) {
    return { ok: true, value: { kind: 'repository', spec: text.replaceAll('{series}', hostSeries) } };
  }
  const snap = /^snap:([A-Za-z0-9._/-]+)$/.exec(text)?.[1];
  if (snap !== undefined) return { ok: true, value: { kind: 'snap', channel: snap } };
  const [name = '', pocket = 'updates', ...more] = text.split('/');
  if (isRelease(name) && more.length === 0) return parseBareRelease(name, pocket, hostSeries);
  return refuse(`unknown source ${quoted(text)}; expected distro, a release, cloud:, ppa:, deb or a URL`);
}

function releaseOf(source: OriginSource, hostSeries: string): Release | null {
  switch (source.kind) {
    case 'distro':
    case 'proposed':
      return distroRelease(hostSeries);
    case 'cloud':
      return source.release;
    case 'repository': {
      if (source.spec.startsWith('http')) return null;
      const pocket = /^cloud-archive:(?:[a-z]+:)?([a-z]+)/.exec(source.spec)?.[1];
      return releases.find((release) => release === pocket) ?? releaseNamedIn(source.spec);
    }
    case 'snap':
      return releaseNamedIn(source.channel);
    default:
      return source satisfies never;
  }
}

/** Reads the option for a host of this series. */
export function parseOrigin(text: string, hostSeries: string): Decoded<Origin> {
  const parts = text.split('|');
  // With two bars the peers do not split at all, and neither half would mean anything.
  const [spec = '', keyText] = parts.length === 2 ? parts : [text];
  if (controlPattern.test(spec) || /[\n\t]/.test(spec)) return refuse('expected one line without control characters');
  const key = keyText === undefined ? null : parseKey(keyText);
  if (key?.ok === false) return key;
  const source = parseSource(spec.trim(), hostSeries);
  if (!source.ok) return source;
  return {
    ok: true,
    value: { source: source.value, key: key === null ? null : key.value, release: releaseOf(source.value, hostSeries) },
  };
}
