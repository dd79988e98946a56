/** Which file of a charm a hook or action runs: `dispatch` if there is one, else the file named after it. */
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../../system/files.ts';

export type CharmProgram =
  /** Through `dispatch`. */
  | { readonly kind: 'dispatch'; readonly file: string }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'missing' };

/** The file is there but cannot be run, or the charm is not there: the hook fails, it is not skipped. */
export class CharmProgramError extends Error {
  readonly code = 'charm-program';
}

/**
 * @param folder the charm on the host
 * @param path for example `hooks/install` or `actions/backup`
 */
export function charmProgram(folder: string, path: string): CharmProgram {
  if (!isFile(join(folder, 'metadata.yaml'))) throw new CharmProgramError('charm missing from disk');
  if (isFile(join(folder, 'dispatch')) && isExecutable(join(folder, 'dispatch'))) {
    return { kind: 'dispatch', file: 'dispatch' };
  }
  if (!isFile(join(folder, path))) return { kind: 'missing' };
  if (!isExecutable(join(folder, path))) throw new CharmProgramError(`fork/exec ${path}: permission denied`);
  return { kind: 'file', file: path };
}

/** As the log says it. */
export function describeProgram(program: CharmProgram): string {
  if (program.kind === 'dispatch') return 'via hook dispatching script: dispatch';
  return 'via explicit, bespoke hook script';
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isExecutable(path: string): boolean {
  // Root may "execute" anything that has one x bit, and access() says so; nobody has one when there is none.
  if ((statSync(path).mode & 0o111) === 0) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
