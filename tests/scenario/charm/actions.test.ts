/** Actions, as operators run them. */
import { describe, expect, it } from 'vitest';
import type { ActionName } from '../../../src/charm/actions/action-run.ts';
import { Cloud, cloudRelations, peers, relationsWith, zookeeper } from './cloud.ts';

const router = '77777777-7777-4777-8777-777777777777';

async function deployed(): Promise<Cloud> {
  const cloud = new Cloud();
  await cloud.configChanged();
  return cloud;
}

describe('pause and resume', () => {
  it('keep the service down through everything, and bring it back with what has changed since', async () => {
    const cloud = await deployed();
    await cloud.run(cloud.context.on.action('pause'));
    expect(cloud.machine).toMatchObject({ running: false, masked: true, enabled: false });
    expect(cloud.status()).toBe("maintenance: Paused. Use 'resume' action to resume normal service.");
    await cloud.configChanged({ debug: true });
    await cloud.updateStatus();
    expect(cloud.machine.running).toBe(false);
    expect(cloud.status()).toBe("maintenance: Paused. Use 'resume' action to resume normal service.");
    await cloud.run(cloud.context.on.action('resume'));
    expect(cloud.machine).toMatchObject({ running: true, masked: false, enabled: true });
    expect(cloud.machine.option('debug')).toBe('True');
    expect(cloud.status()).toBe('active: Unit is ready');
  });
});

describe('pause', () => {
  it('holds also for a unit on which nothing is installed yet', async () => {
    const cloud = new Cloud();
    cloud.machine.candidate = null;
    cloud.machine.packageStarts = false;
    await cloud.configChanged();
    const { actionFailure } = await cloud.run(cloud.context.on.action('pause'));
    expect(actionFailure).toBeNull();
    cloud.machine.candidate = '9.0.0-1';
    cloud.machine.packageStarts = true;
    await cloud.updateStatus();
    expect(cloud.status()).toBe("maintenance: Paused. Use 'resume' action to resume normal service.");
    expect(cloud.machine.running).toBe(false);
    await cloud.run(cloud.context.on.action('resume'));
    expect(cloud.status()).toBe('active: Unit is ready');
  });
});

describe('restart-services', () => {
  it.each([
    [{ 'deferred-only': true, services: 'astara-orchestrator' }, 'Cannot set deferred-only and services'],
    [{}, 'Please specify deferred-only or services'],
    [{ services: 'nova-compute' }, 'Unknown services: "nova-compute"; ours is astara-orchestrator'],
  ])('fails with %j', async (params, message) => {
    const cloud = await deployed();
    const { actionFailure } = await cloud.run(cloud.context.on.action('restart-services', params));
    expect(actionFailure).toBe(message);
    expect(cloud.machine.starts).toBe(1);
  });

  it('restarts the service', async () => {
    const cloud = await deployed();
    await cloud.run(cloud.context.on.action('restart-services', { services: 'astara-orchestrator' }));
    expect(cloud.machine.starts).toBe(2);
  });
});

describe('restart-services and run-deferred-hooks', () => {
  it.each([
    ['restart-services', { services: 'astara-orchestrator' }],
    ['run-deferred-hooks', {}],
  ] as const)('%s restarts what waits, and says so', async (name, params) => {
    const cloud = await deployed();
    await cloud.configChanged({ 'enable-auto-restarts': false, debug: true });
    const { actionResults } = await cloud.run(cloud.context.on.action(name, params));
    expect(actionResults).toEqual({ restarted: 'astara-orchestrator' });
    expect(cloud.machine.starts).toBe(2);
    const again = await cloud.run(cloud.context.on.action('run-deferred-hooks'));
    expect(again.actionResults).toEqual({ restarted: '' });
    expect(cloud.machine.starts).toBe(2);
  });

  it('do not claim to have restarted what does not run', async () => {
    const cloud = new Cloud({ relations: relationsWith({ database: null }) });
    await cloud.configChanged();
    const { actionFailure } = await cloud.run(
      cloud.context.on.action('restart-services', { services: 'astara-orchestrator' }),
    );
    expect(actionFailure).toBe('astara-orchestrator does not run, and is not started: Missing relations: database');
    expect(cloud.machine.starts).toBe(0);
  });

  it('restart also what goes on while options are wrong', async () => {
    const cloud = await deployed();
    await cloud.configChanged({ 'api-port': 0 });
    await cloud.run(cloud.context.on.action('restart-services', { services: 'astara-orchestrator' }));
    expect(cloud.machine.starts).toBe(2);
    await cloud.configChanged({});
    expect(cloud.machine.starts).toBe(2);
  });
});

describe('show-config', () => {
  it('masks every secret and says what would change', async () => {
    const cloud = await deployed();
    cloud.now = { ...cloud.now, config: { debug: true, 'metadata-shared-secret': 'another-secret' } };
    const { actionResults } = await cloud.run(cloud.context.on.action('show-config'));
    const shown = JSON.stringify(actionResults);
    for (const secret of ['mysql-secret', 'rabbit-secret', 'keystone-secret', 'metadata-secret', 'another-secret']) {
      expect(shown).not.toContain(secret);
    }
    expect(actionResults?.['config']).toContain('connection = mysql+pymysql://********@10.0.0.40/astara');
    expect(actionResults?.['changes']).toBe(
      '[DEFAULT] debug: False -> True\n[DEFAULT] neutron_metadata_proxy_shared_secret: ******** -> ******** (another secret)',
    );
    expect(cloud.machine.option('debug')).toBe('False');
  });
});

