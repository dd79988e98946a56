/**
 * What machines have left on the host: the check that is run after a model is destroyed, and after the tests.
 * It looks at the kernel's own lists, not at the emulator's records, for a record may be what was lost.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists } from '../../system/files.ts';
import { cgroupsNamed } from './cgroup.ts';
import { alteredHostSettings } from './host-settings.ts';
import { isGone, startTime } from './kernel.ts';
import { cgroupPrefix, type HomeLayout, homeLayout } from './layout.ts';
import { linksNamed, nftTables } from './network.ts';

export interface Leak {
  readonly kind: 'process' | 'mount' | 'interface' | 'nft-table' | 'cgroup' | 'setting';
  readonly what: string;
}

/** How to know what belongs to one home, or to any. */
interface Marks {
  readonly cgroup: string;
  readonly link: RegExp;
  readonly table: RegExp;
  readonly path: string | null;
}

const anyHome: Marks = { cgroup: cgroupPrefix, link: /^ju[0-9a-f]{8}-/, table: /^juju_[0-9a-f]{8}$/, path: null };

function marksOf(layout: HomeLayout): Marks {
  return {
    cgroup: layout.cgroupPrefix,
    link: new RegExp(`^${layout.linkPrefix}`),
    table: new RegExp(`^${layout.nftTable}$`),
    path: layout.home,
  };
}

function readOf(pid: string, file: string): string {
  try {
    return readIfExists(join('/proc', pid, file)) ?? '';
  } catch (error) {
    // Ended since, or not ours to look at.
    if (
      isGone(error) ||
      (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EINVAL'))
    )
      return '';
    throw error;
  }
}

function processLeaks(marks: Marks): Leak[] {
  const leaks: Leak[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    // An unread exit status holds nothing, and it is the host's first process that must read it.
    if (Number(pid) === process.pid || startTime(Number(pid)) === null) continue;
    const member = readOf(pid, 'cgroup').includes(`/${marks.cgroup}`);
    const mounted = readOf(pid, 'mountinfo')
      .split('\n')
      .some(
        (line) => line.includes(' juju-machine ') && (marks.path === null || line.includes(`${marks.path}/machines/`)),
      );
    if (member || mounted) leaks.push({ kind: 'process', what: `${pid} (${readOf(pid, 'comm').trim()})` });
  }
  return leaks;
}

function mountLeaks(marks: Marks): Leak[] {
  const lines = (readIfExists('/proc/self/mounts') ?? '').split('\n');
  const path = marks.path;
  return lines
    .map((line) => line.split(' ')[1] ?? '')
    .filter((mount, index) =>
      path === null ? lines[index]?.startsWith('juju-machine ') : mount.startsWith(`${path}/`),
    )
    .map((mount) => ({ kind: 'mount', what: mount }));
}

/** Lists what is left on the host of the machines of one home, or, without a home, of all homes. Empty when clean. */
export function findLeaks(home?: string): Leak[] {
  const marks = home === undefined ? anyHome : marksOf(homeLayout(home));
  const leaks: Leak[] = [
    ...processLeaks(marks),
    ...mountLeaks(marks),
    ...linksNamed('ju')
      .filter((name) => marks.link.test(name))
      .map((what) => ({ kind: 'interface' as const, what })),
    ...nftTables()
      .filter((name) => marks.table.test(name))
      .map((what) => ({ kind: 'nft-table' as const, what })),
    ...cgroupsNamed(marks.cgroup).map((what) => ({ kind: 'cgroup' as const, what })),
  ];
  const noBridge = !linksNamed('ju').some((name) => anyHome.link.test(name));
  if (noBridge) leaks.push(...alteredHostSettings().map((what) => ({ kind: 'setting' as const, what })));
  return leaks;
}
