/**
 * What a subordinate does about openstack-origin. The host's package sources belong to the principal: what it has set
 * is never overwritten, and a conflict is said instead of decided.
 */
import { createHash } from 'node:crypto';
import type { Host } from '../system/host.ts';
import type { Origin, OriginKey, OriginSource } from './origin.ts';
import { withoutCredentials } from './program-output.ts';
import { releases } from './releases.ts';

export const cloudArchiveList = '/etc/apt/sources.list.d/cloud-archive.list';
export const proposedList = '/etc/apt/sources.list.d/proposed.list';
/** Marks a list that we wrote, so that we may take it away again. */
export const guestMark = '# Written by Juju for openstack-origin of the subordinate charm';

/** A verification key to put in place first. */
export type KeyStep =
  | { readonly kind: 'write'; readonly path: string; readonly content: string }
  | { readonly kind: 'fetch'; readonly path: string; readonly url: string };

export type OriginDecision =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly content: string;
      /** Packages that verify the source and must be there before it is read. */
      readonly packages: readonly string[];
      readonly key: KeyStep | null;
    }
  | { readonly kind: 'add-repository'; readonly spec: string; readonly key: KeyStep | null }
  | { readonly kind: 'blocked'; readonly reason: string };

/** The host's package sources as far as they matter. */
export interface HostSources {
  readonly series: string;
  /** Debian's name of the architecture: amd64, arm64, ... */
  readonly architecture: string;
  /** Content of {@link cloudArchiveList} and {@link proposedList}, or null where there is none. */
  readonly cloudArchive: string | null;
  readonly proposed: string | null;
}

export function readHostSources(host: Host, series: string): HostSources {
  const architecture = host.run('dpkg', ['--print-architecture']);
  return {
    series,
    architecture: architecture.exitCode === 0 ? architecture.stdout.trim() : 'unknown',
    cloudArchive: host.files.read(cloudArchiveList),
    proposed: host.files.read(proposedList),
  };
}

/** The pocket that a cloud-archive.list names, such as "jammy-updates/caracal"; null when it names none. */
export function cloudPocketOf(list: string): string | null {
  for (const line of list.split('\n')) {
    const pocket = /^\s*deb\s+(?:\[[^\]]*\]\s+)?\S*ubuntu-cloud\.archive\.canonical\.com\S*\s+(\S+)\s/.exec(line)?.[1];
    if (pocket !== undefined) return pocket;
  }
  return null;
}

function keyStep(key: OriginKey | null): KeyStep | null {
  if (key === null) return null;
  const name = key.kind === 'id' ? key.id : createHash('sha256').update(key.text).digest('hex').slice(0, 16);
  const path = `/etc/apt/trusted.gpg.d/openstack-origin-${name.toLowerCase()}.asc`;
  if (key.kind === 'armour') return { kind: 'write', path, content: key.text };
  const url = `https://keyserver.ubuntu.com/pks/lookup?op=get&options=mr&exact=on&search=0x${key.id}`;
  return { kind: 'fetch', path, url };
}

function archiveOf(architecture: string): string | null {
  if (architecture === 'amd64' || architecture === 'i386') return 'http://archive.ubuntu.com/ubuntu';
  if (['arm64', 'armhf', 'ppc64el', 's390x', 'riscv64'].includes(architecture)) {
    return 'http://ports.ubuntu.com/ubuntu-ports';
  }
  return null;
}

function decideCloud(source: Extract<OriginSource, { kind: 'cloud' }>, key: KeyStep | null, sources: HostSources) {
  const pocket = `${source.series}-${source.pocket}/${source.release}`;
  const present = sources.cloudArchive === null ? null : cloudPocketOf(sources.cloudArchive);
  if (present === pocket) return { kind: 'nothing' } as const;
  if (present !== null && sources.cloudArchive?.startsWith(guestMark) !== true) {
    const reason = `openstack-origin ${pocket} conflicts with the archive configured by the principal (${present})`;
    return { kind: 'blocked', reason } as const;
  }
  const content = `${guestMark}\ndeb http://ubuntu-cloud.archive.canonical.com/ubuntu ${pocket} main\n`;
  return { kind: 'write', path: cloudArchiveList, content, packages: ['ubuntu-cloud-keyring'], key } as const;
}

function decideProposed(key: KeyStep | null, sources: HostSources): OriginDecision {
  const archive = archiveOf(sources.architecture);
  if (archive === null) {
    return { kind: 'blocked', reason: `openstack-origin: there is no proposed pocket for ${sources.architecture}` };
  }
  const line = `deb ${archive} ${sources.series}-proposed main universe multiverse restricted\n`;
  const present = sources.proposed;
  if (present?.includes(line) === true) return { kind: 'nothing' };
  if (present !== null && !present.startsWith(guestMark)) {
    return { kind: 'blocked', reason: 'openstack-origin proposed conflicts with the proposed.list of the principal' };
  }
  return { kind: 'write', path: proposedList, content: `${guestMark}\n${line}`, packages: [], key };
}

/** A shorthand of the cloud archive that add-apt-repository would write beside the principal's own list. */
function conflictingRepository(spec: string, sources: HostSources): string | null {
  const present = sources.cloudArchive === null ? null : cloudPocketOf(sources.cloudArchive);
  if (present === null || !/^(?:cloud-archive:|ppa:ubuntu-cloud-archive\/)/.test(spec)) return null;
  const theirs = releases.find((release) => present.endsWith(`/${release}`));
  return theirs !== undefined && spec.includes(theirs) ? null : present;
}

/** What to do on this host so that packages come from there; nothing is the usual answer. */
export function decideOrigin(origin: Origin, sources: HostSources): OriginDecision {
  const { source } = origin;
  const key = keyStep(origin.key);
  switch (source.kind) {
    case 'distro':
      return { kind: 'nothing' };
    case 'proposed':
      return decideProposed(key, sources);
    case 'cloud':
      return decideCloud(source, key, sources);
    case 'repository': {
      const present = conflictingRepository(source.spec, sources);
      if (present === null) return { kind: 'add-repository', spec: source.spec, key };
      const reason = `openstack-origin ${withoutCredentials(source.spec)} conflicts with the archive configured by the principal (${present})`;
      return { kind: 'blocked', reason };
    }
    case 'snap':
      return { kind: 'blocked', reason: 'openstack-origin: there is no snap of Astara; use openstack-origin-git' };
    default:
      return source satisfies never;
  }
}
