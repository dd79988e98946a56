/** The charm's clients against real servers, and against what pretends to be one: each answer, each refusal, each silence. */
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseLogin, type MessagingLogin, networkClients } from '../../src/charm/clients/clients.ts';
import { ServiceUnavailableError } from '../../src/charm/clients/service-unavailable.ts';
import { run } from '../../src/system/process.ts';
import { type Keystone, startKeystone } from '../servers/keystone.ts';
import { type MariaDb, startMariaDb } from '../servers/mariadb.ts';
import { type Memcached, startMemcached } from '../servers/memcached.ts';
import { type RabbitMq, startRabbitMq } from '../servers/rabbitmq.ts';
import { freePort } from '../servers/server-process.ts';
import { startZooKeeperEnsemble, type ZooKeeperEnsemble } from '../servers/zookeeper.ts';

let database: MariaDb;
let queue: RabbitMq;
let ensemble: ZooKeeperEnsemble;
let cache: Memcached;
let keystone: Keystone;
/** Accepts connections and never says a word. */
let silent: Server;
let silentPort = 0;
let closedPort = 0;

beforeAll(async () => {
  [database, queue, ensemble, cache, keystone] = await Promise.all([
    startMariaDb(),
    startRabbitMq(),
    startZooKeeperEnsemble(),
    startMemcached(),
    startKeystone(),
  ]);
  database.createDatabase('astara', 'astara', 'p@ss:w/rd');
  queue.createVhost('openstack', 'astara', 'p@ss:word');
  await keystone.createServiceUser('astara', 'keystone secret', 'services');
  silentPort = await freePort();
  closedPort = await freePort();
  silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(silentPort, '127.0.0.1', resolve));
});

afterAll(async () => {
  silent.close();
  await Promise.all([database.stop(), queue.stop(), ensemble.stop(), cache.stop(), keystone.stop()]);
});

async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ServiceUnavailableError) return error.reason;
    throw error;
  }
  return 'no refusal';
}

describe('MySQL', () => {
  const login = (changes: Partial<DatabaseLogin> = {}): DatabaseLogin => ({
    host: '127.0.0.1',
    port: database.port,
    user: 'astara',
    password: 'p@ss:w/rd',
    database: 'astara',
    authority: null,
    certificate: null,
    key: null,
    ...changes,
  });

  it('tells the schema revision and the tables', async () => {
    const session = await networkClients.openDatabase(login(), 5000);
    try {
      expect(await session.schema()).toEqual({ revision: null, tables: [] });
      database.query(`CREATE TABLE astara.alembic_version (version_num VARCHAR(32) NOT NULL);
        INSERT INTO astara.alembic_version VALUES ('4f695b725637'); CREATE TABLE astara.tenant_debug (id INT)`);
      expect(await session.schema()).toEqual({ revision: '4f695b725637', tables: ['alembic_version', 'tenant_debug'] });
      expect(await session.hasRows(['tenant_debug'])).toBe(false);
      expect(await session.hasRows(['tenant_debug', 'alembic_version'])).toBe(true);
      await session.dropTables(['tenant_debug', 'alembic_version', 'not_there']);
      expect(await session.schema()).toEqual({ revision: null, tables: [] });
    } finally {
      await session.close();
    }
  });

  it('gives a lock to one connection at a time, and to the next when the first is gone', async () => {
    const first = await networkClients.openDatabase(login(), 5000);
    const second = await networkClients.openDatabase(login(), 5000);
    expect(await first.lock('astara-dbsync-astara', 0)).toBe(true);
    expect(await second.lock('astara-dbsync-astara', 0)).toBe(false);
    await first.close();
    expect(await second.lock('astara-dbsync-astara', 2)).toBe(true);
    await second.close();
  });

  it('says why it refuses', async () => {
    const open = (changes: Partial<DatabaseLogin>) => reasonOf(networkClients.openDatabase(login(changes), 1500));
    expect(await open({ password: 'wrong' })).toBe('login as "astara" is refused');
    expect(await open({ database: 'else' })).toBe('user "astara" may not use database "else"');
    expect(await open({ port: closedPort })).toBe('connection refused');
    expect(await open({ port: silentPort })).toBe('no answer');
    expect(await open({ host: 'host.invalid' })).toBe('its name cannot be resolved');
  });
});

describe('RabbitMQ', () => {
  const login = (changes: Partial<MessagingLogin> = {}): MessagingLogin => ({
    hosts: ['127.0.0.1'],
    port: queue.port,
    user: 'astara',
    password: 'p@ss:word',
    vhost: 'openstack',
    tls: null,
    ...changes,
  });

  it('lets us in, and takes the next host when one is away', async () => {
    expect(await networkClients.checkMessaging(login(), 5000)).toBe(`127.0.0.1:${queue.port}`);
    const endpoint = await networkClients.checkMessaging(login({ hosts: ['127.0.0.2', '127.0.0.1'] }), 6000);
    expect(endpoint).toBe(`127.0.0.1:${queue.port}`);
  });

  it('says why it refuses', async () => {
    const open = (changes: Partial<MessagingLogin>) => reasonOf(networkClients.checkMessaging(login(changes), 1500));
    expect(await open({ password: 'wrong' })).toBe('login as "astara" is refused');
    expect(await open({ vhost: 'else' })).toBe('there is no virtual host "else", or user "astara" may not use it');
    expect(await open({ port: closedPort })).toBe('connection refused');
    expect(await open({ port: silentPort })).toBe('no answer');
    expect(await open({ tls: { authority: null } })).not.toBe('no refusal');
  });
});

