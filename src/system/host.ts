/**
 * The machine a charm works on, as one value, so that a test can hand over a machine of its own making.
 * `systemHost` is the real one. Paths are absolute; nothing here knows Juju or OpenStack.
 */
import { existsSync, lstatSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { availableParallelism, hostname, networkInterfaces } from 'node:os';
import { type Clock, systemClock } from './clock.ts';
import { removeTree } from './file-tree.ts';
import {
  ensureDirectory,
  type FileAttributes,
  isMissing,
  readIfExists,
  readLinesWhile,
  removeIfExists,
  writeIfChanged,
} from './files.ts';
import { type RunOptions, type RunResult, tryRun } from './process.ts';

/** A file's wanted owner by name; the numbers are looked up on the host. */
export interface NamedAttributes {
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

export interface HostFiles {
  /** Text of a file, or null when there is none. */
  read(path: string): string | null;
  /**
   * Hands over one line after the other for as long as `more` says so, reading no further than that: for the kernel's
   * tables, whose ends cost it milliseconds. A file that is not there has no lines.
   */
  readLines(path: string, more: (line: string) => boolean): void;
  exists(path: string): boolean;
  /** Names in a directory, sorted; empty when there is none. */
  list(path: string): string[];
  /** Brings a file to content and attributes; true when the content changed. */
  write(path: string, content: string, attributes: NamedAttributes): boolean;
  /** Makes a directory with its parents; true when it was not there. */
  makeDirectory(path: string, attributes: NamedAttributes): boolean;
  /** Makes a symbolic link point at target; true when it did not before. */
  link(path: string, target: string): boolean;
  /** Removes a file or link; true when there was one. */
  remove(path: string): boolean;
  /** Removes a directory and all in it; true when there was one. */
  removeTree(path: string): boolean;
  /** Permission bits and owners of a path, or null when there is none. */
  attributes(path: string): { readonly mode: number; readonly uid: number; readonly gid: number } | null;
  /** A text that is another one after any change of a file, its mode or its owner; null when there is no file. */
  stamp(path: string): string | null;
}

export interface Host {
  readonly files: HostFiles;
  readonly clock: Clock;
  /** Runs a program to its end, whatever the end; throws CommandError only when it cannot be started. */
  run(command: string, args: readonly string[], options?: RunOptions): RunResult;
  /** The name the kernel reports, short or full as the machine is set up. */
  hostname(): string;
  cpuCount(): number;
  /** Addresses of all interfaces but loopback, in the kernel's order. */
  addresses(): readonly { readonly address: string; readonly family: 4 | 6; readonly cidr: string | null }[];
  /** Numeric id of a user, or null when there is none. */
  userId(name: string): number | null;
  /** Numeric id of a group, or null when there is none. */
  groupId(name: string): number | null;
}

/** Finds a name's number in /etc/passwd or /etc/group; both keep it in the third field. */
function numericId(file: string, name: string): number | null {
  const text = readIfExists(file) ?? '';
  for (const line of text.split('\n')) {
    const [entry, , id] = line.split(':');
    if (entry === name && id !== undefined) return Number.parseInt(id, 10);
  }
  return null;
}

function numericAttributes(attributes: NamedAttributes): FileAttributes {
  const uid = numericId('/etc/passwd', attributes.owner);
  const gid = numericId('/etc/group', attributes.group);
  if (uid === null) throw new Error(`cannot give a file to user "${attributes.owner}": there is no such user`);
  if (gid === null) throw new Error(`cannot give a file to group "${attributes.group}": there is no such group`);
  return { mode: attributes.mode, uid, gid };
}

const systemFiles: HostFiles = {
  read: readIfExists,
  readLines: readLinesWhile,
  exists: existsSync,
  list: (path) => {
    try {
      return readdirSync(path).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  write: (path, content, attributes) => writeIfChanged(path, content, numericAttributes(attributes)),
  makeDirectory: (path, attributes) => {
    const made = !existsSync(path);
    ensureDirectory(path, numericAttributes(attributes));
    return made;
  },
  link: (path, target) => {
    const now = lstatSync(path, { throwIfNoEntry: false });
    if (now?.isSymbolicLink() && readlinkSync(path) === target) return false;
    removeIfExists(path);
    symlinkSync(target, path);
    return true;
  },
  remove: removeIfExists,
  removeTree,
  attributes: (path) => {
    const now = lstatSync(path, { throwIfNoEntry: false });
    return now === undefined ? null : { mode: now.mode & 0o7777, uid: now.uid, gid: now.gid };
  },
  stamp: (path) => {
    const now = lstatSync(path, { throwIfNoEntry: false, bigint: true });
    // Nobody can set the time of a file's last change, as they can that of its content.
    return now === undefined ? null : `${now.ino}:${now.size}:${now.ctimeNs}`;
  },
};

export const systemHost: Host = {
  files: systemFiles,
  clock: systemClock,
  run: tryRun,
  hostname,
  cpuCount: availableParallelism,
  addresses: () =>
    Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter((entry) => !entry.internal)
      .map((entry) => ({ address: entry.address, family: entry.family === 'IPv6' ? 6 : 4, cidr: entry.cidr })),
  userId: (name) => numericId('/etc/passwd', name),
  groupId: (name) => numericId('/etc/group', name),
};
