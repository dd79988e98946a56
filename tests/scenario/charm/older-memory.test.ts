/** What a unit remembers outlives the version of the charm that has remembered it. */
import { describe, expect, it } from 'vitest';
import { publicFingerprint } from '../../../src/charm/fingerprint.ts';
import { loadedParts } from '../../../src/charm/write-files.ts';
import { Cloud, cloudRelations, peers, zookeeper } from './cloud.ts';

const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': '1 astara 9.0.0~b2' };

/** Puts the unit's memory into the form of a version that kept the reason for a restart in place of a fingerprint. */
function rememberAsBefore(cloud: Cloud, loaded: string, others: Readonly<Record<string, string>> = {}): void {
  const storedStates = cloud.now.storedStates.map((part) => {
    if (part.name !== 'memory') return part;
    const { owed: _, restartDeferred: __, ...content } = part.content;
    return { ...part, content: { ...content, loaded, ...others } };
  });
  cloud.now = { ...cloud.now, storedStates };
}

describe('the memory of an older version of the charm', () => {
  it.each(['nova-compute asked for it', 'Health check failed', 'an earlier installation', 'Restart requested'])(
    'owes the restart for which it says "%s"',
    async (reason) => {
      const cloud = new Cloud();
      await cloud.configChanged();
      rememberAsBefore(cloud, reason);
      await cloud.run(cloud.context.on.upgradeCharm());
      expect(cloud.machine.starts).toBe(2);
      await cloud.configChanged();
      expect(cloud.machine.starts).toBe(2);
      expect(cloud.status()).toBe('active: Unit is ready');
    },
  );

  it('owes it still when it is the turn of another unit, and for that reason where the operator restarts', async () => {
    const relations = Object.values({
      ...cloudRelations(),
      cluster: peers({ 1: { host: 'node2' } }, shared),
      zookeeper: zookeeper(),
    });
    const cloud = new Cloud({ leader: false, relations });
    await cloud.configChanged();
    rememberAsBefore(cloud, 'Health check failed');
    await cloud.run(cloud.context.on.upgradeCharm());
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.status()).toContain('waits for its turn to restart');
    await cloud.configChanged({ 'enable-auto-restarts': false });
    const shown = await cloud.run(cloud.context.on.action('show-deferred-events'));
    expect(shown.actionResults?.['output']).toContain('Health check failed');
  });

  it('owes nothing where it knows what the service has read', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const memory = cloud.now.storedStates.find((part) => part.name === 'memory');
    rememberAsBefore(cloud, String(memory?.content['loaded']));
    await cloud.run(cloud.context.on.upgradeCharm());
    expect(cloud.machine.starts).toBe(1);
  });

  it('knows by its digests what is installed and what the service has read', async () => {
    for (const config of [{}, { 'action-managed-upgrade': true }]) {
      const cloud = new Cloud();
      await cloud.configChanged(config);
      const read = loadedParts(cloud.machine.host, '9.0.0~b2', new Map());
      const installed = publicFingerprint('origin', 'distro', '');
      rememberAsBefore(cloud, publicFingerprint(...read), { installed });
      const installs = cloud.machine.lines('apt-get').length;
      await cloud.run(cloud.context.on.upgradeCharm());
      await cloud.configChanged({ ...config, 'rabbit-vhost': 'openstack' });
      expect(cloud.machine.starts).toBe(1);
      expect(cloud.machine.lines('apt-get').length).toBe(installs);
      expect(cloud.status()).toBe('active: Unit is ready');
    }
  });
});
