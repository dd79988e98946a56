/** A store at Juju's controller, through the state tools. Juju keeps what is set only if the hook succeeds. */

import type { HookToolRunner } from '../juju/runner.ts';
import { stateGet, stateSet } from '../juju/state.ts';
import { parseDocument } from './file-store.ts';
import type { StateDocument, Store } from './store.ts';

/** One value: the document is small, and one value is replaced as a whole. Juju takes 64 KiB. */
const key = 'ops-state';

export class JujuStore implements Store {
  readonly #runner: HookToolRunner;

  constructor(runner: HookToolRunner) {
    this.#runner = runner;
  }

  read(): StateDocument | null {
    const text = stateGet(this.#runner, key);
    return text === null ? null : parseDocument(text, `Juju's state of this unit ("${key}")`);
  }

  write(document: StateDocument): void {
    stateSet(this.#runner, { [key]: JSON.stringify(document) });
  }
}
