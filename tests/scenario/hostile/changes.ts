/**
 * What the generated tests change in a cloud that is in order: options and keys of databags that somebody looks at, and
 * some that nobody does. HOSTILE_RUNS asks for more cases, HOSTILE_SEED for others.
 */
import type { Chance } from './chance.ts';
import { wickedSecret, wickedValue } from './grammar.ts';
import { goodCloud, type Said } from './pipeline.ts';

export const runs = Number(process.env['HOSTILE_RUNS'] ?? 20_000);
export const seed = Number(process.env['HOSTILE_SEED'] ?? 20_261_123);
/** Stands in every failure, so that it can be had again. */
export const again = `with HOSTILE_SEED=${seed} HOSTILE_RUNS=${runs}`;

/** Further keys that readers look at, or that an object might already have. */
const otherKeys: Readonly<Record<string, readonly string[]>> = {
  'shared-db unit': [
    'db_port',
    'access-network',
    'ssl_ca',
    'ssl_cert',
    'ssl_key',
    'wait_timeout',
    'cluster-series-upgrading',
  ],
  'amqp unit': ['vip', 'clustered', 'ha-vip-only', 'ha_queues', 'ssl_port', 'ssl_ca'],
  'identity-service unit': ['ca_cert', 'https_keystone', 'region', 'admin_role'],
  'identity-service app': [
    ...['internal-auth-url', 'public-auth-url', 'service-project-name', 'service-domain-name', 'service-credentials'],
    ...['service-user-name', 'service-password'],
  ],
  'zookeeper unit': ['host'],
  'zookeeper app': ['endpoints', 'secret-user', 'username', 'password', 'uris'],
  'certificates unit': ['chain', 'astara-orchestrator_0.processed_requests', 'client.cert'],
  'neutron-plugin unit': ['restart-trigger', 'metadata-shared-secret', 'enable-metadata'],
  'nrpe-external-master unit': ['nagios_host_context'],
  'cluster unit': ['restart-wanted', 'internal-host', 'admin-host'],
  'cluster app': ['ssh-public-key', 'ssh-private-key', 'endpoint-unit', 'restart-turn'],
};
const strangeKeys = ['__proto__', 'constructor', 'toString', '', ' ', 'a=b', '\n', 'x'.repeat(300), 'private-address'];

const stringOptions = [
  ...[
    'openstack-origin',
    'database',
    'database-user',
    'rabbit-user',
    'rabbit-vhost',
    'region',
    'ssl_ca',
    'config-flags',
    'host',
  ],
  ...['os-public-hostname', 'os-internal-hostname', 'os-admin-hostname', 'os-public-network', 'os-internal-network'],
  ...[
    'api-listen',
    'enabled-drivers',
    'interface-driver',
    'integration-bridge',
    'availability-zone',
    'coordination-group',
  ],
  ...[
    'management-network-id',
    'management-subnet-id',
    'management-prefix',
    'external-network-id',
    'external-subnet-id',
  ],
  ...[
    'external-prefix',
    'router-image-uuid',
    'appliance-flavor-id',
    'loadbalancer-image-uuid',
    'loadbalancer-flavor-id',
  ],
  ...[
    'nova-metadata-ip',
    'metadata-shared-secret',
    'ssh-public-key',
    'nagios_context',
    'nagios_servicegroups',
    'openstack-origin-git',
  ],
];
const numberOptions = [
  ...[
    'api-port',
    'worker-multiplier',
    'worker-processes',
    'worker-threads',
    'network-device-mtu',
    'asn',
    'neighbor-asn',
  ],
  ...[
    'alive-timeout',
    'config-timeout',
    'boot-timeout',
    'health-check-period',
    'session-timeout',
    'nova-metadata-port',
  ],
  ...['db-max-pool-size', 'db-max-overflow'],
];
const strangeNumbers = [
  0,
  -0,
  -1,
  1,
  0.1,
  1.5,
  64,
  65,
  65_535,
  65_536,
  2 ** 31,
  2 ** 53,
  1e21,
  1e-7,
  -1e300,
  Number.MAX_VALUE,
];

export interface Change {
  readonly where: string;
  readonly key: string;
  readonly value: string | number | boolean | null;
}

export function drawChange(chance: Chance, cloud: Said): Change {
  if (chance.often(30)) {
    if (chance.often(20))
      return { where: 'options', key: chance.one(numberOptions), value: chance.one(strangeNumbers) };
    const key = chance.one(stringOptions);
    return { where: 'options', key, value: wickedValue(chance, String(cloud.options[key] ?? 'x')) };
  }
  const where = chance.one(Object.keys(cloud.bags));
  const bag = cloud.bags[where] ?? {};
  const key = chance.one([...Object.keys(bag), ...(otherKeys[where] ?? []), chance.one(strangeKeys)]);
  if (chance.often(4)) return { where, key, value: null };
  const secret = /password|secret/.test(key);
  return {
    where,
    key,
    value: secret ? wickedSecret(chance) : wickedValue(chance, (Object.hasOwn(bag, key) ? bag[key] : null) ?? 'x'),
  };
}

/** A good cloud with the changes made to it. */
export function changed(changes: readonly Change[]): Said {
  const cloud = goodCloud();
  for (const { where, key, value } of changes) {
    const target: Record<string, string | number | boolean> =
      where === 'options' ? cloud.options : (cloud.bags[where] ?? {});
    // defineProperty, since a plain assignment to __proto__ would not make a key.
    if (value === null) delete target[key];
    else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return cloud;
}