describe('check', () => {
  it('logs in everywhere and finds all well', async () => {
    const cloud = await deployed();
    const { actionResults, actionFailure } = await cloud.run(cloud.context.on.action('check'));
    expect(actionFailure).toBeNull();
    expect(actionResults).toEqual({
      database: 'ok (10.0.0.40:3306)',
      messaging: 'ok (10.0.0.30:5672)',
      identity: 'ok (http://10.0.0.50:35357/v3)',
      astara: 'ok',
      service: 'ok',
    });
  });

  it('names each that refuses', async () => {
    const cloud = await deployed();
    cloud.servers.refusals.Keystone = 'it refuses user "astara"';
    const { actionResults, actionFailure } = await cloud.run(cloud.context.on.action('check', { timeout: 3 }));
    expect(actionFailure).toBe('Failed: identity');
    expect(actionResults?.['identity']).toBe('cannot use Keystone at 10.0.0.50:35357: it refuses user "astara"');
  });
});

describe('cluster-status', () => {
  const relations = Object.values({
    ...cloudRelations(),
    zookeeper: zookeeper(),
    cluster: peers({ 1: { host: 'node2' } }),
  });

  it('lists the members, the missing and the strangers', async () => {
    const cloud = new Cloud({ relations });
    await cloud.configChanged();
    cloud.servers.members.push('stranger');
    const { actionResults, actionFailure } = await cloud.run(cloud.context.on.action('cluster-status'));
    expect(actionResults).toEqual({
      coordinator: 'zookeeper',
      group: 'astara.orchestrator.test-model.astara-orchestrator',
      members: '["node1","stranger"]',
      missing: '["astara-orchestrator/1"]',
      strangers: '["stranger"]',
    });
    expect(actionFailure).toBe('Not in the ring: astara-orchestrator/1');
  });

  it('says that there is no coordinator', async () => {
    const cloud = await deployed();
    const { actionResults } = await cloud.run(cloud.context.on.action('cluster-status'));
    expect(actionResults).toEqual({ coordinator: 'none', units: '["astara-orchestrator/0"]' });
  });
});

describe('sync-database', () => {
  it('migrates again, as the leader', async () => {
    const cloud = await deployed();
    const { actionResults } = await cloud.run(cloud.context.on.action('sync-database'));
    expect(actionResults).toEqual({ outcome: 'migrated the database (4f695b725637 to 4f695b725637)' });
    expect(cloud.machine.starts).toBe(1);
  });

  it('is refused elsewhere', async () => {
    const cloud = await deployed();
    cloud.now = { ...cloud.now, leader: false };
    const { actionFailure } = await cloud.run(cloud.context.on.action('sync-database'));
    expect(actionFailure).toBe('Only the leader migrates the database; run this action there');
  });
});

describe('git-reinstall and openstack-upgrade', () => {
  it('are refused where they do not apply', async () => {
    const cloud = await deployed();
    const git = await cloud.run(cloud.context.on.action('git-reinstall'));
    expect(git.actionFailure).toBe('openstack-origin-git is not configured');
    const upgrade = await cloud.run(cloud.context.on.action('openstack-upgrade'));
    expect(upgrade.actionResults).toEqual({ outcome: 'action-managed-upgrade config is False, skipped upgrade' });
  });

  it('find nothing to upgrade', async () => {
    const cloud = await deployed();
    await cloud.configChanged({ 'action-managed-upgrade': true });
    const { actionResults } = await cloud.run(cloud.context.on.action('openstack-upgrade'));
    expect(actionResults).toEqual({ outcome: 'no upgrade available' });
  });
});

