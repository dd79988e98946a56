/**
 * A unit's charm folder. A refresh takes away the files that the old charm brought and the new one lacks, and leaves what the charm
 * itself wrote there (virtual environments, databases).
 */
import { cpSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfExists } from '../../system/files.ts';
import { writeWhole } from '../whole-file.ts';

/** Beside the charm folder: the files that the charm brought. */
function manifestPath(charmFolder: string): string {
  return join(dirname(charmFolder), 'state', 'charm-files.json');
}

/** Puts a charm's files over whatever is in the unit's charm folder. Safe to repeat after a kill. */
export function unpackCharm(source: string, charmFolder: string): void {
  const files = listFiles(source);
  const manifest = manifestPath(charmFolder);
  const text = readIfExists(manifest);
  const before: string[] = text === null ? [] : JSON.parse(text);
  mkdirSync(charmFolder, { recursive: true, mode: 0o755 });
  mkdirSync(dirname(manifest), { recursive: true, mode: 0o755 });
  const kept = new Set(files);
  // Both lists until the work is done: a kill in between must not forget what is left to remove.
  if (before.length > 0) writeWhole(manifest, JSON.stringify([...new Set([...before, ...files])]));
  for (const file of before) {
    if (kept.has(file)) continue;
    rmSync(join(charmFolder, file), { force: true });
    removeEmptyParents(charmFolder, dirname(file));
  }
  for (const file of files) clearTheWay(charmFolder, file);
  cpSync(source, charmFolder, { recursive: true, force: true, verbatimSymlinks: true, preserveTimestamps: true });
  writeWhole(manifest, JSON.stringify(files));
}

/** Files and links below a folder, relative to it. */
function listFiles(folder: string, below = ''): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) files.push(...listFiles(folder, path));
    else files.push(path);
  }
  return files;
}

/** What stands where a file is to go is removed first: a copy would go through a link, and cannot write a program that runs. */
function clearTheWay(charmFolder: string, file: string): void {
  const path = join(charmFolder, file);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) rmSync(path, { recursive: true, force: true });
}

function removeEmptyParents(charmFolder: string, folder: string): void {
  for (let current = folder; current !== '.'; current = dirname(current)) {
    try {
      rmdirSync(join(charmFolder, current));
    } catch {
      // Not empty: the charm's own files live there.
      return;
    }
  }
}
