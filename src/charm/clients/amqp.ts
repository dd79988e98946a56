/**
 * RabbitMQ as the service sees it, through amqplib. The driver waits for ever for a silent server, has no list of
 * brokers, and tells some refusals only by the words of its message: all three are dealt with here.
 */
import { hostname } from 'node:os';
import type { MessagingLogin } from './clients.ts';
import { Confinement } from './confinement.ts';
import { endpointOf, networkReason, ServiceUnavailableError } from './service-unavailable.ts';

/** RabbitMQ's own is 128 KiB. */
const largestFrame = 1024 * 1024;

/** The broker's refusals; amqplib gives them no code, and for the virtual host not even the server's reason. */
function refusal(error: unknown, login: MessagingLogin): string {
  const known = networkReason(error);
  if (known !== null) return known;
  const words = error instanceof Error ? error.message : '';
  if (words.includes('403') || words.includes('ACCESS-REFUSED') || words.includes('ACCESS_REFUSED')) {
    return `login as "${login.user}" is refused`;
  }
  if (words.includes('ConnectionClose') || words.includes('530')) {
    return `there is no virtual host "${login.vhost}", or user "${login.user}" may not use it`;
  }
  if (words.includes('Socket closed') || words.includes('socket')) return 'it closed the connection';
  return login.tls === null ? 'it does not answer as RabbitMQ does' : 'it does not answer as RabbitMQ over TLS does';
}

/** Logs in to one broker after the other; returns the first that lets us in, or throws what the last one said. */
export async function checkMessaging(login: MessagingLogin, deadlineMs: number): Promise<string> {
  const eachMs = Math.max(1000, Math.floor(deadlineMs / Math.max(1, login.hosts.length)));
  let last: Error = new ServiceUnavailableError('RabbitMQ', 'nowhere', 'the relation names no host');
  for (const host of rotated(login.hosts)) {
    try {
      await logIn(login, host, eachMs);
      return endpointOf(host, login.port);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableError)) throw error;
      last = error;
    }
  }
  throw last;
}

/** Each host of ours begins with another broker, so that checks do not all fall on the first. */
function rotated(hosts: readonly string[]): readonly string[] {
  const start = [...hostname()].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % Math.max(1, hosts.length);
  return [...hosts.slice(start), ...hosts.slice(0, start)];
}

async function logIn(login: MessagingLogin, host: string, deadlineMs: number): Promise<void> {
  const { connect } = await import('amqplib');
  const endpoint = endpointOf(host, login.port);
  const late = (): Error => new ServiceUnavailableError('RabbitMQ', endpoint, 'no answer');
  const tls = login.tls;
  const confinement = new Confinement();
  // It hands these on to Node, also those that its types do not know.
  const socket = {
    signal: confinement.signal,
    ...(tls === null || tls.authority === null ? {} : { ca: [Buffer.from(tls.authority)] }),
  };
  const broker = {
    protocol: tls === null ? 'amqp' : 'amqps',
    hostname: host,
    port: login.port,
    username: login.user,
    password: login.password,
    vhost: login.vhost,
    heartbeat: 0,
    maxFrameSize: largestFrame,
  };
  try {
    const connection = await confinement.run(deadlineMs, () => connect(broker, socket), late);
    connection.on('error', () => {});
    await confinement.run(500, () => connection.close(), late).catch(() => {});
  } catch (error) {
    if (error instanceof ServiceUnavailableError) throw error;
    throw new ServiceUnavailableError('RabbitMQ', endpoint, refusal(error, login), error);
  } finally {
    confinement.end();
  }
}
