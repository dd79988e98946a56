/**
 * The servers that the charm talks to itself, as one value: tests hand over their own, the real one loads a driver only
 * when it is used, since a driver costs a hook tens of milliseconds.
 */

export interface DatabaseLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** PEM of the authority to trust; with it the connection is made over TLS. */
  readonly authority: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
}

export interface MessagingLogin {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  /** Whether to use TLS, and with which authority besides the system's. */
  readonly tls: { readonly authority: string | null } | null;
}

export interface RingPlace {
  readonly backend: 'zookeeper' | 'memcached';
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly group: string;
}

/** What is in the database: alembic's revision, if any, and the tables. */
export interface SchemaState {
  readonly revision: string | null;
  readonly tables: readonly string[];
}

/** A logged-in connection; every call has the deadline it was opened with. Close it in `finally`. */
export interface DatabaseSession {
  schema(): Promise<SchemaState>;
  /** Whether any of the tables holds a row. */
  hasRows(tables: readonly string[]): Promise<boolean>;
  dropTables(tables: readonly string[]): Promise<void>;
  /** Takes the server-wide lock of that name; false when another connection holds it that long. */
  lock(name: string, waitSeconds: number): Promise<boolean>;
  /** Ends the connection, which also gives up its locks. Never throws. */
  close(): Promise<void>;
}

export interface IdentityLogin {
  readonly authUrl: string;
  readonly apiVersion: 2 | 3;
  readonly username: string;
  readonly password: string;
  readonly project: string;
  /** Domain of the user and of the project. */
  readonly domain: string;
}

/** Throws ServiceUnavailableError unless Keystone gives us a token. `ca`: authorities to check its certificate against. */
export type CheckIdentity = (login: IdentityLogin, ca: string | null, deadlineMs: number) => Promise<void>;

export interface Clients {
  /** Throws ServiceUnavailableError when the server cannot be reached or refuses the login. */
  openDatabase(login: DatabaseLogin, deadlineMs: number): Promise<DatabaseSession>;
  /** Logs in to the first broker that answers; returns it as host:port. */
  checkMessaging(login: MessagingLogin, deadlineMs: number): Promise<string>;
  readonly checkIdentity: CheckIdentity;
  /** The ring's members, sorted; empty when nobody has ever joined. */
  ringMembers(place: RingPlace, deadlineMs: number): Promise<readonly string[]>;
}

/** The real servers. */
export const networkClients: Clients = {
  openDatabase: async (login, deadlineMs) => {
    const { openDatabase } = await import('./mysql.ts');
    return openDatabase(login, deadlineMs);
  },
  checkMessaging: async (login, deadlineMs) => {
    const { checkMessaging } = await import('./amqp.ts');
    return checkMessaging(login, deadlineMs);
  },
  checkIdentity: async (login, ca, deadlineMs) => {
    const { checkIdentity } = await import('./identity.ts');
    return checkIdentity(login, ca, deadlineMs);
  },
  ringMembers: async (place, deadlineMs) => {
    if (place.backend === 'zookeeper') {
      const { zookeeperMembers } = await import('./zookeeper.ts');
      return zookeeperMembers(place, deadlineMs);
    }
    const { memcachedMembers } = await import('./memcached.ts');
    return memcachedMembers(place, deadlineMs);
  },
};
