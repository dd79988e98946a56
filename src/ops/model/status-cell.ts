/** The status of our unit or application: read once, and written only when it changes. */
import { ModelError } from '../errors.ts';
import { statusGet, statusSet } from '../juju/status.ts';
import type { ModelBackend } from './backend.ts';
import { checkSettable, StatusBase, UnknownStatus } from './status.ts';

export class StatusCell {
  readonly #backend: ModelBackend;
  readonly #application: boolean;
  readonly #isOwn: boolean;
  #known: StatusBase | null = null;

  constructor(backend: ModelBackend, application: boolean, isOwn: boolean) {
    this.#backend = backend;
    this.#application = application;
    this.#isOwn = isOwn;
  }

  get(): StatusBase {
    if (!this.#isOwn) return new UnknownStatus();
    this.#requireLeader('get');
    if (this.#known === null) {
      const answer = statusGet(this.#backend.runner, this.#application);
      this.#known = StatusBase.fromName(answer.status, answer.message);
    }
    return this.#known;
  }

  set(status: StatusBase): void {
    const name = checkSettable(status);
    this.#requireLeader('set');
    if (this.#known?.equals(status) === true) return;
    statusSet(this.#backend.runner, this.#application, name, status.message);
    this.#known = status;
  }

  #requireLeader(verb: 'get' | 'set'): void {
    if (!this.#application || this.#backend.isLeader()) return;
    const { unitName } = this.#backend.context;
    this.#backend.log.security({
      level: 'CRITICAL',
      event: `authz_fail:status-${verb}`,
      description: `${unitName} tried to ${verb} the application's status without leading it`,
    });
    throw new ModelError(`cannot ${verb} the application's status: ${unitName} is not the leader`, {
      code: 'permission-denied',
    });
  }
}