/** Joins a group through the real tooz, tells its members as tooz sees them, and leaves its mark there until killed. */
const joinWithTooz = `
import sys
from tooz import coordination
coordinator = coordination.get_coordinator(sys.argv[1], sys.argv[2].encode())
coordinator.start(start_heart=False)
try:
    coordinator.create_group(sys.argv[3].encode()).get()
except coordination.GroupAlreadyExist:
    pass
coordinator.join_group(sys.argv[3].encode()).get()
coordinator.heartbeat()
`;

function join(url: string, member: string, group: string, then: string): string {
  return run('/usr/bin/python3', ['-c', `${joinWithTooz}\n${then}`, url, member, group], { timeoutMs: 30_000 }).trim();
}

describe('the ring', () => {
  it('in ZooKeeper has the members that tooz has put there, and no ghost of a leader', async () => {
    const servers = ensemble.servers.map(({ host, port }) => ({ host, port }));
    const place = { backend: 'zookeeper', servers, group: 'astara.orchestrator.test' } as const;
    expect(await networkClients.ringMembers(place, 5000)).toEqual([]);
    const url = `kazoo://${servers.map(({ host, port }) => `${host}:${port}`).join(',')}?timeout=40`;
    // Ended without leaving, so that its ephemeral node stays for as long as the session.
    join(url, 'node1', place.group, 'import os\nos._exit(0)');
    join(url, 'node2', place.group, 'coordinator.get_leader(sys.argv[3].encode()).get()\nimport os\nos._exit(0)');
    expect(await networkClients.ringMembers(place, 5000)).toEqual(['node1', 'node2']);
  });

  it('in memcached has those that are alive', async () => {
    const place = { backend: 'memcached', servers: [{ host: cache.host, port: cache.port }], group: 'ring' } as const;
    expect(await networkClients.ringMembers(place, 5000)).toEqual([]);
    const url = `memcached://${cache.host}:${cache.port}?timeout=60`;
    join(url, 'node1', 'ring', 'import os\nos._exit(0)');
    join(url, 'node2', 'ring', 'import os\nos._exit(0)');
    // One that stops without leaving the group is listed, but its sign of life goes.
    join(url, 'node3', 'ring', 'coordinator.stop()');
    expect(await networkClients.ringMembers(place, 5000)).toEqual(['node1', 'node2']);
  });

  it('is found through the server that answers when others are away or silent', async () => {
    const [server] = ensemble.servers;
    const servers = [
      { host: '127.0.0.1', port: closedPort },
      { host: '127.0.0.1', port: silentPort },
      { host: server?.host ?? '', port: server?.port ?? 0 },
    ];
    const place = { backend: 'zookeeper', servers, group: 'astara.orchestrator.test' } as const;
    join(`kazoo://${server?.host}:${server?.port}?timeout=40`, 'node3', place.group, 'import os\nos._exit(0)');
    expect(await networkClients.ringMembers(place, 8000)).toContain('node3');
  });

  it.each(['zookeeper', 'memcached'] as const)('says why %s cannot be asked', async (backend) => {
    const ask = (port: number) =>
      reasonOf(networkClients.ringMembers({ backend, servers: [{ host: '127.0.0.1', port }], group: 'g' }, 1500));
    expect(await ask(closedPort)).toBe('connection refused');
    expect(await ask(silentPort)).toBe('no answer');
  });

  it('is told from something else that listens', async () => {
    const place = { backend: 'zookeeper', servers: [{ host: '127.0.0.1', port: database.port }], group: 'g' } as const;
    expect(await reasonOf(networkClients.ringMembers(place, 4000))).toBe('it does not answer as ZooKeeper does');
  });

  it('knows an ensemble without a quorum', async () => {
    const [first, second, third] = ensemble.servers;
    await Promise.all([second?.process.stop(), third?.process.stop()]);
    const servers = [{ host: first?.host ?? '', port: first?.port ?? 0 }];
    const place = { backend: 'zookeeper', servers, group: 'g' } as const;
    await expect
      .poll(() => reasonOf(networkClients.ringMembers(place, 3000)), { timeout: 30_000 })
      .toBe('its ensemble has no quorum');
  });
});

describe('Keystone', () => {
  const login = (changes: object = {}) => ({
    authUrl: keystone.url,
    apiVersion: 3 as const,
    username: 'astara',
    password: 'keystone secret',
    project: 'services',
    domain: 'Default',
    ...changes,
  });

  it('gives a token', async () => {
    await expect(networkClients.checkIdentity(login(), null, 10_000)).resolves.toBeUndefined();
  });

  it('says why it refuses', async () => {
    const open = (changes: object) => reasonOf(networkClients.checkIdentity(login(changes), null, 3000));
    expect(await open({ password: 'wrong' })).toContain('it refuses user "astara"');
    expect(await open({ authUrl: `http://127.0.0.1:${closedPort}/v3` })).not.toBe('no refusal');
    expect(await open({ authUrl: `http://127.0.0.1:${silentPort}/v3` })).not.toBe('no refusal');
  });
});
