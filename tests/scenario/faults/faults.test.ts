/**
 * Each fault at every possible point of every kind of hook: afterwards the unit comes to the same configuration, the same
 * database and the same databags as one that nothing has happened to, with the schema made once.
 */
import { describe, expect, it } from 'vitest';
import { relation, type TestEvent } from '../../../src/ops/testing/index.ts';
import { cloudRelations, networkIds, zookeeper } from '../charm/cloud.ts';
import { type Fault, FaultyCloud } from './faulty-cloud.ts';

const faults: readonly Fault[] = [
  'killed',
  'rebooted',
  'tool fails',
  'program fails',
  'disk full',
  'read-only',
  'leadership lost',
];

const newImage = relation({
  endpoint: 'astara-orchestrator',
  id: 4,
  remoteApp: 'astara-neutron-api',
  remoteUnits: { 0: { ...networkIds, router_image_uuid: '99999999-9999-4999-8999-999999999999' } },
});

interface Hook {
  readonly name: string;
  /** What has happened before. */
  readonly before: (cloud: FaultyCloud) => Promise<void>;
  readonly event: (cloud: FaultyCloud) => TestEvent;
}

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
    before: async (cloud) => {
      await cloud.configChanged();
    },
    event: (cloud) => cloud.context.on.relationBroken(cloud.find(1)),
  },
];

async function newCloud(hook: Hook): Promise<FaultyCloud> {
  const cloud = new FaultyCloud({ relations: [...Object.values(cloudRelations()), zookeeper()] });
  await hook.before(cloud);
  return cloud;
}

/** The hooks that follow: somebody leads again, and Juju looks in. */
async function settle(cloud: FaultyCloud, hook: Hook): Promise<void> {
  if (hook.name.startsWith('relation-broken')) {
    cloud.now = { ...cloud.now, relations: cloud.now.relations.filter((one) => one.id !== 1) };
  }
  if (!cloud.now.leader) {
    cloud.now = { ...cloud.now, leader: true };
    await cloud.run(cloud.context.on.leaderElected());
  }
  await cloud.updateStatus();
  await cloud.configChanged();
  await cloud.updateStatus();
}

describe.each(hooks)('a $name', (hook) => {
  it.each(faults)('%s at any point ends as if nothing had happened', { timeout: 300_000 }, async (fault) => {
    const good = await newCloud(hook);
    good.arm(fault, 0);
    await good.runUntilDone(() => hook.event(good));
    const points = good.passed;
    await settle(good, hook);
    const wanted = good.picture();
    expect(points).toBeGreaterThan(0);

    for (let at = 1; at <= points; at += 1) {
      const cloud = await newCloud(hook);
      cloud.arm(fault, at);
      await cloud.runUntilDone(() => hook.event(cloud));
      await settle(cloud, hook);
      expect({ at, ...cloud.picture() }).toEqual({ at, ...wanted });
      expect({ at, migrations: cloud.migrations }).toEqual({ at, migrations: good.migrations });
      const [used, published] = cloud.metadataSecrets();
      expect({ at, used }).toEqual({ at, used: published });
    }
  });
});
