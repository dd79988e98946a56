/**
 * The ring as memcached has it: tooz keeps a group's members in one value and, for each member, a key that expires when
 * the member stops refreshing it. Only those with a live key count.
 */
import type { Client } from 'memjs';
import type { RingPlace } from './clients.ts';
import { Confinement } from './confinement.ts';
import { unpack } from './msgpack.ts';
import { endpointOf, networkReason, ServiceUnavailableError } from './service-unavailable.ts';

const groupPrefix = '_TOOZ_GROUP_';
const memberPrefix = '_TOOZ_MEMBER_';

export async function memcachedMembers(place: RingPlace, deadlineMs: number): Promise<readonly string[]> {
  const [server] = place.servers;
  if (server === undefined) {
    throw new ServiceUnavailableError('memcached', 'nowhere', 'the relation names no server');
  }
  const endpoint = endpointOf(server.host, server.port);
  const client = await driver(server.host, server.port, deadlineMs);
  const confinement = new Confinement();
  const late = (): Error => new ServiceUnavailableError('memcached', endpoint, 'no answer');
  try {
    return await confinement.run(deadlineMs, () => members(client, place.group), late);
  } catch (error) {
    if (error instanceof ServiceUnavailableError) throw error;
    // The driver rejects with texts as well as with errors.
    throw new ServiceUnavailableError('memcached', endpoint, reason(error), error);
  } finally {
    client.close();
    confinement.end();
  }
}

async function driver(host: string, port: number, deadlineMs: number): Promise<Client> {
  const memjs = await import('memjs');
  // Built from parts: the driver's own parser of addresses cannot read IPv6. Empty credentials keep it from its
  // environment variables; its default logger prints on standard output.
  const seconds = deadlineMs / 1000;
  const server = new memjs.Server(host, port, '', '', { timeout: seconds, conntimeout: seconds });
  return new memjs.Client([server], { retries: 1, failover: false, logger: { log: () => {} } });
}

async function members(client: Client, group: string): Promise<readonly string[]> {
  const { value } = await client.get(`${groupPrefix}${group}`);
  if (value === null) return [];
  const listed = unpack(typeof value === 'string' ? Buffer.from(value, 'latin1') : value);
  if (!(listed instanceof Map)) return [];
  const alive: string[] = [];
  for (const name of listed.keys()) {
    const sign = await client.get(`${memberPrefix}${name}`);
    if (sign.value !== null) alive.push(name);
  }
  return alive.sort();
}

function reason(error: unknown): string {
  if (error instanceof RangeError) return 'the group is not written as tooz writes it';
  const known = networkReason(error);
  if (known !== null) return known;
  const words = error instanceof Error ? error.message : String(error);
  return words.includes('ECONNREFUSED') ? 'connection refused' : 'it does not answer as memcached does';
}
