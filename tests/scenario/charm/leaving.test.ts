/** Leaving: the host is as it was before, and nobody else's files are touched. */
import { describe, expect, it } from 'vitest';
import { Cloud } from './cloud.ts';

describe('leaving a host', () => {
  it('stops the service first, and takes away everything the charm brought, and nothing else', async () => {
    const cloud = new Cloud({}, { host: { files: { '/etc/nova/nova.conf': '[DEFAULT]\n' } } });
    const { host } = cloud.machine;
    const mine = (): string[] =>
      [...host.contents.keys(), ...host.links.keys()].filter((path) => !/^\/(proc|charm)\//.test(path)).sort();
    const before = mine();
    await cloud.configChanged();
    expect(mine().length).toBeGreaterThan(before.length);
    await cloud.run(cloud.context.on.stop());
    expect(cloud.machine).toMatchObject({ running: false, enabled: false });
    cloud.now = { ...cloud.now, relations: [] };
    await cloud.run(cloud.context.on.remove());
    expect(mine()).toEqual(before);
    expect(host.users.has('astara')).toBe(false);
  });

  it('works for a unit that never had anything installed', async () => {
    const cloud = new Cloud({ relations: [] });
    await cloud.run(cloud.context.on.stop());
    await cloud.run(cloud.context.on.remove());
    expect(cloud.machine.lines('userdel')).toEqual([]);
  });
});
