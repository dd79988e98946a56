/** The network of an endpoint, and the addresses that our unit has there. Addresses are text; hostnames happen among them. */
import { PermissionDeniedError, RelationNotFoundError } from '../errors.ts';
import { type NetworkInfo, networkGet } from '../juju/network.ts';
import type { ModelBackend } from './backend.ts';

/** One address of our unit on one of its interfaces. */
export interface NetworkInterface {
  readonly name: string;
  readonly macAddress: string | null;
  /** Null when Juju knows none. */
  readonly address: string | null;
  readonly hostname: string | null;
  /** The subnet in CIDR notation; the address alone as /32 or /128 where Juju does not say. */
  readonly subnet: string | null;
}

/** Our unit's addresses on the network of an endpoint. */
export class Network {
  readonly interfaces: readonly NetworkInterface[];
  readonly ingressAddresses: readonly string[];
  readonly egressSubnets: readonly string[];

  constructor(info: NetworkInfo) {
    this.interfaces = info.bindAddresses.flatMap((bind) =>
      bind.addresses.map((address) => ({
        name: bind.interfaceName,
        macAddress: bind.macAddress === '' ? null : bind.macAddress,
        address: address.value === '' ? null : address.value,
        hostname: address.hostname === '' ? null : address.hostname,
        subnet: address.cidr === '' ? hostSubnet(address.value) : address.cidr,
      })),
    );
    this.ingressAddresses = info.ingressAddresses;
    this.egressSubnets = info.egressSubnets;
  }

  /** The address to listen on. */
  get bindAddress(): string | null {
    return this.interfaces[0]?.address ?? null;
  }

  /** The address that others reach us at. */
  get ingressAddress(): string | null {
    return this.ingressAddresses[0] ?? null;
  }
}

/** An endpoint or extra binding, and through it its network. */
export class Binding {
  readonly name: string;
  readonly relationId: number | null;
  readonly #backend: ModelBackend;
  #network: Network | null = null;

  constructor(backend: ModelBackend, name: string, relationId: number | null) {
    this.#backend = backend;
    this.name = name;
    this.relationId = relationId;
  }

  /** Asked for once. */
  get network(): Network {
    this.#network ??= new Network(this.#ask());
    return this.#network;
  }

  /** @internal */
  get isLoaded(): boolean {
    return this.#network !== null;
  }

  #ask(): NetworkInfo {
    try {
      return networkGet(this.#backend.runner, this.name, this.relationId);
    } catch (error) {
      const gone = error instanceof RelationNotFoundError || error instanceof PermissionDeniedError;
      if (this.relationId === null || !gone) throw error;
      // The relation is gone, which Juju says in either way; the endpoint's network is still there.
      return networkGet(this.#backend.runner, this.name);
    }
  }
}

function hostSubnet(address: string): string | null {
  if (/^\d+(\.\d+){3}$/.test(address)) return `${address}/32`;
  return address.includes(':') ? `${address}/128` : null;
}
