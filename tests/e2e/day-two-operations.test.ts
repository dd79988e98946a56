/**
 * Day two, on a cloud of two orchestrators: what operators do by hand (every action, pause and resume, another relation,
 * another revision), and what befalls a hook.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Cloud, makeCloud } from './cloud.ts';
import { placesOf, secretsOf } from './secret-search.ts';
import { application, expectReady, loginIn, optionIn, restartsOf, tollOf } from './toll.ts';

const router = '6b5b2d4e-5a5f-4a4c-9a53-0f3f2f6e7c11';
const project = '3f2504e04f8911d39a0c0305e82c3301';

let cloud: Cloud;
let units: string[];
let leader: string;
let follower: string;

beforeAll(async () => {
  cloud = await makeCloud();
  const deployed = await cloud.deployBundle(await cloud.makeGitOrigin());
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  await expectReady(cloud);
  units = await cloud.unitsOf(application);
  leader = await cloud.leaderOf(application);
  follower = units.find((unit) => unit !== leader) ?? '';
});

afterAll(async () => {
  expect(await cloud?.destroy()).toEqual([]);
});

/** Waits for a line in the orchestrators' own log: what the workers were told and did. */
const heard = (unit: string, words: string): Promise<string> =>
  cloud.eventually(`"${words}" in the log of ${unit}`, async () => {
    const log = await cloud.ssh(unit, ['cat', '/var/log/astara/astara-orchestrator.log']);
    return log.includes(words) && log;
  });

describe('pause and resume', () => {
  it('keeps one orchestrator down through hooks and time, while the other works on', async () => {
    const toll = await tollOf(cloud, async () => {
      expect(await cloud.run(leader, 'pause')).toMatchObject({ status: 'completed' });
      expect(await cloud.unitStatuses()).toMatchObject({
        [leader]: "maintenance: Paused. Use 'resume' action to resume normal service.",
        [follower]: 'active: Unit is ready',
      });
      await cloud.done('config', application, 'config-timeout=120');
      await cloud.updateStatus();
    });
    expect(toll.restarts).toEqual({ [leader]: 0, [follower]: 1 });
    expect(await cloud.isServing(leader)).toBe(false);
    const [members = []] = Object.values(await cloud.ringMembers());
    expect(members).toHaveLength(1);
    // What has changed meanwhile is in the file already.
    expect(optionIn(await cloud.configFile(leader), 'DEFAULT', 'config_timeout')).toBe('120');
    expect((await cloud.run(leader, 'restart-services', 'services=astara-orchestrator')).message).toMatch(/paused/);
  });

  it('starts it again once, with all that has changed', async () => {
    const toll = await tollOf(cloud, async () => {
      expect(await cloud.run(leader, 'resume')).toMatchObject({ status: 'completed' });
      await expectReady(cloud);
    });
    expect(toll.restarts).toEqual({ [leader]: 1, [follower]: 0 });
    expect(Object.values(await cloud.ringMembers())[0]).toHaveLength(2);
  });
});

