/** The migration on a real MariaDB with Astara's stand-in: done once, mended when it broke off, never twice at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseLogin, networkClients } from '../../src/charm/clients/clients.ts';
import { writeOsloConfig } from '../../src/charm/render/oslo-config.ts';
import { migrateDatabase } from '../../src/charm/workload/database.ts';
import { type Host, systemHost } from '../../src/system/host.ts';
import { run, tryRun } from '../../src/system/process.ts';
import { type MariaDb, startMariaDb } from '../servers/mariadb.ts';

const folder = mkdtempSync(join(tmpdir(), 'charm-database-'));
const bin = join(folder, 'venv/bin');
const config = join(folder, 'astara.conf');
const password = 'p@ss$wo%rd';

let database: MariaDb;
let login: DatabaseLogin;

/** This machine, but the migration runs as ourselves and reads a file in a temporary folder. */
let beforeMigration: () => void = () => {};
const host: Host = {
  ...systemHost,
  run: (command, args, options) => {
    if (command !== 'setpriv') return systemHost.run(command, args, options);
    beforeMigration();
    const [program = '', ...rest] = args.slice(args.indexOf('--') + 1);
    const own = rest.map((arg) => (arg === '/etc/astara/astara.conf' ? config : arg));
    return tryRun(program, own, { ...options, cwd: folder });
  },
};

function migrate() {
  return migrateDatabase(host, networkClients, login, bin);
}

beforeAll(async () => {
  database = await startMariaDb();
  run('/usr/bin/python3', ['-m', 'venv', '--without-pip', join(folder, 'venv')]);
  const pip = ['-m', 'pip', '--python', join(bin, 'python'), 'install', '--quiet', '--no-index'];
  run('/usr/bin/python3', [...pip, join(import.meta.dirname, '../../workload/astara')]);
});

beforeEach(() => {
  beforeMigration = () => {};
  database.query('DROP DATABASE IF EXISTS astara; DROP USER IF EXISTS astara');
  database.createDatabase('astara', 'astara', password);
  login = {
    host: '127.0.0.1',
    port: database.port,
    user: 'astara',
    password,
    database: 'astara',
    authority: null,
    certificate: null,
    key: null,
  };
  const url = `mysql+pymysql://astara:${encodeURIComponent(password)}@127.0.0.1:${database.port}/astara`;
  const options = [
    { name: 'connection', value: url },
    { name: 'max_retries', value: 0 },
  ];
  writeFileSync(config, writeOsloConfig([{ name: 'database', options }]));
});

afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('migrateDatabase', () => {
  it('migrates an empty database, and finds it migrated the next time', async () => {
    expect(await migrate()).toEqual({ kind: 'done', before: null, after: '4f695b725637' });
    expect(await migrate()).toEqual({ kind: 'done', before: '4f695b725637', after: '4f695b725637' });
  });

  it('mends what a killed migration has left, when its tables are empty', async () => {
    database.query(
      'CREATE TABLE astara.resource_debug (id INT); CREATE TABLE astara.alembic_version (version_num VARCHAR(32))',
    );
    expect(await migrate()).toEqual({ kind: 'done', before: null, after: '4f695b725637' });
    const tables = database.query('SHOW TABLES IN astara').trim().split('\n');
    expect(tables).toEqual(['alembic_version', 'global_debug', 'resource_debug', 'tenant_debug']);
  });

  it('touches nothing when those tables hold data', async () => {
    database.query('CREATE TABLE astara.tenant_debug (id INT); INSERT INTO astara.tenant_debug VALUES (1)');
    expect(await migrate()).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/tenant_debug are there with data/),
    });
    expect(database.query('SELECT id FROM astara.tenant_debug').trim()).toBe('1');
  });

  it('gives way to a unit that is at it', async () => {
    const other = await networkClients.openDatabase(login, 5000);
    await other.lock('astara-dbsync-astara', 0);
    expect(await migrate()).toEqual({ kind: 'busy' });
    await other.close();
    expect(await migrate()).toMatchObject({ kind: 'done' });
  });

  it('holds the lock while the tool runs', async () => {
    let taken = '';
    beforeMigration = () => {
      taken = database.query("SELECT IS_FREE_LOCK('astara-dbsync-astara')").trim();
    };
    await migrate();
    expect(taken).toBe('0');
    expect(database.query("SELECT IS_FREE_LOCK('astara-dbsync-astara')").trim()).toBe('1');
  });

  it('does not believe an exit code: a file without a connection migrates another database', async () => {
    writeFileSync(config, '[DEFAULT]\n');
    expect(await migrate()).toEqual({
      kind: 'failed',
      reason: 'astara-dbsync reported success, but the database has no revision',
    });
  });

  it('tells what the tool said when it failed, without the password', async () => {
    writeFileSync(
      config,
      '[database]\nconnection = mysql+pymysql://astara:other-secret@127.0.0.1:1/astara\nmax_retries = 0\n',
    );
    const outcome = await migrate();
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^astara-dbsync failed: /) });
    expect(JSON.stringify(outcome)).not.toContain('other-secret');
  });

  it('says that it is refused, or that nobody is there', async () => {
    login = { ...login, password: 'wrong' };
    expect(await migrate()).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringMatching(/login as "astara" is refused/),
    });
    login = { ...login, port: 1 };
    expect(await migrate()).toMatchObject({ kind: 'unavailable', reason: expect.stringMatching(/connection refused/) });
  });
});
