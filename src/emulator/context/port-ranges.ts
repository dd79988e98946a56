/** Arithmetic of port ranges: how they are written, ordered, and when one is in another's way. */
import type { OpenedPort, PortRange } from '../model/index.ts';

export function portRangeText(range: PortRange): string {
  if (range.protocol === 'icmp') return 'icmp';
  const ports = range.from === range.to ? `${range.from}` : `${range.from}-${range.to}`;
  return `${ports}/${range.protocol}`;
}

export function sameRange(a: PortRange, b: PortRange): boolean {
  return a.protocol === b.protocol && a.from === b.from && a.to === b.to;
}

/** Same protocol and a port in common; equal ranges too. */
export function overlaps(a: PortRange, b: PortRange): boolean {
  return a.protocol === b.protocol && a.from <= b.to && b.from <= a.to;
}

/** By protocol, then by first and last port. */
export function comparePorts(a: PortRange, b: PortRange): number {
  if (a.protocol !== b.protocol) return a.protocol < b.protocol ? -1 : 1;
  return a.from - b.from || a.to - b.to;
}

function without(ports: readonly OpenedPort[], range: PortRange, endpoint: string | null): OpenedPort[] {
  return ports.filter((port) => !sameRange(port, range) || (endpoint !== null && port.endpoint !== endpoint));
}

/** Opens a range; for all endpoints (`''`) it takes the place of what was open for single ones. */
export function withOpened(ports: readonly OpenedPort[], opened: OpenedPort): OpenedPort[] {
  const present = ports.filter((port) => sameRange(port, opened));
  if (present.some((port) => port.endpoint === '' || port.endpoint === opened.endpoint)) return [...ports];
  if (opened.endpoint === '') return [...without(ports, opened, null), opened];
  return [...ports, opened];
}

/** Closes a range; for one endpoint, what was open for all stays open for each other one. */
export function withClosed(
  ports: readonly OpenedPort[],
  closed: OpenedPort,
  endpoints: readonly string[],
): OpenedPort[] {
  if (closed.endpoint === '') return without(ports, closed, null);
  const forAll = ports.some((port) => port.endpoint === '' && sameRange(port, closed));
  if (!forAll) return without(ports, closed, closed.endpoint);
  const others = endpoints.filter((name) => name !== closed.endpoint).map((endpoint) => ({ ...closed, endpoint }));
  return [...without(ports, closed, null), ...others];
}
