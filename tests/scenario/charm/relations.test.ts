/** Each relation: what we ask, what we need, and what becomes of the unit when a peer changes, lies or leaves. */
import { describe, expect, it } from 'vitest';
import { type Relation, relation, subordinateRelation } from '../../../src/ops/testing/index.ts';
import { authority } from './certificates.ts';
import { Cloud, cloudRelations, keystoneAnswer, networkIds, peers, relationsWith } from './cloud.ts';

function withoutJujus(bag: Readonly<Record<string, string>>): Record<string, string> {
  const keys = ['private-address', 'ingress-address', 'egress-subnets'];
  return Object.fromEntries(Object.entries(bag).filter(([key]) => !keys.includes(key)));
}

describe('what we ask', () => {
  it('is exactly three keys of the database', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    expect(withoutJujus(cloud.find(1).localUnitData)).toEqual({
      database: 'astara',
      username: 'astara',
      hostname: '10.0.0.9',
    });
  });

  it('is a user and a virtual host of the message queue', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    expect(withoutJujus(cloud.find(2).localUnitData)).toEqual({ username: 'astara', vhost: 'openstack' });
  });

  it('is an endpoint of Keystone, as the leader', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    expect(withoutJujus(cloud.find(3).localUnitData)).toEqual({
      service: 'astara',
      region: 'RegionOne',
      public_url: 'http://10.0.0.9:44250',
      internal_url: 'http://10.0.0.9:44250',
      admin_url: 'http://10.0.0.9:44250',
    });
    expect(cloud.find(3).localAppData['region']).toBe('RegionOne');
  });

  it('is nothing of Keystone, as another unit', async () => {
    const cloud = new Cloud({ leader: false, relations: relationsWith({ cluster: peers({ 1: {} }) }) });
    await cloud.configChanged();
    expect(withoutJujus(cloud.find(3).localUnitData)).toEqual({});
  });

  it('is taken back from Keystone by a unit that does not lead any more', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.now = { ...cloud.now, leader: false };
    await cloud.run(cloud.context.on.leaderSettingsChanged());
    expect(withoutJujus(cloud.find(3).localUnitData)).toEqual({});
  });

  it('is a shared secret of nova-compute, before anything else is known', async () => {
    const cloud = new Cloud({ relations: relationsWith({ database: null, messaging: null, identity: null }) });
    await cloud.run(cloud.context.on.relationCreated(cloud.find(5)));
    expect(withoutJujus(cloud.find(5).localUnitData)).toEqual({ 'metadata-shared-secret': 'leaders-metadata-secret' });
  });

  it('is asked anew when the options change', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.configChanged({ database: 'other', 'rabbit-vhost': 'else', region: 'RegionTwo' });
    expect(cloud.find(1).localUnitData['database']).toBe('other');
    expect(cloud.find(2).localUnitData['vhost']).toBe('else');
    expect(cloud.find(3).localUnitData['region']).toBe('RegionTwo');
  });

  it('follows the database into its access network', async () => {
    const addresses = ['10.0.0.9', '192.168.7.9'].map((address) => ({
      address,
      family: 4 as const,
      cidr: `${address}/24`,
    }));
    const cloud = new Cloud(
      {
        relations: relationsWith({
          database: relation({
            endpoint: 'shared-db',
            id: 1,
            remoteApp: 'mysql',
            remoteUnits: { 0: { 'access-network': '192.168.7.0/24' } },
          }),
        }),
      },
      { host: { addresses } },
    );
    await cloud.configChanged();
    expect(cloud.find(1).localUnitData['hostname']).toBe('192.168.7.9');
    expect(cloud.status()).toBe('waiting: Incomplete relations: database (mysql: hostname inside access-network)');
  });
});

const { appliance_flavor_id: _flavor, ...withoutFlavor } = networkIds;

