/** One command at a time on a home folder. A lock whose owner is gone (killed) is taken over. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMissing, readIfExists } from '../../system/files.ts';

export class LockedError extends Error {
  readonly code = 'home-locked';
  readonly pid: number;

  constructor(home: string, pid: number) {
    super(`cannot use ${home}: another command (process ${pid}) is using it`);
    this.name = 'LockedError';
    this.pid = pid;
  }
}

export interface Lock {
  release(): void;
}

/** Takes the lock or throws {@link LockedError}. */
export function takeLock(path: string): Lock {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}\n`;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (;;) {
      // A hard link appears with its content or not at all, and only if nobody else holds the name.
      if (tryLink(draft, path)) break;
      const owner = readIfExists(path);
      if (owner === null) continue;
      if (isAlive(owner)) throw new LockedError(dirname(path), Number.parseInt(owner, 10));
      setAside(path, owner);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release: () => {
      if (readIfExists(path) === mine) rmSync(path, { force: true });
    },
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead owner's lock, unless another command has taken it over in the meantime. */
function setAside(path: string, deadOwner: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if (readIfExists(aside) !== deadOwner) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function isAlive(owner: string): boolean {
  const [pid, start] = owner.trim().split(' ');
  const now = startOf(Number(pid));
  return now !== null && (start === undefined || start === '' || start === now);
}

/** When a process started, in clock ticks since boot, so that a reused pid is not taken for the owner; null when there is none. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold blanks.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ESRCH')) return null;
    throw error;
  }
}
