/**
 * The schema. One unit migrates, once for each database and each version of Astara, under a lock in the server itself: a
 * leader that is replaced while it migrates still holds it. What counts is the revision found in the database, not the
 * tool's exit code, which is 0 for a migration that never happened.
 */
import { commandEnvironment } from '../../openstack/command-environment.ts';
import { lastWords } from '../../openstack/program-output.ts';
import type { Host } from '../../system/host.ts';
import { paths, serviceUser } from '../astara/paths.ts';
import type { Clients, DatabaseLogin, DatabaseSession, SchemaState } from '../clients/clients.ts';
import { ServiceUnavailableError } from '../clients/service-unavailable.ts';

export type Migration =
  | { readonly kind: 'done'; readonly before: string | null; readonly after: string }
  /** Another unit is at it. */
  | { readonly kind: 'busy' }
  /** The server cannot be reached or refuses us: worth another try. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** The first and so far only revision, and what it creates. */
const firstRevision = '4f695b725637';
const astaraTables = ['global_debug', 'resource_debug', 'tenant_debug'];
/** Where alembic notes the revision. */
const revisionTable = 'alembic_version';

const connectDeadlineMs = 10_000;
/** The tool itself tries for 100 seconds to reach a server that is away. */
const migrationLimitMs = 300_000;

/**
 * Brings the schema to the installed Astara's. `bin` is the folder of the console scripts. Never throws for what a server
 * or the tool does.
 */
export async function migrateDatabase(
  host: Host,
  clients: Clients,
  login: DatabaseLogin,
  bin: string,
): Promise<Migration> {
  try {
    const session = await clients.openDatabase(login, connectDeadlineMs);
    try {
      // Not waited for: the hook that comes next tries again, and meanwhile others can run.
      if (!(await session.lock(`astara-dbsync-${login.database}`, 0))) return { kind: 'busy' };
      return await migrate(host, session, bin);
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    return { kind: 'unavailable', reason: error.message };
  }
}

async function migrate(host: Host, session: DatabaseSession, bin: string): Promise<Migration> {
  const before = await session.schema();
  if (isHalfDone(before)) {
    const left = astaraTables.filter((name) => before.tables.includes(name));
    if (await session.hasRows(left)) {
      const lacking = before.revision === null ? 'no revision' : 'others are missing';
      return {
        kind: 'failed',
        reason: `tables ${left.join(', ')} are there with data, but ${lacking}: restore the database, or drop them by hand`,
      };
    }
    // Empty tables of ours: a migration that was killed. MySQL cannot undo it, and nothing is lost. The revision's table
    // goes first, which waits for a program that was killed while it noted the revision: a note that came after the other
    // tables are gone would pass for a migration.
    await session.dropTables([revisionTable, ...left].filter((name) => before.tables.includes(name)));
  }
  // It dies with this hook: one that lived on would migrate without the lock, and under the feet of the next.
  const asService = ['--reuid', serviceUser, '--regid', serviceUser, '--init-groups', '--pdeathsig', 'KILL', '--'];
  const result = host.run('setpriv', [...asService, `${bin}/astara-dbsync`, '--config-file', paths.config, 'upgrade'], {
    timeoutMs: migrationLimitMs,
    cwd: paths.home,
    env: commandEnvironment(),
  });
  const after = await session.schema();
  if (result.exitCode === 0 && after.revision !== null && !isHalfDone(after))
    return { kind: 'done', before: before.revision, after: after.revision };
  if (result.timedOut) return { kind: 'failed', reason: 'astara-dbsync did not end within 5 minutes' };
  if (result.exitCode === 0) {
    const lacking = after.revision === null ? 'has no revision' : 'lacks tables of its revision';
    return { kind: 'failed', reason: `astara-dbsync reported success, but the database ${lacking}` };
  }
  if (result.signal !== null) return { kind: 'failed', reason: `astara-dbsync was ended by ${result.signal}` };
  return { kind: 'failed', reason: `astara-dbsync failed: ${lastWords(result.stderr, 160) ?? 'it said nothing'}` };
}

/** Whether a migration of ours began and did not come to its end. Of revisions that we do not know nothing can be said. */
function isHalfDone({ revision, tables }: SchemaState): boolean {
  const there = astaraTables.filter((name) => tables.includes(name)).length;
  return revision === null ? there > 0 : revision === firstRevision && there < astaraTables.length;
}

/** What the service would log in with. */
export function databaseLogin(database: {
  readonly host: string;
  readonly port: number | null;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly tls: { readonly ca: string; readonly certificate: string | null; readonly key: string | null } | null;
}): DatabaseLogin {
  return {
    host: database.host,
    port: database.port ?? 3306,
    user: database.username,
    password: database.password,
    database: database.database,
    authority: database.tls?.ca ?? null,
    certificate: database.tls?.certificate ?? null,
    key: database.tls?.key ?? null,
  };
}
