/**
 * A stand-in for rabbitmq-server: a real RabbitMQ node per unit. The leader's node comes first, the others join it; users
 * are made on the leader and are then known to all. Each unit shows its address at once and the password once it knows it.
 */
import { randomBytes } from 'node:crypto';
import {
  type ActionEvent,
  ActiveStatus,
  CharmBase,
  type Framework,
  main,
  type Relation,
  WaitingStatus,
} from '../../src/ops/index.ts';
import { ensurePackages, ensureService, type Host, runProgram, systemHost } from '../machine.ts';
import type { RabbitmqServerTypes } from './charm-types.ts';

const cookiePath = '/var/lib/rabbitmq/.erlang.cookie';

class RabbitmqServerCharm extends CharmBase<RabbitmqServerTypes> {
  static override readonly handleKind = 'RabbitmqServerCharm';
  readonly host: Host;

  constructor(framework: Framework, host: Host = systemHost) {
    super(framework);
    this.host = host;
    framework.observeReconcile(this, 'reconcile');
    framework.observe(this.on.stop, this, 'onStop');
    framework.observe(this.on.action('list-connections'), this, 'onListConnections');
    framework.observe(this.on.action('cluster-status'), this, 'onClusterStatus');
  }

  reconcile(): void {
    const address = this.model.getBinding('amqp')?.network.bindAddress;
    const peers = this.model.getRelation('cluster');
    if (address == null || peers === null) {
      this.unit.setStatus(new WaitingStatus('Waiting for an address and the peer relation'));
      return;
    }
    ensurePackages(this.host, { 'rabbitmq-server': '/usr/sbin/rabbitmqctl' });
    const own = this.host.hostname();
    const names = this.writeHosts(peers, address);
    peers.data(this.unit).update({ hostname: own, address, known: names.join(' ') });
    const leading = this.unit.isLeader();
    if (leading && peers.data(this.app).get('cookie') === undefined) {
      peers.data(this.app).update({ cookie: randomBytes(20).toString('hex').toUpperCase() });
    }
    const cookie = peers.data(this.app).get('cookie');
    const first = peers.data(this.app).get('first-node');
    if (cookie === undefined || (first === undefined && !leading)) {
      this.unit.setStatus(new WaitingStatus('Waiting for the leader to start the first node'));
      return;
    }
    if (first !== undefined && first !== `rabbit@${own}` && !this.isKnownTo(peers, first)) {
      this.unit.setStatus(new WaitingStatus('Waiting for the first node to know this one'));
      return;
    }
    const changed = this.host.files.write(cookiePath, cookie, { mode: 0o400, owner: 'rabbitmq', group: 'rabbitmq' });
    ensureService(this.host, 'rabbitmq-server', changed);
    if (first === undefined) peers.data(this.app).set('first-node', `rabbit@${own}`);
    else if (first !== `rabbit@${own}`) this.join(first);
    for (const relation of this.model.relations.get('amqp')) this.answer(relation, peers, address, leading);
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }

  /** Leaves the cluster in good order, so that the others do not wait for this node. */
  onStop(): void {
    this.host.run('rabbitmqctl', ['-q', 'stop_app']);
    this.host.run('rabbitmqctl', ['-q', 'reset']);
    this.host.run('systemctl', ['stop', 'rabbitmq-server']);
  }

  onListConnections(event: ActionEvent): void {
    event.setResults({ connections: this.control(['list_connections', 'user', 'vhost', 'peer_host', 'state']).trim() });
  }

  onClusterStatus(event: ActionEvent): void {
    event.setResults({ nodes: this.runningNodes().join(' ') });
  }

  private answer(relation: Relation, peers: Relation, address: string, leading: boolean): void {
    const bag = relation.data(this.unit);
    bag.update({ hostname: address, 'private-address': address });
    for (const unit of relation.units) {
      const { username = '', vhost = '' } = relation.data(unit).toObject();
      if (!/^[A-Za-z0-9_-]+$/.test(username) || !/^[A-Za-z0-9_/-]+$/.test(vhost)) continue;
      const key = `password-${username}-${vhost.replaceAll('/', '.')}`;
      let password = peers.data(this.app).get(key);
      if (password === undefined && leading) {
        password = randomBytes(24).toString('hex');
        this.makeUser(username, vhost, password);
        peers.data(this.app).set(key, password);
      }
      if (password !== undefined) bag.set('password', password);
    }
  }

  private makeUser(username: string, vhost: string, password: string): void {
    const users = this.control(['list_users']).split('\n');
    const known = users.some((line) => line.split('\t')[0] === username);
    this.control([known ? 'change_password' : 'add_user', username], `${password}\n`);
    if (!this.control(['list_vhosts']).split('\n').includes(vhost)) this.control(['add_vhost', vhost]);
    this.control(['set_permissions', '-p', vhost, username, '.*', '.*', '.*']);
  }

  /** Whether the first node can find this one by its name; the other way is then true as well. */
  private isKnownTo(peers: Relation, first: string): boolean {
    const known = peers.units
      .map((unit) => peers.data(unit).toObject())
      .find(({ hostname }) => first === `rabbit@${hostname}`)?.['known'];
    return known?.split(' ').includes(this.host.hostname()) === true;
  }

  private join(first: string): void {
    // Its application may stand still since an attempt that was cut short.
    const running = this.host.run('rabbitmqctl', ['-q', 'await_startup', '--timeout', '1']).exitCode === 0;
    if (running && this.runningNodes().includes(first)) return;
    this.control(['stop_app']);
    this.control(['reset']);
    this.control(['join_cluster', first]);
    this.control(['start_app']);
  }

  private runningNodes(): string[] {
    const status: unknown = JSON.parse(this.control(['cluster_status', '--formatter', 'json']));
    const nodes: unknown = typeof status === 'object' && status !== null ? Reflect.get(status, 'running_nodes') : [];
    return Array.isArray(nodes) ? nodes.map(String) : [];
  }

  private control(args: readonly string[], input?: string): string {
    return runProgram(this.host, 'rabbitmqctl', ['-q', ...args], input);
  }

  /** Erlang nodes know each other by host name; the machines' names are in no name server. Returns the names. */
  private writeHosts(peers: Relation, address: string): readonly string[] {
    const marker = '# rabbitmq-server stand-in';
    const kept = (this.host.files.read('/etc/hosts') ?? '').split('\n').filter((line) => !line.endsWith(marker));
    const entries = [{ hostname: this.host.hostname(), address }];
    for (const unit of peers.units) {
      const { hostname = '', address: peer = '' } = peers.data(unit).toObject();
      if (hostname !== '' && peer !== '') entries.push({ hostname, address: peer });
    }
    const lines = entries.map((entry) => `${entry.address} ${entry.hostname} ${marker}`).sort();
    this.host.files.write('/etc/hosts', `${[...kept.filter((line) => line !== ''), ...lines].join('\n')}\n`, {
      mode: 0o644,
      owner: 'root',
      group: 'root',
    });
    return entries.map((entry) => entry.hostname).sort();
  }
}

main((framework) => new RabbitmqServerCharm(framework));
