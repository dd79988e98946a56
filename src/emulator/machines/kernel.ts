/** What /proc tells of processes: who a process is (a number alone may have been given to another since), and its depth. */
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMissing, readIfExists } from '../../system/files.ts';

/** Whether an error says that the process asked for does not exist. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}

function readProc(path: string): string | null {
  try {
    return readIfExists(path);
  } catch (error) {
    // The process may end between open and read.
    if (isGone(error) || isMissing(error)) return null;
    throw error;
  }
}

/** Fields of /proc/<pid>/stat from the third on; the second, the name in parentheses, may hold blanks itself. */
function statFields(pid: number): string[] | null {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Clock ticks after boot at which a process was started; null when there is none, or only its unread exit status. */
export function startTime(pid: number): string | null {
  const fields = statFields(pid);
  return fields === null || fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

/** The process group of a process; null when there is no such process. */
export function processGroup(pid: number): number | null {
  const field = statFields(pid)?.[2];
  return field === undefined ? null : Number(field);
}

/** A name for the mount namespace that a process is in; null when the process is gone, or not ours to look at. */
export function mountNamespace(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return null;
  }
}

/** All processes in a mount namespace. */
export function processesIn(namespace: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => mountNamespace(pid) === namespace);
}

/** Signals a process; returns whether there was one. */
export function signalIfThere(pid: number, signal: NodeJS.Signals | number): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** A process's number in the innermost PID namespace it is in. */
export function innerPid(pid: number): number | null {
  const line = readProc(`/proc/${pid}/status`)?.match(/^NSpid:\s+(.*)$/m)?.[1];
  const numbers = line?.trim().split(/\s+/) ?? [];
  // One number only: the process is in our own namespace, and nobody's first process.
  return numbers.length < 2 ? null : Number(numbers.at(-1));
}

/** The short name of a process's program. */
export function programName(pid: number): string | null {
  return readProc(`/proc/${pid}/comm`)?.trim() ?? null;
}

/** Asks again and again until the answer is not null or time is up, then returns null. */
export async function poll<T>(milliseconds: number, intervalMs: number, ask: () => T | null): Promise<T | null> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = ask();
    if (answer !== null) return answer;
    if (Date.now() >= end) return null;
    await sleep(intervalMs);
  }
}
