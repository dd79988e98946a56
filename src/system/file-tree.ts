/**
 * Removing a folder with all that is in it, also one in which another user may be at work: that user must not be able to
 * lead us out of it through a link that was a folder a moment ago. coreutils' rm goes by open descriptors; Node's own
 * rmSync went by paths until lately.
 */
import { lstatSync } from 'node:fs';
import { run } from './process.ts';

/** Removes a file, a link or a whole folder; returns whether there was one. */
export function removeTree(path: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  run('rm', ['-rf', '--', path]);
  return true;
}
