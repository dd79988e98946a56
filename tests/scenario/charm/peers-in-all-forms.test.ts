/** The same relation from other charms and other years: what each sends, and what must come out of it. */
import { describe, expect, it } from 'vitest';
import { type Relation, relation, secret } from '../../../src/ops/testing/index.ts';
import { authority } from './certificates.ts';
import { Cloud, cloudRelations, keystoneAnswer } from './cloud.ts';

function withPart(part: Relation): Relation[] {
  return [...Object.values(cloudRelations()).filter((one) => one.id !== part.id), part];
}

async function deployed(part: Relation): Promise<Cloud> {
  const cloud = new Cloud({ relations: withPart(part) });
  await cloud.configChanged();
  return cloud;
}

const encoded = Buffer.from(authority).toString('base64');
const granted = { password: 'mysql-secret', allowed_units: 'astara-orchestrator/0' };

describe('the database', () => {
  const database = (remoteApp: string, units: Record<number, Record<string, string>>): Relation =>
    relation({ endpoint: 'shared-db', id: 1, remoteApp, remoteUnits: units });

  it('from mysql-router is on this host, at the port it names, over TLS', async () => {
    const cloud = await deployed(
      database('astara-mysql-router', {
        0: { ...granted, db_host: '127.0.0.1', db_port: '3308', ssl_ca: encoded, wait_timeout: '600' },
      }),
    );
    expect(cloud.machine.option('connection')).toBe(
      'mysql+pymysql://astara:mysql-secret@127.0.0.1:3308/astara?ssl_ca=/etc/astara/ssl/db-client.ca',
    );
    expect(cloud.machine.option('connection_recycle_time')).toBe('540');
    expect(cloud.machine.host.files.read('/etc/astara/ssl/db-client.ca')?.trim()).toBe(authority.trim());
    expect(cloud.servers.logins.database).toMatchObject({ host: '127.0.0.1', port: 3308 });
  });

  it('from percona is the same whichever of its units answers', async () => {
    const answer = { ...granted, db_host: '10.0.0.40' };
    const cloud = await deployed(database('mysql', { 0: answer, 1: answer, 2: {} }));
    const before = cloud.machine.conf();
    await cloud.changed(database('mysql', { 1: answer, 2: answer }));
    expect(cloud.machine.conf()).toBe(before);
    expect(cloud.machine.starts).toBe(1);
  });

  it('from mysql-innodb-cluster is at its port, with the certificate and key of ours that it demands', async () => {
    const key = Buffer.from('-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n').toString('base64');
    const tls = { ssl_ca: encoded, ssl_cert: encoded, ssl_key: key };
    const cloud = await deployed(
      database('mysql', { 0: { ...granted, db_host: '10.0.0.41', db_port: '3306', ...tls } }),
    );
    expect(cloud.machine.option('connection')).toBe(
      'mysql+pymysql://astara:mysql-secret@10.0.0.41:3306/astara?ssl_ca=/etc/astara/ssl/db-client.ca&ssl_cert=/etc/astara/ssl/db-client.cert&ssl_key=/etc/astara/ssl/db-client.key',
    );
    await cloud.changed(database('mysql', { 0: { ...granted, db_host: '10.0.0.41', db_port: '3306' } }));
    expect(cloud.machine.host.files.list('/etc/astara/ssl')).toEqual([]);
  });

  it('that knows us by several IPv6 addresses lets us in by name', async () => {
    const addresses = [
      { address: '10.0.0.9', family: 4 as const, cidr: '10.0.0.9/24' },
      { address: 'fd00::9', family: 6 as const, cidr: 'fd00::9/64' },
      { address: 'fd01::9', family: 6 as const, cidr: 'fd01::9/64' },
      { address: 'fe80::9', family: 6 as const, cidr: 'fe80::9/64' },
    ];
    const networks = [{ 'access-network': 'fd01::/64' }, { 'access-network': '192.168.7.0/24 fd01::/64' }];
    for (const network of networks) {
      const part = database('mysql', { 0: { ...network, ...granted, db_host: 'fd01::40' } });
      const cloud = new Cloud({ relations: withPart(part) }, { host: { addresses } });
      await cloud.configChanged({ 'prefer-ipv6': true });
      expect(cloud.find(1).localUnitData['hostname']).toBe('["fd00::9","fd01::9"]');
      await cloud.updateStatus();
      expect(cloud.status()).toBe('active: Unit is ready');
    }
  });

  it('in the one of several networks that it names, is asked from our address there', async () => {
    const addresses = ['10.0.0.9', '192.168.7.9', '172.16.0.9'].map((address) => ({
      address,
      family: 4 as const,
      cidr: `${address}/24`,
    }));
    const answer = { ...granted, db_host: '172.16.0.40', 'access-network': '203.0.113.0/24 172.16.0.0/24' };
    const cloud = new Cloud({ relations: withPart(database('mysql', { 0: answer })) }, { host: { addresses } });
    await cloud.configChanged();
    expect(cloud.find(1).localUnitData['hostname']).toBe('172.16.0.9');
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('at an IPv6 address is in brackets', async () => {
    const cloud = await deployed(database('mysql', { 0: { ...granted, db_host: 'fd00::40' } }));
    expect(cloud.machine.option('connection')).toBe('mysql+pymysql://astara:mysql-secret@[fd00::40]/astara');
  });

  it('that names no network of ours says so', async () => {
    const cloud = await deployed(database('mysql', { 0: { 'access-network': '192.168.7.0/24' } }));
    expect(cloud.status()).toBe(
      'blocked: Invalid relations: database (shared-db: mysql: access-network: this unit has no address in 192.168.7.0/24; bind shared-db to its space)',
    );
  });
});

describe('the message queue', () => {
  it('behind a virtual address is reached there alone', async () => {
    const broker = (host: string) => ({
      hostname: host,
      password: 'rabbit-secret',
      clustered: 'true',
      vip: '10.0.0.200',
    });
    const cloud = await deployed(
      relation({
        endpoint: 'amqp',
        id: 2,
        remoteApp: 'rabbitmq-server',
        remoteUnits: { 0: broker('10.0.0.30'), 1: broker('10.0.0.31') },
      }),
    );
    expect(cloud.machine.option('transport_url')).toBe('rabbit://astara:rabbit-secret@10.0.0.200:5672/openstack');
  });

  it.each([
    [
      'several brokers',
      {},
      'rabbit://astara:rabbit-secret@10.0.0.30:5671,astara:rabbit-secret@10.0.0.31:5671/openstack',
    ],
    [
      'a virtual address',
      { clustered: 'true', vip: '10.0.0.200' },
      'rabbit://astara:rabbit-secret@10.0.0.200:5671/openstack',
    ],
    [
      'a virtual address that is not to be used',
      { clustered: 'true', vip: '10.0.0.200', 'ha-vip-only': 'true' },
      'rabbit://astara:rabbit-secret@10.0.0.30:5671,astara:rabbit-secret@10.0.0.31:5671/openstack',
    ],
  ])('with TLS and %s', async (_, ha, url) => {
    const broker = (host: string) => ({
      hostname: host,
      password: 'rabbit-secret',
      ssl_port: '5671',
      ssl_ca: encoded,
      ...ha,
    });
    // A third one is not ready, and does not hold up the others.
    const remoteUnits = { 0: broker('10.0.0.31'), 1: broker('10.0.0.30'), 2: { hostname: '10.0.0.32' } };
    const cloud = await deployed(relation({ endpoint: 'amqp', id: 2, remoteApp: 'rabbitmq-server', remoteUnits }));
    expect(cloud.machine.option('transport_url')).toBe(url);
    expect(cloud.machine.option('ssl_ca_file')).toBe('/etc/astara/ssl/rabbit-client.ca');
    expect(cloud.machine.option('kombu_ssl_ca_certs')).toBe('/etc/astara/ssl/rabbit-client.ca');
    expect(cloud.servers.logins.messaging?.tls).not.toBeNull();
  });

  it("with TLS and no authority of its own is checked against the host's", async () => {
    const cloud = await deployed(
      relation({
        endpoint: 'amqp',
        id: 2,
        remoteApp: 'rabbitmq-server',
        remoteUnits: { 0: { hostname: '10.0.0.30', password: 'rabbit-secret', ssl_port: '5671' } },
      }),
    );
    expect(cloud.machine.option('ssl')).toBe('True');
    expect(cloud.machine.option('ssl_ca_file')).toBeNull();
  });
});

describe('Keystone', () => {
  const keystone = (units: Record<number, Record<string, string>>, app: Record<string, string> = {}): Relation =>
    relation({ endpoint: 'identity-service', id: 3, remoteApp: 'keystone', remoteUnits: units, remoteAppData: app });

  it('of version 2 has no domains, and no version in its URL', async () => {
    const three = ['service_domain', 'service_domain_id', 'service_tenant_id'];
    const two = Object.fromEntries(Object.entries(keystoneAnswer).filter(([key]) => !three.includes(key)));
    const cloud = await deployed(keystone({ 0: { ...two, api_version: '2.0' } }));
    expect(cloud.machine.option('auth_url')).toBe('http://10.0.0.50:35357');
    expect(cloud.machine.option('user_domain_name')).toBe('default');
  });

  it('before 2021 says nothing of internal addresses', async () => {
    const old = Object.fromEntries(Object.entries(keystoneAnswer).filter(([key]) => !key.startsWith('internal_')));
    const cloud = await deployed(keystone({ 0: old }));
    await cloud.configChanged({ 'use-internal-endpoints': true });
    expect(cloud.machine.option('auth_url')).toBe('http://10.0.0.50:5000/v3');
  });

  it('until 18.08 brings its own authority, which the host trusts while it is there', async () => {
    const cloud = await deployed(keystone({ 0: { ...keystoneAnswer, https_keystone: 'True', ca_cert: encoded } }));
    const trusted = (): string[] => cloud.machine.host.files.list('/usr/local/share/ca-certificates');
    expect(trusted()).toEqual(['astara-orchestrator-keystone.crt']);
    await cloud.changed(keystone({ 0: keystoneAnswer }));
    expect(trusted()).toEqual([]);
  });

  it('that says None or nothing in place of credentials is waited for', async () => {
    const cloud = await deployed(keystone({ 0: { ...keystoneAnswer, service_password: 'None' } }));
    expect(cloud.status()).toBe('waiting: Incomplete relations: identity (keystone: service_password)');
  });

  it('with a prefix for service users names ours', async () => {
    const cloud = await deployed(keystone({ 0: { ...keystoneAnswer, service_username: 'prod_astara' } }));
    expect(cloud.machine.option('username')).toBe('prod_astara');
  });

  it("on Kubernetes answers in its application's bag, with a Juju secret", async () => {
    const credentials = secret({ owner: null, content: { username: 'astara', password: 'juju-secret-word' } });
    const part = keystone(
      { 0: {} },
      {
        'internal-auth-url': 'http://ki.local:80/openstack-keystone',
        'public-auth-url': 'http://kp.local:80/openstack-keystone',
        'service-project-name': 'services',
        'service-domain-name': 'service_domain',
        'service-credentials': credentials.id,
      },
    );
    const cloud = new Cloud({ relations: withPart(part), secrets: [credentials] });
    await cloud.configChanged();
    expect(cloud.machine.option('auth_url')).toBe('http://ki.local:80/openstack-keystone');
    expect(cloud.machine.option('password')).toBe('juju-secret-word');
    const rotated = { ...credentials.latest, revision: 2, content: { username: 'astara', password: 'rotated-word' } };
    cloud.now = { ...cloud.now, secrets: cloud.now.secrets.map((one) => ({ ...one, latest: rotated })) };
    await cloud.run(cloud.context.on.secretChanged(cloud.now.secrets[0] ?? credentials));
    expect(cloud.machine.option('password')).toBe('rotated-word');
    expect(JSON.parse(cloud.find(3).localAppData['service-endpoints'] ?? '[]')).toEqual([
      {
        service_name: 'astara',
        type: 'astara',
        description: 'Astara Network Orchestration Service',
        internal_url: 'http://10.0.0.9:44250',
        admin_url: 'http://10.0.0.9:44250',
        public_url: 'http://10.0.0.9:44250',
      },
    ]);
  });

  it('that answers without credentials is waited for', async () => {
    const cloud = await deployed(keystone({ 0: { auth_host: '10.0.0.50', auth_port: '35357', api_version: '3' } }));
    expect(cloud.status()).toBe(
      'waiting: Incomplete relations: identity (keystone: service_host, service_port and 3 more)',
    );
  });
});

describe('a liberty Astara', () => {
  it('is told of the external network, and of drivers by their old names', async () => {
    const cloud = new Cloud();
    cloud.machine.candidate = '7.0.0-1';
    await cloud.configChanged();
    expect(cloud.machine.option('external_prefix')).toBe('172.16.77.0/24');
    expect(cloud.machine.option('interface_driver')).toBe('akanda.rug.common.linux.interface.OVSInterfaceDriver');
  });
});