describe('every action', () => {
  const tried = new Set(['pause', 'resume', 'openstack-upgrade']);
  const ok = async (unit: string, action: string, ...parameters: string[]) => {
    tried.add(action);
    const outcome = await cloud.run(unit, action, ...parameters);
    expect(outcome, `${action}: ${JSON.stringify(outcome)}`).toMatchObject({ status: 'completed' });
    return outcome.results;
  };

  it('that looks tells what the servers say, without a secret', async () => {
    const toll = await tollOf(cloud, async () => {
      expect(await ok(follower, 'check')).toMatchObject({
        database: expect.stringMatching(/^ok \(/),
        messaging: expect.stringMatching(/^ok \(/),
        identity: expect.stringMatching(/^ok \(/),
        coordination: expect.stringMatching(/^ok \(/),
        astara: 'ok',
        service: 'ok',
      });
      const shown = await ok(leader, 'show-config');
      const file = await cloud.configFile(leader);
      const [, password = ''] = loginIn(optionIn(file, 'database', 'connection')).split(':');
      expect(password.length).toBeGreaterThan(8);
      expect(shown['config']).toContain('[keystone_authtoken]');
      expect(shown['config']).not.toContain(password);
      expect(shown['config']).not.toContain(optionIn(file, 'keystone_authtoken', 'password') ?? '-');
      expect(shown['changes']).toBe('none');
      const ring = await ok(leader, 'cluster-status');
      expect(JSON.parse(ring['members'] ?? '[]').sort()).toEqual(Object.values(await cloud.ringMembers())[0]);
      expect(ring).toMatchObject({ missing: '[]', strangers: '[]' });
      expect(JSON.stringify(await ok(leader, 'show-deferred-events'))).not.toContain('astara-orchestrator');
      // The stand-ins speak no TLS, which the list must not pass over.
      tried.add('security-checklist');
      const list = await cloud.run(leader, 'security-checklist');
      expect(list.results).toMatchObject({ 'validate-file-ownership': 'PASS', 'validate-file-permissions': 'PASS' });
      expect(list.status).toBe('failed');
    });
    expect(toll).toEqual(restartsOf(units, 0));
  });

  it('that speaks to Astara reaches the workers of every host', async () => {
    await ok(follower, 'resource-debug', `id=${router}`, 'reason=under repair');
    await ok(follower, 'tenant-debug', `id=${project}`, 'reason=moving');
    await ok(leader, 'global-debug', 'enabled=true');
    const flags = (table: string): Promise<string> => cloud.sql(`SELECT COUNT(*) FROM astara.${table}_debug`);
    for (const table of ['resource', 'tenant', 'global']) {
      await cloud.eventually(`the flag in ${table}_debug`, async () => (await flags(table)) === '1');
    }
    expect(await cloud.sql('SELECT reason FROM astara.resource_debug')).toBe('under repair');
    await ok(follower, 'resource-manage', `id=${router}`);
    await ok(leader, 'tenant-manage', `id=${project}`);
    await ok(leader, 'global-debug', 'enabled=false');
    for (const table of ['resource', 'tenant', 'global']) {
      await cloud.eventually(`no flag in ${table}_debug`, async () => (await flags(table)) === '0');
    }
    await ok(leader, 'resource-update', `id=${router}`);
    await ok(leader, 'resource-rebuild', `id=${router}`, `image-uuid=${router}`);
    await ok(leader, 'workers-debug');
    await ok(leader, 'config-reload');
    await ok(leader, 'poll');
    for (const unit of units) {
      await heard(unit, 'Command workers-debug');
      // A worker that did not find the file again would call itself by another name.
      const log = await heard(unit, 'Configuration read again, host is ');
      const name = optionIn(await cloud.configFile(unit), 'DEFAULT', 'host') ?? '-';
      expect(log).toContain(`Configuration read again, host is ${name}`);
    }
    const refused = await cloud.run(leader, 'resource-debug', 'id=--help');
    expect(refused).toMatchObject({ status: 'failed', message: expect.stringMatching(/^id: expected/) });
  });

  it('that does something does it to this unit alone', async () => {
    const restarted = await tollOf(cloud, async () => {
      await ok(leader, 'restart-services', 'services=astara-orchestrator');
    });
    expect(restarted.restarts).toEqual({ [leader]: 1, [follower]: 0 });

    const migrated = await tollOf(cloud, async () => {
      expect(await ok(leader, 'sync-database')).toMatchObject({ outcome: expect.stringMatching(/^migrated/) });
    });
    expect(migrated).toEqual({ restarts: { [leader]: 0, [follower]: 0 }, migrations: 1, tables: 0 });
    expect((await cloud.run(follower, 'sync-database')).message).toMatch(/^Only the leader/);

    expect(await ok(follower, 'git-reinstall')).toMatchObject({ outcome: 'success' });
    await expectReady(cloud);
  });

  it('that carries out deferred restarts finds them, and the status tells of them', async () => {
    await cloud.done('config', application, 'enable-auto-restarts=false');
    const deferred = await tollOf(cloud, () => cloud.done('config', application, 'boot-timeout=700'));
    expect(deferred).toEqual(restartsOf(units, 0));
    expect((await cloud.unitStatuses())[leader]).toBe(
      'active: Unit is ready. Services queued for restart: astara-orchestrator',
    );
    expect(JSON.stringify(await ok(leader, 'show-deferred-events'))).toContain('astara-orchestrator');
    const toll = await tollOf(cloud, async () => {
      await ok(leader, 'run-deferred-hooks');
      await ok(follower, 'restart-services', 'deferred-only=true');
    });
    expect(toll).toEqual(restartsOf(units, 1));
    const after = await tollOf(cloud, () => cloud.done('config', application, 'enable-auto-restarts=true'));
    expect(after).toEqual(restartsOf(units, 0));
    await expectReady(cloud);
  });

  it('is tried here', () => {
    const declared = Object.keys(parse(readFileSync(join(import.meta.dirname, '../../actions.yaml'), 'utf8')));
    expect(declared.filter((name) => !tried.has(name))).toEqual([]);
  });
});

describe('a relation removed and added again', () => {
  it('stops the service and takes the credentials out of the file; then all is as before', async () => {
    const connection = async (): Promise<string | null> =>
      optionIn(await cloud.configFile(leader), 'DEFAULT', 'transport_url');
    const before = await connection();
    await cloud.done('remove-relation', application, 'rabbitmq-server');
    const statuses = await cloud.unitStatuses();
    for (const unit of units) {
      expect(statuses[unit]).toBe('blocked: Missing relations: messaging');
      expect(await cloud.isServing(unit)).toBe(false);
    }
    expect(await connection()).toBe(null);
    expect(Object.values(await cloud.ringMembers())[0]).toEqual([]);
    expect(await cloud.queueConnections()).toEqual([]);

    const toll = await tollOf(cloud, async () => {
      await cloud.done('integrate', application, 'rabbitmq-server');
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(units, 1));
    expect(await connection()).toBe(before);
    expect((await cloud.queueConnections()).length).toBeGreaterThan(0);
  });

  it('keeps the tables when it was the database', async () => {
    await cloud.done('remove-relation', application, 'mysql');
    expect((await cloud.unitStatuses())[follower]).toBe('blocked: Missing relations: database');
    const toll = await tollOf(cloud, async () => {
      await cloud.done('integrate', application, 'mysql');
      await expectReady(cloud);
    });
    // Another relation may be another server, so the leader has to look; there is nothing to create.
    expect(toll).toEqual({ restarts: { [leader]: 1, [follower]: 1 }, migrations: 1, tables: 0 });
  });
});

describe('a hook that is killed', () => {
  it.each([
    { moment: 'as it begins', sign: 'dist/charm[.]cjs', option: 'health-check-period=71', most: 1 },
    // Nobody could note that the restart was under way, so the hook's second run may ask for it again.
    { moment: 'while it restarts the service', sign: 'systemctl restar[t]', option: 'health-check-period=72', most: 2 },
  ])('$moment is run again, and ends as if nothing had been', async ({ sign, option, most }) => {
    const killed = await killedHooks();
    // Commands wait for each other, so the machines have to do it themselves.
    const script = `until pgrep -f '${sign}'; do sleep 0.05; done; pkill -KILL -f 'dist/charm[.]cjs'`;
    for (const unit of units) await cloud.ssh(unit, ['systemd-run', '--quiet', '--collect', 'sh', '-c', script]);
    const toll = await tollOf(cloud, async () => {
      await cloud.done('config', application, option);
      await expectReady(cloud);
    });
    expect(await killedHooks()).toEqual(killed.map((times) => times + 1));
    for (const times of Object.values(toll.restarts)) {
      expect(times).toBeGreaterThanOrEqual(1);
      expect(times).toBeLessThanOrEqual(most);
    }
    expect(toll).toMatchObject({ migrations: 0, tables: 0 });
    for (const unit of units) {
      expect(optionIn(await cloud.configFile(unit), 'DEFAULT', 'health_check_period')).toBe(option.split('=')[1]);
    }
    expect(Object.values(await cloud.ringMembers())[0]).toHaveLength(2);
  });

  /** By unit, how many of its hooks have been killed so far. */
  const killedHooks = (): Promise<number[]> =>
    Promise.all(
      units.map(
        async (unit) => (await cloud.logLines(unit)).filter((line) => line.includes('(signal: killed)')).length,
      ),
    );
});

describe('a new revision of the charm', () => {
  it('takes over a running service without touching it', async () => {
    const revision = (await cloud.status()).applications[application]?.['charm-rev'] ?? 0;
    const toll = await tollOf(cloud, async () => {
      await cloud.done('refresh', application, '--path', './astara-orchestrator_amd64.charm');
      await expectReady(cloud);
    });
    expect(toll).toEqual(restartsOf(units, 0));
    expect((await cloud.status()).applications[application]?.['charm-rev']).toBeGreaterThan(revision);
    for (const unit of units) expect((await cloud.logLines(unit)).join('\n')).toContain('ran "upgrade-charm" hook');
  });
});

describe('another origin', () => {
  const version = async (): Promise<string | undefined> => (await cloud.status()).applications[application]?.version;

  it('in git waits for the action when upgrades are left to the operator, then migrates and restarts once', async () => {
    const origin = await cloud.makeGitOrigin();
    const astara = join(cloud.home, 'shared/astara/astara');
    const release = `git checkout -q -b newer && sed -i 's/^version = .*/version = "9.0.1"/' pyproject.toml && \
      git -c user.name=Operator -c user.email=operator@example.com commit -q -a -m 'Release 9.0.1'`;
    expect(await cloud.shell(`cd ${astara} && ${release}`)).toMatchObject({ exitCode: 0 });
    const newer = origin.replace(/(name: astara,.*branch: )[^}]+/, '$1newer');

    const left = await tollOf(cloud, async () => {
      await cloud.done('config', application, 'action-managed-upgrade=true', `openstack-origin-git=${newer}`);
    });
    expect(left).toEqual(restartsOf(units, 0));
    for (const unit of units) {
      expect((await cloud.unitStatuses())[unit]).toBe(
        "active: Unit is ready. Note: Astara's origin has changed: run the action openstack-upgrade",
      );
    }
    const toll = await tollOf(cloud, async () => {
      for (const unit of units) {
        const outcome = await cloud.run(unit, 'openstack-upgrade');
        expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'completed', results: { version: '9.0.1' } });
      }
      await expectReady(cloud);
    });
    // Another version may bring another schema, so the leader has to look; this one does not.
    expect(toll).toEqual({ ...restartsOf(units, 1), migrations: 1 });
    expect(await version()).toBe('9.0.1');
  });

  it('that does not exist leaves what runs, and says so', async () => {
    const toll = await tollOf(cloud, async () => {
      await cloud.done('config', application, 'action-managed-upgrade=false', 'openstack-origin-git=');
      for (const unit of units) {
        expect((await cloud.unitStatuses())[unit]).toBe(
          'blocked: openstack-origin: "distro" has no package astara-orchestrator; name a source that has it, or set openstack-origin-git',
        );
      }
      await cloud.updateStatus();
    });
    expect(toll).toEqual(restartsOf(units, 0));
    for (const unit of units) expect(await cloud.isServing(unit)).toBe(true);
  });

  it('of packages replaces what came from git', async () => {
    const archive = await makePackageArchive('9.0.2-1');
    const toll = await tollOf(cloud, async () => {
      await cloud.done('config', application, `openstack-origin=${archive}`);
      await expectReady(cloud);
    });
    expect(toll).toEqual({ ...restartsOf(units, 1), migrations: 1 });
    expect(await version()).toBe('9.0.2');
    for (const unit of units) {
      expect(await cloud.trySsh(unit, ['test', '-e', '/usr/local/bin/astara-dbsync'])).toMatchObject({ exitCode: 1 });
      expect(
        await cloud.ssh(unit, [
          'sh',
          '-c',
          'tr "\\0" " " < /proc/$(systemctl show -p MainPID --value astara-orchestrator)/cmdline',
        ]),
      ).toContain('/usr/bin/astara-orchestrator');
    }
  });

  /** A package of the stand-in in an archive that machines can read; its line for apt. */
  async function makePackageArchive(full: string): Promise<string> {
    const source = join(cloud.home, 'shared/astara/astara');
    const archive = join(cloud.home, 'shared/packages');
    const control = `Package: astara-orchestrator
Version: ${full}
Architecture: all
Maintainer: Nobody <nobody@example.com>
Description: Stand-in`;
    const made = await cloud.shell(`set -e
mkdir -p ${archive} && cd ${archive}
mkdir -p tree/DEBIAN tree/usr/bin tree/usr/lib/python3/dist-packages
cp -r ${source}/astara tree/usr/lib/python3/dist-packages/
sed -n 's/^\\([a-z-]*\\) = "\\(astara[a-z._]*\\):main"$/\\1 \\2/p' ${source}/pyproject.toml | while read name module; do
  printf '#!/usr/bin/python3\\nimport sys\\nfrom %s import main\\nsys.exit(main())\\n' "$module" > tree/usr/bin/$name
  chmod 755 tree/usr/bin/$name
done
echo '${control}' > tree/DEBIAN/control
dpkg-deb --root-owner-group --build tree astara.deb
binary=main/binary-$(dpkg --print-architecture)
mkdir -p dists/stable/$binary
cat > dists/stable/$binary/Packages <<END
${control}
Filename: astara.deb
Size: $(stat -c %s astara.deb)
SHA256: $(sha256sum astara.deb | cut -d' ' -f1)
END
cd dists/stable
cat > Release <<END
Suite: stable
Codename: stable
Components: main
Architectures: $(dpkg --print-architecture)
SHA256:
 $(sha256sum $binary/Packages | cut -d' ' -f1) $(stat -c %s $binary/Packages) $binary/Packages
END
`);
    expect(made.exitCode, made.stderr).toBe(0);
    const serve = ['python3', '-m', 'http.server', '8000', '--directory', '/run/juju-emulator/packages'];
    await cloud.ssh('glance/0', ['systemd-run', '--quiet', ...serve]);
    return `deb [trusted=yes] http://${(await cloud.units())['glance/0']?.['public-address']}:8000 stable main`;
  }
});

describe('the secrets of the orchestrators', () => {
  it('stand after all of that in the files meant to hold them, and nowhere else', async () => {
    const secrets = [...new Set((await Promise.all(units.map((unit) => secretsOf(cloud, unit)))).flat())];
    expect(Math.min(...secrets.map((secret) => secret.length))).toBeGreaterThan(15);
    const places = await placesOf(cloud, secrets, units);
    const holders = ['etc/astara/astara.conf', 'var/lib/astara/.ssh/id_ed25519', 'etc/nova/nova-metadata.conf'];
    const principals = Object.values(await cloud.units()).filter(({ subordinates }) =>
      units.some((unit) => subordinates?.[unit] !== undefined),
    );
    const meant = [
      // The databags; root's alone, like the folder.
      'model/journal-0.ndjson',
      // nova-compute's half of the metadata secret lies in a file of its own.
      ...principals.flatMap(({ machine }) => holders.map((path) => `machines/${machine}/upper/${path}`)),
    ];
    expect(places).toEqual(meant.sort());
    for (const path of ['model', 'model/journal-0.ndjson']) {
      expect(statSync(join(cloud.home, path)).mode & 0o077).toBe(0);
    }
  });
});
