/** A store that lives as long as the process: for tests, and for charms that keep nothing. */
import type { StateDocument, Store } from './store.ts';

export class MemoryStore implements Store {
  document: StateDocument | null;

  constructor(document: StateDocument | null = null) {
    this.document = document;
  }

  read(): StateDocument | null {
    return this.document;
  }

  write(document: StateDocument): void {
    this.document = document;
  }
}
