/**
 * A note that a hook leaves for the next one of its kind, in a file beside the kept state, where `dispatch` reads it. One
 * that is missing or cannot be written only costs time.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfExists, writeAtomically } from '../../system/files.ts';

/** Name of the hook of a dispatch path; null for an action, and for what is no hook's name. */
export function hookOf(dispatchPath: string): string | null {
  return /^hooks\/([a-z0-9-]+)$/.exec(dispatchPath)?.[1] ?? null;
}

export class HookNote {
  readonly #path: string;

  constructor(charmDir: string, folder: string, name: string) {
    this.#path = join(charmDir, folder, name);
  }

  /** The note's text, or null when there is none that can be read. */
  read(): string | null {
    try {
      return readIfExists(this.#path);
    } catch {
      return null;
    }
  }

  /** Leaves this text, for root alone; null takes the note away. */
  keep(text: string | null): void {
    try {
      if (text === null) {
        rmSync(this.#path, { force: true });
        return;
      }
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeAtomically(this.#path, text, { mode: 0o600 });
    } catch {
      // Full or read-only: nothing depends on it.
    }
  }
}