describe('readiness', () => {
  const remote = (endpoint: string, id: number, remoteUnits: Record<number, Record<string, string>>): Relation =>
    relation({ endpoint, id, remoteApp: 'peer', remoteUnits });
  const incomplete: readonly (readonly [string, string, Relation])[] = [
    ['a database', 'database (peer: password)', remote('shared-db', 1, { 0: { db_host: '10.0.0.40' } })],
    [
      'a database that does not let us in yet',
      'database (peer: allowed_units)',
      remote('shared-db', 1, {
        0: { db_host: '10.0.0.40', password: 'secret-word', allowed_units: 'astara-orchestrator/10' },
      }),
    ],
    ['a broker', 'messaging (peer: password)', remote('amqp', 2, { 0: { hostname: '10.0.0.30' } })],
    [
      'Keystone',
      'identity (peer: service_host, service_port and 5 more)',
      remote('identity-service', 3, { 0: { api_version: '3' } }),
    ],
    [
      'astara-neutron-api',
      'astara (peer: management_network_id, management_subnet_id and 5 more)',
      remote('astara-orchestrator', 4, { 0: {} }),
    ],
    ['a flavor', 'astara (peer: appliance_flavor_id)', remote('astara-orchestrator', 4, { 0: withoutFlavor })],
    ['a relation without a unit', 'astara (peer has no units)', remote('astara-orchestrator', 4, {})],
  ];

  it.each(incomplete)('waits for %s', async (_, gap, part) => {
    const others = Object.values(cloudRelations()).filter((one) => one.id !== part.id);
    const cloud = new Cloud({ relations: [...others, part] });
    await cloud.configChanged();
    expect(cloud.status()).toBe(`waiting: Incomplete relations: ${gap}`);
    expect(cloud.machine.running).toBe(false);
  });

  it('names what is missing before what is incomplete', async () => {
    const cloud = new Cloud({
      relations: relationsWith({ database: null, messaging: remote('amqp', 2, {}) }),
    });
    await cloud.configChanged();
    expect(cloud.status()).toBe(
      'blocked: Missing relations: database; incomplete relations: messaging (peer has no units)',
    );
  });

  it('takes the eight keys of Astara from one unit, the lowest complete one, and names those that differ', async () => {
    const other = { ...networkIds, router_image_uuid: '99999999-9999-4999-8999-999999999999' };
    const part = { '2': networkIds, '10': other, '1': { management_prefix: 'fd00::/64' } };
    const cloud = new Cloud({
      relations: relationsWith({
        astara: relation({ endpoint: 'astara-orchestrator', id: 4, remoteApp: 'api', remoteUnits: part }),
      }),
    });
    await cloud.configChanged();
    expect(cloud.machine.option('image_uuid')).toBe(networkIds.router_image_uuid);
    expect(cloud.status()).toBe('active: Unit is ready. Note: api/10 names other networks than api/2, whose are used');
  });

  it('does without astara-neutron-api when the operator says all eight', async () => {
    const config = {
      'management-network-id': networkIds.management_network_id,
      'management-subnet-id': networkIds.management_subnet_id,
      'management-prefix': networkIds.management_prefix,
      'external-network-id': networkIds.external_network_id,
      'external-subnet-id': networkIds.external_subnet_id,
      'external-prefix': networkIds.external_prefix,
      'router-image-uuid': networkIds.router_image_uuid,
      'appliance-flavor-id': '42',
    };
    const cloud = new Cloud({ relations: relationsWith({ astara: null }) });
    await cloud.configChanged(config);
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.option('instance_flavor')).toBe('42');
  });
});

describe('nova-compute', () => {
  it.each([
    [
      'is missed while metadata is looked for on this host',
      {},
      'active: Unit is ready. Note: no relation with nova-compute, so metadata needs nova-metadata-ip',
    ],
    [
      'is not missed where Nova serves metadata elsewhere',
      { 'nova-metadata-ip': '10.0.0.80', 'metadata-shared-secret': 'novas-own-secret' },
      'active: Unit is ready',
    ],
  ])('%s', async (_, config, status) => {
    const cloud = new Cloud({ relations: relationsWith({ principal: null }) });
    await cloud.configChanged(config);
    expect(cloud.status()).toBe(status);
  });
});

