/** A cloud in which every endpoint is related, each to several units: the most that a hook can have to read. */
import { type Relation, relation, subordinateRelation } from '../../../src/ops/testing/index.ts';
import { authority } from '../charm/certificates.ts';
import { cloudRelations, keystoneAnswer, networkIds, peers, zookeeper } from '../charm/cloud.ts';

/** The same bag for units 0 to count-1, or one made for each. */
export function units(
  count: number,
  bag: Readonly<Record<string, string>> | ((id: number) => Record<string, string>),
): Record<number, Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, id) => [id, typeof bag === 'function' ? bag(id) : { ...bag }]),
  );
}

/** Brokers with an address each. */
export function brokers(count: number): Relation {
  return relation({
    endpoint: 'amqp',
    id: 2,
    remoteApp: 'rabbitmq-server',
    remoteUnits: units(count, (id) => ({
      hostname: `10.1.${id >> 8}.${id & 255}`,
      'private-address': `10.1.${id >> 8}.${id & 255}`,
      password: 'rabbit-secret',
    })),
  });
}

/** Every relation that metadata.yaml knows, up and complete; with so many orchestrators. */
export function everyRelation(orchestrators = 1): readonly Relation[] {
  const others = Object.entries(
    units(orchestrators, (id) => ({ host: `node${id + 1}`, 'public-host': `10.0.0.${9 + id}`, ready: 'true' })),
  ).slice(1);
  return [
    relation({
      endpoint: 'shared-db',
      id: 1,
      remoteApp: 'mysql',
      remoteUnits: units(1, { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: 'astara-orchestrator/0' }),
    }),
    brokers(3),
    relation({
      endpoint: 'identity-service',
      id: 3,
      remoteApp: 'keystone',
      remoteUnits: units(1, { ...keystoneAnswer }),
    }),
    relation({
      endpoint: 'astara-orchestrator',
      id: 4,
      remoteApp: 'astara-neutron-api',
      remoteUnits: units(1, networkIds),
    }),
    subordinateRelation({
      endpoint: 'neutron-plugin',
      id: 5,
      remoteApp: 'nova-compute',
      remoteUnitData: { default_availability_zone: 'nova' },
    }),
    peers(Object.fromEntries(others)),
    zookeeper(),
    relation({
      endpoint: 'cache',
      id: 8,
      remoteApp: 'memcached',
      remoteUnits: units(1, { host: '10.0.0.70', port: '11211' }),
    }),
    relation({
      endpoint: 'certificates',
      id: 9,
      remoteApp: 'vault',
      remoteUnits: units(1, { ca: authority }),
    }),
    subordinateRelation({ endpoint: 'nrpe-external-master', id: 10, remoteApp: 'nrpe' }),
    subordinateRelation({ endpoint: 'juju-info', id: 11, remoteApp: 'nova-compute' }),
  ];
}

/** Four relations of three units each, with the peers: what the benchmark renders from. */
export function fourRelations(): readonly Relation[] {
  const related = cloudRelations();
  const of = (name: string, endpoint: string, remoteApp: string): Relation => {
    const one = related[name];
    if (one?.kind !== 'relation') throw new Error(`the cloud has no relation "${name}"`);
    return relation({ endpoint, id: one.id, remoteApp, remoteUnits: units(3, one.remoteUnits[0] ?? {}) });
  };
  return [
    of('database', 'shared-db', 'mysql'),
    of('messaging', 'amqp', 'rabbitmq-server'),
    of('identity', 'identity-service', 'keystone'),
    of('astara', 'astara-orchestrator', 'astara-neutron-api'),
    peers({}),
  ];
}
