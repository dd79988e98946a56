/** Which relations there are is remembered; each that comes or goes is seen in its own hooks. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/ops/testing/index.ts';
import { Cloud, zookeeper } from './cloud.ts';

/** Endpoints whose relations a hook has asked Juju for. */
const askedFor = ({ calls }: Pick<Outcome, 'calls'>): readonly string[] =>
  calls.filter(({ tool }) => tool === 'relation-ids').map(({ args }) => args[0] ?? '');

describe('the relations that there are', () => {
  it('are asked for once, and again after a boot', async () => {
    const cloud = new Cloud();
    expect(askedFor(await cloud.configChanged())).toHaveLength(10);
    expect(askedFor(await cloud.configChanged({ debug: true }))).toEqual([]);
    expect(askedFor(await cloud.run(cloud.context.on.relationChanged(cloud.find(3))))).toEqual([]);
    expect(askedFor(await cloud.run(cloud.context.on.upgradeCharm()))).toEqual([]);
    expect(askedFor(await cloud.run(cloud.context.on.start()))).toHaveLength(10);
  });

  it('are joined by one whose first hook comes, whichever it is', async () => {
    for (const hook of ['relationCreated', 'relationChanged'] as const) {
      const cloud = new Cloud();
      await cloud.configChanged();
      cloud.put(zookeeper());
      expect(askedFor(await cloud.run(cloud.context.on[hook](cloud.find(7))))).toEqual([]);
      expect(cloud.machine.conf()).toContain('10.0.0.60');
      await cloud.configChanged({ debug: true });
      expect(cloud.machine.conf()).toContain('10.0.0.60');
    }
  });

  it('lose the one whose last hook comes', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.broken(3);
    expect(cloud.status()).toBe('blocked: Missing relations: identity');
    expect(askedFor(await cloud.configChanged({ debug: true }))).toEqual([]);
    expect(cloud.status()).toBe('blocked: Missing relations: identity');
  });

  it('lose one that Juju has dropped without a hook, as it does when it is forced', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.now = { ...cloud.now, relations: cloud.now.relations.filter((one) => one.id !== 3) };
    await cloud.configChanged({ debug: true });
    expect(cloud.status()).toBe('blocked: Missing relations: identity');
    const { calls } = await cloud.configChanged({ debug: false });
    expect(calls.some(({ args }) => args.includes('identity-service:3'))).toBe(false);
  });

  it('are what they are in the next try of a hook that has failed', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.put(zookeeper());
    cloud.machine.host.put('/charm/templates/astara.conf', '${nonsense');
    const failed = await cloud.context.attempt(cloud.context.on.relationCreated(cloud.find(7)), cloud.now);
    expect(failed.exitCode).toBe(1);
    expect(failed.state.storedStates).toEqual(cloud.now.storedStates);
  });
});
