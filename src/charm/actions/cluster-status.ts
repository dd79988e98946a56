/** cluster-status: the ring as the coordinator sees it, held against the units that should be in it. */
import { ServiceUnavailableError } from '../clients/service-unavailable.ts';
import { hostName } from '../facts.ts';
import { decide } from '../plan.ts';
import { readFacts } from '../reading.ts';
import type { AstaraAction } from './action-run.ts';

const deadlineMs = 10_000;

export const clusterStatus: AstaraAction<'cluster-status'> = async ({ event, run }) => {
  const { host, clients } = run.around;
  const facts = await readFacts(run.model, host, run.memory, run.reason);
  const { coordination } = decide(facts);
  const units = new Map<string, string | undefined>([
    [facts.unit, hostName(facts)],
    ...facts.cluster.peers.map((peer): [string, string | undefined] => [peer.unit, peer.host]),
  ]);
  if (coordination === null) {
    event.setResults({ coordinator: 'none', units: JSON.stringify([...units.keys()]) });
    if (units.size > 1) event.fail(`${units.size} orchestrators and no coordination: relate zookeeper`);
    return;
  }
  try {
    const members = await clients.ringMembers(coordination, deadlineMs);
    const missing = [...units]
      .filter(([, name]) => name === undefined || !members.includes(name))
      .map(([unit]) => unit);
    const known = new Set(units.values());
    event.setResults({
      coordinator: coordination.backend,
      group: coordination.group,
      members: JSON.stringify(members),
      missing: JSON.stringify(missing),
      strangers: JSON.stringify(members.filter((member) => !known.has(member))),
    });
    if (missing.length > 0) event.fail(`Not in the ring: ${missing.join(', ')}`);
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    event.fail(error.message);
  }
};
