/**
 * Day two, where several machines have a part: servers and hosts come, go, and boot again, and a leader is lost while it
 * migrates. Looked at are the servers: who is in the ring, who is connected where, how often anything was restarted.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, makeCloud } from './cloud.ts';
import { application, expectReady, optionIn, restartsOf, tollOf } from './toll.ts';

let cloud: Cloud;

beforeAll(async () => {
  cloud = await makeCloud();
  await cloud.shell("sed -i '/^  zookeeper:/,/num_units/s/num_units: 1/num_units: 3/' bundle.yaml");
  const deployed = await cloud.deployBundle(await cloud.makeGitOrigin());
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  await expectReady(cloud);
});

afterAll(async () => {
  expect(await cloud?.destroy()).toEqual([]);
});

const orchestrators = (): Promise<string[]> => cloud.unitsOf(application);
const addressOf = async (unit: string): Promise<string> => (await cloud.units())[unit]?.['public-address'] ?? '';
const everywhere = async (section: string, name: string): Promise<(string | null)[]> =>
  Promise.all((await orchestrators()).map(async (unit) => optionIn(await cloud.configFile(unit), section, name)));

/** Waits until the ring, as one ZooKeeper server has it, is made of so many orchestrators. */
const ringOf = (members: number, server = 'zookeeper/0'): Promise<string[]> =>
  cloud.eventually(`a ring of ${members} at ${server}`, async () => {
    const [ring = []] = Object.values(await cloud.ringMembers(server));
    return ring.length === members && ring;
  });

/** Waits until every orchestrator listens at one broker or another of these. */
const connectedTo = (...brokers: string[]): Promise<boolean> =>
  cloud.eventually(`connections to ${brokers.join(' or ')}`, async () => {
    const lines = (await Promise.all(brokers.map((broker) => cloud.queueConnections(broker)))).flat();
    const peers = new Set(lines.map((line) => line.split(' ')[2]));
    for (const unit of await orchestrators()) if (!peers.has(await addressOf(unit))) return false;
    return true;
  });

