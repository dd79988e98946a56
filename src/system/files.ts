/**
 * Files written whole or not at all: owner and mode are set before the content is visible under its name,
 * so a secret is never readable by others, not even for a moment.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface FileAttributes {
  /** Permission bits, for example 0o640. */
  readonly mode: number;
  /** Numeric owner; ours when not given. */
  readonly uid?: number;
  /** Numeric group; ours when not given. */
  readonly gid?: number;
}

/** Whether an error is the system's "no such file or directory". */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** The text of a file, or null when there is none. */
export function readIfExists(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** About a line of the kernel's tables: it makes no more of them than somebody asks for. */
const linePart = 160;

/** Hands over a file's lines, in ASCII, for as long as `more` says so; none when there is no file. */
export function readLinesWhile(path: string, more: (line: string) => boolean): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  try {
    const part = Buffer.alloc(linePart);
    let rest = '';
    for (;;) {
      const count = readSync(descriptor, part);
      const lines = (rest + part.toString('latin1', 0, count)).split('\n');
      rest = count === 0 ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line !== '' && !more(line)) return;
      if (count === 0) return;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a file atomically: a reader sees the old content or the new one, never a part. */
export function writeAtomically(path: string, content: string | Uint8Array, attributes: FileAttributes): void {
  // Loading node:crypto would cost every hook milliseconds; the exclusive open is what keeps a stranger's file out.
  const temporary = join(dirname(path), `.${basename(path)}.${Math.random().toString(36).slice(2)}`);
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    try {
      if (attributes.uid !== undefined || attributes.gid !== undefined) {
        const now = statSync(temporary);
        chownSync(temporary, attributes.uid ?? now.uid, attributes.gid ?? now.gid);
      }
      chmodSync(temporary, attributes.mode);
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      let written = 0;
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeIfExists(temporary);
    throw error;
  }
}

/**
 * Brings a file to the given content and attributes.
 * Returns whether the content changed; a corrected mode or owner alone is no change, since nobody needs to re-read it.
 */
export function writeIfChanged(path: string, content: string, attributes: FileAttributes): boolean {
  const changed = isSymbolicLink(path) || readIfExists(path) !== content;
  if (changed) {
    writeAtomically(path, content, attributes);
    return true;
  }
  const now = statSync(path);
  if ((now.mode & 0o7777) !== attributes.mode) chmodSync(path, attributes.mode);
  const uid = attributes.uid ?? now.uid;
  const gid = attributes.gid ?? now.gid;
  if (uid !== now.uid || gid !== now.gid) chownSync(path, uid, gid);
  return false;
}

function isSymbolicLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Makes a directory and its parents, with these attributes on the directory itself. */
export function ensureDirectory(path: string, attributes: FileAttributes): void {
  mkdirSync(path, { recursive: true, mode: attributes.mode });
  const now = statSync(path);
  if ((now.mode & 0o7777) !== attributes.mode) chmodSync(path, attributes.mode);
  const uid = attributes.uid ?? now.uid;
  const gid = attributes.gid ?? now.gid;
  if (uid !== now.uid || gid !== now.gid) chownSync(path, uid, gid);
}

/** Removes a file; returns whether there was one. */
export function removeIfExists(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
