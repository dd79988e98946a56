/**
 * A stand-in for the keystone charm: a real Keystone, and the provider's half of identity-service. The leader alone
 * registers services and answers; passwords are kept in the peer relation's application databag.
 */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type ActionEvent,
  ActiveStatus,
  CharmBase,
  type Framework,
  main,
  type Relation,
  WaitingStatus,
} from '../../src/ops/index.ts';
import { ensurePackages, ensureService, type Host, runProgram, systemHost, waitUntil, writeFile } from '../machine.ts';
import { KeystoneAdmin } from './admin-client.ts';
import type { KeystoneTypes } from './charm-types.ts';

const serviceDomain = 'service_domain';
const serviceProject = 'services';
const localUrl = 'http://127.0.0.1:5000';

// Keystone asks its database dozens of times for each request to know who is asking. It is one process, so that what it
// remembers in its memory is never stale, and requests take a twentieth of the time.
const keystoneConf = `[database]
connection = sqlite:////var/lib/keystone/stand-in.db
[token]
provider = fernet
[cache]
enabled = true
backend = dogpile.cache.memory
[identity]
password_hash_rounds = 4
`;

class KeystoneCharm extends CharmBase<KeystoneTypes> {
  static override readonly handleKind = 'KeystoneCharm';
  readonly host: Host;
  /** By relation, what was registered last. */
  readonly stored = this.storedState<{ registered: Record<string, string> }>('stored', { registered: {} });

  constructor(framework: Framework, host: Host = systemHost) {
    super(framework);
    this.host = host;
    framework.observeReconcile(this, 'reconcile');
    framework.observe(this.on.action('rotate-service-user-password'), this, 'onRotatePassword');
    framework.observe(this.on.action('list-endpoints'), this, 'onListEndpoints');
  }

  async reconcile(): Promise<void> {
    const peers = this.model.getRelation('cluster');
    const address = this.model.getBinding('identity-service')?.network.bindAddress;
    if (peers === null || address == null || !this.unit.isLeader()) {
      this.unit.setStatus(new WaitingStatus('Waiting for an address and for leadership'));
      return;
    }
    ensurePackages(this.host, { keystone: '/usr/bin/keystone-manage' });
    const changed = writeFile(this.host, '/etc/keystone/keystone.conf', keystoneConf, 0o640, 'keystone');
    const adminPassword = this.secret(peers, 'admin-password');
    if (changed) this.seed(adminPassword, address);
    const unitChanged = writeFile(this.host, '/etc/systemd/system/keystone-stand-in.service', this.unitFile());
    ensureService(this.host, 'keystone-stand-in', changed || unitChanged);
    await this.awaitAnswer();
    for (const relation of this.model.relations.get('identity-service')) {
      for (const unit of relation.units) {
        const wish = relation.data(unit).toObject();
        if (Object.values(wish).includes('None')) relation.data(this.unit).update(addressesOf(address));
        else await this.register(relation, wish, address);
      }
    }
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }

  async onRotatePassword(event: ActionEvent<{ readonly 'service-user': string }>): Promise<void> {
    const peers = this.model.getRelation('cluster');
    const user = event.params['service-user'];
    if (peers === null || peers.data(this.app).get(`password-${user}`) === undefined) {
      event.fail(`no service has a user "${user}"`);
      return;
    }
    peers.data(this.app).set(`password-${user}`, randomBytes(32).toString('hex'));
    await this.reconcile();
    event.setResults({ 'service-user': user });
  }

  async onListEndpoints(event: ActionEvent): Promise<void> {
    const peers = this.model.getRelation('cluster');
    if (peers === null) return event.fail('there is no peer relation yet');
    const admin = await this.administrator(peers);
    const services = new Map((await admin.list('services')).map((service) => [service.id, String(service['name'])]));
    const endpoints = (await admin.list('endpoints')).map((endpoint) =>
      [
        services.get(String(endpoint['service_id'])),
        endpoint['interface'],
        endpoint['region_id'],
        endpoint['url'],
      ].join(' '),
    );
    event.setResults({ endpoints: endpoints.sort().join('\n') });
  }

