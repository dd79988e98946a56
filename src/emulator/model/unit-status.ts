/** The two statuses of a unit as Juju shows them: a failed hook is the agent's matter but appears in the workload's place. */
import type { AgentStatusName, StatusInfo, WorkloadStatusName } from './status.ts';
import type { Unit } from './unit.ts';

export interface ShownStatus {
  readonly workload: StatusInfo<WorkloadStatusName>;
  readonly agent: StatusInfo<AgentStatusName>;
}

/** Statuses for the user: with the agent in error the workload reads `error` and the agent `idle`. */
export function shownStatus(unit: Unit): ShownStatus {
  if (unit.agentStatus.status !== 'error') return { workload: unit.workloadStatus, agent: unit.agentStatus };
  return {
    workload: { ...unit.agentStatus, status: 'error' },
    agent: { status: 'idle', message: '', since: unit.agentStatus.since, data: {} },
  };
}
