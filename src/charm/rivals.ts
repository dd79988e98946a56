/**
 * Several units of Keystone may have answered, an ex-leader's answer with a password that is no more: only a login tells
 * which of them counts.
 */
import { systemBundle } from '../openstack/system-ca.ts';
import type { Facts } from './facts.ts';
import { probesFor, tryProbes } from './probes.ts';
import type { Surroundings } from './surroundings.ts';

const deadlineMs = 5000;

/** The facts with the answer that lets us in; as they are when only one has answered, or when none does. */
export async function withIdentity(facts: Facts, { host, clients }: Surroundings): Promise<Facts> {
  const { identity } = facts;
  if (identity.kind !== 'ready' || identity.data.rivals.length === 0) return facts;
  for (const candidate of [identity.data, ...identity.data.rivals]) {
    const one: Facts = { ...facts, identity: { kind: 'ready', data: candidate } };
    const probes = probesFor(one, { coordination: null }, host.files.read(systemBundle));
    const [outcome] = await tryProbes(
      probes.filter(({ name }) => name === 'identity'),
      clients,
      deadlineMs,
    );
    if (outcome?.problem === null) return one;
  }
  return facts;
}
