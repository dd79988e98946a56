/**
 * Addresses of this host and the addresses under which others shall find it.
 * Membership in a network is decided on the bits, for both families.
 */
import { isIpv6, parseIp, sharesPrefix } from '../system/ip-address.ts';

/** One network interface's address as the kernel has it. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
  /** Address with prefix length, or null when the kernel did not say. */
  readonly cidr: string | null;
}

/** Whether an address lies in a network such as 10.0.0.0/24 or fd00::/64; false when either is malformed. */
export function isInNetwork(address: string, network: string): boolean {
  const slash = network.indexOf('/');
  if (slash < 0) return false;
  const [base, one] = [parseIp(network.slice(0, slash)), parseIp(address)];
  const lengthText = network.slice(slash + 1);
  if (base === null || one === null || !/^\d{1,3}$/.test(lengthText)) return false;
  const length = Number(lengthText);
  return length <= 8 * base.bytes.length && sharesPrefix(base, one, length);
}

/** Networks listed in one option or databag key, separated by white space or commas. */
export function splitNetworks(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** The first address inside one of the networks, in the order of the networks; null when there is none. */
export function addressInNetworks(addresses: readonly string[], networks: readonly string[]): string | null {
  for (const network of networks) {
    const found = addresses.find((address) => isInNetwork(address, network));
    if (found !== undefined) return found;
  }
  return null;
}

function isLinkLocal(address: string): boolean {
  return isInNetwork(address, 'fe80::/10') || isInNetwork(address, '169.254.0.0/16');
}

/** IPv6 addresses of this host that others can reach, sorted: neither link-local nor loopback. */
export function globalIpv6Addresses(addresses: readonly HostAddress[]): readonly string[] {
  return addresses
    .map((entry) => entry.address)
    .filter((address) => isIpv6(address) && !isLinkLocal(address) && address !== '::1')
    .sort();
}

/** An address as it stands in a URL: IPv6 in brackets. */
export function hostInUrl(host: string): string {
  return isIpv6(host) ? `[${host}]` : host;
}

/** A user name or password as it stands in a URL. Half a surrogate pair, which has no encoding, is replaced. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
}

export function urlOf(scheme: string, host: string, port: number, path = ''): string {
  return `${scheme}://${hostInUrl(host)}:${port}${path}`;
}

export const endpointTypes = ['public', 'internal', 'admin'] as const;
export type EndpointType = (typeof endpointTypes)[number];

/** Everything that may decide the address of one kind of endpoint. */
export interface EndpointFacts {
  /** Option os-<type>-hostname; "{service_name}" in it stands for the service. */
  readonly hostname: string | null;
  /** Virtual addresses, when this application is clustered behind one. */
  readonly vips: readonly string[];
  /** Networks of option os-<type>-network. */
  readonly networks: readonly string[];
  /** Address of the extra binding <type>, when it is bound to a space of its own. */
  readonly bindingAddress: string | null;
  /** Address of this unit otherwise. */
  readonly defaultAddress: string;
  readonly hostAddresses: readonly string[];
}

export type EndpointChoice =
  | { readonly ok: true; readonly host: string; readonly why: 'hostname' | 'vip' | 'network' | 'binding' | 'default' }
  | { readonly ok: false; readonly problem: string };

/**
 * The host part of one endpoint's URL, by the order every OpenStack charm uses:
 * host name, virtual address, network option, extra binding, and then the unit's address.
 * A network option without an address here is a problem, not a reason to publish another network's address.
 */
export function resolveEndpointHost(type: EndpointType, service: string, facts: EndpointFacts): EndpointChoice {
  if (facts.hostname !== null && facts.hostname !== '') {
    return { ok: true, host: facts.hostname.replaceAll('{service_name}', service), why: 'hostname' };
  }
  if (facts.vips.length > 0) {
    const vip = addressInNetworks(facts.vips, facts.networks) ?? facts.vips[0];
    if (vip !== undefined) return { ok: true, host: vip, why: 'vip' };
  }
  if (facts.networks.length > 0) {
    const host = addressInNetworks(facts.hostAddresses, facts.networks);
    if (host === null) {
      return { ok: false, problem: `os-${type}-network: this unit has no address in ${facts.networks.join(' ')}` };
    }
    return { ok: true, host, why: 'network' };
  }
  if (facts.bindingAddress !== null) return { ok: true, host: facts.bindingAddress, why: 'binding' };
  return { ok: true, host: facts.defaultAddress, why: 'default' };
}
