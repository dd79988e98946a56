/**
 * Settings of the host's kernel that machines need otherwise than they are. What they were is remembered for all homes
 * of the host together, and restored when the last home has gone.
 */
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists, writeAtomically } from '../../system/files.ts';

const memory = '/run/juju-emulator';

interface Setting {
  readonly name: string;
  readonly path: string;
  /** What to write instead of the present value; null when that will do. */
  readonly improve: (present: string) => string | null;
  /** Whether a host that keeps the present value is good enough for a few machines. */
  readonly optional: boolean;
}

const settings: readonly Setting[] = [
  {
    name: 'net.ipv4.ip_forward',
    path: '/proc/sys/net/ipv4/ip_forward',
    improve: (present) => (present === '1' ? null : '1'),
    optional: false,
  },
  {
    // Each machine's systemd takes half a dozen of root's, and by default there are 128 for all of them.
    name: 'fs.inotify.max_user_instances',
    path: '/proc/sys/fs/inotify/max_user_instances',
    improve: (present) => (Number(present) >= 8192 ? null : '8192'),
    optional: true,
  },
];

/** How every bridge of every home is named. */
const bridgeName = /^ju[0-9a-f]{8}-br$/;

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function adjustHostSettings(): void {
  for (const { name, path, improve, optional } of settings) {
    const present = readFileSync(path, 'utf8').trim();
    const better = improve(present);
    if (better === null) continue;
    if (optional && !isWritable(path)) continue;
    mkdirSync(memory, { recursive: true });
    const file = join(memory, name);
    if (readIfExists(file) === null) writeAtomically(file, `${present}\n`, { mode: 0o644 });
    writeFileSync(path, better);
  }
}

/** Puts back what was changed, unless another home has its bridge still. */
export function restoreHostSettings(): void {
  if (readdirSync('/sys/class/net').some((name) => bridgeName.test(name))) return;
  for (const { name, path } of settings) {
    const before = readIfExists(join(memory, name));
    if (before !== null) writeFileSync(path, before);
  }
  rmSync(memory, { recursive: true, force: true });
}

/** Names of the settings that are still to be put back. */
export function alteredHostSettings(): string[] {
  return settings.map(({ name }) => name).filter((name) => readIfExists(join(memory, name)) !== null);
}
