/** A store in one JSON file that only the owner can read. It is replaced by a rename, so a kill at any moment harms nothing. */
import { readIfExists, writeAtomically } from '../../system/files.ts';
import { StateError } from '../errors.ts';
import { isRecord } from '../juju/json-value.ts';
import type { JsonValue, Notice, StateDocument, Store } from './store.ts';

export class FileStore implements Store {
  readonly path: string;
  #text: string | null = null;

  constructor(path: string) {
    this.path = path;
  }

  read(): StateDocument | null {
    this.#text = readIfExists(this.path);
    return this.#text === null ? null : parseDocument(this.#text, this.path);
  }

  write(document: StateDocument): void {
    const text = `${JSON.stringify(document)}\n`;
    if (text === this.#text) return;
    writeAtomically(this.path, text, { mode: 0o600 });
    this.#text = text;
  }
}

/** Reads a document from its text; throws {@link StateError} when it is none, so that no state is lost by overwriting it. */
export function parseDocument(text: string, origin: string): StateDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StateError(`cannot read the kept state: ${origin} is not JSON`);
  }
  if (!isRecord(value)) throw new StateError(`cannot read the kept state: ${origin} holds no document`);
  if (value['format'] !== 1) {
    throw new StateError(`cannot read the kept state: ${origin} has format ${JSON.stringify(value['format'])}, not 1`);
  }
  const { eventCount, snapshots, notices } = value;
  if (typeof eventCount !== 'number' || !isRecord(snapshots) || !Array.isArray(notices) || !notices.every(isNotice)) {
    throw new StateError(`cannot read the kept state: ${origin} holds no document of format 1`);
  }
  // JSON.parse makes JSON values only.
  return { format: 1, eventCount, snapshots: snapshots as Readonly<Record<string, JsonValue>>, notices };
}

function isNotice(value: unknown): value is Notice {
  return (
    isRecord(value) &&
    typeof value['eventPath'] === 'string' &&
    typeof value['observerPath'] === 'string' &&
    typeof value['method'] === 'string'
  );
}