describe('a ZooKeeper ensemble', () => {
  it('stands in every URL with all its servers', async () => {
    const servers = await Promise.all((await cloud.unitsOf('zookeeper')).map(addressOf));
    expect(servers).toHaveLength(3);
    for (const url of await everywhere('coordination', 'url')) {
      expect(url).toMatch(/^(kazoo|zookeeper):\/\//);
      for (const server of servers) expect(url).toContain(`${server}:2181`);
    }
    await ringOf(2);
  });

  it('may lose one server: the ring holds, and nothing is restarted', async () => {
    lost = await follower();
    const toll = await tollOf(cloud, async () => {
      await cloud.ssh(lost, ['systemctl', 'kill', '--signal=KILL', 'zookeeper-stand-in']);
      await cloud.ssh(lost, ['systemctl', 'stop', 'zookeeper-stand-in']);
      await cloud.updateStatus();
      for (const server of await cloud.unitsOf('zookeeper')) if (server !== lost) await ringOf(2, server);
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(await orchestrators(), 0));
  });

  it('may lose it for good, which costs one restart', async () => {
    const gone = await addressOf(lost);
    const toll = await tollOf(cloud, async () => {
      await cloud.done('remove-unit', lost, '--no-prompt');
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(await orchestrators(), 1));
    for (const url of await everywhere('coordination', 'url')) expect(url).not.toContain(`${gone}:`);
    await ringOf(2);
  });

  let lost = '';

  /** A server that does not lead the ensemble: without an election there is no pause, however busy the host is. */
  async function follower(): Promise<string> {
    const mode = `import socket
server = socket.create_connection(('127.0.0.1', 2181))
server.sendall(b'srvr')
print(server.makefile().read())`;
    // Not the first, whose view of the ring is looked at later.
    for (const unit of (await cloud.unitsOf('zookeeper')).slice(1)) {
      if ((await cloud.ssh(unit, ['python3', '-c', mode])).includes('Mode: follower')) return unit;
    }
    throw new Error('no server follows');
  }
});

describe('a RabbitMQ cluster', () => {
  it('takes a second node into every URL with one restart', async () => {
    const toll = await tollOf(cloud, async () => {
      await cloud.done('add-unit', 'rabbitmq-server');
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(await orchestrators(), 1));
    const nodes = await Promise.all(['rabbitmq-server/0', 'rabbitmq-server/1'].map(addressOf));
    for (const url of await everywhere('DEFAULT', 'transport_url')) {
      for (const node of nodes) expect(url).toContain(`@${node}:5672`);
    }
    await connectedTo('rabbitmq-server/0', 'rabbitmq-server/1');
  });

  it('may lose its first node: the orchestrators go to the other by themselves', async () => {
    const toll = await tollOf(cloud, async () => {
      await cloud.ssh('rabbitmq-server/0', ['systemctl', 'stop', 'rabbitmq-server']);
      await connectedTo('rabbitmq-server/1');
      await cloud.ssh('rabbitmq-server/0', ['systemctl', 'start', 'rabbitmq-server']);
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(await orchestrators(), 0));
  });

  it('may lose the second for good, which costs one restart', async () => {
    const gone = await addressOf('rabbitmq-server/1');
    const toll = await tollOf(cloud, async () => {
      await cloud.done('remove-unit', 'rabbitmq-server/1', '--no-prompt');
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(await orchestrators(), 1));
    for (const url of await everywhere('DEFAULT', 'transport_url')) expect(url).not.toContain(gone);
    await connectedTo('rabbitmq-server/0');
  });
});

describe('a leader that is lost in the middle of a migration', () => {
  /** A database whose migration makes its tables and then waits at its last step, as long as the gate is shut. */
  const second = `
CREATE DATABASE second;
USE second;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
DELIMITER //
CREATE TRIGGER waits BEFORE INSERT ON alembic_version FOR EACH ROW BEGIN
  WHILE GET_LOCK('gate', 1) = 0 DO SET @again = 1; END WHILE;
  DO RELEASE_LOCK('gate');
END//
`;
  const tables =
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'second' AND table_name LIKE '%_debug'";
  const halfway = 'halfway';
  const inBackground = (name: string, script: string): Promise<string> =>
    cloud.ssh('mysql/0', ['systemd-run', '--quiet', `--unit=${name}`, 'sh', '-c', script]);

  it('is succeeded by one that begins again and ends it, and the catalogue stays', async () => {
    const units = await orchestrators();
    const first = await cloud.leaderOf(application);
    const next = units.find((unit) => unit !== first) ?? '';
    const endpoints = await cloud.keystoneEndpoints();
    await cloud.ssh('mysql/0', ['sh', '-c', `echo '${second.replaceAll("'", `'\\''`)}' | mariadb`]);
    await inBackground('gate', `mariadb -e "SELECT GET_LOCK('gate', 0); SELECT SLEEP(86400)"`);
    // Commands wait for each other, so the server itself has to say when the migration is halfway.
    const seen = `/run/juju-emulator/${halfway}`;
    await inBackground('watcher', `until [ "$(mariadb -N -e "${tables}")" = 3 ]; do sleep 0.2; done; touch ${seen}`);

    const toll = await tollOf(cloud, async () => {
      // MySQL's charm grants the new database, but its answer reads as before, so nobody is told: time has to pass.
      await cloud.done('config', application, 'database=second');
      expect((await cloud.unitStatuses())[first]).toMatch(/^waiting: .*may not use database "second"$/);
      await interruptWhen(['advance-clock', '6m'], () => existsSync(join(cloud.home, 'shared', halfway)));
      expect(await cloud.sql(tables)).toBe('3');
      expect(await cloud.sql('SELECT version_num FROM second.alembic_version')).toBe('');
      await cloud.ssh('mysql/0', ['systemctl', 'stop', 'gate']);

      await cloud.done('elect-leader', next);
      await expectReady(cloud);
    });
    // Three tables by each of the two, and by the second the revision's too, which goes with what is left of the first's;
    // but only one migration came to its end.
    expect(toll).toEqual({ ...restartsOf(units, 1), migrations: 1, tables: 7 });
    expect(await cloud.leaderOf(application)).toBe(next);
    expect(await cloud.sql('SELECT version_num FROM second.alembic_version')).toBe(await cloud.schemaRevision());
    expect(await cloud.keystoneEndpoints()).toEqual(endpoints);
    for (const url of await everywhere('database', 'connection')) expect(url).toMatch(/\/second$/);
  });

  /** Runs a command and, once a check holds, ends it as Ctrl-C does, with the hooks that it runs. */
  async function interruptWhen(command: readonly string[], check: () => boolean): Promise<void> {
    const juju = join(cloud.program, 'bin/juju');
    const child = spawn(juju, command, { cwd: cloud.program, env: cloud.environment, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', resolve));
    for (let attempt = 0; attempt < 1200 && !check() && child.exitCode === null; attempt += 1) await sleep(250);
    child.kill('SIGINT');
    await ended;
    expect(check()).toBe(true);
  }
});

describe('a host', () => {
  it('that boots again brings its orchestrator back by itself, into the ring', async () => {
    const units = await orchestrators();
    const [rebooted = '', other = ''] = units;
    const toll = await tollOf(cloud, async () => {
      await cloud.done('reboot', rebooted);
      await expectReady(cloud);
      await ringOf(2);
    });
    expect(toll).toMatchObject({ restarts: { [other]: 0 }, migrations: 0, tables: 0 });
    expect(await cloud.isServing(rebooted)).toBe(true);
    await connectedTo('rabbitmq-server/0');
  });

  it('that is added joins the ring, and the others are left alone', async () => {
    const before = await orchestrators();
    const endpoints = await cloud.keystoneEndpoints();
    const toll = await tollOf(cloud, async () => {
      await cloud.done('add-unit', 'nova-compute');
      await expectReady(cloud);
      await ringOf(3);
    });
    expect(toll).toEqual(restartsOf(before, 0));
    const [added = ''] = (await orchestrators()).filter((unit) => !before.includes(unit));
    // It learns of ZooKeeper's servers one by one, and of each in a hook of its own.
    const servers = await cloud.unitsOf('zookeeper');
    expect(await cloud.restarts(added)).toBeLessThanOrEqual(servers.length);
    expect((await cloud.run(added, 'check')).status).toBe('completed');
    expect(new Set(await everywhere('DEFAULT', 'neutron_metadata_proxy_shared_secret')).size).toBe(1);
    expect(await cloud.keystoneEndpoints()).toEqual(endpoints);
  });

  it('that is removed leaves the ring, and the catalogue when it stood there', async () => {
    const before = await cloud.keystoneEndpoints();
    const standing = await Promise.all(
      (await orchestrators()).map(async (unit) => ({ unit, address: await addressOf(unit) })),
    );
    const inCatalogue = standing.find(({ address }) => before.some((line) => line.includes(`//${address}:`)));
    const principal = await principalOf(inCatalogue?.unit ?? '');
    const rest = standing.map(({ unit }) => unit).filter((unit) => unit !== inCatalogue?.unit);
    const toll = await tollOf(cloud, async () => {
      await cloud.done('remove-unit', principal, '--no-prompt');
      await expectReady(cloud);
      await ringOf(2);
    });
    expect(toll).toEqual(restartsOf(rest, 0));
    const leader = await addressOf(await cloud.leaderOf(application));
    const astara = (await cloud.keystoneEndpoints()).filter((line) => line.startsWith('astara '));
    expect(astara).toHaveLength(3);
    for (const line of astara) expect(line).toContain(`//${leader}:`);
  });

  /** The unit whose subordinate a unit is. */
  async function principalOf(unit: string): Promise<string> {
    const found = Object.entries(await cloud.units()).find(([, report]) => unit in (report.subordinates ?? {}));
    if (found === undefined) throw new Error(`${unit} is nobody's subordinate`);
    return found[0];
  }
});
