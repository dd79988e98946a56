/** An application: ours, or one on the other side of a relation. */
import { ModelError } from '../errors.ts';
import { goalState } from '../juju/application.ts';
import type { ModelBackend } from './backend.ts';
import { addSecret, type NewSecret, type Secret, type SecretContent } from './secret.ts';
import type { StatusBase } from './status.ts';
import { StatusCell } from './status-cell.ts';

/** An application: ours, of which a leader says things, or another one, which is a name. */
export class Application {
  readonly name: string;
  /** Whether this is the application whose charm runs. */
  readonly isOwn: boolean;
  readonly #backend: ModelBackend;
  readonly #status: StatusCell;

  constructor(backend: ModelBackend, name: string) {
    this.name = name;
    this.isOwn = name === backend.context.appName;
    this.#backend = backend;
    this.#status = new StatusCell(backend, true, this.isOwn);
  }

  /** Our application's status, for the leader only; another application's is unknown to us. */
  getStatus(): StatusBase {
    return this.#status.get();
  }

  /** Sets our application's status at once; leader only. */
  setStatus(status: StatusBase): void {
    this.#requireOwn('set its status');
    this.#status.set(status);
  }

  /** How many units the application is to have, those that are going away not counted. */
  plannedUnits(): number {
    this.#requireOwn('ask for its planned units');
    return [...goalState(this.#backend.runner).units.values()].filter((unit) => unit.status !== 'dying').length;
  }

  /** Adds a secret that belongs to the application; leader only. */
  addSecret(content: SecretContent, details: NewSecret = {}): Secret {
    this.#requireOwn('add a secret');
    return addSecret(this.#backend, 'application', content, details);
  }

  toString(): string {
    return this.name;
  }

  #requireOwn(what: string): void {
    if (!this.isOwn) throw new ModelError(`cannot ${what}: ${this.name} is not our application`);
  }
}
