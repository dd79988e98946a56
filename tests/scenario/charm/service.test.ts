/** The service: when it starts, restarts and stops, how its health is judged, and how a cluster takes turns. */
import { describe, expect, it } from 'vitest';
import type { Relation } from '../../../src/ops/testing/index.ts';
import { Cloud, cloudRelations, peers, zookeeper } from './cloud.ts';

const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': '1 astara 9.0.0~b2' };

function clustered(units: Parameters<typeof peers>[0], app: Record<string, string> = {}): Relation[] {
  return Object.values({ ...cloudRelations(), cluster: peers(units, app), zookeeper: zookeeper() });
}

describe('the service', () => {
  it('restarts once, and only when something it reads has changed', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.configChanged({ debug: true });
    expect(cloud.machine.starts).toBe(2);
    await cloud.configChanged({ debug: true, nagios_context: 'other' });
    expect(cloud.machine.starts).toBe(2);
  });

  it("has a unit file with times above the coordinator's session", async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'session-timeout': 20 });
    const unit = cloud.machine.host.files.read('/usr/local/lib/systemd/system/astara-orchestrator.service') ?? '';
    expect(unit).toContain('TimeoutStopSec=23\n');
    expect(unit).toContain('RestartSec=25\n');
    expect(unit).toContain('ExecStart=/usr/bin/astara-orchestrator --config-file /etc/astara/astara.conf\n');
    expect(unit).not.toMatch(/^NoNewPrivileges/m);
    expect(cloud.machine.lines('systemctl daemon-reload')).toHaveLength(1);
  });

  it('keeps secrets from everybody but root and itself', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const { contents, directories, links } = cloud.machine.host;
    expect(contents.get('/etc/astara/astara.conf')).toMatchObject({ mode: 0o640, owner: 'root', group: 'astara' });
    expect(contents.get('/var/lib/astara/.ssh/id_ed25519')).toMatchObject({ mode: 0o600, owner: 'astara' });
    expect(contents.get('/etc/sudoers.d/astara_sudoers')).toMatchObject({ mode: 0o440, owner: 'root' });
    expect(directories.get('/etc/astara')).toMatchObject({ mode: 0o750, owner: 'root', group: 'astara' });
    expect(links.get('/etc/astara/orchestrator.ini')).toBe('/etc/astara/astara.conf');
  });

  it('is started when it has stopped', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.machine.running = false;
    cloud.machine.refresh();
    await cloud.updateStatus();
    expect(cloud.machine.running).toBe(true);
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('is reported when it falls right after its start', async () => {
    const cloud = new Cloud();
    cloud.machine.falls = true;
    await cloud.configChanged();
    expect(cloud.status()).toBe('blocked: Services not running that should be: astara-orchestrator');
  });

  it('is cured of a dead child by one restart, and only one', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.machine.ports = [44250];
    cloud.machine.refresh();
    await cloud.updateStatus();
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.status()).toBe('blocked: Ports which should be open, but are not: 9697');
    await cloud.updateStatus();
    expect(cloud.machine.starts).toBe(2);
    cloud.machine.ports = [44250, 9697];
    cloud.machine.refresh();
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('is cured of being a ghost in its own ring', async () => {
    const cloud = new Cloud({ relations: clustered({}) });
    await cloud.configChanged();
    cloud.servers.members = [];
    await cloud.updateStatus();
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('is not blamed for a coordinator that cannot be asked', async () => {
    const cloud = new Cloud({ relations: clustered({}) });
    await cloud.configChanged();
    cloud.servers.refusals.ZooKeeper = 'its ensemble has no quorum';
    await cloud.updateStatus();
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.status()).toBe('waiting: cannot use ZooKeeper at 10.0.0.60:2181: its ensemble has no quorum');
  });

  it('does not count on the metadata proxy where the management network is IPv4, and says so', async () => {
    const cloud = new Cloud();
    cloud.machine.ports = [44250];
    await cloud.configChanged({ 'management-prefix': '10.9.0.0/24' });
    expect(cloud.status()).toBe(
      'active: Unit is ready. Note: metadata cannot work, since the management network 10.9.0.0/24 is not IPv6',
    );
  });

  it('warns of a host name that Neutron knows in another form', async () => {
    const cloud = new Cloud({}, { host: { files: { '/etc/nova/nova.conf': '[DEFAULT]\nhost = node1.maas\n' } } });
    cloud.machine.joinsAs = 'node1.maas';
    await cloud.configChanged();
    expect(cloud.machine.option('host')).toBe('node1.maas');
    expect(cloud.status()).toContain('Neutron knows this host as "node1.maas", but it calls itself "node1"');
  });

  it('warns of an API that is open to every network', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'api-listen': '0.0.0.0' });
    expect(cloud.status()).toBe(
      'active: Unit is ready. Note: the API, which asks for no login, is open to every network',
    );
  });

  it('takes the secret that Neutron uses on the host already', async () => {
    const files = { '/etc/neutron/secret.txt': 'neutrons-own-secret\n' };
    const cloud = new Cloud({}, { host: { files } });
    await cloud.configChanged();
    expect(cloud.machine.option('neutron_metadata_proxy_shared_secret')).toBe('neutrons-own-secret');
    expect(cloud.find(5).localUnitData['metadata-shared-secret']).toBe('neutrons-own-secret');
    await cloud.configChanged({ 'metadata-shared-secret': 'another-secret' });
    expect(cloud.status()).toBe(
      'active: Unit is ready. Note: metadata-shared-secret is not the one in /etc/neutron/secret.txt, and nova-compute can use one only',
    );
  });

  it('warns of a Nova elsewhere whose secret it cannot know', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'nova-metadata-ip': '10.0.0.80' });
    expect(cloud.status()).toBe(
      'active: Unit is ready. Note: Nova at nova-metadata-ip 10.0.0.80 has a secret of its own: set metadata-shared-secret to it',
    );
  });
});

