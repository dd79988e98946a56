/** Where orchestrators meet, and other matters of the whole cloud: rival Keystones, IPv6, a change of series. */
import { describe, expect, it } from 'vitest';
import { bindAddress, network, type Relation, relation } from '../../../src/ops/testing/index.ts';
import { Cloud, keystoneAnswer, peers, relationsWith, zookeeper } from './cloud.ts';

describe('coordination', () => {
  const url = async (parts: Record<string, Relation>): Promise<string | null> => {
    const cloud = new Cloud({ relations: relationsWith(parts) });
    await cloud.configChanged();
    return cloud.machine.option('url');
  };

  it('names every server of ZooKeeper, sorted', async () => {
    expect(await url({ zookeeper: zookeeper([2, 0, 1]) })).toBe(
      'kazoo://10.0.0.60:2181,10.0.0.61:2181,10.0.0.62:2181?timeout=10',
    );
  });

  it('uses one memcached, the same on every unit', async () => {
    const cache = relation({
      endpoint: 'cache',
      id: 8,
      remoteUnits: {
        0: { host: '10.0.0.72', port: '11211' },
        1: { host: '10.0.0.70', port: '11211', 'udp-port': '0' },
      },
    });
    expect(await url({ cache })).toBe('memcached://10.0.0.70:11211?timeout=10');
  });

  it('prefers ZooKeeper', async () => {
    const cache = relation({ endpoint: 'cache', id: 8, remoteUnits: { 0: { host: '10.0.0.70', port: '11211' } } });
    expect(await url({ cache, zookeeper: zookeeper([0]) })).toBe('kazoo://10.0.0.60:2181?timeout=10');
  });

  it('tells honestly that a ZooKeeper with logins is of no use to Astara', async () => {
    const operator = relation({
      endpoint: 'zookeeper',
      id: 7,
      remoteApp: 'zookeeper',
      remoteAppData: {
        endpoints: '10.0.0.60:2181',
        username: 'relation-7',
        password: 'zk-secret',
        database: '/astara',
      },
    });
    const cloud = new Cloud({ relations: relationsWith({ zookeeper: operator }) });
    await cloud.configChanged();
    expect(cloud.status()).toMatch(/^blocked: Invalid relations: zookeeper \(zookeeper: zookeeper: it demands a login/);
    expect(cloud.find(7).localAppData).toEqual({ database: '/astara' });
  });
});

describe("the application's status", () => {
  const applicationStatus = async (cloud: Cloud): Promise<string> => {
    await cloud.configChanged();
    return `${cloud.now.appStatus.name}: ${cloud.now.appStatus.message}`;
  };
  const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': '1 astara 9.0.0~b2' };
  const withPeers = (units: Record<number, Record<string, string>>): Cloud =>
    new Cloud({ relations: relationsWith({ zookeeper: zookeeper(), cluster: peers(units, shared) }) });

  it('is ready when all are', async () => {
    expect(await applicationStatus(withPeers({ 1: { host: 'node2', ready: 'true' } }))).toBe(
      'active: Application Ready',
    );
  });

  it('names the units that are not ready', async () => {
    const cloud = withPeers({ 1: { host: 'node2', ready: 'true' }, 2: { host: 'node3' }, 10: { host: 'node11' } });
    expect(await applicationStatus(cloud)).toBe(
      'waiting: Some units are not ready: astara-orchestrator/2, astara-orchestrator/10',
    );
  });

  it("is the leader's own while that is not ready", async () => {
    const cloud = new Cloud({ relations: relationsWith({ messaging: null, database: null }) });
    expect(await applicationStatus(cloud)).toBe('blocked: Missing relations: database, messaging');
  });

  it('is not told by others than the leader', async () => {
    const cloud = new Cloud({ leader: false, relations: relationsWith({ messaging: null }) });
    expect(await applicationStatus(cloud)).toBe('unknown: ');
  });
});

describe('a coordinator', () => {
  const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': '1 astara 9.0.0~b2' };
  const clustered = (): Relation[] =>
    relationsWith({ zookeeper: zookeeper(), cluster: peers({ 1: { host: 'node2' } }, shared) });

  it('that turns to nonsense stays in the file as it was', async () => {
    const cloud = new Cloud({ relations: clustered() });
    await cloud.configChanged();
    const before = cloud.machine.conf();
    await cloud.changed(
      relation({ endpoint: 'zookeeper', id: 7, remoteApp: 'zookeeper', remoteUnits: { 0: { port: 'x' } } }),
    );
    expect(cloud.machine.conf()).toBe(before);
    expect(cloud.machine.running).toBe(true);
    expect(cloud.status()).toContain('blocked: Invalid relations: zookeeper (zookeeper: zookeeper/0: port: ');
  });

  it('that loses a server is used without it', async () => {
    const cloud = new Cloud({ relations: clustered() });
    await cloud.configChanged();
    cloud.put(zookeeper([0, 2]));
    await cloud.run(cloud.context.on.relationChanged(cloud.find(7)));
    expect(cloud.machine.option('url')).toBe('kazoo://10.0.0.60:2181,10.0.0.62:2181?timeout=10');
  });

  it('is waited for by a unit that has not started yet', async () => {
    const silent = relation({ endpoint: 'zookeeper', id: 7, remoteApp: 'zookeeper', remoteUnits: { 0: {} } });
    const cloud = new Cloud({ relations: relationsWith({ zookeeper: silent }) });
    await cloud.configChanged();
    expect(cloud.status()).toBe('waiting: Incomplete relations: zookeeper (zookeeper: port)');
    expect(cloud.machine.running).toBe(false);
  });
});

describe('several units of Keystone that disagree', () => {
  it('are tried, and the one that lets us in is taken', async () => {
    const stale = { ...keystoneAnswer, service_password: 'stale-word' };
    const identity = relation({
      endpoint: 'identity-service',
      id: 3,
      remoteApp: 'keystone',
      remoteUnits: { 0: stale, 1: keystoneAnswer },
    });
    const cloud = new Cloud({ relations: relationsWith({ identity }) });
    cloud.servers.goodKeystonePassword = 'keystone-secret';
    await cloud.configChanged();
    expect(cloud.machine.option('password')).toBe('keystone-secret');
    expect(cloud.status()).toBe('active: Unit is ready');
    const { actionResults, actionFailure } = await cloud.run(cloud.context.on.action('check'));
    expect(actionResults?.['identity']).toBe('ok (http://10.0.0.50:35357/v3)');
    expect(actionFailure).toBeNull();
    const shown = await cloud.run(cloud.context.on.action('show-config'));
    expect(shown.actionResults?.['changes']).toBe('none');
  });
});

describe('a host that is brought to another series', () => {
  it('has the service down until that is done', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.run(cloud.context.on.preSeriesUpgrade());
    expect(cloud.machine.running).toBe(false);
    expect(cloud.status()).toBe('blocked: Ready for do-release-upgrade and reboot. Set complete when finished.');
    await cloud.run(cloud.context.on.postSeriesUpgrade());
    expect(cloud.status()).toBe('active: Unit is ready');
  });
});

describe('IPv6', () => {
  it('is used where it is preferred', async () => {
    const addresses = [
      { address: '10.0.0.9', family: 4 as const, cidr: '10.0.0.9/24' },
      { address: 'fd00::9', family: 6 as const, cidr: 'fd00::9/64' },
    ];
    const both = [bindAddress('10.0.0.9'), bindAddress('fd00::9')];
    const networks = ['shared-db', 'public', 'internal', 'admin'].map((binding) =>
      network({ binding, bindAddresses: both }),
    );
    const cloud = new Cloud({ networks }, { host: { addresses } });
    await cloud.configChanged({ 'prefer-ipv6': true });
    expect(cloud.find(1).localUnitData['hostname']).toBe('["fd00::9"]');
    expect(cloud.find(3).localUnitData['public_url']).toBe('http://[fd00::9]:44250');
    expect(cloud.machine.option('api_listen')).toBe('fd00::9');
  });
});
