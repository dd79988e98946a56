/**
 * The database as the service sees it, through mysql2: which schema revision is there, and a lock that no two units
 * hold at once. An exit code of the migration tool proves nothing; this does.
 */
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { DatabaseLogin, DatabaseSession, SchemaState } from './clients.ts';
import { withDeadline } from './deadline.ts';
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
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return 'it demands a way to log in that we do not know';
    default:
      return networkReason(error) ?? `it failed (${errorCode(error) ?? 'no code'})`;
  }
}

export async function openDatabase(login: DatabaseLogin, deadlineMs: number): Promise<DatabaseSession> {
  const { createConnection } = await import('mysql2/promise');
  const endpoint = endpointOf(login.host, login.port);
  const failed = (error: unknown): Error =>
    new ServiceUnavailableError('MySQL', endpoint, refusal(error, login), error);
  const late = (): Error => new ServiceUnavailableError('MySQL', endpoint, 'no answer');
  let connection: Connection;
  try {
    connection = await withDeadline(deadlineMs, () => createConnection(options(login, deadlineMs)), late);
  } catch (error) {
    throw error instanceof ServiceUnavailableError ? error : failed(error);
  }
  // Without a listener the loss of the connection between two queries would end the process.
  connection.on('error', () => {});

  const query = async (
    sql: string,
    values: readonly (string | number)[],
    limitMs = deadlineMs,
  ): Promise<RowDataPacket[]> => {
    try {
      const work = connection.query<RowDataPacket[]>({ sql, values: [...values], timeout: limitMs });
      const [rows] = await withDeadline(
        limitMs + 500,
        () => work,
        late,
        () => connection.destroy(),
      );
      return rows;
    } catch (error) {
      throw error instanceof ServiceUnavailableError ? error : failed(error);
    }
  };
  return session(connection, login.database, query);
}

type Query = (sql: string, values: readonly (string | number)[], limitMs?: number) => Promise<RowDataPacket[]>;

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
  return { host, port, user, password, database, connectTimeout: deadlineMs, disableEval: true, ...ssl };
}

function session(connection: Connection, database: string, query: Query): DatabaseSession {
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
      const rows = await query('SELECT GET_LOCK(?, ?) AS taken', [name, waitSeconds], (waitSeconds + 5) * 1000);
      return Number(rows[0]?.['taken']) === 1;
    },
    close: () =>
      withDeadline(
        500,
        () => connection.end(),
        () => new Error('the connection does not end'),
      ).catch(() => {
        connection.destroy();
      }),
  };
}