describe('a peer that changes', () => {
  it('rotates the database password: the file changes and the service restarts once', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const units = { 0: { db_host: '10.0.0.40', password: 'new@word', allowed_units: 'astara-orchestrator/0' } };
    await cloud.changed(relation({ endpoint: 'shared-db', id: 1, remoteApp: 'mysql', remoteUnits: units }));
    expect(cloud.machine.option('connection')).toBe('mysql+pymysql://astara:new%40word@10.0.0.40/astara');
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.machine.migrations).toBe(1);
  });

  it('gives a password that does not work: what works stays, and the status says who refuses', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.servers.refusals.RabbitMQ = 'login as "astara" is refused';
    const units = { 0: { hostname: '10.0.0.30', password: 'wrong-word' } };
    await cloud.changed(relation({ endpoint: 'amqp', id: 2, remoteApp: 'rabbitmq-server', remoteUnits: units }));
    expect(cloud.status()).toBe('waiting: cannot use RabbitMQ at 10.0.0.30:5672: login as "astara" is refused');
    expect(cloud.machine.option('transport_url')).toContain('rabbit-secret');
    expect(cloud.machine.starts).toBe(1);
    delete cloud.servers.refusals.RabbitMQ;
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.option('transport_url')).toContain('wrong-word');
  });

  it('rotates the Keystone password', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const units = { 0: { ...keystoneAnswer, service_password: 'rotated' } };
    await cloud.changed(relation({ endpoint: 'identity-service', id: 3, remoteApp: 'keystone', remoteUnits: units }));
    expect(cloud.machine.option('password')).toBe('rotated');
    expect(cloud.machine.starts).toBe(2);
  });

  it('adds a broker and loses one', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const broker = (host: string) => ({ hostname: host, password: 'rabbit-secret' });
    const with2 = { 0: broker('10.0.0.30'), 1: broker('10.0.0.31') };
    await cloud.changed(relation({ endpoint: 'amqp', id: 2, remoteApp: 'rabbitmq-server', remoteUnits: with2 }));
    expect(cloud.machine.option('transport_url')).toBe(
      'rabbit://astara:rabbit-secret@10.0.0.30:5672,astara:rabbit-secret@10.0.0.31:5672/openstack',
    );
    await cloud.run(cloud.context.on.relationDeparted(cloud.find(2), { remoteUnit: 0, departingUnit: 0 }));
    expect(cloud.machine.option('transport_url')).toBe('rabbit://astara:rabbit-secret@10.0.0.31:5672/openstack');
  });

  it('turns TLS on and off again', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const ssl = { ssl_port: '5671', ssl_ca: Buffer.from(authority).toString('base64') };
    const answer = { hostname: '10.0.0.30', password: 'rabbit-secret' };
    await cloud.changed(
      relation({ endpoint: 'amqp', id: 2, remoteApp: 'rabbitmq-server', remoteUnits: { 0: { ...answer, ...ssl } } }),
    );
    expect(cloud.machine.option('transport_url')).toContain(':5671/');
    expect(cloud.machine.option('ssl')).toBe('True');
    expect(cloud.machine.host.files.read('/etc/astara/ssl/rabbit-client.ca')).toContain('BEGIN CERTIFICATE');
    await cloud.changed(
      relation({ endpoint: 'amqp', id: 2, remoteApp: 'rabbitmq-server', remoteUnits: { 0: answer } }),
    );
    expect(cloud.machine.option('transport_url')).toContain(':5672/');
    expect(cloud.machine.option('ssl')).toBeNull();
    expect(cloud.machine.host.files.exists('/etc/astara/ssl/rabbit-client.ca')).toBe(false);
  });

  it('brings an authority, which the host then trusts until the relation goes', async () => {
    const vault = relation({
      endpoint: 'certificates',
      id: 9,
      remoteApp: 'vault',
      remoteUnits: { 0: { ca: authority } },
    });
    const cloud = new Cloud({ relations: relationsWith({ vault }) });
    await cloud.configChanged();
    const trusted = (): string[] => cloud.machine.host.files.list('/usr/local/share/ca-certificates');
    expect(trusted()).toEqual(['astara-orchestrator-certificates.crt']);
    await cloud.broken(9);
    expect(trusted()).toEqual([]);
  });

  it('is nova-compute, which asks for a restart after it has upgraded packages', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const asking = subordinateRelation({
      endpoint: 'neutron-plugin',
      id: 5,
      remoteApp: 'nova-compute',
      remoteUnitData: { default_availability_zone: 'nova', 'restart-trigger': 'a-uuid' },
    });
    await cloud.changed(asking);
    expect(cloud.machine.starts).toBe(2);
    await cloud.changed(asking);
    expect(cloud.machine.starts).toBe(2);
  });
});

describe('a peer that goes', () => {
  it.each([
    [1, 'database', 'connection'],
    [2, 'messaging', 'transport_url'],
    [3, 'identity', 'password'],
    [4, 'astara', 'management_network_id'],
  ])('relation %i takes its secrets out of the file and stops the service', async (id, name, option) => {
    const cloud = new Cloud();
    await cloud.configChanged();
    expect(cloud.machine.option(option)).not.toBeNull();
    await cloud.broken(id);
    expect(cloud.status()).toBe(`blocked: Missing relations: ${name}`);
    expect(cloud.machine.running).toBe(false);
    expect(cloud.machine.enabled).toBe(false);
    expect(cloud.machine.option(option)).toBeNull();
  });

  it('and comes back finds the unit working again', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.broken(1);
    const back = relation({
      endpoint: 'shared-db',
      id: 11,
      remoteApp: 'mysql',
      remoteUnits: { 0: { db_host: '10.0.0.41', password: 'again', allowed_units: 'astara-orchestrator/0' } },
    });
    await cloud.changed(back);
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.migrations).toBe(2);
  });
});
