/**
 * A stand-in for percona-cluster: a real MariaDB, and the provider's half of shared-db.
 * Only the leader grants and answers. One password per user name, kept in the peer relation's application databag.
 */
import { randomBytes } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { type ActionEvent, ActiveStatus, CharmBase, type Framework, main, type Relation } from '../../src/ops/index.ts';
import { ensurePackages, ensureService, type Host, runProgram, systemHost, waitUntil, writeFile } from '../machine.ts';
import type { MysqlTypes } from './charm-types.ts';

const serverConfig = `# Written by the mysql stand-in charm.
[mariadbd]
bind-address = *
skip-name-resolve
innodb-buffer-pool-size = 32M
performance-schema = OFF
`;

/** One client unit's wish: a database, a user, and the addresses it comes from. */
interface Request {
  readonly unit: string;
  readonly database: string;
  readonly username: string;
  readonly hosts: readonly string[];
}

class MysqlCharm extends CharmBase<MysqlTypes> {
  static override readonly handleKind = 'MysqlCharm';
  readonly host: Host;

  constructor(framework: Framework, host: Host = systemHost) {
    super(framework);
    this.host = host;
    framework.observeReconcile(this, 'reconcile');
    framework.observe(this.on.action('rotate-password'), this, 'onRotatePassword');
  }

  async reconcile(): Promise<void> {
    ensurePackages(this.host, { 'mariadb-server': '/usr/sbin/mariadbd' });
    const changed = writeFile(this.host, '/etc/mysql/mariadb.conf.d/90-stand-in.cnf', serverConfig);
    ensureService(this.host, 'mariadb', changed);
    await waitUntil(this.host, 'MariaDB does not answer', 30, () => this.isAnswering());
    this.unit.setWorkloadVersion(/[\d.]+/.exec(this.query('SELECT VERSION()'))?.[0] ?? '');
    if (this.unit.isLeader()) for (const relation of this.model.relations.get('shared-db')) this.answer(relation);
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }

  onRotatePassword(event: ActionEvent<{ readonly username: string }>): void {
    const username = event.params.username;
    if (this.peers()?.data(this.app).get(`password-${username}`) === undefined) {
      event.fail(`no client has asked for a user "${username}"`);
      return;
    }
    this.peers()?.data(this.app).set(`password-${username}`, newPassword());
    for (const relation of this.model.relations.get('shared-db')) this.answer(relation);
    event.setResults({ username });
  }

  private answer(relation: Relation): void {
    const networks = String(this.config.get('access-network') ?? '');
    const bag = relation.data(this.unit);
    bag.update({ 'access-network': networks === '' ? null : networks });
    const requests = relation.units.flatMap((unit) => parseRequest(unit.name, relation.data(unit).toObject()));
    const granted = requests.filter((request) => request.hosts.every((host) => isAllowed(host, networks)));
    const password = granted[0] === undefined ? null : this.passwordOf(granted[0].username);
    if (password === null) return;
    for (const request of granted) this.grant(request, password);
    bag.update({
      db_host: this.model.getBinding(relation)?.network.bindAddress ?? null,
      password,
      allowed_units: granted
        .map((request) => request.unit)
        .sort(byNumber)
        .join(' '),
    });
  }

  private passwordOf(username: string): string | null {
    const bag = this.peers()?.data(this.app);
    if (bag === undefined) return null;
    const known = bag.get(`password-${username}`);
    if (known !== undefined) return known;
    const password = newPassword();
    bag.set(`password-${username}`, password);
    return password;
  }

  /** The names have passed parseRequest, and the password is ours: none of them can end an SQL word. */
  private grant(request: Request, password: string): void {
    const statements = request.hosts.flatMap((host) => [
      `CREATE USER IF NOT EXISTS '${request.username}'@'${host}';`,
      `ALTER USER '${request.username}'@'${host}' IDENTIFIED BY '${password}';`,
      `GRANT ALL PRIVILEGES ON \`${request.database}\`.* TO '${request.username}'@'${host}';`,
    ]);
    this.query([`CREATE DATABASE IF NOT EXISTS \`${request.database}\` CHARACTER SET utf8;`, ...statements].join('\n'));
  }

  private query(sql: string): string {
    return runProgram(this.host, 'mariadb', ['--batch', '--skip-column-names'], sql);
  }

  private isAnswering(): boolean {
    return this.host.run('mariadb-admin', ['ping', '--silent']).exitCode === 0;
  }

  private peers(): Relation | null {
    return this.model.getRelation('cluster');
  }
}

function newPassword(): string {
  return randomBytes(24).toString('hex');
}

function byNumber(left: string, right: string): number {
  return Number(left.split('/')[1]) - Number(right.split('/')[1]);
}

/** Reads one unit's three keys; a bag that is incomplete or holds anything but plain names is no request yet. */
function parseRequest(unit: string, bag: Readonly<Record<string, string>>): Request[] {
  const { database = '', username = '', hostname = '' } = bag;
  const hosts = hostname.startsWith('[') ? parseList(hostname) : [hostname];
  const plain = /^[A-Za-z0-9_-]+$/;
  if (!plain.test(database) || !plain.test(username) || hosts.length === 0) return [];
  return hosts.every((host) => isIP(host) !== 0) ? [{ unit, database, username, hosts }] : [];
}

function parseList(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

/** Whether an address lies in one of the networks; every address does when there are none. */
function isAllowed(address: string, networks: string): boolean {
  if (networks === '') return true;
  const list = new BlockList();
  for (const network of networks.split(/\s+/)) {
    const [base = '', length = ''] = network.split('/');
    if (isIP(base) !== 0) list.addSubnet(base, Number(length), isIP(base) === 6 ? 'ipv6' : 'ipv4');
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

main((framework) => new MysqlCharm(framework));
