/** Networks of a simulated model: what network-get says of a binding. */
import { OWN_ADDRESS } from './addresses.ts';

/** One address of an interface. */
export interface NetworkAddress {
  readonly value: string;
  readonly hostname: string;
  readonly cidr: string;
}

/** An interface with its addresses. */
export interface BindAddress {
  readonly interfaceName: string;
  readonly macAddress: string;
  readonly addresses: readonly NetworkAddress[];
}

/** A network as network-get shows it. */
export interface NetworkPart {
  /** An endpoint, an extra binding, or `juju-info`. */
  readonly binding: string;
  readonly bindAddresses: readonly BindAddress[];
  readonly ingressAddresses: readonly string[];
  readonly egressSubnets: readonly string[];
}

/** What a test says of a network. */
export interface NetworkInput {
  readonly binding: string;
  /** One address says it all for most tests: bound, ingress and egress. */
  readonly address?: string;
  /** Its network; default the address's /24 or /64. */
  readonly cidr?: string;
  readonly bindAddresses?: readonly BindAddress[];
  readonly ingressAddresses?: readonly string[];
  readonly egressSubnets?: readonly string[];
}

function networkOf(address: string): string {
  if (!address.includes(':')) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  const groups = address.split('::')[0]?.split(':') ?? [];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** One bound address with an interface's name. */
export function bindAddress(
  value: string,
  details: Partial<NetworkAddress & Omit<BindAddress, 'addresses'>> = {},
): BindAddress {
  return {
    interfaceName: details.interfaceName ?? 'eth0',
    macAddress: details.macAddress ?? '02:00:00:00:00:01',
    addresses: [{ value, hostname: details.hostname ?? '', cidr: details.cidr ?? networkOf(value) }],
  };
}

/** What network-get says of a binding. */
export function network(input: NetworkInput): NetworkPart {
  const address = input.address ?? OWN_ADDRESS;
  const cidr = input.cidr ?? networkOf(address);
  return {
    binding: input.binding,
    bindAddresses: input.bindAddresses ?? [bindAddress(address, { cidr })],
    ingressAddresses: input.ingressAddresses ?? [address],
    egressSubnets: input.egressSubnets ?? [cidr],
  };
}
