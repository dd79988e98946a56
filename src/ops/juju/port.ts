/** Ports that Juju opens on the machine for a unit. */
import { callJson, callTool } from './call.ts';
import { asStrings } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';

/** A protocol that a port can be opened for; icmp has no ports. */
export type Protocol = 'tcp' | 'udp' | 'icmp';

/** A port or a range of ports; icmp has none. */
export interface PortRange {
  readonly protocol: Protocol;
  /** Null for icmp. */
  readonly port: number | null;
  /** Last port of a range, when it is one. */
  readonly lastPort?: number;
  /** Endpoints that the port is opened for; all when not given. */
  readonly endpoints?: readonly string[];
}

export function openPort(runner: HookToolRunner, range: PortRange): void {
  callTool(runner, { tool: 'open-port', args: portArgs(range) });
}

export function closePort(runner: HookToolRunner, range: PortRange): void {
  callTool(runner, { tool: 'close-port', args: portArgs(range) });
}

/** What is open for this unit. Entries that cannot be read are given to `skipped`. */
export function openedPorts(
  runner: HookToolRunner,
  options: { readonly endpoints?: boolean; readonly skipped?: (text: string) => void } = {},
): PortRange[] {
  const args = [...(options.endpoints === true ? ['--endpoints'] : []), '--format=json'];
  const ranges: PortRange[] = [];
  for (const text of asStrings(callJson(runner, { tool: 'opened-ports', args }))) {
    const range = parsePortRange(text);
    if (range === null) options.skipped?.(text);
    else ranges.push(range);
  }
  return ranges;
}

/** Reads `80/tcp`, `80`, `8000-8010/udp`, `icmp` and `80/tcp (a, b)`. */
export function parsePortRange(text: string): PortRange | null {
  const match = /^(?:(icmp)|(\d+)(?:-(\d+))?(?:\/(tcp|udp))?)(?:\s+\(([^)]*)\))?$/.exec(text.trim());
  if (match === null) return null;
  const [, icmp, first, last, protocol, endpointText] = match;
  const endpoints = endpointText === undefined || endpointText === '*' ? {} : { endpoints: endpointText.split(/,\s*/) };
  if (icmp !== undefined) return { protocol: 'icmp', port: null, ...endpoints };
  return {
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    port: Number(first),
    ...(last === undefined || last === first ? {} : { lastPort: Number(last) }),
    ...endpoints,
  };
}

/** A range as Juju writes it, without endpoints. */
export function formatPortRange(range: PortRange): string {
  if (range.protocol === 'icmp' || range.port === null) return range.protocol;
  const last = range.lastPort === undefined || range.lastPort === range.port ? '' : `-${range.lastPort}`;
  return `${range.port}${last}/${range.protocol}`;
}

function portArgs(range: PortRange): string[] {
  const endpoints = range.endpoints ?? [];
  return [...(endpoints.length === 0 ? [] : ['--endpoints', endpoints.join(',')]), formatPortRange(range)];
}
