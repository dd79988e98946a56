/**
 * The operator's options as checked values. Every problem is found at once, each beginning with the option's name, so
 * that one status line tells all that is to be mended.
 */

import { parseConfigFlags } from '../openstack/config-flags.ts';
import { address, base64, cidr, type Field, ipAddress, quoted, secret, text, uuid } from '../ops/index.ts';
import { type FlagReview, reviewFlags } from './astara/options.ts';

/** Options as Juju gives them; one that is unset is absent or empty. */
export type RawConfig = Readonly<Record<string, unknown>>;

export type EndpointOption = { readonly hostname: string | null; readonly networks: readonly string[] };

/** What the operator says in place of what astara-neutron-api says. */
export interface NetworkOverrides {
  readonly managementNetworkId: string | null;
  readonly managementSubnetId: string | null;
  readonly managementPrefix: string | null;
  readonly externalNetworkId: string | null;
  readonly externalSubnetId: string | null;
  readonly externalPrefix: string | null;
  readonly routerImageUuid: string | null;
  readonly applianceFlavorId: string | null;
}

export interface CharmConfig {
  readonly debug: boolean;
  readonly verbose: boolean;
  readonly useSyslog: boolean;
  readonly origin: string;
  readonly gitOrigin: string | null;
  readonly actionManagedUpgrade: boolean;
  readonly database: string;
  readonly databaseUser: string;
  readonly databasePoolSize: number | null;
  readonly databaseOverflow: number | null;
  readonly rabbitUser: string;
  readonly rabbitVhost: string;
  readonly region: string;
  readonly useInternalEndpoints: boolean;
  readonly trustedAuthority: string | null;
  readonly preferIpv6: boolean;
  readonly endpoints: Readonly<Record<'public' | 'internal' | 'admin', EndpointOption>>;
  readonly apiPort: number;
  readonly apiListen: string | null;
  readonly workerMultiplier: number | null;
  readonly workerProcesses: number | null;
  readonly workerThreads: number;
  readonly enabledDrivers: readonly string[];
  readonly interfaceDriver: InterfaceDriver;
  readonly integrationBridge: string;
  readonly deviceMtu: number | null;
  readonly portSecurity: boolean;
  readonly legacyFallbackMode: boolean;
  readonly enableByonf: boolean;
  readonly ipsecVpn: boolean;
  readonly tuning: Readonly<Record<TuningOption, number | null>>;
  readonly host: string | null;
  readonly availabilityZone: string | null;
  readonly coordinationGroup: string | null;
  readonly sessionTimeout: number;
  readonly networks: NetworkOverrides;
  readonly loadbalancerImageUuid: string | null;
  readonly loadbalancerFlavorId: string | null;
  readonly novaMetadataIp: string;
  readonly novaMetadataPort: number;
  readonly metadataSecret: string | null;
  readonly sshPublicKey: string | null;
  readonly flags: ReadonlyMap<string, string>;
  readonly unknownFlags: readonly string[];
  readonly autoRestarts: boolean;
  readonly nagiosContext: string;
  readonly nagiosServicegroups: string;
}

const interfaceDrivers = ['openvswitch', 'linuxbridge', 'null'] as const;
export type InterfaceDriver = (typeof interfaceDrivers)[number];

const tuningOptions = [
  'asn',
  'neighbor-asn',
  'alive-timeout',
  'config-timeout',
  'boot-timeout',
  'health-check-period',
] as const;
export type TuningOption = (typeof tuningOptions)[number];

export interface ConfigReading {
  /** The checked values; where an option is wrong, its place holds the default or nothing. */
  readonly config: CharmConfig;
  /** Empty when everything can be used. */
  readonly problems: readonly string[];
}

