/**
 * The ring as ZooKeeper has it: tooz keeps a group under /tooz/<group>, with one ephemeral child for each member, named
 * by the member. The driver reconnects for ever and never moves on from a silent server, so each server is first asked
 * with a four-letter command, and the driver is given one that has answered.
 */
import { connect as connectSocket } from 'node:net';
import type { Client } from 'node-zookeeper-client';
import type { RingPlace } from './clients.ts';
import { withDeadline } from './deadline.ts';
import { endpointOf, networkReason, ServiceUnavailableError } from './service-unavailable.ts';

/** Leaving a group makes tooz ask who leads it, which leaves this child behind for good. It is no member. */
const leaderNode = 'leader';

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
  const socket = connectSocket(server.port, server.host);
  const answer = new Promise<string>((resolve, reject) => {
    let text = '';
    socket.on('connect', () => socket.write('srvr'));
    socket.on('data', (part) => {
      text += part.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
  const unavailable = (reason: string, cause?: unknown): Error =>
    new ServiceUnavailableError('ZooKeeper', endpoint, reason, cause);
  let text: string;
  try {
    text = await withDeadline(
      deadlineMs,
      () => answer,
      () => unavailable('no answer'),
    );
  } catch (error) {
    if (error instanceof ServiceUnavailableError) throw error;
    throw unavailable(networkReason(error) ?? 'it closed the connection', error);
  } finally {
    socket.destroy();
  }
  if (text.includes('not currently serving')) throw unavailable('its ensemble has no quorum');
  if (!text.includes('Zookeeper version') && !text.includes('not executed')) {
    throw unavailable('it does not answer as ZooKeeper does');
  }
}

async function children(server: Server, path: string, deadlineMs: number): Promise<readonly string[]> {
  const zookeeper = await import('node-zookeeper-client');
  const endpoint = endpointOf(server.host, server.port);
  const late = (): Error => new ServiceUnavailableError('ZooKeeper', endpoint, 'no answer');
  const client = zookeeper.createClient(endpoint, { sessionTimeout: 6000, retries: 0 });
  // The driver throws in its data handler at an error code that it does not know. For as long as it runs nobody else may
  // hear of that: the framework would end the hook.
  let caught: ((error: Error) => void) | undefined;
  const stray = new Promise<never>((_, reject) => {
    caught = reject;
  });
  stray.catch(() => {});
  const onStray = (error: Error): void => caught?.(error);
  const others = process.listeners('uncaughtException');
  for (const other of others) process.off('uncaughtException', other);
  process.on('uncaughtException', onStray);
  try {
    const listing = connected(client).then(() => list(client, path, zookeeper.Exception.NO_NODE));
    return await withDeadline(deadlineMs, () => Promise.race([listing, stray]), late);
  } catch (error) {
    if (error instanceof ServiceUnavailableError) throw error;
    throw new ServiceUnavailableError('ZooKeeper', endpoint, 'it refuses to list the members', error);
  } finally {
    process.off('uncaughtException', onStray);
    for (const other of others) process.on('uncaughtException', other);
    release(client);
  }
}

function connected(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('connected', resolve);
    client.once('authenticationFailed', () => reject(new Error('authentication failed')));
    client.once('expired', () => reject(new Error('session expired')));
    client.connect();
  });
}

function list(client: Client, path: string, noNode: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    client.getChildren(path, (error: unknown, names: readonly string[]) => {
      if (error === null || error === undefined) resolve(names.filter((name) => name !== leaderNode).sort());
      else if (typeof error === 'object' && 'code' in error && error.code === noNode) resolve([]);
      else reject(new Error('the server refused', { cause: error }));
    });
  });
}

/** Closing a client that never connected throws; then there is nothing to close. */
function release(client: Client): void {
  try {
    client.close();
  } catch {
    // The socket is the driver's own; the end of the process ends it.
  }
}
