/**
 * Each machine has a cgroup (version 2) of its own. Membership is inherited by every process and cannot be forgotten,
 * so the cgroup, not a file with a number in it, says which processes are a machine's.
 */
import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMissing, readIfExists } from '../../system/files.ts';
import { poll, signalIfThere } from './kernel.ts';

/** Where version 2 is mounted: /sys/fs/cgroup, or /sys/fs/cgroup/unified on hosts that have both; null for neither. */
export function cgroupRoot(): string | null {
  const mounts = readFileSync('/proc/self/mounts', 'utf8');
  for (const line of mounts.split('\n')) {
    const [, path, type] = line.split(' ');
    if (type === 'cgroup2' && path !== undefined) return path;
  }
  return null;
}

/** Names of the cgroups directly below the root that begin with a prefix. */
export function cgroupsNamed(prefix: string): string[] {
  const root = cgroupRoot();
  if (root === null) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
    .map((entry) => join(root, entry.name));
}

function read(path: string): string {
  try {
    return readIfExists(path) ?? '';
  } catch (error) {
    // ENODEV: the cgroup was removed between open and read.
    if (error instanceof Error && 'code' in error && error.code === 'ENODEV') return '';
    throw error;
  }
}

function children(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Process ids in one cgroup, without those below it. */
export function directMembers(path: string): number[] {
  return read(join(path, 'cgroup.procs'))
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

/** Process ids in a cgroup and all below it. */
export function members(path: string): number[] {
  return [...directMembers(path), ...children(path).flatMap(members)];
}

function isPopulated(path: string): boolean {
  return /^populated 1$/m.test(read(join(path, 'cgroup.events')));
}

function killMembers(path: string): void {
  if (existsSync(join(path, 'cgroup.kill'))) {
    writeFileSync(join(path, 'cgroup.kill'), '1');
    return;
  }
  for (const pid of members(path)) signalIfThere(pid, 'SIGKILL');
}

/** Kills every process of a cgroup and waits until they are gone. Returns whether they went in time. */
async function emptyCgroup(path: string, milliseconds = 10_000): Promise<boolean> {
  if (!existsSync(path)) return true;
  killMembers(path);
  const gone = await poll(milliseconds, 5, () => {
    if (!isPopulated(path)) return true;
    // A kernel before 5.14 has no cgroup.kill: what was started since must be looked for again.
    killMembers(path);
    return null;
  });
  return gone === true;
}

/** Waits until a cgroup has no process left. */
export async function cgroupEmptied(path: string, milliseconds: number): Promise<boolean> {
  return (await poll(milliseconds, 10, () => (isPopulated(path) ? null : true))) === true;
}

function removeEmpty(path: string): boolean {
  try {
    if (!children(path).every(removeEmpty)) return false;
    rmdirSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (error instanceof Error && 'code' in error && error.code === 'EBUSY') return false;
    throw error;
  }
}

/**
 * Kills every process of a cgroup and removes it with those below it. Returns whether that was done in time.
 * A process that a killed emulator had just started may still be on its way in: so it is tried again.
 */
export async function removeCgroup(path: string, milliseconds = 10_000): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (await emptyCgroup(path, Math.max(0, end - Date.now()))) {
    if (removeEmpty(path)) return true;
    if (Date.now() >= end) break;
    await sleep(5);
  }
  return false;
}
