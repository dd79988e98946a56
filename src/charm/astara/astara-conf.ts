/**
 * What stands in astara.conf: facts in, sections out, the same bytes for the same facts. The template gives order and
 * comments. Options that Astara registers but does not read, and those that do harm, are not here.
 */
import type { IdentityLogin } from '../clients/clients.ts';
import type { CharmConfig, InterfaceDriver, TuningOption } from '../config.ts';
import type { OsloOption, OsloSection, OsloValue } from '../render/oslo-config.ts';
import type { Coordination } from './coordination.ts';
import { paths } from './paths.ts';
import type { AstaraRelease } from './release.ts';

/** The networks, image and flavor, with the operator's word already put in place of astara-neutron-api's. */
export interface ApplianceNetworks {
  readonly managementNetworkId: string;
  readonly managementSubnetId: string;
  readonly managementPrefix: string;
  readonly externalNetworkId: string;
  readonly externalSubnetId: string;
  readonly externalPrefix: string;
  readonly routerImageUuid: string;
  readonly applianceFlavorId: string;
}

export interface AstaraConfFacts {
  readonly release: AstaraRelease;
  readonly config: CharmConfig;
  /** Name of this host towards Neutron, the queue and the ring. */
  readonly host: string;
  readonly apiListen: string;
  readonly workers: number;
  /** Null, here and below: not known, and so left out. The service does not run then. */
  readonly transportUrl: string | null;
  readonly messagingTls: { readonly authorityFile: string | null } | null;
  readonly databaseUrl: string | null;
  /** Seconds after which pooled connections are renewed. */
  readonly databaseRecycleTime: number | null;
  readonly identity: IdentityLogin | null;
  readonly networks: ApplianceNetworks | null;
  readonly metadataSecret: string | null;
  readonly availabilityZone: string | null;
  readonly coordination: Coordination | null;
  /** Full path of astara-rootwrap, the one that sudo is told of. */
  readonly rootwrap: string;
}

const driverClasses: Readonly<Record<InterfaceDriver, string>> = {
  openvswitch: 'OVSInterfaceDriver',
  linuxbridge: 'BridgeInterfaceDriver',
  null: 'NullDriver',
};

/** The sections, in any order: the template decides it. */
export function astaraSections(facts: AstaraConfFacts): readonly OsloSection[] {
  const { config, networks } = facts;
  return [
    section('DEFAULT', {
      host: facts.host,
      ...logging(config),
      transport_url: facts.transportUrl,
      // The default, "openstack", makes astara-ctl succeed and every command of it be lost.
      control_exchange: 'neutron',
      auth_region: config.region,
      endpoint_type: config.useInternalEndpoints ? 'internalURL' : 'publicURL',
      api_listen: facts.apiListen,
      api_port: config.apiPort,
      management_network_id: networks?.managementNetworkId ?? null,
      management_subnet_id: networks?.managementSubnetId ?? null,
      management_prefix: networks?.managementPrefix ?? null,
      ...(facts.release === 'liberty' && networks !== null ? externalNetwork(networks) : {}),
      interface_driver: interfaceDriverPath(facts),
      ovs_integration_bridge: config.integrationBridge,
      network_device_mtu: config.deviceMtu,
      neutron_port_security_extension_enabled: config.portSecurity,
      legacy_fallback_mode: facts.release === 'liberty' ? null : config.legacyFallbackMode,
      nova_metadata_ip: config.novaMetadataIp,
      nova_metadata_port: config.novaMetadataPort,
      neutron_metadata_proxy_shared_secret: facts.metadataSecret,
      enabled_drivers: config.enabledDrivers,
      enable_byonf: config.enableByonf ? true : null,
      ssh_public_key: paths.sshPublicKey,
      provider_rules_path: paths.providerRules,
      ...tuning(config.tuning),
      num_worker_processes: facts.workers,
      num_worker_threads: config.workerThreads,
    }),
    section('AGENT', {
      root_helper: `sudo ${facts.rootwrap} ${paths.rootwrap}`,
      availability_zone: facts.availabilityZone,
    }),
    section('keystone_authtoken', facts.identity === null ? {} : keystone(facts.identity)),
    section('database', {
      connection: facts.databaseUrl,
      // Both names: releases differ in which they know.
      connection_recycle_time: facts.databaseRecycleTime,
      idle_timeout: facts.databaseRecycleTime,
      max_pool_size: config.databasePoolSize,
      max_overflow: config.databaseOverflow,
    }),
    section('oslo_messaging_rabbit', messagingTls(facts)),
    section('coordination', {
      enabled: facts.coordination !== null,
      url: facts.coordination?.url ?? null,
      group_id: facts.coordination?.group ?? null,
    }),
    section('router', {
      image_uuid: networks?.routerImageUuid ?? null,
      instance_flavor: networks?.applianceFlavorId ?? null,
      ipsec_vpn: config.ipsecVpn ? true : null,
    }),
    section('loadbalancer', config.enabledDrivers.includes('loadbalancer') ? loadbalancer(facts) : {}),
  ];
}

type Values = Readonly<Record<string, OsloValue | null>>;

/** Options without a value are left to Astara's defaults. */
function section(name: string, values: Values): OsloSection {
  const options = Object.entries(values).flatMap(([option, value]): OsloOption[] =>
    value === null ? [] : [{ name: option, value }],
  );
  return { name, options };
}

function logging(config: CharmConfig): Values {
  return {
    debug: config.debug,
    verbose: config.verbose ? true : null,
    use_syslog: config.useSyslog,
    log_dir: paths.logs,
    log_file: paths.logFile,
  };
}

function externalNetwork(networks: ApplianceNetworks): Values {
  return {
    external_network_id: networks.externalNetworkId,
    external_subnet_id: networks.externalSubnetId,
    external_prefix: networks.externalPrefix,
  };
}

function interfaceDriverPath(facts: AstaraConfFacts): string {
  const package_ = facts.release === 'liberty' ? 'akanda.rug' : 'astara';
  return `${package_}.common.linux.interface.${driverClasses[facts.config.interfaceDriver]}`;
}

function tuning(values: Readonly<Record<TuningOption, number | null>>): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.replaceAll('-', '_'), value]));
}

function keystone(login: IdentityLogin): Values {
  return {
    // Astara's own loader knows auth_plugin only; without it the service dies at start.
    auth_plugin: 'password',
    auth_type: 'password',
    auth_url: login.authUrl,
    username: login.username,
    password: login.password,
    project_name: login.project,
    user_domain_name: login.domain,
    project_domain_name: login.domain,
  };
}

function messagingTls(facts: AstaraConfFacts): Values {
  if (facts.messagingTls === null) return {};
  const { authorityFile } = facts.messagingTls;
  return { ssl: true, ssl_ca_file: authorityFile, rabbit_use_ssl: true, kombu_ssl_ca_certs: authorityFile };
}

function loadbalancer(facts: AstaraConfFacts): Values {
  return {
    image_uuid: facts.config.loadbalancerImageUuid ?? facts.networks?.routerImageUuid ?? null,
    instance_flavor: facts.config.loadbalancerFlavorId ?? facts.networks?.applianceFlavorId ?? null,
  };
}

/** The operator's own options, last in [DEFAULT]. They are data, so a `$` in them is a `$`. */
export function flagOptions(flags: ReadonlyMap<string, string>): readonly OsloOption[] {
  return [...flags].map(([name, value]) => ({ name, value }));
}
