/**
 * The ring as ZooKeeper has it: tooz keeps a group under /tooz/<group>, with one ephemeral child for each member, named
 * by the member. The driver reconnects for ever and never moves on from a silent server, so each server is first asked
 * with a four-letter command, and the driver is given one that has answered.
 */
import { connect as connectSocket } from 'node:net';
import type { Client } from 'node-zookeeper-client';
import type { RingPlace } from './clients.ts';
import { Confinement } from './confinement.ts';
import { endpointOf, networkReason, ServiceUnavailableError } from './service-unavailable.ts';

/** Leaving a group makes tooz ask who leads it, which leaves this child behind for good. It is no member. */
const leaderNode = 'leader';

/** A server's are of 16 bytes. */
const longestKey = 1024;

interface Server {
  readonly host: string;
  readonly port: number;
}

export async function zookeeperMembers(place: RingPlace, deadlineMs: number): Promise<readonly string[]> {
  const started = Date.now();
  const eachMs = Math.max(500, Math.floor(deadlineMs / (place.servers.length + 1)));
  let last: Error = new ServiceUnavailableError('ZooKeeper', 'nowhere', 'the relation names no server');
  for (const server of place.servers) {
    try {
      await ask(server, eachMs);
      return await children(server, `/tooz/${place.group}`, Math.max(1000, deadlineMs - (Date.now() - started)));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableError)) throw error;
      last = error;
    }
  }
  throw last;
}

/** Sends `srvr`, which a server answers even when it is not allowed to: with the words that it is not. */
async function ask(server: Server, deadlineMs: number): Promise<void> {
  const endpoint = endpointOf(server.host, server.port);
  const unavailable = (reason: string, cause?: unknown): Error =>
    new ServiceUnavailableError('ZooKeeper', endpoint, reason, cause);
  const confinement = new Confinement();
  let text: string;
  try {
    text = await confinement.run(
      deadlineMs,
      () => firstWords(server),
      () => unavailable('no answer'),
    );
  } catch (error) {
    if (error instanceof ServiceUnavailableError) throw error;
    throw unavailable(networkReason(error) ?? 'it closed the connection', error);
  } finally {
    confinement.end();
  }
  if (text.includes('not currently serving')) throw unavailable('its ensemble has no quorum');
  if (!text.includes('Zookeeper version') && !text.includes('not executed')) {
    throw unavailable('it does not answer as ZooKeeper does');
  }
}

function firstWords(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connectSocket(server.port, server.host, () => socket.write('srvr'));
    socket.on('data', (part) => {
      text += part.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

async function children(server: Server, path: string, deadlineMs: number): Promise<readonly string[]> {
  const zookeeper = await import('node-zookeeper-client');
  const endpoint = endpointOf(server.host, server.port);
  const late = (): Error => new ServiceUnavailableError('ZooKeeper', endpoint, 'no answer');
  // It waits so long before it connects again; by then the confinement has let go of it.
  const client = zookeeper.createClient(endpoint, { sessionTimeout: 6000, retries: 0, spinDelay: 10 });
  const confinement = new Confinement(sessionKeyCheck());
  try {
    const listing = (): Promise<readonly string[]> =>
      connected(client).then(() => list(client, path, zookeeper.Exception));
    return await confinement.run(deadlineMs, listing, late);
  } catch (error) {
    if (error instanceof ServiceUnavailableError) throw error;
    throw new ServiceUnavailableError(
      'ZooKeeper',
      endpoint,
      networkReason(error) ?? 'it refuses to list the members',
      error,
    );
  } finally {
    release(client);
    confinement.end();
  }
}

/** The driver makes room for as long a session key as the server names, be it two gigabytes: it comes after 20 bytes. */
function sessionKeyCheck(): (bytes: Buffer) => void {
  let start = Buffer.alloc(0);
  return (bytes) => {
    if (start.length >= 24) return;
    start = Buffer.concat([start, bytes]);
    if (start.length >= 24 && start.readInt32BE(20) > longestKey) throw new Error('its session key is too long');
  };
}

function connected(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('connected', resolve);
    client.once('authenticationFailed', () => reject(new Error('authentication failed')));
    client.once('expired', () => reject(new Error('session expired')));
    client.connect();
  });
}

interface Codes {
  readonly NO_NODE: number;
  readonly CONNECTION_LOSS: number;
}

function list(client: Client, path: string, codes: Codes): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    client.getChildren(path, (error: unknown, names: readonly string[]) => {
      const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
      if (error === null || error === undefined) resolve(names.filter((name) => name !== leaderNode).sort());
      else if (code === codes.NO_NODE) resolve([]);
      // How it was lost, the confinement tells.
      else if (code !== codes.CONNECTION_LOSS) reject(new Error('the server refused', { cause: error }));
    });
  });
}

/** Says goodbye, and keeps the driver from connecting again: one that loses its connection while it closes never stops. */
function release(client: Client): void {
  const manager: unknown = Reflect.get(client, 'connectionManager');
  if (typeof manager === 'object' && manager !== null) Reflect.set(manager, 'connect', () => {});
  try {
    client.close();
  } catch {
    // It was not connected, and has nobody to say goodbye to.
  }
}