// Python's None: in a databag Keystone's charm and others take it for a value that is not there.
const word = text({ pattern: /(?!None$)[A-Za-z0-9_.-]+/, expected: 'a plain name, not None,', maxLength: 64 });
// MySQL's own limits and RabbitMQ's, so that the status names the option and not what is made of it.
const databaseName = text({
  pattern: /(?!None$)[A-Za-z0-9_][A-Za-z0-9_-]*/,
  expected: 'a plain name, not None,',
  maxLength: 64,
});
const databaseUser = text({
  pattern: /(?!None$)[A-Za-z0-9_][A-Za-z0-9_.-]*/,
  expected: 'a plain name, not None,',
  maxLength: 32,
});
const vhost = text({
  pattern: /(?!None$)[^?#%\s]+/,
  expected: 'a virtual host without blanks and ? # %',
  maxLength: 255,
});
const groupName = text({ pattern: /[A-Za-z0-9_.-]+/, expected: 'letters, digits, ".", "_" and "-"', maxLength: 200 });
const flavor = text({ pattern: /[A-Za-z0-9][A-Za-z0-9_.-]*/, expected: 'a flavor id', maxLength: 255 });
const sshKey = text({
  pattern: /(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,3}(?: .*)?/,
  expected: 'one line of an OpenSSH public key',
  maxLength: 8192,
});

/** Reads single options and gathers what is wrong with them. */
class OptionReader {
  readonly problems: string[] = [];
  readonly #raw: RawConfig;

  constructor(raw: RawConfig) {
    this.#raw = raw;
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.#raw[name];
    return typeof value === 'boolean' ? value : fallback;
  }

  integer(name: string, range: { readonly min: number; readonly max: number }): number | null {
    const value = this.#raw[name];
    if (typeof value !== 'number') return null;
    if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
    this.problems.push(`${name}: expected a whole number from ${range.min} to ${range.max}, got ${value}`);
    return null;
  }

  /** An option's text, or null when it is unset or wrong. */
  text(name: string, field: Field<string>): string | null {
    const value = this.#raw[name];
    if (typeof value !== 'string' || value.trim() === '') return null;
    const decoded = field.decode(value.trim());
    if (decoded.ok) return decoded.value;
    this.problems.push(`${name}: ${decoded.problem}`);
    return null;
  }

  /** The text as it stands, line breaks and all; for options that are documents. */
  document(name: string): string | null {
    const value = this.#raw[name];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  }

  choices<const W extends string>(name: string, known: readonly W[], fallback: readonly W[]): readonly W[] {
    const words = (this.document(name) ?? '').split(',').map((part) => part.trim());
    const wanted = words.filter((part) => part !== '');
    const unknown = wanted.filter((part) => !known.some((one) => one === part));
    if (unknown.length > 0) {
      this.problems.push(`${name}: expected one of ${known.join(', ')}, got ${quoted(unknown.join(', '))}`);
    }
    const chosen = known.filter((one) => wanted.includes(one));
    return chosen.length > 0 ? chosen : fallback;
  }

  networks(name: string): readonly string[] {
    const parts = (this.document(name) ?? '').split(/[\s,]+/).filter((part) => part !== '');
    return parts.flatMap((part) => {
      const decoded = cidr().decode(part);
      if (decoded.ok) return [decoded.value];
      this.problems.push(`${name}: ${decoded.problem}`);
      return [];
    });
  }
}

/** Reads and checks all options. */
export async function parseConfig(raw: RawConfig): Promise<ConfigReading> {
  const read = new OptionReader(raw);
  const flags = await parseConfigFlags(read.document('config-flags') ?? '');
  const review: FlagReview = flags.ok ? reviewFlags(flags.value) : { problems: [flags.problem], unknown: [] };
  const multiplier = raw['worker-multiplier'];
  if (typeof multiplier === 'number' && !(multiplier > 0 && multiplier <= 64)) {
    read.problems.push(`worker-multiplier: expected a number above 0 and up to 64, got ${multiplier}`);
  }
  const endpoint = (type: string): EndpointOption => ({
    hostname: read.text(`os-${type}-hostname`, hostName),
    networks: read.networks(`os-${type}-network`),
  });
  const tuning = (name: TuningOption, max: number): number | null => read.integer(name, { min: 1, max });
  const config: CharmConfig = {
    debug: read.boolean('debug', false),
    verbose: read.boolean('verbose', false),
    useSyslog: read.boolean('use-syslog', false),
    origin: read.text('openstack-origin', originText) ?? 'distro',
    gitOrigin: read.document('openstack-origin-git'),
    actionManagedUpgrade: read.boolean('action-managed-upgrade', false),
    database: read.text('database', databaseName) ?? 'astara',
    databaseUser: read.text('database-user', databaseUser) ?? 'astara',
    databasePoolSize: read.integer('db-max-pool-size', { min: 1, max: 10_000 }),
    databaseOverflow: read.integer('db-max-overflow', { min: 0, max: 10_000 }),
    rabbitUser: read.text('rabbit-user', word) ?? 'astara',
    rabbitVhost: read.text('rabbit-vhost', vhost) ?? 'openstack',
    region: read.text('region', text({ pattern: /\S+/, expected: 'one region', maxLength: 255 })) ?? 'RegionOne',
    useInternalEndpoints: read.boolean('use-internal-endpoints', false),
    trustedAuthority: read.text('ssl_ca', base64({ pem: 'CERTIFICATE' })),
    preferIpv6: read.boolean('prefer-ipv6', false),
    endpoints: { public: endpoint('public'), internal: endpoint('internal'), admin: endpoint('admin') },
    apiPort: read.integer('api-port', { min: 1, max: 65_535 }) ?? 44_250,
    apiListen: read.text('api-listen', ipAddress()),
    workerMultiplier: typeof multiplier === 'number' ? multiplier : null,
    workerProcesses: read.integer('worker-processes', { min: 1, max: 256 }),
    workerThreads: read.integer('worker-threads', { min: 1, max: 256 }) ?? 4,
    enabledDrivers: read.choices('enabled-drivers', ['router', 'loadbalancer'], ['router']),
    interfaceDriver: read.choices('interface-driver', interfaceDrivers, ['openvswitch'])[0] ?? 'openvswitch',
    integrationBridge: read.text('integration-bridge', deviceName) ?? 'br-int',
    deviceMtu: read.integer('network-device-mtu', { min: 576, max: 65_535 }),
    portSecurity: read.boolean('port-security', true),
    legacyFallbackMode: read.boolean('legacy-fallback-mode', false),
    enableByonf: read.boolean('enable-byonf', false),
    ipsecVpn: read.boolean('ipsec-vpn', false),
    tuning: {
      asn: tuning('asn', 4_294_967_295),
      'neighbor-asn': tuning('neighbor-asn', 4_294_967_295),
      'alive-timeout': tuning('alive-timeout', 3600),
      'config-timeout': tuning('config-timeout', 86_400),
      'boot-timeout': tuning('boot-timeout', 86_400),
      'health-check-period': tuning('health-check-period', 86_400),
    },
    host: read.text('host', hostName),
    availabilityZone: read.text('availability-zone', text({ maxLength: 255 })),
    coordinationGroup: read.text('coordination-group', groupName),
    sessionTimeout: read.integer('session-timeout', { min: 4, max: 60 }) ?? 10,
    networks: {
      managementNetworkId: read.text('management-network-id', uuid()),
      managementSubnetId: read.text('management-subnet-id', uuid()),
      managementPrefix: read.text('management-prefix', cidr()),
      externalNetworkId: read.text('external-network-id', uuid()),
      externalSubnetId: read.text('external-subnet-id', uuid()),
      externalPrefix: read.text('external-prefix', cidr()),
      routerImageUuid: read.text('router-image-uuid', uuid()),
      applianceFlavorId: read.text('appliance-flavor-id', flavor),
    },
    loadbalancerImageUuid: read.text('loadbalancer-image-uuid', uuid()),
    loadbalancerFlavorId: read.text('loadbalancer-flavor-id', flavor),
    novaMetadataIp: read.text('nova-metadata-ip', metadataHost) ?? '127.0.0.1',
    novaMetadataPort: read.integer('nova-metadata-port', { min: 1, max: 65_535 }) ?? 8775,
    metadataSecret: read.text('metadata-shared-secret', secret({ maxLength: 512 })),
    sshPublicKey: read.text('ssh-public-key', sshKey),
    flags: flags.ok ? flags.value : new Map(),
    unknownFlags: review.unknown,
    autoRestarts: read.boolean('enable-auto-restarts', true),
    nagiosContext: read.text('nagios_context', groupName) ?? 'juju',
    nagiosServicegroups: read.text('nagios_servicegroups', serviceGroups) ?? '',
  };
  return { config, problems: [...read.problems, ...review.problems] };
}

/** A host name; `{service_name}` in it stands for the service, as in other OpenStack charms. */
const hostName: Field<string> = {
  decode: (value) => {
    const decoded = address().decode(value.replaceAll('{service_name}', 'astara'));
    return decoded.ok ? { ok: true, value: decoded.value } : decoded;
  },
  encode: (value) => value,
};

const armouredOrigin =
  /^[\x20-\x7e]+\|\s*-----BEGIN PGP PUBLIC KEY BLOCK-----[\n\r\t\x20-\x7e]+-----END PGP PUBLIC KEY BLOCK-----$/;

/** One line, unless an armoured key follows the bar. What it says is judged where it is used. */
const originText: Field<string> = {
  decode: (value) => (armouredOrigin.test(value) ? { ok: true, value } : text({ maxLength: 4096 }).decode(value)),
  encode: (value) => value,
};

/** Names separated by commas; blanks around them are dropped, for Nagios would take them for a part of the name. */
const serviceGroups: Field<string> = {
  decode: (value) => {
    const names = value.split(',').map((name) => name.trim());
    const given = names.filter((name) => name !== '');
    const wrong = given.map((name) => groupName.decode(name)).find((name) => !name.ok);
    return wrong ?? { ok: true, value: given.join(',') };
  },
  encode: (value) => value,
};

const deviceName = text({ pattern: /[A-Za-z0-9][A-Za-z0-9_.-]*/, expected: 'the name of a bridge', maxLength: 15 });

/** Astara puts it into a URL without brackets, so an IPv6 address would not work. */
const metadataHost: Field<string> = {
  decode: (value) => {
    const decoded = address().decode(value);
    if (!decoded.ok || !decoded.value.includes(':')) return decoded;
    return { ok: false, problem: 'expected an IPv4 address or a host name, since Astara cannot use IPv6 here' };
  },
  encode: (value) => value,
};
