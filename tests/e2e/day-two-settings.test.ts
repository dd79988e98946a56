/**
 * Day two, on a cloud of two orchestrators: options, passwords and what peers say change, and nothing changes. Looked at
 * are the servers and the service itself: what they hold, and how often it was restarted.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, makeCloud } from './cloud.ts';
import { application, expectReady, loginIn, optionIn, restartsOf, tollOf } from './toll.ts';

let cloud: Cloud;
let units: string[];

beforeAll(async () => {
  cloud = await makeCloud();
  const deployed = await cloud.deployBundle(await cloud.makeGitOrigin());
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  units = await cloud.unitsOf(application);
  await expectReady(cloud);
});

afterAll(async () => {
  expect(await cloud?.destroy()).toEqual([]);
});

/** One option of every unit's astara.conf. */
const everywhere = (section: string, name: string): Promise<(string | null)[]> =>
  Promise.all(units.map(async (unit) => optionIn(await cloud.configFile(unit), section, name)));

/** What every unit runs at the moment. */
const runs = (): Promise<string[]> => Promise.all(units.map((unit) => cloud.serviceRun(unit)));

describe('an option that the service reads', () => {
  it('restarts every orchestrator once, and migrates nothing', async () => {
    const toll = await tollOf(cloud, async () => {
      await cloud.done('config', application, 'debug=true', 'alive-timeout=7');
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(units, 1));
    expect(await everywhere('DEFAULT', 'debug')).toEqual(['True', 'True']);
    expect(await everywhere('DEFAULT', 'alive_timeout')).toEqual(['7', '7']);
    expect(Object.values(await cloud.ringMembers())[0]).toHaveLength(2);
  });

  it('changes nothing when its value is wrong, and the status names it', async () => {
    const before = await runs();
    await cloud.done('config', application, 'management-prefix=fd00::/200');
    for (const unit of units) {
      expect((await cloud.unitStatuses())[unit]).toMatch(/^blocked: Wrong options: management-prefix: /);
    }
    expect(await runs()).toEqual(before);
    await cloud.done('config', application, '--reset', 'management-prefix');
    await expectReady(cloud);
    expect(await runs()).toEqual(before);
  });
});

describe('nothing that matters', () => {
  it('costs no restart and no migration, however often the hooks run', async () => {
    const toll = await tollOf(cloud, async () => {
      await cloud.updateStatus();
      await cloud.done('config', application, 'nagios_context=other');
      await cloud.updateStatus();
      for (const unit of units) await cloud.done('exec', '--unit', unit, '--', './hooks/upgrade-charm');
      await cloud.updateStatus();
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(units, 0));
  });
});

describe('a password', () => {
  it("of the database's is taken over with one restart and no migration", async () => {
    const [old] = await everywhere('database', 'connection');
    const toll = await tollOf(cloud, async () => {
      expect((await cloud.run('mysql/0', 'rotate-password', 'username=astara')).status).toBe('completed');
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(units, 1));
    const [first, second] = await everywhere('database', 'connection');
    expect(second).toBe(first);
    expect(loginIn(first ?? '')).not.toBe(loginIn(old ?? ''));

    // The workers log in when they have something to do.
    await cloud.run(units[0] ?? '', 'workers-debug');
    const addresses = Object.entries(await cloud.units())
      .filter(([name]) => units.includes(name))
      .map(([, unit]) => unit['public-address'] ?? '');
    await cloud.eventually('both orchestrators in the database', async () => {
      const clients = await cloud.databaseClients();
      return addresses.every((address) => clients.includes(address));
    });
    const [, password = ''] = loginIn(old ?? '').split(':');
    const host = /@([^/:]+)/.exec(old ?? '')?.[1] ?? '';
    const login = ['mariadb', `--host=${host}`, '--user=astara', `--password=${password}`, '-e', 'SELECT 1'];
    expect((await cloud.trySsh(units[0] ?? '', login)).stderr).toContain('Access denied');
  });

  it("of Keystone's is taken over with one restart, and the endpoints stay", async () => {
    const endpoints = await cloud.keystoneEndpoints();
    const [old] = await everywhere('keystone_authtoken', 'password');
    const toll = await tollOf(cloud, async () => {
      const { status } = await cloud.run('keystone/0', 'rotate-service-user-password', 'service-user=astara');
      expect(status).toBe('completed');
      await expectReady(cloud);
    });
    // Astara logs in to Keystone when it starts, and does not start when it is refused.
    expect(toll).toEqual(restartsOf(units, 1));
    const [first, second] = await everywhere('keystone_authtoken', 'password');
    expect(second).toBe(first);
    expect(first).not.toBe(old);
    expect(await cloud.keystoneEndpoints()).toEqual(endpoints);
    expect((await cloud.run(units[0] ?? '', 'check')).results).toMatchObject({
      identity: expect.stringMatching(/^ok/),
    });
  });
});

describe('a peer that says rubbish', () => {
  it.each([
    { unit: 'mysql/0', endpoint: 'shared-db', key: 'db_host', value: '10.1.1.1\ndebug = False', name: 'database' },
    { unit: 'rabbitmq-server/0', endpoint: 'amqp', key: 'hostname', value: 'rabbit@host/', name: 'messaging' },
    { unit: 'keystone/0', endpoint: 'identity-service', key: 'auth_port', value: 'many', name: 'identity' },
    { unit: 'zookeeper/0', endpoint: 'zookeeper', key: 'port', value: '0', name: 'zookeeper' },
    {
      unit: 'astara-neutron-api/0',
      endpoint: 'astara-orchestrator',
      key: 'management_prefix',
      value: 'fd00::/200',
      name: 'astara',
    },
  ])('in $endpoint is named with its key, disturbs nothing, and is forgotten once mended', async (rubbish) => {
    const { unit, endpoint, key, value, name } = rubbish;
    const before = await runs();
    const files = await Promise.all(units.map((one) => cloud.configFile(one)));
    const say = (text: string): Promise<string> => {
      const script = `for id in $(relation-ids ${endpoint}); do relation-set -r $id ${key}='${text}'; done`;
      return cloud.done('exec', '--unit', unit, '--', script);
    };
    const read = `relation-get -r $(relation-ids ${endpoint} | head -n 1) ${key} ${unit}`;
    const good = (await cloud.done('exec', '--unit', unit, '--', read)).trim();

    await say(value);
    const statuses = await cloud.unitStatuses();
    for (const one of units) {
      expect(statuses[one]).toMatch(/^blocked: Invalid relations: /);
      expect(statuses[one]).toContain(`relations: ${name} (`);
      expect(statuses[one]).toContain(unit);
      expect(statuses[one]).toContain(key);
    }
    expect(await Promise.all(units.map((one) => cloud.configFile(one)))).toEqual(files);

    await say(good);
    await expectReady(cloud);
    expect(await runs()).toEqual(before);
    expect(await Promise.all(units.map((one) => cloud.configFile(one)))).toEqual(files);
  });
});
