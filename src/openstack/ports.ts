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

const tables = ['/proc/net/tcp', '/proc/net/tcp6'] as const;

/** The local address and port of a line of the table, when its socket listens. */
function readLine(line: string): { readonly address: string; readonly port: number; readonly inode: string } | null {
  const fields = line.trim().split(/\s+/);
  const local = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(fields[1] ?? '');
  if (local === null || fields[3] !== listening) return null;
  const [, address = '', port = ''] = local;
  return { address, port: Number.parseInt(port, 16), inode: fields[9] ?? '' };
}

function socketsIn(table: string): readonly ListeningSocket[] {
  return table.split('\n').flatMap((line) => {
    const socket = readLine(line);
    return socket === null ? [] : [{ ...socket, address: addressOf(socket.address) }];
  });
}

/** Every TCP socket that listens on this host, of both families. */
export function listeningSockets(host: Host): readonly ListeningSocket[] {
  return tables.flatMap((path) => socketsIn(host.files.read(path) ?? ''));
}

/**
 * Those of the ports that nothing listens on, at whatever address. Listening sockets stand first in the kernel's tables,
 * and behind them it looks through millions of empty places: so a table is read only until all is found.
 */
export function portsNotOpen(host: Host, ports: readonly number[]): readonly number[] {
  const missing = new Set(ports);
  for (const table of tables) {
    if (missing.size === 0) break;
    host.files.readLines(table, (line) => {
      const socket = readLine(line);
      if (socket !== null) missing.delete(socket.port);
      return missing.size > 0;
    });
  }
  return ports.filter((port) => missing.has(port));
}

/** Those of the ports that something listens on. */
export function portsOpen(host: Host, ports: readonly number[]): readonly number[] {
  const closed = new Set(portsNotOpen(host, ports));
  return ports.filter((port) => !closed.has(port));
}
