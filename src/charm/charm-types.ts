/** Types of astara-orchestrator, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface AstaraOrchestratorTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: {
    /** Log at debug level. */
    debug: boolean;
    /** Log at info level. Releases of oslo.log after Mitaka do so always and ignore this. */
    verbose: boolean;
    /** Log to syslog as well as to /var/log/astara. */
    'use-syslog': boolean;
    /** Where the Astara package comes from: distro, a cloud archive pocket such as cloud:jammy-updates/caracal, a… */
    'openstack-origin': string;
    /** Install from git into a virtual environment instead of from packages. YAML with a list of repositories,… */
    'openstack-origin-git': string;
    /** Upgrade only when the openstack-upgrade action is run, one unit at a time. */
    'action-managed-upgrade': boolean;
    /** Name of the database to ask for. */
    database: string;
    /** Name of the database user to ask for. */
    'database-user': string;
    /** Connections each worker process keeps open to the database. Unset leaves it to the library. */
    'db-max-pool-size'?: number;
    /** Connections each worker process may open beyond its pool. Unset leaves it to the library. */
    'db-max-overflow'?: number;
    /** Name of the message queue user to ask for. */
    'rabbit-user': string;
    /** Virtual host of the message queue. It must be the one that neutron-api uses. */
    'rabbit-vhost': string;
    /** Region in Keystone's catalogue, for our endpoint and for the services that Astara calls. */
    region: string;
    /** Call Neutron and Nova at their internal endpoints instead of the public ones. */
    'use-internal-endpoints': boolean;
    /** Certificate authority to trust besides the host's own, PEM in base64. */
    ssl_ca?: string;
    /** Use IPv6 addresses where a host has both kinds. */
    'prefer-ipv6': boolean;
    /** Networks (CIDR, separated by spaces) whose address on this host becomes the public endpoint. */
    'os-public-network'?: string;
    /** Networks (CIDR, separated by spaces) whose address on this host becomes the internal endpoint. */
    'os-internal-network'?: string;
    /** Networks (CIDR, separated by spaces) whose address on this host becomes the admin endpoint. */
    'os-admin-network'?: string;
    /** Host name of the public endpoint, in place of an address. */
    'os-public-hostname'?: string;
    /** Host name of the internal endpoint, in place of an address. */
    'os-internal-hostname'?: string;
    /** Host name of the admin endpoint, in place of an address. */
    'os-admin-hostname'?: string;
    /** TCP port of the orchestrator's API. */
    'api-port': number;
    /** Address the API listens on; by default the address of the internal binding. The API asks nobody who they… */
    'api-listen'?: string;
    /** Worker processes per CPU core. By default the charm runs one worker for each two cores, between one and… */
    'worker-multiplier'?: number;
    /** Number of worker processes; outweighs worker-multiplier. */
    'worker-processes'?: number;
    /** Threads in each worker process. */
    'worker-threads': number;
    /** Resources to manage, separated by commas: router, loadbalancer. */
    'enabled-drivers': string;
    /** How this host is plugged into the management network: openvswitch, linuxbridge or null. */
    'interface-driver': string;
    /** Open vSwitch bridge of this host that Neutron manages. */
    'integration-bridge': string;
    /** MTU of the management interface, where it is not 1500. */
    'network-device-mtu'?: number;
    /** Whether Neutron has the port_security extension driver. */
    'port-security': boolean;
    /** Look for ports that a release before Mitaka has named. Only of use on a cloud upgraded from there. */
    'legacy-fallback-mode': boolean;
    /** Let tenants bring their own network functions; needs the byonf extension in Neutron. */
    'enable-byonf': boolean;
    /** Let routers terminate IPsec VPNs; needs neutron-vpnaas. */
    'ipsec-vpn': boolean;
    /** Autonomous system number of the routers. Unset leaves Astara's 64512. */
    asn?: number;
    /** Autonomous system number of the routers' neighbours. Unset leaves Astara's 64512. */
    'neighbor-asn'?: number;
    /** Seconds to wait for an appliance to answer. Unset leaves Astara's 3. */
    'alive-timeout'?: number;
    /** Seconds to wait for an appliance to take its configuration. Unset leaves Astara's 90. */
    'config-timeout'?: number;
    /** Seconds to wait for an appliance to boot. Unset leaves Astara's 600. */
    'boot-timeout'?: number;
    /** Seconds between two health checks of an appliance. Unset leaves Astara's 60. */
    'health-check-period'?: number;
    /** Name of this host towards Neutron, the queue and the other orchestrators. By default what the host calls… */
    host?: string;
    /** Availability zone to report. By default the one that nova-compute names. */
    'availability-zone'?: string;
    /** Name under which the orchestrators of this application meet. By default it is made of the model and the… */
    'coordination-group'?: string;
    /** Seconds after which ZooKeeper counts a silent orchestrator as gone and the others take over its routers. */
    'session-timeout': number;
    /** UUID of the management network, in place of what astara-neutron-api says. */
    'management-network-id'?: string;
    /** UUID of the management subnet, in place of what astara-neutron-api says. */
    'management-subnet-id'?: string;
    /** CIDR of the management subnet, in place of what astara-neutron-api says. It must be IPv6. */
    'management-prefix'?: string;
    /** UUID of the external network, in place of what astara-neutron-api says. */
    'external-network-id'?: string;
    /** UUID of the external subnet, in place of what astara-neutron-api says. */
    'external-subnet-id'?: string;
    /** CIDR of the external subnet, in place of what astara-neutron-api says. */
    'external-prefix'?: string;
    /** UUID of the image that routers boot from, in place of what astara-neutron-api says. */
    'router-image-uuid'?: string;
    /** Flavor of the appliances, in place of what astara-neutron-api says. */
    'appliance-flavor-id'?: string;
    /** UUID of the image that load balancers boot from. By default the routers' image. */
    'loadbalancer-image-uuid'?: string;
    /** Flavor of load balancers. By default the routers' flavor. */
    'loadbalancer-flavor-id'?: string;
    /** IPv4 address or host name of Nova's metadata service. By default the one nova-compute runs here. */
    'nova-metadata-ip': string;
    /** TCP port of Nova's metadata service. */
    'nova-metadata-port': number;
    /** Secret that signs metadata requests; it must equal Nova's. By default the leader makes one and nova-compute… */
    'metadata-shared-secret'?: string;
    /** Public key to put into appliances. By default the application's leader makes a pair. */
    'ssh-public-key'?: string;
    /** Further options for [DEFAULT] of astara.conf: key=value pairs separated by commas, or a YAML mapping. They… */
    'config-flags'?: string;
    /** Restart the service when its configuration changes. When off, restarts are remembered and shown in the… */
    'enable-auto-restarts': boolean;
    /** Prefix of host names in Nagios, to tell several deployments apart. */
    nagios_context: string;
    /** Nagios service groups, separated by commas. By default nagios_context. */
    nagios_servicegroups: string;
  };
  /** Endpoints of metadata.yaml. */
  endpoints: {
    'juju-info': { role: 'requires'; interface: 'juju-info'; scope: 'container' };
    'shared-db': { role: 'requires'; interface: 'mysql-shared'; scope: 'global' };
    amqp: { role: 'requires'; interface: 'rabbitmq'; scope: 'global' };
    'identity-service': { role: 'requires'; interface: 'keystone'; scope: 'global' };
    'astara-orchestrator': { role: 'requires'; interface: 'astara-orchestrator'; scope: 'global' };
    zookeeper: { role: 'requires'; interface: 'zookeeper'; scope: 'global' };
    cache: { role: 'requires'; interface: 'memcache'; scope: 'global' };
    certificates: { role: 'requires'; interface: 'tls-certificates'; scope: 'global' };
    'neutron-plugin': { role: 'provides'; interface: 'neutron-plugin'; scope: 'container' };
    'nrpe-external-master': { role: 'provides'; interface: 'nrpe-external-master'; scope: 'container' };
    cluster: { role: 'peers'; interface: 'astara-orchestrator-cluster'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: {
    /** Stop the orchestrator on this host and keep it stopped until resume. */
    pause: { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Start the orchestrator again after pause. */
    resume: { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Upgrade Astara to what openstack-origin names. Needs action-managed-upgrade=True. */
    'openstack-upgrade': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Install Astara afresh from the repositories of openstack-origin-git. */
    'git-reinstall': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Restart the orchestrator, or carry out the restarts that enable-auto-restarts=False has held back. */
    'restart-services': {
      params: {
        /** Restart only services whose restart was held back. */
        'deferred-only': boolean;
        /** Services to restart, separated by spaces. */
        services: string;
        /** Run hooks that were held back as well. */
        'run-hooks': boolean;
      };
      results: { [key: string]: unknown };
    };
    /** Run hooks that were held back, and the restarts that belong to them. */
    'run-deferred-hooks': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Show restarts and hooks that were held back. */
    'show-deferred-events': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Check this unit against OpenStack's security guide. */
    'security-checklist': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Show astara.conf with secrets masked, and how it would change if written now. */
    'show-config': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Log in to every dependency as the service would and report what each says. */
    check: {
      params: {
        /** Seconds to give each dependency. */
        timeout: number;
      };
      results: { [key: string]: unknown };
    };
    /** Show the orchestrators that the coordinator counts as members, and units that are missing there. */
    'cluster-status': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Bring the database to the schema of the installed Astara. Runs on the leader only. */
    'sync-database': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Leave one router or load balancer alone until resource-manage. */
    'resource-debug': {
      params: {
        /** UUID of the resource. */
        id: string;
        /** Why, for whoever finds it so. */
        reason: string;
      };
      results: { [key: string]: unknown };
    };
    /** Take one router or load balancer back into care. */
    'resource-manage': {
      params: {
        /** UUID of the resource. */
        id: string;
      };
      results: { [key: string]: unknown };
    };
    /** Configure one router or load balancer again. */
    'resource-update': {
      params: {
        /** UUID of the resource. */
        id: string;
      };
      results: { [key: string]: unknown };
    };
    /** Replace the appliance of one router or load balancer by a fresh one. */
    'resource-rebuild': {
      params: {
        /** UUID of the resource. */
        id: string;
        /** UUID of the image to boot, in place of the configured one. */
        'image-uuid': string;
      };
      results: { [key: string]: unknown };
    };
    /** Leave all resources of one project alone until tenant-manage. */
    'tenant-debug': {
      params: {
        /** Id of the project. */
        id: string;
        /** Why, for whoever finds it so. */
        reason: string;
      };
      results: { [key: string]: unknown };
    };
    /** Take all resources of one project back into care. */
    'tenant-manage': {
      params: {
        /** Id of the project. */
        id: string;
      };
      results: { [key: string]: unknown };
    };
    /** Leave all resources of the cloud alone, or take them back into care. */
    'global-debug': {
      params: {
        /** Whether to leave all resources alone. */
        enabled: boolean;
        /** Why, for whoever finds it so. */
        reason: string;
      };
      results: { [key: string]: unknown };
    };
    /** Have every worker of every orchestrator write its state to its log. */
    'workers-debug': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Have the workers of every orchestrator read astara.conf again, without a restart. */
    'config-reload': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Have every orchestrator look at all its resources now. */
    poll: { params: Record<never, never>; results: { [key: string]: unknown } };
  };
  storages: never;
  resources: never;
  bindings: 'public' | 'internal' | 'admin';
}
