/** Everything that the charm puts on a host: whose it is, who may read it, and what the files say that no relation changes. */
import { describe, expect, it } from 'vitest';
import { relation } from '../../../src/ops/testing/index.ts';
import { authority } from './certificates.ts';
import { Cloud, cloudRelations } from './cloud.ts';

const encoded = Buffer.from(authority).toString('base64');
const key = Buffer.from('-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n').toString('base64');

/** Every secret a unit can have: certificates and keys from peers, too. */
async function deployed(): Promise<Cloud> {
  const database = relation({
    endpoint: 'shared-db',
    id: 1,
    remoteApp: 'mysql',
    remoteUnits: {
      0: {
        db_host: '10.0.0.40',
        password: 'mysql-secret',
        allowed_units: 'astara-orchestrator/0',
        ssl_ca: encoded,
        ssl_cert: encoded,
        ssl_key: key,
      },
    },
  });
  const messaging = relation({
    endpoint: 'amqp',
    id: 2,
    remoteApp: 'rabbitmq-server',
    remoteUnits: { 0: { hostname: '10.0.0.30', password: 'rabbit-secret', ssl_port: '5671', ssl_ca: encoded } },
  });
  const cloud = new Cloud({ relations: Object.values({ ...cloudRelations(), database, messaging }) });
  await cloud.configChanged({ ssl_ca: encoded });
  expect(cloud.status()).toBe('active: Unit is ready');
  return cloud;
}

describe('files on the host', () => {
  it('belong to root, and those with secrets are for the service and nobody else', async () => {
    const { host } = (await deployed()).machine;
    const written = [...host.contents]
      .filter(([path]) => /^\/(etc|var|usr\/local)\//.test(path) && path !== '/etc/os-release')
      .filter(([path]) => !path.startsWith('/etc/ssl/'))
      .map(([path, { mode, owner, group }]) => `${path} ${mode.toString(8)} ${owner}:${group}`);
    expect(written.sort()).toEqual([
      '/etc/astara/astara.conf 640 root:astara',
      '/etc/astara/astara.pub 640 root:astara',
      '/etc/astara/environment 640 root:astara',
      '/etc/astara/installed.json 600 root:root',
      '/etc/astara/provider_rules.json 640 root:astara',
      '/etc/astara/rootwrap.conf 644 root:root',
      '/etc/astara/rootwrap.d/network.filters 644 root:root',
      '/etc/astara/ssl/db-client.ca 640 root:astara',
      '/etc/astara/ssl/db-client.cert 640 root:astara',
      '/etc/astara/ssl/db-client.key 640 root:astara',
      '/etc/astara/ssl/rabbit-client.ca 640 root:astara',
      '/etc/logrotate.d/astara 644 root:root',
      '/etc/sudoers.d/astara_sudoers 440 root:root',
      '/usr/local/lib/systemd/system/astara-orchestrator.service 644 root:root',
      '/usr/local/share/ca-certificates/astara-orchestrator-config.crt 644 root:root',
      '/var/lib/astara/.ssh/id_ed25519 600 astara:astara',
    ]);
    const folders = [
      '/etc/astara',
      '/etc/astara/rootwrap.d',
      '/etc/astara/ssl',
      '/var/lib/astara',
      '/var/lib/astara/.ssh',
    ];
    expect(
      [...folders, '/var/log/astara'].map((path) => {
        const folder = host.directories.get(path);
        return `${path} ${folder?.mode.toString(8)} ${folder?.owner}:${folder?.group}`;
      }),
    ).toEqual([
      '/etc/astara 750 root:astara',
      '/etc/astara/rootwrap.d 755 root:root',
      '/etc/astara/ssl 750 root:astara',
      '/var/lib/astara 750 astara:astara',
      '/var/lib/astara/.ssh 700 astara:astara',
      '/var/log/astara 750 astara:astara',
    ]);
  });

  it('let the service become root for its network alone', async () => {
    const { files } = (await deployed()).machine.host;
    expect(files.read('/etc/sudoers.d/astara_sudoers')?.split('\n').slice(1)).toEqual([
      'Defaults:astara !requiretty',
      'astara ALL = (root) NOPASSWD: /usr/bin/astara-rootwrap /etc/astara/rootwrap.conf *',
      '',
    ]);
    expect(files.read('/etc/astara/rootwrap.conf')).toContain('\nfilters_path=/etc/astara/rootwrap.d\n');
    const filters = files.read('/etc/astara/rootwrap.d/network.filters') ?? '';
    expect(filters.split('\n').filter((line) => /^[a-z]/.test(line))).toEqual([
      'ip: IpFilter, ip, root',
      'ip_exec: IpNetnsExecFilter, ip, root',
      'ovs-vsctl: CommandFilter, ovs-vsctl, root',
      'ovs-ofctl: CommandFilter, ovs-ofctl, root',
    ]);
  });

  it('give appliances one key on one line, and no rules of another cloud', async () => {
    const { files } = (await deployed()).machine.host;
    expect(files.read('/etc/astara/astara.pub')).toMatch(/^ssh-ed25519 \S+ astara-orchestrator\n$/);
    expect(JSON.parse(files.read('/etc/astara/provider_rules.json') ?? '')).toEqual({ labels: {} });
  });

  it("rotate the service's logs, which it opens anew by itself", async () => {
    const { files } = (await deployed()).machine.host;
    const text = files.read('/etc/logrotate.d/astara') ?? '';
    expect(text).toContain('/var/log/astara/*.log {');
    for (const line of ['daily', 'rotate 7', 'compress', 'missingok', 'notifempty', 'nocreate', 'su astara astara']) {
      expect(text).toContain(`\n    ${line}\n`);
    }
    expect(text).not.toMatch(/postrotate|copytruncate/);
  });

  it.each([
    [1, 1],
    [2, 1],
    [4, 2],
    [8, 4],
    [96, 4],
  ])('leave a host of %i cores to its guests: %i worker processes', async (cpus, workers) => {
    const cloud = new Cloud({}, { host: { cpus } });
    await cloud.configChanged();
    expect(cloud.machine.option('num_worker_processes')).toBe(String(workers));
  });
});
