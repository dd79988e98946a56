/** Storage, resources and ports of a simulated model. */

/** A storage instance of our unit. */
export interface StoragePart {
  readonly name: string;
  readonly index: number;
  readonly location: string;
}

/** What a test says of a storage instance. */
export interface StorageInput {
  readonly name: string;
  /** Default 0. */
  readonly index?: number;
  /** Where it is mounted; by default a path that does not exist. */
  readonly location?: string;
}

/** A storage instance that is attached. */
export function storage(input: StorageInput): StoragePart {
  const index = input.index ?? 0;
  return { name: input.name, index, location: input.location ?? `/var/lib/juju/storage/${input.name}/${index}` };
}

/** A resource that has been attached to the application. */
export interface ResourcePart {
  readonly name: string;
  readonly path: string;
}

/** A resource, with the path that resource-get gives. */
export function resource(name: string, path: string): ResourcePart {
  return { name, path };
}

/** A protocol that a port can be opened for. */
export type Protocol = 'tcp' | 'udp' | 'icmp';

/** An opened port or range. */
export interface PortPart {
  readonly protocol: Protocol;
  /** Null for icmp. */
  readonly port: number | null;
  /** Last port of a range; null for a single port. */
  readonly to: number | null;
  /** Endpoints it is opened for; empty means all. */
  readonly endpoints: readonly string[];
}

/** A port that is open, or a range when `to` is given. */
export function openedPort(protocol: Protocol, port: number | null = null, to: number | null = null): PortPart {
  return { protocol, port, to, endpoints: [] };
}

/** As Juju writes it: `80/tcp`, `8000-8010/udp`, `icmp`. */
export function portText(part: PortPart): string {
  if (part.port === null) return part.protocol;
  return `${part.port}${part.to === null ? '' : `-${part.to}`}/${part.protocol}`;
}
