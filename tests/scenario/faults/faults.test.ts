/**
 * Each fault at every possible point of the hooks that bring a unit up and keep it up: afterwards it comes to the same
 * configuration, the same database and the same databags as one that nothing has happened to, with the schema made once
 * and no needless restart. faults-of-rarer-hooks.test.ts has the others.
 */
import { describe, expect, it } from 'vitest';
import { relation } from '../../../src/ops/testing/index.ts';
import { networkIds } from '../charm/cloud.ts';
import { deployed, faults, type Hook, tryEveryPoint } from './every-point.ts';

const newImage = relation({
  endpoint: 'astara-orchestrator',
  id: 4,
  remoteApp: 'astara-neutron-api',
  remoteUnits: { 0: { ...networkIds, router_image_uuid: '99999999-9999-4999-8999-999999999999' } },
});

const hooks: readonly Hook[] = [
  {
    name: 'first config-changed',
    before: async () => {},
    event: (cloud) => cloud.context.on.configChanged(),
  },
  {
    name: 'relation-changed that renders and restarts',
    before: async (cloud) => {
      await cloud.configChanged();
      cloud.put(newImage);
    },
    event: (cloud) => cloud.context.on.relationChanged(cloud.find(4)),
  },
  {
    name: 'upgrade-charm to a new version of Astara',
    before: async (cloud) => {
      await cloud.configChanged();
      cloud.machine.candidate = '10.0.0-1';
      cloud.now = { ...cloud.now, config: { 'openstack-origin': 'ppa:astara-drivers/astara' } };
    },
    event: (cloud) => cloud.context.on.upgradeCharm(),
  },
  {
    name: 'relation-broken of the database',
    before: deployed,
    event: (cloud) => cloud.context.on.relationBroken(cloud.find(1)),
    after: (cloud) => {
      cloud.now = { ...cloud.now, relations: cloud.now.relations.filter((one) => one.id !== 1) };
    },
  },
];

describe.each(hooks)('a $name', (hook) => {
  it.each(faults)('%s at any point ends as if nothing had happened', { timeout: 300_000 }, async (fault) => {
    expect(await tryEveryPoint(hook, fault)).toBeGreaterThan(0);
  });
});

describe('a hook that writes the configuration and restarts', () => {
  it.each(hooks.slice(0, 3))(
    'ends as if nothing had happened after a reboot at any point of it: $name',
    async (hook) => {
      // A boot without the service: what was written is read only when a hook starts it.
      expect(await tryEveryPoint(hook, 'rebooted, service down')).toBeGreaterThan(0);
    },
  );
});
