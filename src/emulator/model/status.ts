/** Life cycle and status words that several entities share. */
import type { JsonObject, Timestamp } from './json.ts';

export type Life = 'alive' | 'dying' | 'dead';

/** Statuses that a charm may set. */
export const settableStatuses = ['maintenance', 'blocked', 'waiting', 'active'] as const;

export type WorkloadStatusName = (typeof settableStatuses)[number] | 'unknown' | 'error' | 'terminated' | 'unset';

export type AgentStatusName = 'allocating' | 'idle' | 'executing' | 'error' | 'lost' | 'failed' | 'rebooting';

export type MachineStatusName = 'pending' | 'started' | 'stopped' | 'down' | 'error';

export interface StatusInfo<Name extends string = string> {
  readonly status: Name;
  readonly message: string;
  readonly since: Timestamp;
  readonly data: JsonObject;
}

/** What a line of `show-status-log` is about. */
export type StatusKind = 'workload' | 'juju-unit' | 'application' | 'machine' | 'juju-machine';

/** One line of the status history; kept in an append-only file, not in the model. */
export interface StatusRecord extends StatusInfo {
  /** Unit, application or machine name. */
  readonly entity: string;
  readonly kind: StatusKind;
}

export function statusInfo<Name extends string>(
  status: Name,
  message: string,
  since: Timestamp,
  data: JsonObject = {},
): StatusInfo<Name> {
  return { status, message, since, data };
}
