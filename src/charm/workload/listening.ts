/** Which TCP ports of this host somebody listens on, read from the kernel's own tables: no program, no package. */
import type { Host } from '../../system/host.ts';

/** The state "listening" in /proc/net/tcp. */
const listening = '0A';

/** Port numbers with a listener, of both families. */
export function listeningPorts(host: Host): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (host.files.read(table) ?? '').split('\n')) {
      const [, local, , state] = line.trim().split(/\s+/);
      const port = local?.split(':')[1];
      if (state === listening && port !== undefined) ports.add(Number.parseInt(port, 16));
    }
  }
  return ports;
}
