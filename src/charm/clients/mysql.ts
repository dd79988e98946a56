/**
 * The database as the service sees it, through mysql2: which schema revision is there, and a lock that no two units
 * hold at once. An exit code of the migration tool proves nothing; this does.
 */
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { DatabaseLogin, DatabaseSession, SchemaState } from './clients.ts';
import { Confinement } from './confinement.ts';
import { endpointOf, errorCode, networkReason, ServiceUnavailableError } from './service-unavailable.ts';

/** What the server's own error codes mean to an operator. */
function refusal(error: unknown, login: DatabaseLogin): string {
  switch (errorCode(error)) {
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
      return `login as "${login.user}" is refused`;
    case 'ER_DBACCESS_DENIED_ERROR':
      return `user "${login.user}" may not use database "${login.database}"`;
    case 'ER_HOST_NOT_PRIVILEGED':
      return "it does not accept connections from this unit's address";
    case 'ER_BAD_DB_ERROR':
      return `there is no database "${login.database}"`;
    case 'ER_CON_COUNT_ERROR':
      return 'it has too many connections';
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return 'it does not speak TLS, though the relation has a certificate authority';
    case 'PROTOCOL_SEQUENCE_TIMEOUT':
      return 'no answer';
    case 'PROTOCOL_CONNECTION_LOST':
      return 'it closed the connection';
    case 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED':
      return 'it demands the password in the clear';
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return unknownLogin;
    default:
      return networkReason(error) ?? refusalWithoutMeaning(error);
  }
}

const unknownLogin = 'it demands a way to log in that we do not know';

/** An error code of the server's, which may help whoever looks it up, or what the driver could make nothing of. */
function refusalWithoutMeaning(error: unknown): string {
  const code = errorCode(error);
  if (code?.startsWith('ER_') === true) return `it failed (${code})`;
  const words = error instanceof Error ? error.message : '';
  return words.includes('unknown plugin') ? unknownLogin : 'it does not answer as MySQL does';
}

export async function openDatabase(login: DatabaseLogin, deadlineMs: number): Promise<DatabaseSession> {
  const { createConnection } = await import('mysql2');
  const endpoint = endpointOf(login.host, login.port);
  const late = (): Error => new ServiceUnavailableError('MySQL', endpoint, 'no answer');
  const confinement = new Confinement();
  const run = async <T>(limitMs: number, work: () => Promise<T>): Promise<T> => {
    try {
      return await confinement.run(limitMs, work, late);
    } catch (error) {
      throw error instanceof ServiceUnavailableError
        ? error
        : new ServiceUnavailableError('MySQL', endpoint, refusal(error, login), error);
    }
  };
  const open = (): Promise<Connection> =>
    new Promise((resolve, reject) => {
      const connection = createConnection(options(login, deadlineMs));
      // For good: the loss of the connection between two queries would end the process.
      connection.on('error', reject);
      connection.once('connect', () => resolve(connection.promise()));
      // The driver would print a line for each packet out of turn, of which a server can send a million.
      connection.on('warn', (error: Error) => {
        throw Object.assign(error, { code: 'PROTOCOL_ERROR' });
      });
    });
  try {
    const connection = await run(deadlineMs, open);
    const query: Query = async (sql, values, waitMs = 0) => {
      const [rows] = await run(waitMs + deadlineMs, () =>
        connection.query<RowDataPacket[]>({ sql, values: [...values] }),
      );
      return rows;
    };
    const close = async (): Promise<void> => {
      await run(500, () => connection.end()).catch(() => {});
      confinement.end();
    };
    return session(login.database, query, close);
  } catch (error) {
    confinement.end();
    throw error;
  }
}

/** How long a session that holds a lock may be silent: more than any program may take that is run meanwhile. */
const silenceSeconds = 900;

/** `waitMs`: how long the server is asked to wait before it answers. */
type Query = (sql: string, values: readonly (string | number)[], waitMs?: number) => Promise<RowDataPacket[]>;

function options(login: DatabaseLogin, deadlineMs: number) {
  const ssl =
    login.authority === null
      ? {}
      : {
          ssl: {
            ca: login.authority,
            // As PyMySQL does for ssl_ca alone: peers certify names, but give us addresses or 127.0.0.1.
            verifyIdentity: false,
            ...(login.certificate === null || login.key === null ? {} : { cert: login.certificate, key: login.key }),
          },
        };
  const { host, port, user, password, database } = login;
  return {
    host,
    port,
    user,
    password,
    database,
    connectTimeout: deadlineMs,
    disableEval: true,
    flags: ['-LOCAL_FILES'],
    ...ssl,
  };
}

function session(database: string, query: Query, close: () => Promise<void>): DatabaseSession {
  const tables = async (): Promise<readonly string[]> => {
    const rows = await query(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name',
      [database],
    );
    return rows.map((row) => String(row['name']));
  };
  return {
    schema: async (): Promise<SchemaState> => {
      const names = await tables();
      if (!names.includes('alembic_version')) return { revision: null, tables: names };
      const rows = await query('SELECT version_num AS revision FROM alembic_version', []);
      const [row] = rows;
      return { revision: row === undefined ? null : String(row['revision']), tables: names };
    },
    hasRows: async (names) => {
      for (const name of names) {
        const rows = await query('SELECT 1 FROM ?? LIMIT 1', [name]);
        if (rows.length > 0) return true;
      }
      return false;
    },
    dropTables: async (names) => {
      for (const name of names) await query('DROP TABLE IF EXISTS ??', [name]);
    },
    lock: async (name, waitSeconds) => {
      const rows = await query('SELECT GET_LOCK(?, ?) AS taken', [name, waitSeconds], waitSeconds * 1000);
      if (Number(rows[0]?.['taken']) !== 1) return false;
      // Whoever holds the lock is silent while a program works, and a server may be told to end silent connections soon.
      await query('SET SESSION wait_timeout = ?', [silenceSeconds]);
      return true;
    },
    close,
  };
}
