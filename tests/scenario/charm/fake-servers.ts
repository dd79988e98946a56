/** The servers around a charm in a scenario, with just enough behaviour to be wrong in the ways that matter. */
import type {
  Clients,
  DatabaseLogin,
  DatabaseSession,
  IdentityLogin,
  MessagingLogin,
} from '../../../src/charm/clients/clients.ts';
import { type ServiceName, ServiceUnavailableError } from '../../../src/charm/clients/service-unavailable.ts';

export class FakeServers implements Clients {
  /** The schema; the fake host's astara-dbsync changes it. */
  revision: string | null = null;
  tables: string[] = [];
  hasData = false;
  /** Another connection holds the migration's lock. */
  lockedElsewhere = false;
  members: string[] = [];
  /** When set, Keystone refuses every other password. */
  goodKeystonePassword: string | null = null;
  /** Why each server refuses us; absent when it does not. */
  readonly refusals: Partial<Record<ServiceName, string>> = {};
  readonly logins: { database?: DatabaseLogin; messaging?: MessagingLogin; identity?: IdentityLogin } = {};
  readonly tried: string[] = [];
  locksTaken = 0;
  sessionsOpen = 0;

  async openDatabase(login: DatabaseLogin): Promise<DatabaseSession> {
    this.logins.database = login;
    this.#knock('MySQL', `${login.host}:${login.port}`);
    this.sessionsOpen += 1;
    return {
      schema: async () => ({ revision: this.revision, tables: [...this.tables] }),
      hasRows: async () => this.hasData,
      dropTables: async (names) => {
        this.tables = this.tables.filter((name) => !names.includes(name));
        if (names.includes('alembic_version')) this.revision = null;
      },
      lock: async () => {
        if (this.lockedElsewhere) return false;
        this.locksTaken += 1;
        return true;
      },
      close: async () => {
        this.sessionsOpen -= 1;
      },
    };
  }

  async checkMessaging(login: MessagingLogin): Promise<string> {
    this.logins.messaging = login;
    const endpoint = `${login.hosts[0]}:${login.port}`;
    this.#knock('RabbitMQ', endpoint);
    return endpoint;
  }

  async checkIdentity(login: IdentityLogin): Promise<void> {
    this.logins.identity = login;
    const endpoint = new URL(login.authUrl).host;
    const wrong = this.goodKeystonePassword !== null && login.password !== this.goodKeystonePassword;
    if (wrong) throw new ServiceUnavailableError('Keystone', endpoint, 'it refuses us');
    this.#knock('Keystone', endpoint);
  }

  async ringMembers(place: { servers: readonly { host: string; port: number }[] }): Promise<readonly string[]> {
    const [server] = place.servers;
    this.#knock('ZooKeeper', `${server?.host}:${server?.port}`);
    return [...this.members].sort();
  }

  #knock(service: ServiceName, endpoint: string): void {
    this.tried.push(service);
    const reason = this.refusals[service];
    if (reason !== undefined) throw new ServiceUnavailableError(service, endpoint, reason);
  }
}
