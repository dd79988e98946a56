"""All options that Astara registers, with types, defaults and old names of the newton release."""
import socket

from oslo_config import cfg

DEFAULT_OPTIONS = [
    # Identity and APIs
    cfg.StrOpt('host', default=socket.gethostname()),
    cfg.StrOpt('auth_region'),
    cfg.StrOpt('endpoint_type', default='publicURL'),
    cfg.StrOpt('admin_user'),
    cfg.StrOpt('admin_password', secret=True),
    cfg.StrOpt('admin_tenant_name'),
    cfg.StrOpt('auth_url'),
    cfg.StrOpt('auth_strategy', default='keystone'),
    cfg.IntOpt('max_retries', default=3),
    cfg.IntOpt('retry_delay', default=1),
    cfg.StrOpt('api_listen', default='0.0.0.0'),
    cfg.IntOpt('api_port', default=44250, deprecated_name='rug_api_port'),
    cfg.IntOpt('alive_timeout', default=3),
    cfg.IntOpt('config_timeout', default=90),
    # Management network
    cfg.StrOpt('management_network_id'),
    cfg.StrOpt('management_subnet_id'),
    cfg.StrOpt('management_prefix', default='fdca:3ba5:a17a:acda::/64'),
    cfg.IntOpt('astara_metadata_port', default=9697),
    cfg.StrOpt('nova_metadata_ip', default='127.0.0.1'),
    cfg.IntOpt('nova_metadata_port', default=8775),
    cfg.StrOpt('neutron_metadata_proxy_shared_secret', default='', secret=True,
               deprecated_name='quantum_metadata_proxy_shared_secret'),
    cfg.StrOpt('interface_driver', default='astara.common.linux.interface.OVSInterfaceDriver'),
    cfg.StrOpt('ovs_integration_bridge', default='br-int'),
    cfg.BoolOpt('ovs_use_veth', default=False),
    cfg.StrOpt('network_device_mtu'),
    cfg.IntOpt('astara_mgt_service_port', default=5000),
    cfg.BoolOpt('neutron_port_security_extension_enabled', default=True),
    cfg.BoolOpt('legacy_fallback_mode', default=True),
    # Appliances and drivers
    cfg.ListOpt('enabled_drivers', default=['router']),
    cfg.StrOpt('instance_provider', default='on_demand'),
    cfg.StrOpt('astara_boot_command', default='astara-configure-management'),
    cfg.StrOpt('ssh_public_key', default='/etc/astara/astara.pub'),
    cfg.StrOpt('provider_rules_path', default='/etc/astara/provider_rules.json'),
    cfg.IntOpt('asn', default=64512),
    cfg.IntOpt('neighbor_asn', default=64512),
    cfg.StrOpt('default_instance_flavor', default='1'),
    cfg.BoolOpt('enable_byonf', default=False),
    cfg.IntOpt('hotplug_timeout', default=10),
    cfg.IntOpt('boot_timeout', default=600),
    cfg.IntOpt('error_state_cooldown', default=30),
    cfg.IntOpt('reboot_error_threshold', default=5),
    cfg.IntOpt('queue_warning_threshold', default=100),
    cfg.IntOpt('health_check_period', default=60),
    cfg.IntOpt('num_worker_processes', default=16),
    cfg.IntOpt('num_worker_threads', default=4),
    cfg.IntOpt('hash_partition_exponent', default=5),
    cfg.StrOpt('ignored_router_directory', default='/etc/astara/ignored'),
    # Messaging
    cfg.StrOpt('neutron_control_exchange', default='neutron'),
    cfg.StrOpt('amqp-url', secret=True),
    cfg.StrOpt('incoming-notifications-exchange', default='neutron'),
    cfg.StrOpt('rpc-exchange', default='l3_agent_fanout'),
]

GROUPS = {
    'AGENT': [
        cfg.StrOpt('root_helper', default='sudo astara-rootwrap /etc/astara/rootwrap.conf'),
        cfg.StrOpt('availability_zone', default='nova'),
        cfg.IntOpt('report_interval', default=60),
        cfg.BoolOpt('log_agent_heartbeats', default=False),
    ],
    'coordination': [
        cfg.BoolOpt('enabled', default=False),
        cfg.StrOpt('url', default='memcached://localhost:11211'),
        cfg.StrOpt('group_id', default='astara.orchestrator'),
        cfg.IntOpt('heartbeat_interval', default=1),
    ],
    'router': [
        cfg.StrOpt('image_uuid', deprecated_opts=[cfg.DeprecatedOpt('router_image_uuid', group='DEFAULT')]),
        cfg.StrOpt('instance_flavor', deprecated_opts=[cfg.DeprecatedOpt('router_instance_flavor', group='DEFAULT')]),
        cfg.IntOpt('mgt_service_port', default=5000,
                   deprecated_opts=[cfg.DeprecatedOpt('akanda_mgt_service_port', group='DEFAULT')]),
        cfg.BoolOpt('ipsec_vpn', default=False),
    ],
    'loadbalancer': [
        cfg.StrOpt('image_uuid'),
        cfg.StrOpt('instance_flavor'),
        cfg.IntOpt('mgt_service_port', default=5000),
    ],
    'pez': [
        cfg.IntOpt('pool_size', default=1),
        cfg.StrOpt('image_uuid'),
        cfg.StrOpt('flavor'),
        cfg.StrOpt('rpc_topic', default='astara-pez'),
    ],
    'ceilometer': [
        cfg.BoolOpt('enabled', default=False),
        cfg.StrOpt('topic', default='notifications.info'),
    ],
    'astara_appliance': [cfg.IntOpt('max_sleep', default=15)],
    'database': [cfg.StrOpt('mysql_engine', default='InnoDB')],
}


def register(conf):
    """Registers Astara's own options."""
    conf.register_opts(DEFAULT_OPTIONS)
    for group, options in GROUPS.items():
        conf.register_opts(options, group)


def register_libraries(conf):
    """Registers what the libraries read from the same file. Slow: oslo.messaging takes a second to import."""
    from keystoneclient import auth
    from oslo_db import options as db_options
    from oslo_log import log
    from oslo_messaging import opts as messaging

    log.register_options(conf)
    db_options.set_defaults(conf)
    auth.register_conf_options(conf, 'keystone_authtoken')
    for plugin in ('password', 'token'):
        conf.register_opts(auth.get_plugin_class(plugin).get_options(), 'keystone_authtoken')
    for group, found in messaging.list_opts():
        conf.register_opts(found, group)
