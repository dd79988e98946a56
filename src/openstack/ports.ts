/** Which TCP ports this host listens on, read from the kernel's own tables. */
import type { Host } from '../system/host.ts';

export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  /** The socket's inode, by which a process that holds it can be found. */
  readonly inode: string;
}

const listening = '0A';

/** The kernel writes an address as 32-bit words in the machine's own byte order; all our machines are little-endian. */
function bytesOf(hex: string): readonly number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap((word) => (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse());
}

function addressOf(hex: string): string {
  const bytes = bytesOf(hex);
  if (bytes.length === 4) return bytes.join('.');
  const groups: string[] = [];
  for (let index = 0; index < bytes.length; index += 2) {
    groups.push((((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)).toString(16));
  }
  // The URL parser writes the shortest form of an IPv6 address.
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

function socketsIn(table: string): readonly ListeningSocket[] {
  const sockets: ListeningSocket[] = [];
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const local = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(fields[1] ?? '');
    if (local === null || fields[3] !== listening) continue;
    const [, address = '', port = ''] = local;
    sockets.push({ address: addressOf(address), port: Number.parseInt(port, 16), inode: fields[9] ?? '' });
  }
  return sockets;
}

/** Every TCP socket that listens on this host, of both families. */
export function listeningSockets(host: Host): readonly ListeningSocket[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => socketsIn(host.files.read(path) ?? ''));
}

/** Those of the ports that nothing listens on, at whatever address. */
export function portsNotOpen(host: Host, ports: readonly number[]): readonly number[] {
  const open = new Set(listeningSockets(host).map((socket) => socket.port));
  return ports.filter((port) => !open.has(port));
}

/** Those of the ports that something listens on. */
export function portsOpen(host: Host, ports: readonly number[]): readonly number[] {
  const closed = new Set(portsNotOpen(host, ports));
  return ports.filter((port) => !closed.has(port));
}
