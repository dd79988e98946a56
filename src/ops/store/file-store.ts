/** A store in one JSON file that only the owner can read. It is replaced by a rename, so a kill at any moment harms nothing. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readIfExists, writeAtomically } from '../../system/files.ts';
import { StateError } from '../errors.ts';
import { isRecord } from '../juju/json-value.ts';
import type { JsonValue, Notice, StateDocument, Store } from './store.ts';

/** Juju runs one hook of a unit at a time; a younger file may still belong to a charm that somebody runs by hand. */
const abandonedMs = 60_000;

export class FileStore implements Store {
  readonly path: string;
  #text: string | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws StateError when the file is there but cannot be read, or holds no document. */
  read(): StateDocument | null {
    this.#text = this.#reporting('read', () => readIfExists(this.path));
    return this.#text === null ? null : parseDocument(this.#text, this.path);
  }

  /** @throws StateError when the file cannot be written; the old one is then still there, whole. */
  write(document: StateDocument): void {
    const text = `${JSON.stringify(document)}\n`;
    if (text === this.#text) return;
    this.#reporting('write', () => {
      this.#sweep();
      writeAtomically(this.path, text, { mode: 0o600 });
    });
    this.#text = text;
  }

  /** Removes what writers have left that were killed between the temporary file and its renaming. */
  #sweep(): void {
    const folder = dirname(this.path);
    const before = Date.now() - abandonedMs;
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(`.${basename(this.path)}.`)) continue;
      const left = join(folder, name);
      const now = statSync(left, { throwIfNoEntry: false });
      if (now?.isFile() === true && now.mtimeMs < before) rmSync(left, { force: true });
    }
  }

  #reporting<T>(verb: 'read' | 'write', work: () => T): T {
    try {
      return work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new StateError(`cannot ${verb} the kept state: ${why}`, error);
    }
  }
}

/** Reads a document from its text; throws {@link StateError} when it is none, so that no state is lost by overwriting it. */
export function parseDocument(text: string, origin: string): StateDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(origin, 'is not JSON');
  }
  if (!isRecord(value)) throw unusable(origin, 'holds no document');
  const format: unknown = value['format'];
  if (typeof format === 'number' && format > 1) {
    throw new StateError(
      `cannot read the kept state: ${origin} has format ${format}, which a newer version of this charm has written; upgrade to that one`,
    );
  }
  if (format !== 1) throw unusable(origin, `has format ${JSON.stringify(format)}, not 1`);
  const { eventCount, snapshots, notices } = value;
  if (typeof eventCount !== 'number' || !isRecord(snapshots) || !Array.isArray(notices) || !notices.every(isNotice)) {
    throw unusable(origin, 'holds no document of format 1');
  }
  // JSON.parse makes JSON values only.
  return { format: 1, eventCount, snapshots: snapshots as Readonly<Record<string, JsonValue>>, notices };
}

/** What is lost by starting anew is for a person to decide, so that the charm does not. */
function unusable(origin: string, what: string): StateError {
  return new StateError(
    `cannot read the kept state: ${origin} ${what}; restore it, or remove it to begin without what was kept`,
  );
}

function isNotice(value: unknown): value is Notice {
  return (
    isRecord(value) &&
    typeof value['eventPath'] === 'string' &&
    typeof value['observerPath'] === 'string' &&
    typeof value['method'] === 'string' &&
    (value['deferrals'] === undefined || typeof value['deferrals'] === 'number')
  );
}
