/** Open ports as `juju status` shortens them since 3.0: `80,443/tcp 53-55/udp icmp`. */

/** Ports as text, of one protocol; neighbours that stand alone become a range. */
function group(ports: readonly string[]): string {
  const ranges = new Map<string, string>();
  const firstOf = new Map<string, string>();
  // In the order of text, as Juju goes through them: 9 and 10 are no neighbours then.
  for (const port of [...ports].sort()) {
    const previous = /^\d+$/.test(port) ? String(Number(port) - 1) : '';
    const first = firstOf.get(previous) ?? (ranges.has(previous) ? previous : port);
    firstOf.set(port, first);
    ranges.set(first, port);
  }
  return [...ranges]
    .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
    .map(([first, last]) => (first === last ? first : `${first}-${last}`))
    .join(',');
}

export function groupedPorts(ports: readonly string[]): string {
  const byProtocol = new Map<string, string[]>();
  for (const text of ports) {
    const slash = text.indexOf('/');
    const protocol = slash < 0 ? text : text.slice(slash);
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), ...(slash < 0 ? [] : [text.slice(0, slash)])]);
  }
  return [...byProtocol]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([protocol, own]) => `${group(own)}${protocol}`)
    .join(' ');
}
