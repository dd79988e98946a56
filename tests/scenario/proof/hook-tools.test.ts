/** How often a hook asks Juju: each hook tool is a process of its own, so their number is most of what a hook costs. */
import { describe, expect, it } from 'vitest';
import { peerRelation } from '../../../src/ops/testing/index.ts';
import { Cloud } from '../charm/cloud.ts';
import { brokers, everyRelation, units } from './full-cloud.ts';

/** A cloud that has come to rest. */
async function settled(orchestrators = 1): Promise<Cloud> {
  const cloud = new Cloud({ relations: everyRelation(orchestrators) });
  await cloud.configChanged();
  await cloud.updateStatus();
  expect(cloud.status()).toBe('active: Unit is ready');
  return cloud;
}

/** The most that a hook may need, whatever it is; see docs/performance.md. */
const most = 40;

describe.each([1, 3])(
  'hook tools with every relation up, three brokers and three ZooKeeper servers, %i orchestrators',
  (orchestrators) => {
    it(`are at most ${most} in a config-changed that renders and restarts`, async () => {
      const cloud = await settled(orchestrators);
      const { calls } = await cloud.configChanged({ debug: true });
      expect(cloud.machine.option('debug')).toBe('True');
      expect(calls.length).toBeLessThanOrEqual(most);
    });

    it('are six in a config-changed with nothing to do: options, leadership, four addresses', async () => {
      const cloud = await settled(orchestrators);
      await cloud.configChanged();
      expect((await cloud.configChanged()).calls.length).toBe(6);
    });

    it.each(['start', 'leaderElected', 'upgradeCharm', 'postSeriesUpgrade'] as const)(
      `are at most ${most} in %s, which renders and restarts`,
      async (hook) => {
        const cloud = await settled(orchestrators);
        cloud.now = { ...cloud.now, config: { debug: true } };
        const { calls } = await cloud.run(cloud.context.on[hook]());
        expect(cloud.machine.option('debug')).toBe('True');
        expect(calls.length).toBeLessThanOrEqual(most);
      },
    );

    it(`are at most ${most} in an upgrade-charm that has to say everything anew`, async () => {
      const cloud = await settled(orchestrators);
      const storedStates = cloud.now.storedStates.map((part) =>
        part.name === 'memory' ? { ...part, content: { ...part.content, published: {} } } : part,
      );
      cloud.now = { ...cloud.now, storedStates, config: { debug: true } };
      const { calls } = await cloud.run(cloud.context.on.upgradeCharm());
      expect(calls.filter(({ tool }) => tool === 'relation-set').length).toBeGreaterThanOrEqual(8);
      expect(calls.length).toBeLessThanOrEqual(most);
    });

    it.each([1, 2, 3, 4, 5, 7, 8, 9, 10])(
      `are at most 30 in the relation-changed of relation %i, with what it makes render and restart`,
      async (id) => {
        const cloud = await settled(orchestrators);
        cloud.now = { ...cloud.now, config: { debug: true } };
        const { calls } = await cloud.run(cloud.context.on.relationChanged(cloud.find(id)));
        expect(cloud.machine.option('debug')).toBe('True');
        expect(calls.length).toBeLessThanOrEqual(30);
      },
    );

    it(`are at most ${most} where another leads`, async () => {
      const cloud = await settled(orchestrators);
      cloud.now = { ...cloud.now, leader: false };
      const { calls } = await cloud.configChanged({ verbose: true });
      expect(calls.length).toBeLessThanOrEqual(most);
    });
  },
);

describe('hook tools', () => {
  it('are one at most in an update-status with nothing to report', async () => {
    const cloud = await settled(3);
    expect((await cloud.updateStatus()).calls.length).toBeLessThanOrEqual(1);
  });
});

describe('a relation of many units', () => {
  const sizes = [10, 100, 1000];

  it.each(sizes)('costs one call a unit and no more where all %i are read', async (size) => {
    const cloud = await settled();
    const questions = async () => {
      const { calls } = await cloud.run(cloud.context.on.relationChanged(cloud.find(3)));
      // What is logged says what was done, and is no question.
      return calls.filter((call) => call.tool !== 'juju-log');
    };
    const before = await questions();
    cloud.put(brokers(size));
    const calls = await questions();
    expect(calls.length - before.length).toBe(size - 3);
    const asked = calls.filter((call) => call.tool === 'relation-get' && call.args.includes('amqp:2'));
    expect(asked.length).toBe(size);
  });

  it.each(sizes)('is not read at all in an update-status while all is well, with %i units', async (size) => {
    const cloud = await settled();
    cloud.put(brokers(size));
    await cloud.configChanged();
    expect((await cloud.updateStatus()).calls).toEqual([]);
  });

  it('of peers is read once in a hook, however many there are', async () => {
    const cloud = await settled();
    cloud.put(
      peerRelation({
        endpoint: 'cluster',
        id: 6,
        peers: Object.fromEntries(Object.entries(units(101, { ready: 'true' })).slice(1)),
      }),
    );
    const { calls } = await cloud.configChanged();
    const asked = calls.filter((call) => call.tool === 'relation-get' && call.args.includes('cluster:6'));
    expect(new Set(asked.map((call) => call.args.join(' '))).size).toBe(asked.length);
  });
});
