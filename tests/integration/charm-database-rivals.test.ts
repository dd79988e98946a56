/**
 * Two processes that migrate one database on a real MariaDB, each held before the steps at which the scenarios of
 * tests/scenario/faults/migration-interleavings.test.ts hold theirs: what the server of those scenarios does, this one does.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MariaDb, startMariaDb } from '../servers/mariadb.ts';
import { buildMigratingUnit, RivalProcess } from './rival-processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'charm-database-rivals-'));
const revision = '4f695b725637';
const done = { kind: 'done', before: null, after: revision };
const found = { kind: 'done', before: revision, after: revision };

let database: MariaDb;
let unit: string;
let rivals: RivalProcess[] = [];
let started = 0;

/** `late`: how many seconds the server is at noting the revision. */
function rival(late = 0): RivalProcess {
  started += 1;
  const one = new RivalProcess(unit, join(folder, String(started)), database.port, late);
  rivals.push(one);
  return one;
}

function schema(): readonly string[] {
  const noted = database.query('SELECT version_num FROM astara.alembic_version');
  return [...database.query('SHOW TABLES IN astara').trim().split('\n'), noted.trim()];
}

const whole = ['alembic_version', 'global_debug', 'resource_debug', 'tenant_debug', revision];

/** The server's connections of the charm's user that hold the lock. */
function lockHolder(): string {
  return database.query("SELECT IFNULL(IS_USED_LOCK('astara-dbsync-astara'), '')").trim();
}

beforeAll(async () => {
  database = await startMariaDb();
  unit = await buildMigratingUnit(folder);
});

beforeEach(() => {
  database.query('DROP DATABASE IF EXISTS astara; DROP USER IF EXISTS astara');
  database.createDatabase('astara', 'astara', 'secret');
});

afterEach(async () => {
  for (const one of rivals) await one.kill();
  rivals = [];
});

afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('two leaders at once', () => {
  it('the second of which gives way at every step of the first, and later finds all done', async () => {
    const first = rival();
    for (const step of ['program', 'create resource_debug', 'stamp', 'exit', 'close']) {
      await first.until(step);
      expect({ step, outcome: await rival().end() }).toEqual({ step, outcome: { kind: 'busy' } });
    }
    expect(await first.end()).toEqual(done);
    expect(await rival().end()).toEqual(found);
    expect(schema()).toEqual(whole);
  });

  it('of which the one that is killed frees its lock, and leaves what the other mends', async () => {
    const first = rival();
    await first.until('create tenant_debug');
    await first.kill();
    const second = rival();
    expect(await second.end()).toEqual(done);
    expect(second.steps.filter((step) => step.startsWith('drop'))).toEqual([
      'drop alembic_version',
      'drop global_debug',
      'drop resource_debug',
    ]);
    expect(schema()).toEqual(whole);
  });

  it('of which one is killed while the server notes its revision, which comes too late to deceive the other', async () => {
    const first = rival(3);
    await first.until('stamp');
    first.begin();
    const busy = (): boolean => database.query('SHOW PROCESSLIST').includes('INSERT INTO alembic_version');
    while (!busy()) await sleep(10);
    await first.kill();
    while (lockHolder() !== '') await sleep(10);
    const second = rival();
    await second.until('drop alembic_version');
    // The server is still at it, and another session has the lock.
    expect(busy()).toBe(true);
    expect(await second.end()).toEqual(done);
    expect(schema()).toEqual(whole);
  });

  it('of which one loses its lock with its connection: what it does not know it does not report as done', async () => {
    const first = rival();
    await first.until('create resource_debug');
    database.query(`KILL CONNECTION ${lockHolder()}`);
    const second = rival();
    await second.until('program');
    expect(lockHolder()).not.toBe('');
    expect(await first.end()).toMatchObject({ kind: 'unavailable' });
    await second.end();
    expect(await rival().end()).toMatchObject({ kind: 'done', after: revision });
    expect(schema()).toEqual(whole);
  });

  it('hold on to the lock on a server that ends silent connections after a second', async () => {
    database.query('SET GLOBAL wait_timeout = 1');
    try {
      const first = rival(3);
      await first.until('stamp');
      first.begin();
      await first.until('exit');
      expect(await rival().end()).toEqual({ kind: 'busy' });
      expect(await first.end()).toEqual(done);
    } finally {
      database.query('SET GLOBAL wait_timeout = 28800');
    }
  });
});
