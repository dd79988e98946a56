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

  it('takes away also what came from origins that the options do not name any more', async () => {
    const git = (directory: string): string =>
      JSON.stringify({
        repositories: [
          { name: 'requirements', repository: 'https://example.com/requirements.git', branch: 'main' },
          { name: 'astara', repository: 'https://example.com/astara.git', branch: 'main' },
        ],
        python: 'python3',
        directory,
      });
    const cloud = new Cloud();
    const { host } = cloud.machine;
    const files = (): string[] => [...host.contents.keys()].filter((path) => !/^\/(proc|charm)\//.test(path)).sort();
    const before = files();
    await cloud.configChanged({ 'openstack-origin': 'ppa:someone/astara' });
    await cloud.configChanged({ 'openstack-origin-git': git('/opt/one') });
    await cloud.configChanged({ 'openstack-origin-git': git('/opt/two') });
    await cloud.configChanged({ 'openstack-origin-git': 'nonsense: [' });
    await cloud.run(cloud.context.on.stop());
    cloud.now = { ...cloud.now, relations: [] };
    await cloud.run(cloud.context.on.remove());
    expect(files()).toEqual(before);
    expect(cloud.machine.installed).toBeNull();
    expect(cloud.machine.lines('add-apt-repository').at(-1)).toBe(
      'add-apt-repository --remove --yes ppa:someone/astara',
    );
  });

  it('works for a unit that never had anything installed', async () => {
    const cloud = new Cloud({ relations: [] });
    await cloud.run(cloud.context.on.stop());
    await cloud.run(cloud.context.on.remove());
    expect(cloud.machine.lines('userdel')).toEqual([]);
  });
});
