/** One unit of several goes, or the last one, or the relation; and leaders change in the middle of things. */
import { describe, expect, it } from 'vitest';
import { type Relation, relation } from '../../../src/ops/testing/index.ts';
import { authority } from './certificates.ts';
import { Cloud, cloudRelations, keystoneAnswer, networkIds, peers, relationsWith, zookeeper } from './cloud.ts';

const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': '1 astara 9.0.0~b2' };

const pair = (endpoint: string, id: number, bag: (unit: number) => Record<string, string>): Relation =>
  relation({ endpoint, id, remoteApp: `some-${endpoint}`, remoteUnits: { 0: bag(0), 1: bag(1) } });

const two = {
  database: pair('shared-db', 1, () => ({
    db_host: '10.0.0.40',
    password: 'mysql-secret',
    allowed_units: 'astara-orchestrator/0',
  })),
  messaging: pair('amqp', 2, (unit) => ({ hostname: `10.0.0.3${unit}`, password: 'rabbit-secret' })),
  identity: pair('identity-service', 3, () => keystoneAnswer),
  astara: pair('astara-orchestrator', 4, () => networkIds),
  zookeeper: pair('zookeeper', 7, (unit) => ({ port: '2181', 'private-address': `10.0.0.6${unit}` })),
  cache: pair('cache', 8, (unit) => ({ port: '11211', host: `10.0.0.7${unit}` })),
  vault: pair('certificates', 9, () => ({ ca: authority })),
};

describe('one unit of two that departs', () => {
  it.each([
    ['database', 1],
    ['identity', 1],
    ['astara', 1],
    ['vault', 1],
    // An address less in a list, or another one, is another text.
    ['messaging', 2],
    ['zookeeper', 2],
  ] as const)('of %s leaves the unit working, after %i starts', async (name, starts) => {
    const cloud = new Cloud({ relations: relationsWith(two) });
    await cloud.configChanged();
    await cloud.run(cloud.context.on.relationDeparted(cloud.find(two[name].id), { remoteUnit: 0, departingUnit: 0 }));
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.running).toBe(true);
    expect(cloud.machine.starts).toBe(starts);
    expect(cloud.machine.migrations).toBe(1);
  });

  it('of memcached moves everybody to the other', async () => {
    const cloud = new Cloud({ relations: relationsWith({ cache: two.cache }) });
    await cloud.configChanged();
    expect(cloud.machine.option('url')).toContain('10.0.0.70');
    await cloud.run(cloud.context.on.relationDeparted(cloud.find(8), { remoteUnit: 0, departingUnit: 0 }));
    expect(cloud.machine.option('url')).toContain('10.0.0.71');
    await cloud.broken(8);
    expect(cloud.machine.option('url')).toBeNull();
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('leaves the relation missing when it was the last one, and incomplete from then on', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.run(cloud.context.on.relationDeparted(cloud.find(1), { remoteUnit: 0, departingUnit: 0 }));
    expect(cloud.status()).toBe('blocked: Missing relations: database');
    expect(cloud.machine.running).toBe(false);
    expect(cloud.machine.option('connection')).toBeNull();
    cloud.put(relation({ endpoint: 'shared-db', id: 1, remoteApp: 'mysql', remoteUnits: {} }));
    await cloud.updateStatus();
    expect(cloud.status()).toBe('waiting: Incomplete relations: database (mysql has no units)');
  });
});

describe('a relation that is broken', () => {
  it('to ZooKeeper stops all but the lowest orchestrator', async () => {
    const cluster = peers({ 0: { host: 'node0' } }, shared);
    const database = relation({
      endpoint: 'shared-db',
      id: 1,
      remoteApp: 'mysql',
      remoteUnits: { 0: { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: 'astara-orchestrator/1' } },
    });
    const cloud = new Cloud(
      { leader: false, relations: relationsWith({ cluster, database, zookeeper: zookeeper() }) },
      { unitId: 1 },
    );
    await cloud.configChanged();
    expect(cloud.status()).toBe('active: Unit is ready');
    await cloud.broken(7);
    expect(cloud.machine.running).toBe(false);
    expect(cloud.status()).toMatch(/^blocked: 2 orchestrators need coordination/);
  });

  it('to nova-compute leaves the service alone', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'availability-zone': 'nova' });
    await cloud.broken(5);
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.machine.running).toBe(true);
  });
});

describe('Keystone', () => {
  it('that changes its leader and rotates the password is followed, though the old leader still says the old one', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.servers.goodKeystonePassword = 'rotated-word';
    const units = { 0: keystoneAnswer, 1: { ...keystoneAnswer, service_password: 'rotated-word' } };
    await cloud.changed(relation({ endpoint: 'identity-service', id: 3, remoteApp: 'keystone', remoteUnits: units }));
    expect(cloud.machine.option('password')).toBe('rotated-word');
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.starts).toBe(2);
    await cloud.configChanged();
    expect(cloud.machine.starts).toBe(2);
  });
});

