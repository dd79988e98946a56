/**
 * Whether openstack-origin offers a newer release than the one installed. For a guest an upgrade concerns its own packages
 * only; the host's belong to the principal.
 */
import type { Host } from '../system/host.ts';
import type { Origin } from './origin.ts';
import { releaseFileValue } from './release-file.ts';
import { compareReleases, distroRelease, isRelease, type Release, releaseOfVersion } from './releases.ts';

const releaseFile = '/etc/openstack-release';

/** Outcomes of the action openstack-upgrade, in the words of every OpenStack charm. */
export const upgradeOutcomes = {
  done: 'success, upgrade completed',
  notManaged: 'action-managed-upgrade config is False, skipped upgrade',
  none: 'no upgrade available',
  failed: 'upgrade failed, see traceback',
} as const;

export const upgradeFailure = 'upgrade callback resulted in an unexpected error';

/** The release that package openstack-release notes on the host, or null when it is not there. */
export function releaseOfHost(host: Host): Release | null {
  const name = releaseFileValue(host.files.read(releaseFile) ?? '', 'OPENSTACK_CODENAME')?.toLowerCase();
  if (name === undefined) return null;
  return isRelease(name) ? name : releaseOfVersion(name);
}

/** The release that is installed: what the host notes, else what the source brings, else the series' own. */
export function installedRelease(host: Host, origin: Origin | null, series: string): Release | null {
  return releaseOfHost(host) ?? origin?.release ?? distroRelease(series);
}

/** Whether the source brings a newer release than the installed one. Without knowing both the answer is no. */
export function isUpgradeAvailable(installed: Release | null, origin: Origin): boolean {
  return installed !== null && origin.release !== null && compareReleases(origin.release, installed) > 0;
}
