/** Leadership as a hook sees it, and the leader settings of Juju before 4.0. */
import { type Model, type Settings, type SettingsChange, writeLeaderSettings } from '../model/index.ts';
import { ContextError } from './context-error.ts';

export class ContextLeadership {
  readonly #model: Model;
  readonly #unit: string;
  readonly #application: string;

  constructor(model: Model, unit: string) {
    this.#model = model;
    this.#unit = unit;
    this.#application = model.units.get(unit).application;
  }

  isLeader(): boolean {
    return this.#model.applications.get(this.#application).leader === this.#unit;
  }

  settings(): Settings {
    return this.#model.applications.get(this.#application).leaderSettings;
  }

  /** Takes effect at once. */
  write(change: SettingsChange): void {
    if (!this.isLeader()) {
      throw new ContextError('cannot write leadership settings: cannot write settings: not the leader');
    }
    this.#model.transact(() => writeLeaderSettings(this.#model, this.#application, change));
  }
}
