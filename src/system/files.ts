/**
 * Files written whole or not at all: owner and mode are set before the content is visible under its name,
 * so a secret is never readable by others, not even for a moment. Some of the folders belong to the user of a service,
 * who may put links there while root is at work: owner and mode go to what was opened, never to a path.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
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

/**
 * Just the length of a line of the kernel's table of IPv4 sockets. The kernel makes no more of its tables than somebody asks
 * for, and a single byte beyond the last of the listening sockets makes it go through all the others.
 */
const linePart = 150;

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

/** Whose links we follow: root's and our own. Any other user could mean to lead us somewhere. */
function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

interface HeldFolder {
  /** The path to use in place of the folder's own. */
  readonly path: string;
  release(): void;
}

/**
 * A folder that stays the same while we work in it. One of another user could be moved away and a link be put in its
 * place, so it is held open and gone by through its descriptor. Throws when a link of such a user is there already.
 */
function holdFolder(path: string): HeldFolder {
  const plain = { path, release: () => {} };
  const now = lstatSync(path, { throwIfNoEntry: false });
  // What is not there is for the caller's own call to complain about.
  if (now === undefined || isTrusted(now.uid)) return plain;
  if (!now.isDirectory()) throw new Error(`cannot work in ${path}: another user has put something else there`);
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return { path: `/proc/self/fd/${descriptor}`, release: () => closeSync(descriptor) };
}

function inFolderOf<T>(path: string, work: (held: string) => T): T {
  const folder = holdFolder(dirname(path));
  try {
    return work(join(folder.path, basename(path)));
  } finally {
    folder.release();
  }
}

/** Gives an open file or folder these attributes, where it has others. */
function setAttributes(descriptor: number, attributes: FileAttributes): void {
  const now = fstatSync(descriptor);
  const uid = attributes.uid ?? now.uid;
  const gid = attributes.gid ?? now.gid;
  // The owner first: to change it takes special bits of the mode away.
  if (uid !== now.uid || gid !== now.gid) fchownSync(descriptor, uid, gid);
  if ((now.mode & 0o7777) !== attributes.mode || uid !== now.uid) fchmodSync(descriptor, attributes.mode);
}

/** Writes a file atomically: a reader sees the old content or the new one, never a part. */
export function writeAtomically(path: string, content: string | Uint8Array, attributes: FileAttributes): void {
  inFolderOf(path, (held) => replaceFile(held, content, attributes));
}

function replaceFile(path: string, content: string | Uint8Array, attributes: FileAttributes): void {
  // Loading node:crypto would cost every hook milliseconds; the exclusive open is what keeps a stranger's file out.
  const temporary = join(dirname(path), `.${basename(path)}.${Math.random().toString(36).slice(2)}`);
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    try {
      setAttributes(descriptor, attributes);
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      let written = 0;
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkIfExists(temporary);
    throw error;
  }
}

/**
 * Brings a file to the given content and attributes.
 * Returns whether the content changed; a corrected mode or owner alone is no change, since nobody needs to re-read it.
 */
export function writeIfChanged(path: string, content: string, attributes: FileAttributes): boolean {
  return inFolderOf(path, (held) => {
    if (correctIfSame(held, content, attributes)) return false;
    replaceFile(held, content, attributes);
    return true;
  });
}

/** Whether the path is a plain file with this content; then it is given the attributes. */
function correctIfSame(path: string, content: string, attributes: FileAttributes): boolean {
  let descriptor: number;
  try {
    // Not through a link; and without O_NONBLOCK a pipe in the file's place would hold us up for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ELOOP')) return false;
    throw error;
  }
  try {
    if (!fstatSync(descriptor).isFile() || readFileSync(descriptor, 'utf8') !== content) return false;
    setAttributes(descriptor, attributes);
    return true;
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a directory and its parents, with these attributes on the directory itself. */
export function ensureDirectory(path: string, attributes: FileAttributes): void {
  const link = lstatSync(path, { throwIfNoEntry: false });
  const isLink = link?.isSymbolicLink() === true;
  if (isLink && !isTrusted(link.uid)) unlinkIfExists(path);
  mkdirSync(path, { recursive: true, mode: attributes.mode });
  const follow = isLink && isTrusted(link.uid) ? 0 : constants.O_NOFOLLOW;
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | follow);
  try {
    setAttributes(descriptor, attributes);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a file; returns whether there was one. */
export function removeIfExists(path: string): boolean {
  return inFolderOf(path, unlinkIfExists);
}

function unlinkIfExists(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
