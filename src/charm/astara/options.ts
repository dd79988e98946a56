/**
 * Astara's options as its code registers them, juno's old names left out: to tell an operator that an option of
 * `config-flags` does not exist, has a value of the wrong kind, or does harm, before the service meets it.
 */

export type OptionKind = 'text' | 'integer' | 'boolean' | 'list' | 'number';

export interface KnownOption {
  readonly section: string;
  readonly name: string;
  readonly kind: OptionKind;
  /** Why writing it would break the service; such an option is refused. */
  readonly harm?: string;
}

const astaraDefaults: Readonly<Record<OptionKind, readonly string[]>> = {
  text: [
    'auth_region',
    'endpoint_type',
    'api_listen',
    'management_network_id',
    'management_subnet_id',
    'management_prefix',
    'nova_metadata_ip',
    'neutron_metadata_proxy_shared_secret',
    'interface_driver',
    'ovs_integration_bridge',
    'network_device_mtu',
    'instance_provider',
    'astara_boot_command',
    'ssh_public_key',
    'provider_rules_path',
    'transport_url',
    'control_exchange',
    'neutron_control_exchange',
    // Liberty only.
    'external_network_id',
    'external_subnet_id',
    'external_prefix',
    // Registered, but read by nothing.
    'admin_user',
    'admin_password',
    'admin_tenant_name',
    'auth_url',
    'auth_strategy',
    'default_instance_flavor',
    'ignored_router_directory',
    'incoming_notifications_exchange',
    'rpc_exchange',
  ],
  integer: [
    'max_retries',
    'retry_delay',
    'alive_timeout',
    'config_timeout',
    'nova_metadata_port',
    'astara_mgt_service_port',
    'asn',
    'neighbor_asn',
    'hotplug_timeout',
    'boot_timeout',
    'error_state_cooldown',
    'reboot_error_threshold',
    'queue_warning_threshold',
    'health_check_period',
    'num_worker_processes',
    'num_worker_threads',
    'hash_partition_exponent',
  ],
  boolean: [
    'ovs_use_veth',
    'neutron_port_security_extension_enabled',
    'legacy_fallback_mode',
    'enable_byonf',
    'plug_external_port',
  ],
  list: ['enabled_drivers'],
  number: [],
};

/** Options of [DEFAULT] that oslo's own libraries register in the service. */
const libraryDefaults: Readonly<Record<OptionKind, readonly string[]>> = {
  text: [
    'log_config_append',
    'log_config',
    'log_date_format',
    'log_file',
    'log_dir',
    'log_format',
    'syslog_log_facility',
    'logging_context_format_string',
    'logging_default_format_string',
    'logging_debug_format_suffix',
    'logging_exception_prefix',
    'logging_user_identity_format',
    'log_rotation_type',
    'log_rotate_interval_type',
    'instance_format',
    'instance_uuid_format',
    'rate_limit_except_level',
    'rpc_backend',
    'executor',
    'state_path',
  ],
  integer: [
    'rpc_response_timeout',
    'rpc_conn_pool_size',
    'conn_pool_ttl',
    'conn_pool_min_size',
    'executor_thread_pool_size',
    'max_logfile_count',
    'max_logfile_size_mb',
    'log_rotate_interval',
    'rate_limit_interval',
    'rate_limit_burst',
    'rpc_ping_enabled',
  ],
  boolean: [
    'debug',
    'verbose',
    'watch_log_file',
    'use_syslog',
    'use_journal',
    'use_json',
    'use_stderr',
    'use_eventlog',
    'log_color',
    'publish_errors',
    'fatal_deprecations',
    'use_syslog_rfc_format',
  ],
  list: ['default_log_levels'],
  number: [],
};

