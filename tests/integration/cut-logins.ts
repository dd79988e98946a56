/** The logins that the charm makes, for tests that disturb them. */
import { networkClients } from '../../src/charm/clients/clients.ts';
import type { Login } from './cut-conversations.ts';
import { type RealServers, secret } from './real-servers.ts';

const local = '127.0.0.1';
const place = (backend: 'zookeeper' | 'memcached', port: number) =>
  ({ backend, servers: [{ host: local, port }], group: 'ring' }) as const;

/** Keystone answers one request in the time in which the others answer a hundred: its login is heard once and replayed. */
export const keystoneLogin = (port: () => number): Login => ({
  varies: 0,
  service: 'Keystone',
  target: port,
  secret,
  farewell: false,
  run: async (port, deadlineMs) => {
    const who = { username: 'astara', password: secret, project: 'services', domain: 'Default' };
    await networkClients.checkIdentity(
      { authUrl: `http://${local}:${port}/v3`, apiVersion: 3, ...who },
      null,
      deadlineMs,
    );
    return 'a token';
  },
});

/** Asked when they are used: the servers are started later. */
export const loginsTo = (servers: () => RealServers, replayed: () => number): readonly Login[] => [
  {
    service: 'MySQL',
    target: () => servers().database.port,
    secret,
    varies: 0,
    farewell: true,
    run: async (port, deadlineMs) => {
      const who = { user: 'astara', password: secret, database: 'astara' };
      const login = { host: local, port, ...who, authority: null, certificate: null, key: null };
      const session = await networkClients.openDatabase(login, deadlineMs);
      try {
        // Each its own, or they would stand in one another's way.
        return { lock: await session.lock(`astara-dbsync-${port}`, 0), ...(await session.schema()) };
      } finally {
        await session.close();
      }
    },
  },
  {
    service: 'RabbitMQ',
    target: () => servers().queue.port,
    secret,
    varies: 0,
    farewell: true,
    run: async (port, deadlineMs) => {
      const who = { user: 'astara', password: secret, vhost: 'openstack' };
      await networkClients.checkMessaging({ hosts: [local], port, ...who, tls: null }, deadlineMs);
      return 'let in';
    },
  },
  {
    service: 'ZooKeeper',
    target: () => servers().tree.port,
    secret,
    // It tells its latencies and counters first.
    varies: 24,
    farewell: true,
    run: (port, deadlineMs) => networkClients.ringMembers(place('zookeeper', port), deadlineMs),
  },
  {
    service: 'memcached',
    target: () => servers().cache.port,
    secret,
    varies: 0,
    farewell: false,
    run: (port, deadlineMs) => networkClients.ringMembers(place('memcached', port), deadlineMs),
  },
  keystoneLogin(replayed),
];
