/**
 * Tries logins before the service is given them: new credentials that do not work would stop a service that does. Tried
 * when they change, and again at each hook while one of them is refused.
 */
import type { Clients } from './clients/clients.ts';
import { ServiceUnavailableError } from './clients/service-unavailable.ts';
import type { Facts } from './facts.ts';
import { fingerprint } from './fingerprint.ts';
import { identityLogin, type Plan } from './plan.ts';
import { databaseLogin } from './workload/database.ts';

/** One dependency as the service would log in to it. */
export interface Probe {
  readonly name: 'database' | 'messaging' | 'identity' | 'coordination';
  /** Where, for reports. */
  readonly endpoint: string;
  /** Changes with anything the login is made of. */
  readonly fingerprint: string;
  /** Throws ServiceUnavailableError when we are not let in. */
  try(clients: Clients, deadlineMs: number): Promise<void>;
}

/** The logins that are known, in the order in which the service needs them; `authorities`: whom the system trusts. */
export function probesFor(
  facts: Facts,
  plan: Pick<Plan, 'coordination'>,
  authorities: string | null,
): readonly Probe[] {
  const probes: Probe[] = [];
  if (facts.database.kind === 'ready') {
    const login = databaseLogin(facts.database.data);
    probes.push({
      name: 'database',
      endpoint: `${login.host}:${login.port}`,
      fingerprint: fingerprint('database', JSON.stringify(login)),
      try: async (clients, deadlineMs) => {
        const session = await clients.openDatabase(login, deadlineMs);
        await session.close();
      },
    });
  }
  if (facts.messaging.kind === 'ready') {
    const { hosts, port, username, password, vhost, tls } = facts.messaging.data;
    const login = { hosts, port, user: username, password, vhost, tls: tls === null ? null : { authority: tls.ca } };
    probes.push({
      name: 'messaging',
      endpoint: hosts.map((host) => `${host}:${port}`).join(', '),
      fingerprint: fingerprint('messaging', JSON.stringify(login)),
      try: async (clients, deadlineMs) => {
        await clients.checkMessaging(login, deadlineMs);
      },
    });
  }
  const identity = identityLogin(facts);
  if (identity !== null) {
    probes.push({
      name: 'identity',
      endpoint: identity.authUrl,
      fingerprint: fingerprint('identity', JSON.stringify(identity)),
      try: (clients, deadlineMs) => clients.checkIdentity(identity, authorities, deadlineMs),
    });
  }
  const { coordination } = plan;
  if (coordination !== null) {
    const { backend, servers, group } = coordination;
    probes.push({
      name: 'coordination',
      endpoint: servers.map((server) => `${server.host}:${server.port}`).join(', '),
      fingerprint: fingerprint('coordination', JSON.stringify({ backend, servers })),
      try: async (clients, deadlineMs) => {
        await clients.ringMembers({ backend, servers, group }, deadlineMs);
      },
    });
  }
  return probes;
}

export interface ProbeOutcome {
  readonly name: Probe['name'];
  readonly endpoint: string;
  /** Null when we were let in. */
  readonly problem: string | null;
}

/** Tries one after the other: each has its own deadline, and a hook that waits for none of them is short. */
export async function tryProbes(
  probes: readonly Probe[],
  clients: Clients,
  deadlineMs: number,
): Promise<readonly ProbeOutcome[]> {
  const outcomes: ProbeOutcome[] = [];
  for (const probe of probes) {
    outcomes.push({ name: probe.name, endpoint: probe.endpoint, problem: await problemOf(probe, clients, deadlineMs) });
  }
  return outcomes;
}

async function problemOf(probe: Probe, clients: Clients, deadlineMs: number): Promise<string | null> {
  try {
    await probe.try(clients, deadlineMs);
    return null;
  } catch (error) {
    if (error instanceof ServiceUnavailableError) return error.message;
    throw error;
  }
}

/** One name for all logins, to know whether any has changed since they were tried. */
export function probesFingerprint(probes: readonly Probe[]): string {
  return fingerprint(...probes.map((probe) => probe.fingerprint));
}
