/** Options: every problem in one status, the last good configuration stays, and flags come last. */
import { describe, expect, it } from 'vitest';
import { authority } from './certificates.ts';
import { Cloud } from './cloud.ts';

describe('options', () => {
  it('that are wrong are all named at once, and what runs goes on as it was', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const before = cloud.machine.conf();
    await cloud.configChanged({
      'api-port': 99999,
      'management-prefix': 'nonsense',
      'config-flags': 'debug=perhaps,astara_metadata_port=9999',
      'enabled-drivers': 'router,firewall',
      region: 'RegionTwo',
    });
    expect(cloud.status()).toBe(
      'blocked: Wrong options: api-port: expected a whole number from 1 to 65535, got 99999; ' +
        'enabled-drivers: expected one of router, loadbalancer, got "firewall"; ' +
        'management-prefix: expected a network in CIDR form, such as 192.0.2.0/24, got "nonsense"; ' +
        'config-flags: debug: expected true or false; ' +
        'config-flags: astara_metadata_port must not be set, since appliances would be told this port, while the metadata proxy always listens on 9697',
    );
    expect(cloud.machine.conf()).toBe(before);
    expect(cloud.machine.running).toBe(true);
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.find(3).localUnitData['region']).toBe('RegionOne');
    await cloud.configChanged({ region: 'RegionTwo' });
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.find(3).localUnitData['region']).toBe('RegionTwo');
  });

  it.each([
    [
      'config-flags',
      'hotplug_timeout=30, ignored_router_directory=/x',
      'hotplug_timeout = 30\nignored_router_directory = /x',
    ],
    ['api-port', 8080, 'api_port = 8080'],
    ['use-internal-endpoints', true, 'endpoint_type = internalURL'],
    ['debug', true, 'debug = True'],
    ['worker-processes', 7, 'num_worker_processes = 7'],
    ['worker-multiplier', 0.25, 'num_worker_processes = 1'],
    ['interface-driver', 'linuxbridge', 'interface_driver = astara.common.linux.interface.BridgeInterfaceDriver'],
    ['enabled-drivers', 'loadbalancer, router', 'enabled_drivers = router,loadbalancer'],
    ['network-device-mtu', 1450, 'network_device_mtu = 1450'],
    ['boot-timeout', 1200, 'boot_timeout = 1200'],
    ['metadata-shared-secret', 'pa$word', 'neutron_metadata_proxy_shared_secret = pa$$word'],
    ['db-max-pool-size', 5, 'max_pool_size = 5'],
    ['region', 'RegionTwo', 'auth_region = RegionTwo'],
    ['availability-zone', 'az2', 'availability_zone = az2'],
    ['port-security', false, 'neutron_port_security_extension_enabled = False'],
  ])('%s=%s is written as it should be', async (name, value, line) => {
    const cloud = new Cloud();
    await cloud.configChanged({ [name]: value });
    expect(cloud.machine.conf()).toContain(`\n${line}\n`);
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it("puts flags last in [DEFAULT], where they outweigh the charm's own", async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'config-flags': 'num_worker_threads=9,log_dir=/srv/logs' });
    const section = cloud.machine.conf().split('\n[AGENT]')[0] ?? '';
    expect(section.trimEnd().endsWith('num_worker_threads = 9\nlog_dir = /srv/logs')).toBe(true);
    expect(section.match(/num_worker_threads/g)).toHaveLength(1);
  });

  it('writes flags that Astara does not know, and says so', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'config-flags': 'hotplug_timout=30' });
    expect(cloud.machine.option('hotplug_timout')).toBe('30');
    expect(cloud.status()).toBe('active: Unit is ready. Note: config-flags: Astara does not know hotplug_timout');
  });

  it("installs one's own authority", async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ ssl_ca: Buffer.from(authority).toString('base64') });
    expect(cloud.machine.host.files.list('/usr/local/share/ca-certificates')).toEqual([
      'astara-orchestrator-config.crt',
    ]);
    await cloud.configChanged({});
    expect(cloud.machine.host.files.list('/usr/local/share/ca-certificates')).toEqual([]);
  });

  it('says that appliances get no key where none can be made, and tries again', async () => {
    const cloud = new Cloud();
    cloud.machine.keygen = false;
    await cloud.configChanged();
    expect(cloud.status()).toBe(
      'active: Unit is ready. Note: appliances get no key, since ssh-keygen fails: install openssh-client, or set ssh-public-key',
    );
    cloud.machine.keygen = true;
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.host.files.exists('/etc/astara/astara.pub')).toBe(true);
  });

  it("uses one's own public key in place of a pair of its own", async () => {
    const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample me@home';
    const cloud = new Cloud();
    await cloud.configChanged();
    await cloud.configChanged({ 'ssh-public-key': key });
    expect(cloud.machine.host.files.read('/etc/astara/astara.pub')).toBe(`${key}\n`);
    expect(cloud.machine.host.files.exists('/var/lib/astara/.ssh/id_ed25519')).toBe(false);
  });

  it('registers host names in place of addresses', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'os-public-hostname': 'astara.example.com', 'os-internal-network': '10.0.0.0/24' });
    expect(cloud.find(3).localUnitData).toMatchObject({
      public_url: 'http://astara.example.com:44250',
      internal_url: 'http://10.0.0.9:44250',
    });
  });

  it('names a network in which the unit has no address', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'os-admin-network': '192.168.99.0/24' });
    expect(cloud.status()).toBe(
      'blocked: identity-service: os-admin-network: this unit has no address in 192.168.99.0/24',
    );
  });

  it('holds an upgrade back for the action when told to', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'action-managed-upgrade': true });
    cloud.machine.candidate = '10.0.0-1';
    await cloud.configChanged({ 'action-managed-upgrade': true, 'openstack-origin': 'ppa:astara-drivers/astara' });
    expect(cloud.now.workloadVersion).toBe('9.0.0~b2');
    expect(cloud.status()).toContain("Astara's origin has changed: run the action openstack-upgrade");
    const { actionResults } = await cloud.run(cloud.context.on.action('openstack-upgrade'));
    expect(actionResults).toEqual({ outcome: 'success, upgrade completed', version: '10.0.0' });
    expect(cloud.status()).toBe('active: Unit is ready');
  });
});
