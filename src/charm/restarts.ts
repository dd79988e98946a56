/**
 * Whether the service may restart now. Alone, it may. In a cluster each leave and join makes every worker of every host
 * list all routers again, so units take turns, which the leader gives out through the peer relation.
 */
import type { ClusterDecisions, ClusterUnit } from './relations/cluster.ts';

export interface RestartSituation {
  readonly unit: string;
  /** The other units of a ring; empty while there is no coordination. */
  readonly ring: readonly ClusterUnit[];
  readonly turn: ClusterDecisions['restartTurn'];
}

export function mayRestart(situation: RestartSituation): boolean {
  return situation.ring.length === 0 || situation.turn?.unit === situation.unit;
}
