/** Whatever a peer sends, a reader gives a value: it neither throws nor lets through what could break a line or a word. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfigFlags } from '../../../../src/openstack/config-flags.ts';
import { parseGitOrigin } from '../../../../src/openstack/git-origin.ts';
import { parseOrigin } from '../../../../src/openstack/origin.ts';
import { readMessaging, transportUrl } from '../../../../src/openstack/relations/amqp.ts';
import type { Bag, RelationBags } from '../../../../src/openstack/relations/bags.ts';
import { readCertificates } from '../../../../src/openstack/relations/certificates.ts';
import { readIdentityService } from '../../../../src/openstack/relations/identity-answer.ts';
import { readMonitoring } from '../../../../src/openstack/relations/nrpe.ts';
import { databaseUrl, readSharedDatabase } from '../../../../src/openstack/relations/shared-db.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    'None',
    '__null__',
    'true',
    '10.0.0.1',
    'fd00::1',
    '[fd00::1]',
    '65536',
    '5672',
    'h\n[section]',
    '$(id)',
    "'; DROP TABLE x; --",
    '../../etc/passwd',
    '{}',
    '[]',
    'null',
    '__proto__',
    '%(x)s',
    '$pa',
    'p/w',
    'a b',
    'astara-orchestrator/0',
    'http://k:5000',
    '\u202e',
    '\ud800',
  ),
);

const keys = [
  ...['db_host', 'db_port', 'password', 'allowed_units', 'access-network', 'ssl_ca', 'wait_timeout', 'hostname', 'vip'],
  ...[
    'private-address',
    'ssl_port',
    'clustered',
    'ha-vip-only',
    'service_host',
    'service_port',
    'auth_host',
    'auth_port',
  ],
  ...[
    'service_tenant',
    'service_username',
    'service_password',
    'api_version',
    'auth_protocol',
    'ca',
    'chain',
    '__proto__',
  ],
  ...[
    'internal-auth-url',
    'service-user-name',
    'service-password',
    'service-credentials',
    'nagios_hostname',
    'toString',
  ],
  'astara-orchestrator_0.processed_requests',
];

const bag: fc.Arbitrary<Bag> = fc.dictionary(fc.constantFrom(...keys), nasty, { maxKeys: 20, noNullPrototype: true });

const relation: fc.Arbitrary<RelationBags> = fc.record({
  endpoint: fc.constant('endpoint'),
  id: fc.nat(100),
  remoteApp: fc.constant('remote'),
  units: fc
    .array(bag, { maxLength: 3 })
    .map((bags) => bags.map((one, index) => ({ unit: `remote/${index}`, bag: one }))),
  appBag: bag,
  ours: bag,
});

const client = {
  unit: 'astara-orchestrator/0',
  database: 'astara',
  username: 'astara',
  hostAddresses: [{ address: '10.0.0.9', family: 4, cidr: '10.0.0.9/24' }],
} as const;

const runs = { numRuns: 300 };
const oneWord = /^[!-~]+$/;

describe('data from peers', () => {
  it('as a database never breaks the connection URL', () => {
    fc.assert(
      fc.property(fc.array(relation, { maxLength: 2 }), (relations) => {
        const reading = readSharedDatabase(relations, client);
        if (reading.kind === 'ready') expect(databaseUrl(reading.data, null)).toMatch(oneWord);
      }),
      runs,
    );
  });

  it('as brokers never breaks the transport URL', () => {
    const ready = { hostname: '10.0.0.1', password: 'pw' };
    fc.assert(
      fc.property(relation, nasty, (one, value) => {
        for (const key of ['hostname', 'password', 'vip', 'ssl_port']) {
          const unit = { unit: 'remote/9', bag: { ...ready, clustered: 'true', [key]: value } };
          const reading = readMessaging([{ ...one, units: [...one.units, unit] }], { username: 'a', vhost: 'v' });
          if (reading.kind === 'ready') expect(transportUrl(reading.data)).toMatch(oneWord);
        }
      }),
      runs,
    );
  });

  it('as an identity, certificates or monitoring is read or refused, and every text is one line', () => {
    fc.assert(
      fc.property(fc.array(relation, { maxLength: 2 }), (relations) => {
        const identity = readIdentityService(relations, () => ({ username: 'u' }));
        if (identity.kind === 'ready') {
          for (const value of Object.values(identity.data)) expect(String(value)).not.toMatch(/[\n\r\0]/);
        }
        for (const reading of [identity, readCertificates(relations, client.unit), readMonitoring(relations)]) {
          if (reading.kind === 'invalid')
            for (const problem of reading.problems) expect(problem).not.toMatch(/[\n\r\0]/);
        }
      }),
      runs,
    );
  });
});

describe("an operator's options", () => {
  it('are read or refused with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nasty, fc.string({ unit: 'binary' })), async (text) => {
        const project = { name: 'astara', repository: 'https://x/astara' };
        const readings = [
          await parseConfigFlags(text),
          await parseConfigFlags(`a=${text}`),
          await parseConfigFlags(`a: ${text}`),
          parseOrigin(text, 'jammy'),
          parseOrigin(`deb ${text}`, 'jammy'),
          await parseGitOrigin(text, project),
          await parseGitOrigin(`repositories: ${text}`, project),
        ];
        for (const reading of readings) if (!reading.ok) expect(reading.problem).not.toBe('');
      }),
      runs,
    );
  });
});