  /** One client's five keys become a service, three endpoints and a user; the answer goes into our own databag. */
  private async register(relation: Relation, wish: Readonly<Record<string, string>>, address: string): Promise<void> {
    const peers = this.model.getRelation('cluster');
    const { service = '', region = '', public_url = '', internal_url = '', admin_url = '' } = wish;
    if (peers === null || [service, region, public_url, internal_url, admin_url].includes('')) return;
    const password = this.secret(peers, `password-${service}`);
    const request = createHash('sha256')
      .update(JSON.stringify([wish, password]))
      .digest('hex');
    // Registering may be repeated without harm, but it takes Keystone seconds.
    if (this.stored.registered[relation.id] === request) return;
    const admin = await this.administrator(peers);
    const entry = await admin.ensure('services', { name: service, type: service });
    await admin.ensure('regions', { id: region });
    for (const [kind, url] of Object.entries({ public: public_url, internal: internal_url, admin: admin_url })) {
      const place = { service_id: entry.id, region_id: region, interface: kind };
      const endpoint = await admin.ensure('endpoints', place, { url });
      if (endpoint['url'] !== url) await admin.update('endpoints', endpoint.id, { url });
    }
    const domain = await admin.ensure('domains', { name: serviceDomain });
    const project = await admin.ensure('projects', { name: serviceProject, domain_id: domain.id });
    const user = await admin.ensure('users', { name: service, domain_id: domain.id }, { password });
    await admin.update('users', user.id, { password });
    const role = await admin.ensure('roles', { name: 'admin' });
    await admin.grantRole(project.id, user.id, role.id);
    const [adminProject] = await admin.list('projects', { name: 'admin', domain_id: 'default' });
    relation.data(this.unit).update({
      ...addressesOf(address),
      service_username: service,
      service_password: password,
      service_tenant: serviceProject,
      service_tenant_id: project.id,
      service_domain: serviceDomain,
      service_domain_id: domain.id,
      service_user_id: user.id,
      service_type: service,
      admin_project_id: adminProject?.id ?? null,
      admin_role: 'Admin',
    });
    this.stored.registered[relation.id] = request;
  }

  /** Logs in; a hook that failed after seeding has taken back the password it chose, and bootstrap sets the present one. */
  private administrator(peers: Relation): Promise<KeystoneAdmin> {
    const password = this.secret(peers, 'admin-password');
    return KeystoneAdmin.login(localUrl, password).catch(() => {
      this.seed(password, this.model.getBinding('identity-service')?.network.bindAddress ?? '127.0.0.1');
      return KeystoneAdmin.login(localUrl, password);
    });
  }

  private awaitAnswer(): Promise<void> {
    const isAnswering = () =>
      fetch(`${localUrl}/v3`).then(
        (answer) => answer.ok,
        () => false,
      );
    return waitUntil(this.host, 'Keystone does not answer', 60, isAnswering);
  }

  /** A password that is chosen once and then the same in every hook. */
  private secret(peers: Relation, key: string): string {
    const known = peers.data(this.app).get(key);
    if (known !== undefined) return known;
    const chosen = randomBytes(32).toString('hex');
    peers.data(this.app).set(key, chosen);
    return chosen;
  }

  private seed(password: string, address: string): void {
    const seed = join(this.charmDir, 'seed.py');
    const region = String(this.config.get('region') ?? 'RegionOne');
    runProgram(this.host, '/usr/bin/python3', [seed, `http://${address}:5000/v3`, region], `${password}\n`);
    const folders = [
      '/var/lib/keystone',
      '/var/log/keystone',
      '/etc/keystone/fernet-keys',
      '/etc/keystone/credential-keys',
    ];
    runProgram(this.host, 'chown', ['-R', 'keystone:keystone', ...folders]);
  }

  private unitFile(): string {
    return `[Unit]
Description=Keystone of the stand-in charm
After=network.target

[Service]
User=keystone
ExecStart=/usr/bin/python3 ${join(this.charmDir, 'serve.py')}
Restart=on-failure

[Install]
WantedBy=basic.target
`;
  }
}

/** What a client learns that asks for no endpoint of its own. */
function addressesOf(address: string): Readonly<Record<string, string>> {
  const port = (name: string, number: string) => ({
    [`${name}_host`]: address,
    [`${name}_port`]: number,
    [`${name}_protocol`]: 'http',
  });
  return {
    ...port('auth', '35357'),
    ...port('service', '5000'),
    ...port('internal', '5000'),
    api_version: '3',
    admin_domain_id: 'default',
  };
}

main((framework) => new KeystoneCharm(framework));
