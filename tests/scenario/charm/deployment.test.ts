/** From an empty host to a working unit, as operators see it. */
import { describe, expect, it } from 'vitest';
import { relation, subordinateRelation } from '../../../src/ops/testing/index.ts';
import { authority } from './certificates.ts';
import { Cloud, cloudRelations, zookeeper } from './cloud.ts';

describe('a deployment', () => {
  it('says which relations are missing when there are none', async () => {
    const cloud = new Cloud({ relations: [] });
    await cloud.run(cloud.context.on.install());
    expect(cloud.status()).toBe('blocked: Missing relations: astara, database, identity, messaging');
  });

  it('works when every peer has answered', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.running).toBe(true);
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.machine.migrations).toBe(1);
    expect(cloud.machine.conf()).toMatchInlineSnapshot(`
      "# Maintained by Juju. Local changes will be overwritten: use "juju config astara-orchestrator" instead.
      # Lines of options that do not apply are left out.

      [DEFAULT]
      # Who we are, to Neutron, to the queue and to the other orchestrators.
      host = node1

      # Logs.
      debug = False
      use_syslog = False
      log_dir = /var/log/astara
      log_file = astara-orchestrator.log

      # The message queue. Neutron speaks on the exchange "neutron".
      transport_url = rabbit://astara:rabbit-secret@10.0.0.30:5672/openstack
      control_exchange = neutron

      # The services we call.
      auth_region = RegionOne
      endpoint_type = publicURL

      # Our API. It asks nobody who they are.
      api_listen = 10.0.0.9
      api_port = 44250

      # The management network.
      management_network_id = 11111111-1111-4111-8111-111111111111
      management_subnet_id = 22222222-2222-4222-8222-222222222222
      management_prefix = fdca:3ba5:a17a:acda::/64
      interface_driver = astara.common.linux.interface.OVSInterfaceDriver
      ovs_integration_bridge = br-int
      neutron_port_security_extension_enabled = True
      legacy_fallback_mode = False

      # Metadata for guests, from the Nova beside us.
      nova_metadata_ip = 127.0.0.1
      nova_metadata_port = 8775
      neutron_metadata_proxy_shared_secret = leaders-metadata-secret

      # Appliances.
      enabled_drivers = router
      ssh_public_key = /etc/astara/astara.pub
      provider_rules_path = /etc/astara/provider_rules.json

      # Work.
      num_worker_processes = 2
      num_worker_threads = 4

      [AGENT]
      root_helper = sudo /usr/bin/astara-rootwrap /etc/astara/rootwrap.conf
      availability_zone = nova

      [keystone_authtoken]
      # Astara reads auth_plugin; the newer name stands beside it.
      auth_plugin = password
      auth_type = password
      auth_url = http://10.0.0.50:35357/v3
      username = astara
      password = keystone-secret
      project_name = services
      user_domain_name = service_domain
      project_domain_name = service_domain

      [database]
      connection = mysql+pymysql://astara:mysql-secret@10.0.0.40/astara
      connection_recycle_time = 3600
      idle_timeout = 3600

      [coordination]
      enabled = False

      [router]
      image_uuid = 55555555-5555-4555-8555-555555555555
      instance_flavor = 66666666-6666-4666-8666-666666666666
      "
    `);
  });

  it('does nothing at all when nothing has changed', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const { commands } = await cloud.configChanged();
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.machine.migrations).toBe(1);
    expect(commands.filter((line) => line.startsWith('relation-set'))).toEqual([]);
  });

  it('stays within forty calls of Juju with every relation up', async () => {
    const everything = [
      ...Object.values(cloudRelations()),
      zookeeper(),
      relation({ endpoint: 'cache', id: 8, remoteUnits: { 0: { host: '10.0.0.70', port: '11211' } } }),
      relation({ endpoint: 'certificates', id: 9, remoteApp: 'vault', remoteUnits: { 0: { ca: authority } } }),
      subordinateRelation({ endpoint: 'nrpe-external-master', id: 10, remoteApp: 'nrpe', remoteUnitData: {} }),
    ];
    const cloud = new Cloud({ relations: everything });
    await cloud.configChanged();
    expect(cloud.status()).toBe('active: Unit is ready');
    await cloud.updateStatus();
    const { calls } = await cloud.run(cloud.context.on.relationChanged(cloud.find(2)));
    expect(calls.length).toBeLessThanOrEqual(40);
    const again = await cloud.configChanged();
    expect(again.calls.length).toBeLessThanOrEqual(50);
  });

  it('asks Juju nothing in an update-status while all is well, once the last writes have been seen', async () => {
    const cloud = new Cloud({ relations: [...Object.values(cloudRelations()), zookeeper()] });
    await cloud.configChanged();
    await cloud.updateStatus();
    const { calls } = await cloud.updateStatus();
    expect(calls.length).toBeLessThanOrEqual(1);
  });

  it('arrives at the same configuration whatever order the relations come in', async () => {
    const parts = [...Object.values(cloudRelations()), zookeeper()];
    const orders = [parts, [...parts].reverse(), [...parts.slice(3), ...parts.slice(0, 3)]];
    const texts = new Set<string>();
    for (const order of orders) {
      const cloud = new Cloud({ relations: [] });
      await cloud.run(cloud.context.on.install());
      for (const part of order) {
        cloud.put({ ...part, ...('remoteUnits' in part ? { remoteUnits: {} } : {}) });
        await cloud.run(cloud.context.on.relationCreated(cloud.find(part.id)));
        if (part.kind === 'peer') continue;
        await cloud.changed(part);
      }
      expect(cloud.status()).toBe('active: Unit is ready');
      texts.add(cloud.machine.conf());
    }
    expect(texts.size).toBe(1);
  });

  it('does not leave a service at work that its package has started before anything is ready', async () => {
    const cloud = new Cloud({ relations: Object.values(cloudRelations()).filter((one) => one.id !== 4) });
    cloud.put(relation({ endpoint: 'astara-orchestrator', id: 4, remoteApp: 'api', remoteUnits: { 0: {} } }));
    cloud.machine.packageStarts = true;
    await cloud.configChanged();
    expect(cloud.status()).toBe(
      'waiting: Incomplete relations: astara (api: management_network_id, management_subnet_id and 5 more)',
    );
    expect(cloud.machine).toMatchObject({ running: false, enabled: false });
  });

  it('names the installation that cannot be, and what to do', async () => {
    const cloud = new Cloud();
    cloud.machine.candidate = null;
    await cloud.run(cloud.context.on.install());
    expect(cloud.status()).toBe(
      'blocked: openstack-origin: "distro" has no package astara-orchestrator; name a source that has it, or set openstack-origin-git',
    );
    cloud.machine.candidate = '9.0.0-1';
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.now.workloadVersion).toBe('9.0.0');
  });

  it('asks the package source again in hooks of its own, but not each time that a relation has something to say', async () => {
    const cloud = new Cloud();
    cloud.machine.candidate = null;
    await cloud.run(cloud.context.on.install());
    const asked = cloud.machine.lines('apt').length;

    await cloud.changed(zookeeper());
    expect(cloud.machine.lines('apt')).toHaveLength(asked);

    await cloud.updateStatus();
    expect(cloud.machine.lines('apt').length).toBeGreaterThan(asked);
  });
});