describe('an action that cannot do what it is asked', () => {
  const fallen = (): Cloud => {
    const cloud = new Cloud();
    cloud.machine.falls = true;
    return cloud;
  };
  const coordinated = (): Cloud => {
    const cloud = new Cloud({ relations: relationsWith({ zookeeper: zookeeper() }) });
    cloud.servers.refusals.ZooKeeper = 'no answer';
    return cloud;
  };
  const git = { 'action-managed-upgrade': true, 'openstack-origin-git': 'newton' };
  const withoutPython = (): Cloud => {
    const cloud = new Cloud();
    cloud.machine.interpreters = ['python3'];
    return cloud;
  };
  const orphan = (): Cloud => new Cloud({ relations: relationsWith({ database: null }) });
  const cases: readonly (readonly [string, () => Cloud, ActionName, Record<string, string>, string])[] = [
    ['a fallen service', fallen, 'resume', {}, "Action resume failed: astara-orchestrator didn't start cleanly"],
    [
      'a fallen service',
      fallen,
      'restart-services',
      { services: 'astara-orchestrator' },
      'astara-orchestrator has been started, but fell again: see journalctl -u astara-orchestrator',
    ],
    ['a fallen service', fallen, 'check', {}, 'Failed: service'],
    ['a silent coordinator', coordinated, 'cluster-status', {}, 'cannot use ZooKeeper at 10.0.0.60:2181: no answer'],
    ['a silent coordinator', coordinated, 'sync-database', {}, 'cannot use ZooKeeper at 10.0.0.60:2181: no answer'],
    [
      'a missing relation',
      orphan,
      'sync-database',
      {},
      'The database cannot be migrated now: Missing relations: database',
    ],
    ['a missing relation', orphan, 'check', {}, 'Failed: database'],
  ];

  it.each(cases)('for %s: %#', async (_, make, name, params, failure) => {
    const cloud = make();
    await cloud.configChanged();
    const { actionFailure } = await cloud.run(cloud.context.on.action(name, params));
    expect(actionFailure).toBe(failure);
  });

  it('says why an installation failed, in the words of the OpenStack charms', async () => {
    const cloud = withoutPython();
    await cloud.configChanged({ 'action-managed-upgrade': true });
    await cloud.configChanged(git);
    expect(cloud.machine.running).toBe(true);
    const why =
      'openstack-origin-git: Astara needs python2.7, which this host does not have; use a series that has it, or a repository for another Python, named by the key python';
    const upgrade = await cloud.run(cloud.context.on.action('openstack-upgrade'));
    expect(upgrade.actionResults).toEqual({ outcome: 'upgrade failed, see traceback', traceback: why });
    expect(upgrade.actionFailure).toBe('upgrade callback resulted in an unexpected error');
    const again = await cloud.run(cloud.context.on.action('git-reinstall'));
    expect(again.actionResults).toEqual({ traceback: why });
    expect(again.actionFailure).toBe('git-reinstall resulted in an unexpected error');
    expect(cloud.machine.running).toBe(true);
  });

  it.each([
    ['sync-database', {}],
    ['restart-services', { services: 'astara-orchestrator' }],
  ] as const)('%s on a paused unit names the cure', async (name, params) => {
    const cloud = await deployed();
    await cloud.run(cloud.context.on.action('pause'));
    const { actionFailure } = await cloud.run(cloud.context.on.action(name, params));
    expect(actionFailure).toBe('The unit is paused; run resume first');
  });

  it('tells of a service that is not well', async () => {
    const cloud = await deployed();
    cloud.machine.ports = [44250];
    cloud.machine.refresh();
    const { actionResults } = await cloud.run(cloud.context.on.action('check'));
    expect(actionResults?.['service']).toBe('it does not listen on 9697');
  });
});

describe('security-checklist', () => {
  it('passes what is in order and fails what is not', async () => {
    const cloud = await deployed();
    const { actionResults, actionFailure } = await cloud.run(cloud.context.on.action('security-checklist'));
    expect(actionResults).toEqual({
      'validate-file-ownership': 'PASS',
      'validate-file-permissions': 'PASS',
      'validate-uses-keystone': 'PASS',
      'validate-uses-tls-for-keystone': 'FAIL - TLS is not used for keystone',
      'validate-uses-tls-for-messaging': 'FAIL - TLS is not used',
      'validate-uses-tls-for-database': 'FAIL - TLS is not used',
      'validate-api-not-public': 'PASS',
    });
    expect(actionFailure).toBe('One or more tests failed');
  });
});

describe("Astara's own operations", () => {
  it.each([
    ['resource-debug', { id: router, reason: 'a look; at $it' }, `resource debug ${router} --reason=a look; at $it`],
    ['resource-manage', { id: router }, `resource manage ${router}`],
    ['resource-update', { id: router }, `resource update ${router}`],
    ['resource-rebuild', { id: router, 'image-uuid': router }, `resource rebuild ${router} --image_uuid=${router}`],
    ['tenant-debug', { id: 'c'.repeat(32) }, `tenant debug ${'c'.repeat(32)}`],
    ['tenant-manage', { id: 'c'.repeat(32) }, `tenant manage ${'c'.repeat(32)}`],
    ['global-debug', { enabled: true }, 'global debug enable'],
    ['global-debug', { enabled: false }, 'global debug disable'],
    ['workers-debug', {}, 'workers debug'],
    ['config-reload', {}, 'config reload'],
    ['poll', {}, 'poll'],
  ] as const)('%s with %j', async (name, params, words) => {
    const cloud = await deployed();
    const { actionResults } = await cloud.run(cloud.context.on.action(name, params));
    expect(cloud.machine.lines('runuser').at(-1)).toBe(`runuser -u astara -- /usr/bin/astara-ctl ${words}`);
    expect(JSON.parse(String(actionResults?.['result']))).toMatchObject({ published: true });
  });

  it.each(['--help', '; rm -rf /', 'not-a-uuid'])('refuse the id %j', async (id) => {
    const cloud = await deployed();
    const { actionFailure } = await cloud.run(cloud.context.on.action('resource-debug', { id }));
    expect(actionFailure).toMatch(/^id: expected /);
    expect(cloud.machine.lines('runuser')).toEqual([]);
  });
});
