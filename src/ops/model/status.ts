/** What a unit or an application says about itself. */
import { InvalidStatusError } from '../errors.ts';

/** Juju's names of statuses; a charm sets the first four. */
export type StatusName = 'active' | 'blocked' | 'maintenance' | 'waiting' | 'error' | 'unknown';
export type SettableStatusName = Exclude<StatusName, 'error' | 'unknown'>;

/** A status with its message. */
export abstract class StatusBase {
  abstract readonly name: StatusName;
  readonly message: string;

  constructor(message = '') {
    if (typeof message !== 'string') throw new TypeError('cannot make a status: its message is no string');
    this.message = message;
  }

  /** Same name and same message. */
  equals(other: StatusBase): boolean {
    return this.name === other.name && this.message === other.message;
  }

  toString(): string {
    return this.message === '' ? this.name : `${this.name}: ${this.message}`;
  }

  /** The status that Juju calls by this name; an unheard-of name is unknown. */
  static fromName(name: string, message: string): StatusBase {
    switch (name) {
      case 'active':
        return new ActiveStatus(message);
      case 'blocked':
        return new BlockedStatus(message);
      case 'maintenance':
        return new MaintenanceStatus(message);
      case 'waiting':
        return new WaitingStatus(message);
      case 'error':
        return new ErrorStatus(message);
      default:
        return new UnknownStatus();
    }
  }
}

/** Everything works. */
export class ActiveStatus extends StatusBase {
  readonly name = 'active';
}

/** A person has to do something: say what. */
export class BlockedStatus extends StatusBase {
  readonly name = 'blocked';
}

/** The charm is at work. */
export class MaintenanceStatus extends StatusBase {
  readonly name = 'maintenance';
}

/** Another application has to do something, and will. */
export class WaitingStatus extends StatusBase {
  readonly name = 'waiting';
}

/** A hook failed. Only Juju sets it. */
export class ErrorStatus extends StatusBase {
  readonly name = 'error';
}

/** Nothing is known. Only Juju sets it. */
export class UnknownStatus extends StatusBase {
  readonly name = 'unknown';

  constructor() {
    super('');
  }
}

/** Refuses what a charm cannot set. */
export function checkSettable(status: StatusBase): SettableStatusName {
  if (!(status instanceof StatusBase)) {
    throw new InvalidStatusError('cannot set a status: the value is none; make one, as in new ActiveStatus()');
  }
  if (status.name === 'error' || status.name === 'unknown') {
    throw new InvalidStatusError(`cannot set the status "${status.name}": only Juju does`);
  }
  return status.name;
}

const priorities: Readonly<Record<StatusName, number>> = {
  error: 5,
  blocked: 4,
  maintenance: 3,
  waiting: 2,
  active: 1,
  unknown: 0,
};

/** The most urgent status, the first of equals, or null for none at all. */
export function mostUrgent(statuses: readonly StatusBase[]): StatusBase | null {
  let best: StatusBase | null = null;
  for (const status of statuses) {
    if (best === null || priorities[status.name] > priorities[best.name]) best = status;
  }
  return best;
}