describe('several orchestrators without coordination', () => {
  const relations = Object.values({ ...cloudRelations(), cluster: peers({ 1: {} }, shared) });

  it('leave the work to the first and say what is missing', async () => {
    const cloud = new Cloud({ leader: false, relations }, { unitId: 0 });
    await cloud.configChanged();
    expect(cloud.machine.running).toBe(true);
    expect(cloud.status()).toBe('active: Unit is ready. Note: the other orchestrators wait for zookeeper');
  });

  it('stop on all but the first', async () => {
    const others = Object.values({ ...cloudRelations(), cluster: peers({ 0: {}, 2: {} }, shared) });
    const database = others.find((one) => one.id === 1);
    const granted = { 0: { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: 'astara-orchestrator/1' } };
    const mine = others.map((one) =>
      one === database && one.kind === 'relation' ? { ...one, remoteUnits: granted } : one,
    );
    const cloud = new Cloud({ leader: false, relations: mine }, { unitId: 1 });
    await cloud.configChanged();
    expect(cloud.machine.running).toBe(false);
    expect(cloud.status()).toBe(
      'blocked: 3 orchestrators need coordination, or each would own every router: relate zookeeper; until then only astara-orchestrator/0 works',
    );
  });
});

describe('two hosts of one name', () => {
  it('are refused, for each would be the other in the ring', async () => {
    const cloud = new Cloud({ relations: clustered({ 1: { host: 'node1' } }, shared) });
    await cloud.configChanged();
    expect(cloud.status()).toBe('blocked: astara-orchestrator/1 is called "node1" too: give the hosts different names');
    expect(cloud.machine.running).toBe(false);
    await cloud.configChanged({ host: 'node1' });
    expect(cloud.status()).toBe('blocked: astara-orchestrator/1 is called "node1" too: unset the option host');
  });
});
