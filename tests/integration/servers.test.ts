/** The private servers that other tests lean on do start, take what is asked of them, and end. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startKeystone } from '../servers/keystone.ts';
import { startMariaDb } from '../servers/mariadb.ts';
import { startMemcached } from '../servers/memcached.ts';
import { startRabbitMq } from '../servers/rabbitmq.ts';
import { exchange } from '../servers/server-process.ts';
import { startZooKeeper, startZooKeeperEnsemble } from '../servers/zookeeper.ts';

describe('a private server', () => {
  it('is a memcached', async () => {
    const memcached = await startMemcached();
    expect((await exchange(memcached.port, 'set a 0 0 1\r\nb\r\n'))?.toString()).toBe('STORED\r\n');
    const pid = memcached.process.pid;
    await memcached.stop();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('is a MariaDB that can be stopped and started', async () => {
    const database = await startMariaDb();
    database.createDatabase('astara', 'astara', "it's secret");
    await database.process.stop();
    expect(await exchange(database.port, '')).toBe(null);
    await database.process.start();
    expect(database.query('SHOW DATABASES LIKE "astara"')).toBe('astara\n');
    await database.stop();
  });

  it('is a ZooKeeper', async () => {
    const zookeeper = await startZooKeeper();
    expect(await zookeeper.ask('ruok')).toBe('imok');
    await zookeeper.stop();
  });

  it('is a ZooKeeper ensemble that bears the loss of one server', async () => {
    const ensemble = await startZooKeeperEnsemble();
    const [first, ...others] = ensemble.servers;
    await first?.process.stop('SIGKILL');
    for (const server of others) expect(await server.ask('ruok')).toBe('imok');
    await ensemble.stop();
  });

  it('is a RabbitMQ', async () => {
    const rabbit = await startRabbitMq();
    rabbit.createVhost('openstack', 'astara', 'secret');
    expect(rabbit.control('list_permissions', '-p', 'openstack')).toContain('astara');
    await rabbit.stop();
    expect(await exchange(rabbit.port, 'AMQP')).toBe(null);
  });

  it('is a Keystone', async () => {
    const keystone = await startKeystone();
    await keystone.createServiceUser('astara', 'secret', 'services');
    const answer = await keystone.request('GET', '/users?name=astara');
    expect(answer).toMatchObject({ status: 200, body: { users: [{ name: 'astara' }] } });
    await keystone.stop();
  });
});
