/** The schema: who migrates, when, and what is made of a migration that went wrong. */
import { describe, expect, it } from 'vitest';
import { relation } from '../../../src/ops/testing/index.ts';
import { Cloud, cloudRelations, peers, zookeeper } from './cloud.ts';

const tables = ['global_debug', 'resource_debug', 'tenant_debug'];

function relationsOf(cluster: Parameters<typeof peers>[1], unit = 0) {
  const database = relation({
    endpoint: 'shared-db',
    id: 1,
    remoteApp: 'mysql',
    remoteUnits: {
      0: { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: `astara-orchestrator/${unit}` },
    },
  });
  const all = {
    ...cloudRelations(),
    database,
    cluster: peers({ [unit === 0 ? 1 : 0]: {} }, cluster),
    zookeeper: zookeeper(),
  };
  return Object.values(all);
}

describe('the database', () => {
  it('is migrated once, by the leader, before the service starts', async () => {
    const cloud = new Cloud();
    const { statusHistory } = await cloud.configChanged();
    expect(statusHistory.map((one) => one.message)).toContain('Running database migration');
    expect(cloud.machine.lines('setpriv')).toEqual([
      'setpriv --reuid astara --regid astara --init-groups --pdeathsig KILL -- /usr/bin/astara-dbsync --config-file /etc/astara/astara.conf upgrade',
    ]);
    expect(cloud.find(6).localAppData['database-synced']).toBe('1 astara 9.0.0~b2');
    expect(cloud.servers.sessionsOpen).toBe(0);
  });

  it('is waited for by the others, whose service starts when the leader says so', async () => {
    const shared = { 'metadata-secret': 'leaders-metadata-secret' };
    const cloud = new Cloud({ leader: false, relations: relationsOf(shared, 1) }, { unitId: 1 });
    await cloud.configChanged();
    expect(cloud.status()).toBe('waiting: Database not initialised: waits for the leader, whose status says why');
    expect(cloud.machine.running).toBe(false);
    expect(cloud.machine.migrations).toBe(0);
    const cluster = cloud.find(6);
    const said = { ...cluster.localAppData, ...shared, 'database-synced': '1 astara 9.0.0~b2' };
    cloud.now = {
      ...cloud.now,
      relations: cloud.now.relations.map((one) => (one.id === 6 ? { ...one, localAppData: said } : one)),
    };
    await cloud.run(cloud.context.on.relationChanged(cloud.find(6)));
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.migrations).toBe(0);
  });

  it('is migrated again for a new version of Astara', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.machine.candidate = '10.0.0-1';
    await cloud.configChanged({ 'openstack-origin': 'ppa:astara-drivers/astara' });
    expect(cloud.machine.migrations).toBe(2);
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.now.workloadVersion).toBe('10.0.0');
  });

  it('blocks with the reason when the migration fails, without a password, and is tried again', async () => {
    const cloud = new Cloud();
    cloud.machine.migration = 'fails';
    const { logs } = await cloud.configChanged();
    expect(cloud.status()).toBe(
      'blocked: Database migration failed: astara-dbsync failed: OperationalError: (1045, "Access denied") mysql://***@db/astara',
    );
    expect(logs.map((line) => line.message).join('\n')).not.toContain('hunter2');
    expect(cloud.machine.running).toBe(false);
    cloud.machine.migration = 'works';
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it.each([
    ['does nothing', 'has no revision'],
    ['notes only', 'lacks tables of its revision'],
  ] as const)('does not believe an exit code of a program that %s', async (migration, lacking) => {
    const cloud = new Cloud();
    cloud.machine.migration = migration;
    await cloud.configChanged();
    expect(cloud.status()).toBe(
      `blocked: Database migration failed: astara-dbsync reported success, but the database ${lacking}`,
    );
    cloud.machine.migration = 'works';
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.servers.tables).toEqual(['alembic_version', ...tables]);
  });

  it('is mended after a migration that broke off, since nothing can be lost', async () => {
    const cloud = new Cloud();
    cloud.machine.migration = 'breaks off';
    await cloud.configChanged();
    expect(cloud.status()).toBe('blocked: Database migration failed: astara-dbsync was ended by SIGKILL');
    cloud.machine.migration = 'works';
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.servers.revision).toBe('4f695b725637');
  });

  it('is explained, not mended, when tables without a revision hold data', async () => {
    const cloud = new Cloud();
    cloud.servers.tables = [...tables];
    cloud.servers.hasData = true;
    await cloud.configChanged();
    expect(cloud.status()).toBe(
      'blocked: Database migration failed: tables global_debug, resource_debug, tenant_debug are there with data, but no revision: restore the database, or drop them by hand',
    );
    expect(cloud.servers.tables).toEqual(tables);
    expect(cloud.machine.migrations).toBe(0);
  });

  it('is never migrated twice at once, also across a change of leader', async () => {
    const cloud = new Cloud();
    cloud.servers.lockedElsewhere = true;
    await cloud.configChanged();
    expect(cloud.status()).toBe('waiting: Another unit is migrating the database');
    expect(cloud.machine.migrations).toBe(0);
  });

  it('is left alone while the peer upgrades its series', async () => {
    const answer = { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: 'astara-orchestrator/0' };
    const upgrading = relation({
      endpoint: 'shared-db',
      id: 1,
      remoteApp: 'mysql',
      remoteUnits: { 0: { ...answer, 'cluster-series-upgrading': 'True' } },
    });
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.changed(upgrading);
    expect(cloud.status()).toBe('maintenance: Database in maintenance mode: mysql is upgrading its series');
    expect(cloud.machine.running).toBe(true);
    expect(cloud.machine.starts).toBe(1);
  });

  it("is migrated for a package that the host's own upgrades have brought", async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    cloud.machine.installed = '9.0.1-1';
    await cloud.run(cloud.context.on.start());
    expect(cloud.now.workloadVersion).toBe('9.0.1');
    expect(cloud.machine).toMatchObject({ migrations: 2, starts: 2 });
    expect(cloud.find(6).localAppData['database-synced']).toBe('1 astara 9.0.1');
    await cloud.configChanged();
    expect(cloud.machine).toMatchObject({ migrations: 2, starts: 2 });
  });

  it.each([
    ['9.0.0', 'serves', 'active: Unit is ready', true],
    [
      '8.0.0',
      'does not serve',
      'waiting: Database not migrated for Astara 9.0.0~b2: the leader has 8.0.0; upgrade it too (openstack-upgrade)',
      false,
    ],
  ])('migrated by a leader with Astara %s %s a unit with 9.0.0~b2', async (version, _, status, running) => {
    const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': `1 astara ${version}` };
    const cloud = new Cloud({ leader: false, relations: relationsOf(shared) });
    await cloud.configChanged();
    expect(cloud.status()).toBe(status);
    expect(cloud.machine.running).toBe(running);
  });

  it('that a newer Astara has migrated is left alone by a leader whose Astara is older, and serves it', async () => {
    const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': '1 astara 10.0.0' };
    const cloud = new Cloud({ relations: relationsOf(shared) });
    await cloud.configChanged();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.migrations).toBe(0);
    expect(cloud.find(6).localAppData['database-synced']).toBe('1 astara 10.0.0');
  });

  it.each([[['alembic_version']], [['alembic_version', 'tenant_debug']]])(
    'with a revision but of its tables only %s is made anew, since nothing can be lost',
    async (left) => {
      const cloud = new Cloud();
      cloud.servers.revision = '4f695b725637';
      cloud.servers.tables = left;
      await cloud.configChanged();
      expect(cloud.status()).toBe('active: Unit is ready');
      expect(cloud.servers.tables).toEqual(['alembic_version', ...tables]);
    },
  );

  it('is migrated also by a leader that must leave the work to another unit', async () => {
    const relations = relationsOf({}, 1).filter((one) => one.endpoint !== 'zookeeper');
    const cloud = new Cloud({ relations }, { unitId: 1 });
    await cloud.configChanged();
    expect(cloud.status()).toBe(
      'blocked: 2 orchestrators need coordination, or each would own every router: relate zookeeper; until then only astara-orchestrator/0 works',
    );
    expect(cloud.machine.running).toBe(false);
    expect(cloud.find(6).localAppData['database-synced']).toBe('1 astara 9.0.0~b2');
    await cloud.updateStatus();
    expect(cloud.machine.migrations).toBe(1);
  });

  it('that cannot be reached is named with its address', async () => {
    const cloud = new Cloud();
    cloud.servers.refusals.MySQL = 'connection refused';
    await cloud.configChanged();
    expect(cloud.status()).toBe('waiting: cannot use MySQL at 10.0.0.40:3306: connection refused');
  });
});
