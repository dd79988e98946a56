/**
 * A config-changed hook with nothing to do asks for no relation; and whatever could be otherwise than the last hook has
 * left it makes the hook look at everything again.
 */
import { describe, expect, it } from 'vitest';
import { paths } from '../../../src/charm/astara/paths.ts';
import { network } from '../../../src/ops/testing/index.ts';
import { Cloud } from '../charm/cloud.ts';
import { everyRelation } from './full-cloud.ts';

/** A cloud that has come to rest. */
async function settled(): Promise<Cloud> {
  const cloud = new Cloud({ relations: everyRelation(3) });
  await cloud.configChanged();
  await cloud.updateStatus();
  await cloud.configChanged();
  expect(cloud.status()).toBe('active: Unit is ready');
  return cloud;
}

/** Whether the next config-changed looks at the relations. */
async function looks(cloud: Cloud): Promise<boolean> {
  return (await cloud.configChanged()).calls.some((call) => call.tool.startsWith('relation-'));
}

describe('a config-changed in which nothing has changed', () => {
  it('asks for the options, for leadership and for our addresses, and says nothing', async () => {
    const cloud = await settled();
    const { calls } = await cloud.configChanged();
    expect(calls.map((call) => [call.tool, call.args.at(-1)].join(' ')).sort()).toEqual([
      'config-get --format=json',
      'is-leader --format=json',
      'network-get admin',
      'network-get internal',
      'network-get public',
      'network-get shared-db',
    ]);
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('changes nothing, however often it comes', async () => {
    const cloud = await settled();
    const before = { state: cloud.now, files: new Map(cloud.machine.host.contents), starts: cloud.machine.starts };
    for (let time = 0; time < 3; time += 1) expect(await looks(cloud)).toBe(false);
    expect(cloud.now).toEqual(before.state);
    expect(cloud.machine.host.contents).toEqual(before.files);
    expect(cloud.machine.starts).toBe(before.starts);
  });
});

const own = (cloud: Cloud, path: string) => {
  const file = cloud.machine.host.contents.get(path);
  if (file === undefined) throw new Error(`there is no ${path}`);
  return file;
};

describe('a config-changed looks at everything', () => {
  const files = [
    paths.config,
    paths.environment,
    paths.sudoers,
    paths.unitFile,
    paths.sshPrivateKey,
    paths.logrotate,
    paths.networkFilters,
    '/usr/local/share/ca-certificates/astara-orchestrator-certificates.crt',
  ];

  it.each(files)('when %s was changed by hand, taken away or opened to others, and heals it', async (path) => {
    const cloud = await settled();
    const { host } = cloud.machine;
    const right = own(cloud, path);
    const wrongs = [{ ...right, content: `${right.content}\n# by hand\n` }, { ...right, mode: 0o666 }, null];
    for (const wrong of wrongs) {
      if (wrong === null) host.contents.delete(path);
      else host.contents.set(path, wrong);
      expect(await looks(cloud)).toBe(true);
      expect(host.contents.get(path)).toEqual(right);
    }
    expect(await looks(cloud)).toBe(false);
  });

  it('when the link under the old name leads elsewhere, and heals it', async () => {
    const cloud = await settled();
    cloud.machine.host.links.set(paths.legacyConfig, '/tmp/other');
    expect(await looks(cloud)).toBe(true);
    expect(cloud.machine.host.links.get(paths.legacyConfig)).toBe(paths.config);
  });

  const host: readonly (readonly [string, (cloud: Cloud) => void])[] = [
    ['the host has another address', ({ machine }) => machine.host.setAddresses([])],
    ['Neutron has a secret on this host', ({ machine }) => machine.host.put('/etc/neutron/secret.txt', 'a-new-secret')],
    [
      'Neutron knows this host under another name',
      ({ machine }) => machine.host.put('/etc/neutron/neutron.conf', '[DEFAULT]\nhost = node1.example\n'),
    ],
    ['packages were upgraded', ({ machine }) => machine.host.put('/var/lib/dpkg/status', 'another')],
    ['a program is gone', ({ machine }) => machine.host.contents.delete('/usr/bin/astara-ctl')],
    [
      'a folder was opened to others',
      ({ machine }) =>
        machine.host.directories.set(paths.configFolder, { mode: 0o777, owner: 'root', group: 'astara' }),
    ],
    [
      'the service is down',
      ({ machine }) => {
        machine.running = false;
        machine.refresh();
      },
    ],
    [
      'a port of the service is closed',
      ({ machine }) => {
        machine.ports = [44250];
        machine.refresh();
      },
    ],
  ];

  it.each(host)('when %s', async (_, disturb) => {
    const cloud = await settled();
    disturb(cloud);
    expect(await looks(cloud)).toBe(true);
  });

  it('when the service has been stopped, and starts it', async () => {
    const cloud = await settled();
    cloud.machine.running = false;
    cloud.machine.refresh();
    await cloud.configChanged();
    expect(cloud.machine.running).toBe(true);
  });

  it('when leadership is gone, and takes back what only the leader says', async () => {
    const cloud = await settled();
    cloud.now = { ...cloud.now, leader: false };
    expect(await looks(cloud)).toBe(true);
    expect(cloud.find(3).localUnitData['service']).toBeUndefined();
  });

  it('when Juju has another address for a binding, and publishes it', async () => {
    const cloud = await settled();
    const networks = cloud.now.networks.map((one) =>
      one.binding === 'shared-db' ? network({ binding: 'shared-db', address: '10.0.0.99' }) : one,
    );
    cloud.now = { ...cloud.now, networks };
    expect(await looks(cloud)).toBe(true);
    expect(cloud.find(1).localUnitData['hostname']).toBe('10.0.0.99');
  });

  it('when an option has another value, and again until what it brought is done', async () => {
    const cloud = await settled();
    await cloud.configChanged({ debug: true });
    expect(cloud.machine.option('debug')).toBe('True');
    await cloud.configChanged();
    expect(await looks(cloud)).toBe(false);
  });
});

describe('a config-changed never stands still', () => {
  it('while an option is wrong', async () => {
    const cloud = await settled();
    await cloud.configChanged({ 'openstack-origin': 'nonsense origin', database: 'a b' });
    expect(cloud.status()).toMatch(/^blocked/);
    expect(await looks(cloud)).toBe(true);
    expect(await looks(cloud)).toBe(true);
  });

  it('while the operator wants to see restarts first', async () => {
    const cloud = await settled();
    await cloud.configChanged({ 'enable-auto-restarts': false });
    expect(await looks(cloud)).toBe(true);
    expect(await looks(cloud)).toBe(true);
  });

  it('while an upgrade waits for its action', async () => {
    const cloud = await settled();
    await cloud.configChanged({ 'action-managed-upgrade': true, 'openstack-origin': 'cloud:jammy-bobcat' });
    expect(await looks(cloud)).toBe(true);
    expect(await looks(cloud)).toBe(true);
  });

  it('while the unit is paused, and not in the hook that follows', async () => {
    const cloud = await settled();
    await cloud.run(cloud.context.on.action('pause'));
    expect(await looks(cloud)).toBe(true);
    await cloud.run(cloud.context.on.action('resume'));
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('while it waits for its turn to restart', async () => {
    const cloud = await settled();
    cloud.now = { ...cloud.now, leader: false };
    await cloud.configChanged({ debug: true });
    expect(cloud.status()).toContain('waits for its turn');
    expect(await looks(cloud)).toBe(true);
  });

  it('after an upgrade of the charm failed half way, whose memory is of before', async () => {
    const cloud = await settled();
    cloud.machine.host.put(paths.rootwrap, 'of another revision');
    expect(await looks(cloud)).toBe(true);
  });

  it('while a relation is gone', async () => {
    const cloud = await settled();
    await cloud.broken(1);
    expect(cloud.status()).toMatch(/^blocked/);
    expect(await looks(cloud)).toBe(true);
  });
});

describe('a relation’s own hook', () => {
  it('looks at everything, and what it has left is what the next config-changed compares with', async () => {
    const cloud = await settled();
    const database = cloud.find(1);
    const { calls } = await cloud.changed({
      ...database,
      ...(database.kind === 'relation'
        ? { remoteUnits: { 0: { ...database.remoteUnits[0], password: 'a-new-password' } } }
        : {}),
    });
    expect(calls.some((call) => call.tool === 'relation-get')).toBe(true);
    expect(cloud.machine.conf()).toContain('a-new-password');
  });
});
