/**
 * Wicked databags and configurations through all that a hook works out: no crash, no line in a file that nobody meant, no secret shown.
 * HOSTILE_RUNS asks for more of them, HOSTILE_SEED for others. What they once found stands in found-cases.ts for good.
 */
import { describe, expect, it } from 'vitest';
import { foundCases } from './found-cases.ts';
import { Chance, wickedSecret, wickedValue } from './grammar.ts';
import { judge } from './judge.ts';
import { goodCloud, type Said, workOut } from './pipeline.ts';

const runs = Number(process.env['HOSTILE_RUNS'] ?? 20_000);
const seed = Number(process.env['HOSTILE_SEED'] ?? 20_261_123);

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

interface Change {
  readonly where: string;
  readonly key: string;
  readonly value: string | number | boolean | null;
}

function drawChange(chance: Chance, cloud: Said): Change {
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

function changed(changes: readonly Change[]): Said {
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

/** Why a case is wrong, or null. */
async function faultOf(changes: readonly Change[]): Promise<string | null> {
  const said = changed(changes);
  try {
    judge(await workOut(said), said);
    return null;
  } catch (error) {
    return error instanceof Error
      ? `${error.message}\n${error.stack?.split('\n').slice(1, 5).join('\n')}`
      : String(error);
  }
}

/** The same fault with as few changes as possible. */
async function smallest(changes: readonly Change[]): Promise<readonly Change[]> {
  for (const one of changes) {
    const rest = changes.filter((change) => change !== one);
    if (rest.length > 0 && (await faultOf(rest)) !== null) return smallest(rest);
  }
  return changes;
}

describe('databags and options', () => {
  it.each(foundCases)('once wrong stay right: $name', async ({ changes }) => {
    expect(await faultOf(changes)).toBeNull();
  });

  it('that are in order make a configuration', async () => {
    const worked = await workOut(goodCloud());
    expect(worked.conf).not.toBeNull();
    expect(worked.requests.problems).toEqual([]);
    expect(await faultOf([])).toBeNull();
  });

  it(`in ${runs} wicked forms harm nobody`, { timeout: 600_000 + runs * 20 }, async () => {
    const chance = new Chance(seed);
    const cloud = goodCloud();
    const faults: string[] = [];
    let rendered = 0;
    for (let run = 0; run < runs && faults.length < 5; run += 1) {
      const changes = Array.from({ length: 1 + chance.below(3) }, () => drawChange(chance, cloud));
      const fault = await faultOf(changes);
      if (fault === null) {
        rendered += 1;
        continue;
      }
      const least = await smallest(changes);
      faults.push(`${await faultOf(least)}\n${JSON.stringify(least).slice(0, 600)}`);
    }
    expect(faults).toEqual([]);
    expect(rendered).toBe(runs);
  });
});
