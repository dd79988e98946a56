/**
 * Servers that misbehave, against the real drivers on the loopback: whatever a server does, a probe ends by its own
 * deadline with a reason that names the service and the endpoint, the process lives on, and no socket stays open.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { type Clients, networkClients } from '../../src/charm/clients/clients.ts';
import { ServiceUnavailableError } from '../../src/charm/clients/service-unavailable.ts';

const secret = 'MARKED-password';
const deadlineMs = 1500;

type Manner = (socket: Socket) => void;

/** What a server may do to whoever connects. */
const manners: Readonly<Record<string, Manner>> = {
  'stays silent': () => {},
  'resets the connection': (socket) => {
    socket.resetAndDestroy();
  },
  'resets it after the first word': (socket) => {
    socket.on('data', () => socket.resetAndDestroy());
  },
  'ends the connection at once': (socket) => {
    socket.end();
  },
  'answers one byte at a time and never ends': (socket) => {
    const timer = setInterval(() => {
      if (!socket.destroyed) socket.write('\u0000');
    }, 100);
    socket.on('close', () => clearInterval(timer));
  },
  'speaks another protocol': (socket) => {
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  },
  'sends noise': (socket) => {
    socket.write(Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 73 + 41) % 256)));
  },
  'promises more than it sends': (socket) => {
    socket.write(Buffer.from([0x00, 0xff, 0xff, 0xff, 0x0a, 0x00, 0x00]));
  },
  'answers as HTTP and stops in the middle': (socket) => {
    socket.write('HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{');
  },
  'answers as ZooKeeper and then with an unknown error': (socket) => {
    let session = false;
    socket.on('data', (part) => {
      if (part.toString('latin1') === 'srvr') {
        socket.end('Zookeeper version: 3.8.0\n');
        return;
      }
      const body = Buffer.alloc(session ? 16 : 36);
      if (session) {
        body.writeInt32BE(part.readInt32BE(4), 0);
        body.writeInt32BE(-4711, 12);
      } else {
        body.writeInt32BE(6000, 4);
        body.writeInt32BE(1, 12);
        body.writeInt32BE(16, 16);
      }
      session = true;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      socket.write(Buffer.concat([length, body]));
    });
  },
};

/** The probes as the charm makes them. */
const probes: Readonly<Record<string, (clients: Clients, port: number) => Promise<unknown>>> = {
  MySQL: async (clients, port) => {
    const none = { authority: null, certificate: null, key: null };
    const login = { host: '127.0.0.1', port, user: 'astara', password: secret, database: 'astara', ...none };
    const session = await clients.openDatabase(login, deadlineMs);
    try {
      await session.schema();
    } finally {
      await session.close();
    }
  },
  RabbitMQ: (clients, port) =>
    clients.checkMessaging(
      { hosts: ['127.0.0.1'], port, user: 'astara', password: secret, vhost: 'openstack', tls: null },
      deadlineMs,
    ),
  Keystone: (clients, port) =>
    clients.checkIdentity(
      {
        authUrl: `http://127.0.0.1:${port}/v3`,
        apiVersion: 3,
        username: 'astara',
        password: secret,
        project: 'services',
        domain: 'default',
      },
      null,
      deadlineMs,
    ),
  ZooKeeper: (clients, port) =>
    clients.ringMembers({ backend: 'zookeeper', servers: [{ host: '127.0.0.1', port }], group: 'ring' }, deadlineMs),
  memcached: (clients, port) =>
    clients.ringMembers({ backend: 'memcached', servers: [{ host: '127.0.0.1', port }], group: 'ring' }, deadlineMs),
};

const open: { server: Server; sockets: Set<Socket> }[] = [];

async function serve(manner: Manner): Promise<{ port: number; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    manner(socket);
  });
  open.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { port: address.port, server };
}

afterAll(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  }
});

const cases = Object.keys(probes).flatMap((service) =>
  Object.keys(manners).map((manner) => [service, manner] as const),
);

// Most of the time is spent on waiting for a deadline.
describe.concurrent('a server that misbehaves', () => {
  it.each(cases)('%s that %s is a reason, not a crash', { timeout: 60_000 }, async (service, manner) => {
    const { port } = await serve(manners[manner] ?? (() => {}));
    const error: unknown = await probes[service]?.(networkClients, port).then(
      () => null,
      (caught: unknown) => caught,
    );
    // A server that says nothing wrong may let us pass: memcached's noise is a miss, and a miss is an empty ring.
    if (error === null) {
      expect(service).toMatch(/memcached|ZooKeeper/);
      return;
    }
    expect(error).toBeInstanceOf(ServiceUnavailableError);
    const message = error instanceof Error ? `${error.message}` : '';
    expect(message).toContain(`127.0.0.1:${port}`);
    expect(message).not.toContain(secret);
    expect(message).toMatch(/^[\x20-\x7e]+$/);
  });

  it.each(Object.keys(probes))(
    '%s that nobody serves is refused with the reason',
    { timeout: 60_000 },
    async (service) => {
      const { port, server } = await serve(() => {});
      await new Promise((done) => server.close(done));
      await expect(probes[service]?.(networkClients, port)).rejects.toThrow('connection refused');
    },
  );
});
