/** The host as far as Astara cares, and the address that we use of a binding's. */
import { isInNetwork } from '../openstack/addresses.ts';
import type { Network } from '../ops/index.ts';
import type { Host } from '../system/host.ts';
import type { HostFacts } from './facts.ts';
import { osloValue, readOsloConfig } from './render/oslo-reader.ts';

/** Juju's choice, or, where the operator prefers it, the binding's first IPv6 address that others can reach. */
export function bindingAddress(network: Network, preferIpv6: boolean): string | null {
  const addresses = network.interfaces.flatMap((one) => (one.address === null ? [] : [one.address]));
  const sixth = addresses.find((one) => one.includes(':') && !isInNetwork(one, 'fe80::/10'));
  return preferIpv6 && sixth !== undefined ? sixth : network.bindAddress;
}

/** Files of Nova and Neutron in which the principal tells this host's name towards Neutron. */
export const agentFiles: readonly string[] = ['/etc/neutron/neutron.conf', '/etc/nova/nova.conf'];

export function readHost(host: Host): HostFacts {
  return {
    name: host.hostname(),
    agentName: agentName(host),
    cpus: host.cpuCount(),
    addresses: host.addresses(),
    neutronSecret: neutronSecret(host),
  };
}

function agentName(host: Host): string | null {
  for (const path of agentFiles) {
    const text = host.files.read(path);
    if (text === null) continue;
    try {
      const name = osloValue(readOsloConfig(text), 'DEFAULT', 'host')?.trim();
      if (name !== undefined && /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name)) return name;
    } catch {
      // Another charm's file, perhaps half written; what it cannot tell us the host's own name does.
    }
  }
  return null;
}

export const neutronSecretPath = '/etc/neutron/secret.txt';

/** The secret of neutron-openvswitch, when nova-compute may have been given that one: both must then be the same. */
function neutronSecret(host: Host): string | null {
  const text = host.files.read(neutronSecretPath)?.trim();
  return text !== undefined && /^[\x21-\x7e]{8,512}$/.test(text) ? text : null;
}
