/** A scenario's cloud in which one of the servers is real, behind a proxy that cuts its conversation where a test says. */
import type { DatabaseLogin, DatabaseSession, IdentityLogin, MessagingLogin } from '../../src/charm/clients/clients.ts';
import { networkClients } from '../../src/charm/clients/clients.ts';
import type { ServiceName } from '../../src/charm/clients/service-unavailable.ts';
import { cloudRelations, zookeeper } from '../scenario/charm/cloud.ts';
import { FakeServers } from '../scenario/charm/fake-servers.ts';
import { FaultyCloud } from '../scenario/faults/faulty-cloud.ts';
import type { CuttingProxy } from '../servers/cutting-proxy.ts';
import type { MariaDb } from '../servers/mariadb.ts';
import { secret } from './real-servers.ts';

/** Wherever the charm is told to find that server, it gets to the proxy; the others are the scenario's fakes. */
class ServedServers extends FakeServers {
  readonly #service: ServiceName;
  readonly #proxy: CuttingProxy;
  deadlineMs = 60_000;

  constructor(service: ServiceName, proxy: CuttingProxy) {
    super();
    this.#service = service;
    this.#proxy = proxy;
  }

  override async openDatabase(login: DatabaseLogin): Promise<DatabaseSession> {
    if (this.#service !== 'MySQL') return super.openDatabase(login);
    const there = { ...login, host: '127.0.0.1', port: this.#proxy.port, password: secret };
    return networkClients.openDatabase(there, this.deadlineMs);
  }

  override async checkMessaging(login: MessagingLogin): Promise<string> {
    if (this.#service === 'RabbitMQ') {
      const there = { ...login, hosts: ['127.0.0.1'], port: this.#proxy.port, password: secret };
      await networkClients.checkMessaging(there, this.deadlineMs);
    }
    return super.checkMessaging(login);
  }

  override async checkIdentity(login: IdentityLogin): Promise<void> {
    if (this.#service === 'Keystone') {
      const authUrl = `http://127.0.0.1:${this.#proxy.port}/v3`;
      const who = { username: 'astara', password: secret, project: 'services', domain: 'Default' };
      await networkClients.checkIdentity({ ...login, ...who, authUrl }, null, this.deadlineMs);
    }
    return super.checkIdentity(login);
  }

  override async ringMembers(place: {
    servers: readonly { host: string; port: number }[];
  }): Promise<readonly string[]> {
    const backend = this.#service === 'ZooKeeper' ? 'zookeeper' : this.#service === 'memcached' ? 'memcached' : null;
    if (backend !== null) {
      const servers = [{ host: '127.0.0.1', port: this.#proxy.port }];
      await networkClients.ringMembers({ backend, servers, group: 'ring' }, this.deadlineMs);
    }
    return super.ringMembers(place);
  }
}

export class ServedCloud extends FaultyCloud {
  override readonly servers: ServedServers;
  /** How often the schema was made. */
  made = 0;
  /** What had been said when the service was first started. */
  saidAtStart: CuttingProxy['passed'] = { server: 0, client: 0 };

  constructor(service: ServiceName, proxy: CuttingProxy, database: MariaDb) {
    const servers = new ServedServers(service, proxy);
    super({ relations: [...Object.values(cloudRelations()), zookeeper()] }, { servers });
    this.servers = servers;
    const { host } = this.machine;
    const run = host.run.bind(host);
    host.run = (command, args, options) => {
      const starts = command === 'systemctl' && /^(?:re)?start$/.test(args[0] ?? '');
      if (starts && !this.machine.running) this.saidAtStart = { ...proxy.passed };
      if (service !== 'MySQL' || !args.some((arg) => arg.endsWith('astara-dbsync'))) return run(command, args, options);
      // The tool finds what is really there, and really changes it.
      servers.revision = hasSchema(database) ? servers.revision : null;
      const before = servers.revision;
      const result = run(command, args, options);
      if (before === null && servers.revision !== null) {
        this.made += 1;
        const tables = servers.tables.filter((name) => name !== 'alembic_version');
        database.query(`CREATE TABLE astara.alembic_version (version_num VARCHAR(32) NOT NULL);
          INSERT INTO astara.alembic_version VALUES ('${servers.revision}');
          ${tables.map((name) => `CREATE TABLE astara.${name} (id INT);`).join('\n')}`);
      }
      return result;
    };
  }
}

function hasSchema(database: MariaDb): boolean {
  return database.query("SHOW TABLES IN astara LIKE 'alembic_version'").trim() !== '';
}