const grouped: Readonly<Record<string, Readonly<Record<string, OptionKind>>>> = {
  AGENT: {
    root_helper: 'text',
    availability_zone: 'text',
    report_interval: 'integer',
    log_agent_heartbeats: 'boolean',
  },
  coordination: { enabled: 'boolean', url: 'text', group_id: 'text', heartbeat_interval: 'integer' },
  router: { image_uuid: 'text', instance_flavor: 'text', mgt_service_port: 'integer', ipsec_vpn: 'boolean' },
  loadbalancer: { image_uuid: 'text', instance_flavor: 'text', mgt_service_port: 'integer' },
  pez: { pool_size: 'integer', image_uuid: 'text', flavor: 'text', rpc_topic: 'text' },
  ceilometer: { enabled: 'boolean', topic: 'text' },
  astara_appliance: { max_sleep: 'integer' },
  database: {
    connection: 'text',
    mysql_engine: 'text',
    max_pool_size: 'integer',
    max_overflow: 'integer',
    connection_recycle_time: 'integer',
    idle_timeout: 'integer',
  },
  keystone_authtoken: {
    auth_plugin: 'text',
    auth_type: 'text',
    auth_url: 'text',
    username: 'text',
    password: 'text',
    project_name: 'text',
    user_domain_name: 'text',
    project_domain_name: 'text',
  },
  oslo_messaging_rabbit: {
    ssl: 'boolean',
    ssl_ca_file: 'text',
    rabbit_use_ssl: 'boolean',
    kombu_ssl_ca_certs: 'text',
  },
};

const harmful: Readonly<Record<string, string>> = {
  astara_metadata_port: 'appliances would be told this port, while the metadata proxy always listens on 9697',
  amqp_url: 'it outweighs the transport_url that rabbitmq-server gives us',
  // The charm looks for the service under these, and would take it for dead.
  api_port: 'the option api-port is there for it',
  rug_api_port: 'the option api-port is there for it',
  host: 'the option host is there for it',
};

function table(): readonly KnownOption[] {
  const kinds: readonly OptionKind[] = ['text', 'integer', 'boolean', 'list', 'number'];
  const defaults = kinds.flatMap((kind) =>
    [...astaraDefaults[kind], ...libraryDefaults[kind]].map((name) => ({ section: 'DEFAULT', name, kind })),
  );
  const others = Object.entries(grouped).flatMap(([section, options]) =>
    Object.entries(options).map(([name, kind]) => ({ section, name, kind })),
  );
  const refused = Object.entries(harmful).map(([name, harm]) => {
    const kind: OptionKind = name.endsWith('_port') ? 'integer' : 'text';
    return { section: 'DEFAULT', name, kind, harm };
  });
  return [...defaults, ...refused, ...others];
}

/** Every option that the charm or an operator may meet. */
export const knownOptions: readonly KnownOption[] = table();

const byName = new Map(knownOptions.map((option) => [`${option.section}.${option.name}`, option]));

export function knownOption(section: string, name: string): KnownOption | null {
  return byName.get(`${section}.${name}`) ?? null;
}

const booleanWords = new Set(['true', 'false', 'yes', 'no', 'on', 'off', '1', '0']);

/** What oslo.config would say to a value of this kind, or null when it would take it. */
export function valueProblem(kind: OptionKind, value: string): string | null {
  const word = value.trim();
  switch (kind) {
    case 'text':
    case 'list':
      return null;
    case 'boolean':
      return booleanWords.has(word.toLowerCase()) ? null : 'expected true or false';
    case 'integer':
      return /^[+-]?\d+$/.test(word) ? null : 'expected a whole number';
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(word) ? null : 'expected a number';
  }
}

export interface FlagReview {
  /** Flags that must not be written: of the wrong kind, or harmful. */
  readonly problems: readonly string[];
  /** Names that neither Astara nor the libraries know; oslo.config ignores them without a word. */
  readonly unknown: readonly string[];
}

/** Judges the options an operator wants in [DEFAULT]. The values themselves are not repeated: they may be secret. */
export function reviewFlags(flags: ReadonlyMap<string, string>): FlagReview {
  const problems: string[] = [];
  const unknown: string[] = [];
  for (const [name, value] of flags) {
    const option = knownOption('DEFAULT', name);
    if (option === null) {
      unknown.push(name);
      continue;
    }
    if (option.harm !== undefined) problems.push(`config-flags: ${name} must not be set, since ${option.harm}`);
    const problem = valueProblem(option.kind, value);
    if (problem !== null) problems.push(`config-flags: ${name}: ${problem}`);
  }
  return { problems, unknown };
}
