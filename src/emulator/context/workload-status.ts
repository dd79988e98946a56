/** Statuses that a charm sets: at once, whatever becomes of the hook. */
import {
  type Model,
  type StatusInfo,
  type settableStatuses,
  statusInfo,
  type Timestamp,
  type WorkloadStatusName,
} from '../model/index.ts';
import { ContextError } from './context-error.ts';

export type SettableStatus = (typeof settableStatuses)[number];
type WorkloadStatus = StatusInfo<WorkloadStatusName>;

export interface ApplicationStatus {
  readonly application: WorkloadStatus;
  readonly units: Readonly<Record<string, WorkloadStatus>>;
}

/** From the one that hides all others to the one that hides none. */
const worstFirst: readonly WorkloadStatusName[] = [
  'error',
  'blocked',
  'maintenance',
  'waiting',
  'active',
  'terminated',
  'unknown',
  'unset',
];

export class ContextStatus {
  readonly #model: Model;
  readonly #unit: string;
  readonly #application: string;
  readonly #isLeader: () => boolean;
  readonly #now: () => Timestamp;

  constructor(model: Model, unit: string, isLeader: () => boolean, now: () => Timestamp) {
    this.#model = model;
    this.#unit = unit;
    this.#application = model.units.get(unit).application;
    this.#isLeader = isLeader;
    this.#now = now;
  }

  unit(): WorkloadStatus {
    return this.#model.units.get(this.#unit).workloadStatus;
  }

  setUnit(status: SettableStatus, message: string): void {
    const workloadStatus = statusInfo<WorkloadStatusName>(status, message, this.#now());
    this.#model.transact(() => {
      this.#model.units.patch(this.#unit, { workloadStatus });
      if (this.#model.unitAgents.has(this.#unit)) this.#model.unitAgents.patch(this.#unit, { statusSet: true });
    });
  }

  /** The application's status and its units': only for the leader. */
  application(): ApplicationStatus {
    if (!this.#isLeader()) throw new ContextError('finding application status: this unit is not the leader');
    const units = this.#model.unitsOf(this.#application);
    const statuses = units.map((unit) => unit.workloadStatus);
    const rank = (status: WorkloadStatus): number => worstFirst.indexOf(status.status);
    const worst = statuses.reduce((a, b) => (rank(b) < rank(a) ? b : a), this.unit());
    return {
      application: this.#model.applications.get(this.#application).status ?? worst,
      units: Object.fromEntries(units.map((unit) => [unit.name, unit.workloadStatus])),
    };
  }

  setApplication(status: SettableStatus, message: string): void {
    if (!this.#isLeader()) throw new ContextError('this unit is not the leader');
    this.#model.applications.patch(this.#application, {
      status: statusInfo<WorkloadStatusName>(status, message, this.#now()),
    });
  }

  /** The version of the workload that `juju status` shows; also at once. */
  setWorkloadVersion(workloadVersion: string): void {
    this.#model.units.patch(this.#unit, { workloadVersion });
  }
}
