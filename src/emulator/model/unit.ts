/** A unit as the controller knows it. What its agent remembers of its own is in `unit-agent.ts`. */
import type { Settings, Timestamp } from './json.ts';
import type { AgentStatusName, Life, StatusInfo, WorkloadStatusName } from './status.ts';

export type PortProtocol = 'tcp' | 'udp' | 'icmp';

export interface PortRange {
  /** -1 for both ends with icmp. */
  readonly from: number;
  readonly to: number;
  readonly protocol: PortProtocol;
}

export interface OpenedPort extends PortRange {
  /** Endpoint that the range is opened for; `''` is all. */
  readonly endpoint: string;
}

export interface Payload {
  readonly class: string;
  readonly type: string;
  readonly id: string;
  readonly status: string;
  readonly tags: readonly string[];
}

export interface Metric {
  readonly key: string;
  readonly value: string;
  readonly time: Timestamp;
  readonly labels: Readonly<Record<string, string>>;
}

/** The user's answer to a failed hook. */
export type Resolution = 'retry' | 'no-retry';

export interface Unit {
  readonly name: string;
  readonly application: string;
  readonly number: number;
  readonly machine: string;
  /** Name of the principal unit; null for principals. */
  readonly principal: string | null;
  readonly life: Life;
  /** Charm that the unit runs now; differs from the application's during a refresh. */
  readonly charmUrl: string;
  readonly workloadStatus: StatusInfo<WorkloadStatusName>;
  readonly agentStatus: StatusInfo<AgentStatusName>;
  readonly workloadVersion: string;
  readonly ports: readonly OpenedPort[];
  readonly payloads: readonly Payload[];
  readonly metrics: readonly Metric[];
  readonly resolution: Resolution | null;
  /** `remove-unit --force` was given: hooks that fail are passed over. */
  readonly forced: boolean;
  readonly destroyStorage: boolean;
  readonly created: Timestamp;
}

/** The key/value store behind `state-get`; its own entity since frameworks keep large values there. */
export interface UnitState {
  readonly unit: string;
  readonly state: Settings;
}