describe('another leader', () => {
  const relations = (app: Record<string, string>, units: Record<number, Record<string, string>> = {}): Relation[] =>
    Object.values({
      ...cloudRelations(),
      zookeeper: zookeeper(),
      cluster: peers({ 1: { host: 'node2', 'public-host': '10.0.0.10', ...units[1] }, ...units }, app),
    });

  it('migrates what the one before it has left half done', async () => {
    const cloud = new Cloud({ leader: false, relations: relations({ 'metadata-secret': 'x-metadata-secret' }) });
    cloud.servers.lockedElsewhere = true;
    await cloud.configChanged();
    expect(cloud.status()).toMatch(/^waiting: Database not initialised/);
    cloud.now = { ...cloud.now, leader: true };
    await cloud.run(cloud.context.on.leaderElected());
    expect(cloud.status()).toBe('waiting: Another unit is migrating the database');
    expect(cloud.machine.migrations).toBe(0);
    cloud.servers.lockedElsewhere = false;
    cloud.servers.tables = ['resource_debug'];
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.migrations).toBe(1);
    expect(cloud.find(6).localAppData).toMatchObject({
      'database-synced': '1 astara 9.0.0~b2',
      'metadata-secret': 'x-metadata-secret',
    });
  });

  it('does not migrate again, nor move the endpoint, nor make other secrets', async () => {
    const app = { ...shared, 'endpoint-unit': 'astara-orchestrator/1', 'ssh-public-key': 'ssh-ed25519 AAAA one' };
    const cloud = new Cloud({ leader: false, relations: relations(app) });
    await cloud.configChanged();
    cloud.now = { ...cloud.now, leader: true };
    await cloud.run(cloud.context.on.leaderElected());
    expect(cloud.machine.migrations).toBe(0);
    expect(cloud.find(3).localUnitData['public_url']).toBe('http://10.0.0.10:44250');
    expect(cloud.find(6).localAppData).toMatchObject(app);
    expect(cloud.machine.starts).toBe(1);
  });

  it('registers itself when the unit in the catalogue is gone', async () => {
    const cloud = new Cloud({ relations: relations({ ...shared, 'endpoint-unit': 'astara-orchestrator/1' }) });
    await cloud.configChanged();
    expect(cloud.find(3).localUnitData['public_url']).toBe('http://10.0.0.10:44250');
    await cloud.run(cloud.context.on.relationDeparted(cloud.find(6), { remoteUnit: 1, departingUnit: 1 }));
    expect(cloud.find(3).localUnitData['public_url']).toBe('http://10.0.0.9:44250');
    expect(cloud.find(6).localAppData['endpoint-unit']).toBe('astara-orchestrator/0');
  });

  it('lets the holder of the turn to restart keep it, and passes it on when that unit is gone', async () => {
    const turn = { ...shared, 'restart-turn': 'astara-orchestrator/2 1767225600' };
    const waiting = { 1: { 'restart-wanted': 'abc' }, 2: { host: 'node3', 'restart-wanted': 'abc' } };
    const cloud = new Cloud({ leader: false, relations: relations(turn, waiting) });
    await cloud.configChanged();
    cloud.now = { ...cloud.now, leader: true };
    await cloud.run(cloud.context.on.leaderElected());
    expect(cloud.find(6).localAppData['restart-turn']).toBe('astara-orchestrator/2 1767225600');
    cloud.put(peers({ 1: { host: 'node2', 'restart-wanted': 'abc' } }));
    await cloud.run(cloud.context.on.relationChanged(cloud.find(6)));
    expect(cloud.find(6).localAppData['restart-turn']).toBe('astara-orchestrator/1 1767225600');
  });
});

describe('a paused unit', () => {
  it('stays down through a new charm, a new Astara and a new leader, and is brought up to date by resume', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.run(cloud.context.on.action('pause'));
    await cloud.run(cloud.context.on.upgradeCharm());
    cloud.machine.candidate = '9.0.1-1';
    await cloud.configChanged({ 'openstack-origin': 'ppa:someone/astara', debug: true });
    await cloud.run(cloud.context.on.leaderElected());
    expect(cloud.machine).toMatchObject({ running: false, masked: true, migrations: 1, starts: 1 });
    expect(cloud.status()).toBe("maintenance: Paused. Use 'resume' action to resume normal service.");
    expect(cloud.now.workloadVersion).toBe('9.0.1');
    await cloud.run(cloud.context.on.action('resume'));
    expect(cloud.machine).toMatchObject({ running: true, masked: false, migrations: 2, starts: 2 });
    expect(cloud.status()).toBe('active: Unit is ready');
  });
});
