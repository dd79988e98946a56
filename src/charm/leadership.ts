/**
 * What the leader decides for all units, through the peer relation: secrets, the unit whose address stands in Keystone's
 * catalogue, and whose turn it is to restart. A decision once made stays, whoever leads.
 */
import type { Host } from '../system/host.ts';
import type { Facts } from './facts.ts';
import { type ClusterDecisions, nextTurn } from './relations/cluster.ts';
import { makeKeyPair } from './workload/key-pair.ts';

/** Where new secrets come from; tests hand over their own. */
export interface Secrets {
  metadataSecret(): string;
}

/** Whether appliances have no key yet, the operator's or the leader's. */
export function lacksKeys(facts: Pick<Facts, 'config' | 'cluster'>): boolean {
  return facts.config.sshPublicKey === null && facts.cluster.decisions.sshPublicKey === undefined;
}

/** Fills in what has not been decided yet. Changes nothing for a unit that does not lead, or before there is a relation. */
export function settleDecisions(facts: Facts, host: Host, secrets: Secrets): ClusterDecisions {
  const { decisions, problems } = facts.cluster;
  // What cannot be read must not be decided a second time: the other units may have read it.
  if (!facts.leader || facts.relations.cluster.length === 0 || problems.length > 0) return decisions;
  const keys = lacksKeys(facts) ? makeKeyPair(host, facts.app) : null;
  return {
    ...decisions,
    metadataSecret: decisions.metadataSecret ?? secrets.metadataSecret(),
    sshPublicKey: keys?.publicKey ?? decisions.sshPublicKey,
    sshPrivateKey: keys?.privateKey ?? decisions.sshPrivateKey,
    endpointUnit: endpointUnit(facts),
  };
}

/** The unit in the catalogue stays there as long as it exists, so that a new leader does not move the endpoint. */
function endpointUnit(facts: Facts): string {
  const chosen = facts.cluster.decisions.endpointUnit;
  const exists = facts.cluster.peers.some((peer) => peer.unit === chosen && peer.publicHost !== undefined);
  return chosen !== undefined && exists ? chosen : facts.unit;
}

/** The turn to restart, given who waits for it now. */
export function settleTurn(
  decisions: ClusterDecisions,
  facts: Facts,
  weWait: boolean,
  nowMs: number,
): ClusterDecisions {
  if (!facts.leader) return decisions;
  const waiting = facts.cluster.peers.filter((peer) => peer.restartWanted !== undefined).map((peer) => peer.unit);
  if (weWait) waiting.push(facts.unit);
  return { ...decisions, restartTurn: nextTurn(decisions.restartTurn, waiting, Math.floor(nowMs / 1000)) };
}
