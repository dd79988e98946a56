/** One of each server that the charm logs in to, with a user, a schema and a ring in it. */
import { run } from '../../src/system/process.ts';
import { startKeystone } from '../servers/keystone.ts';
import { startMariaDb } from '../servers/mariadb.ts';
import { startMemcached } from '../servers/memcached.ts';
import { startRabbitMq } from '../servers/rabbitmq.ts';
import { exchange } from '../servers/server-process.ts';
import { startZooKeeper } from '../servers/zookeeper.ts';

/** The password of every login. */
export const secret = 'MARKED-password';

const makeRing = `
import sys
from kazoo.client import KazooClient
client = KazooClient(sys.argv[1])
client.start()
for name in ('node1', 'node2'):
    client.create('/tooz/ring/' + name, makepath=True)
client.stop()`;

export type RealServers = Awaited<ReturnType<typeof startRealServers>>;

export async function startRealServers() {
  const [database, queue, tree, cache, keystone] = await Promise.all([
    startMariaDb(),
    startRabbitMq(),
    startZooKeeper(),
    startMemcached(),
    startKeystone(),
  ]);
  database.createDatabase('astara', 'astara', secret);
  database.query(`CREATE TABLE astara.alembic_version (version_num VARCHAR(32) NOT NULL);
    INSERT INTO astara.alembic_version VALUES ('4f695b725637'); CREATE TABLE astara.tenant_debug (id INT)`);
  queue.createVhost('openstack', 'astara', secret);
  await keystone.createServiceUser('astara', secret, 'services');
  run('/usr/bin/python3', ['-c', makeRing, `127.0.0.1:${tree.port}`], { timeoutMs: 30_000 });
  // The group as tooz packs it, and a sign of life of each.
  const group = '\u0082\u00a5node1\u0080\u00a5node2\u0080';
  const members = ['node1', 'node2'].map((name) => `set _TOOZ_MEMBER_${name} 0 0 1\r\n1\r\n`).join('');
  const words = `set _TOOZ_GROUP_ring 0 0 ${group.length}\r\n${group}\r\n${members}`;
  await exchange(cache.port, Buffer.from(words, 'latin1'));
  return {
    database,
    queue,
    tree,
    cache,
    keystone,
    stop: async (): Promise<void> => {
      await Promise.all([database, queue, tree, cache, keystone].map((server) => server.stop()));
    },
  };
}
