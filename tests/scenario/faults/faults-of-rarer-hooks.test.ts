/** Each fault at every possible point of the hooks and actions that are rarer: see faults.test.ts. */
import { describe, expect, it } from 'vitest';
import { relation, subordinateRelation } from '../../../src/ops/testing/index.ts';
import { authority } from '../charm/certificates.ts';
import { cloudRelations, peers, zookeeper } from '../charm/cloud.ts';
import { deployed, faults, type Hook, tryEveryPoint } from './every-point.ts';
import type { FaultyCloud } from './faulty-cloud.ts';

const usual = [...Object.values(cloudRelations()), zookeeper()];
const pem = (label: string): string =>
  Buffer.from(`-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`).toString('base64');

/** An action that has failed is run again by the operator. */
const action = (name: Parameters<FaultyCloud['context']['on']['action']>[0]) => (cloud: FaultyCloud) =>
  cloud.context.on.action(name);

const hooks: readonly Hook[] = [
  {
    name: 'installation before there is any relation',
    input: { relations: [peers({})] },
    before: async () => {},
    event: (cloud) => cloud.context.on.install(),
  },
  {
    name: 'installation from git',
    input: { relations: usual, config: { 'openstack-origin-git': 'mitaka' } },
    before: async () => {},
    event: (cloud) => cloud.context.on.configChanged(),
  },
  {
    name: 'database that asks for TLS',
    before: async (cloud) => {
      await deployed(cloud);
      const bag = { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: 'astara-orchestrator/0' };
      const tls = { ssl_ca: pem('CERTIFICATE'), ssl_cert: pem('CERTIFICATE'), ssl_key: pem('RSA PRIVATE KEY') };
      cloud.put(relation({ endpoint: 'shared-db', id: 1, remoteApp: 'mysql', remoteUnits: { 0: { ...bag, ...tls } } }));
    },
    event: (cloud) => cloud.context.on.relationChanged(cloud.find(1)),
  },
  {
    name: 'authority, Nagios and held back restarts, all at once',
    before: async (cloud) => {
      await deployed(cloud);
      for (const folder of ['/etc/nagios/nrpe.d', '/var/lib/nagios/export']) {
        cloud.machine.host.files.makeDirectory(folder, { mode: 0o755, owner: 'root', group: 'root' });
      }
      cloud.put(
        relation({ endpoint: 'certificates', id: 9, remoteApp: 'vault', remoteUnits: { 0: { ca: authority } } }),
      );
      cloud.put(subordinateRelation({ endpoint: 'nrpe-external-master', id: 10, remoteApp: 'nrpe' }));
      cloud.now = { ...cloud.now, config: { 'enable-auto-restarts': false, debug: true } };
    },
    // After a boot all relations are looked up again, these two among them.
    event: (cloud) => cloud.context.on.start(),
  },
  {
    name: 'leader-elected among several',
    input: {
      leader: false,
      relations: [
        ...usual.filter(({ id }) => id !== 6),
        peers({ 1: { host: 'node2', 'public-host': '10.0.0.10', ready: 'true' } }),
      ],
    },
    before: async (cloud) => {
      await deployed(cloud);
      cloud.now = { ...cloud.now, leader: true };
    },
    event: (cloud) => cloud.context.on.leaderElected(),
    onlyLeads: true,
  },
  {
    name: 'update-status that finds the service stopped',
    before: async (cloud) => {
      await deployed(cloud);
      cloud.machine.running = false;
      cloud.machine.refresh();
    },
    event: (cloud) => cloud.context.on.updateStatus(),
  },
  { name: 'pause', event: action('pause') },
  {
    name: 'resume',
    before: async (cloud) => {
      await deployed(cloud);
      await cloud.run(action('pause')(cloud));
    },
    event: action('resume'),
  },
  // Who does not lead any more may not migrate, and says so for ever.
  { name: 'sync-database', event: action('sync-database'), without: ['leadership lost'] },
  { name: 'stop', event: (cloud) => cloud.context.on.stop(), leaves: true },
  {
    name: 'remove',
    event: (cloud) => cloud.context.on.remove(),
    leaves: true,
    // A program that fails for good must not keep a unit from leaving: the log says what it has left behind.
    without: ['program fails', 'program missing'],
  },
];

/** Those that take another way through the charm; the usual hooks are tried with all of them. */
const tried = faults.filter((fault) => fault !== 'program killed' && fault !== 'read-only');

describe.each(hooks)('$name', (hook) => {
  const possible = tried.filter((fault) => hook.without?.includes(fault) !== true);
  it.each(possible)('%s at any point ends as if nothing had happened', { timeout: 300_000 }, async (fault) => {
    expect(await tryEveryPoint(hook, fault)).toBeGreaterThanOrEqual(0);
  });
});
