/**
 * The relation nrpe-external-master: monitoring of this host's services by Nagios. The checks themselves are files,
 * see nrpe-checks.ts; the relation tells which there are.
 */
import { bagSchema, optional, type Readiness, ready, text } from '../../ops/index.ts';
import { type Bag, firstReady, type RelationBags, readFrom, relationsInOrder, unitsInOrder } from './bags.ts';

const hostSchema = bagSchema({
  nagios_hostname: optional(text({ pattern: /[A-Za-z0-9][A-Za-z0-9._-]*/, expected: 'a host name for Nagios' })),
  nagios_host_context: optional(text({ pattern: /[A-Za-z0-9][A-Za-z0-9._-]*/, expected: 'a Nagios context' })),
});

/** Names under which Nagios knows this host, where the other side says so. */
export interface MonitoredHost {
  readonly hostname: string | null;
  readonly context: string | null;
}

/** A name that is safe in a file name, in YAML and in a Nagios command. */
export function isCheckName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]*$/.test(name);
}

/** Keys of our unit's bag. Whether we are primary decides which of several subordinates names the host. */
export function monitoringRequest(checks: readonly string[], primary: boolean): Bag {
  const lines = ['monitors:', '  remote:', '    nrpe:'];
  for (const name of [...new Set(checks)].sort()) {
    if (!isCheckName(name)) throw new TypeError(`cannot monitor "${name}": expected a plain check name`);
    lines.push(`      ${name}:`, `        command: check_${name}`);
  }
  return { primary: primary ? 'True' : 'False', monitors: `${lines.join('\n')}\n` };
}

/** What the other side calls us. Ready as soon as there is a relation: both names are optional. */
export function readMonitoring(relations: readonly RelationBags[]): Readiness<MonitoredHost> {
  const readings = relationsInOrder(relations).map((relation): Readiness<MonitoredHost> => {
    const units = unitsInOrder(relation).map(({ unit, bag }): Readiness<MonitoredHost> => {
      const reading = readFrom(relation, unit, bag, hostSchema);
      if (reading.kind !== 'ready') return reading;
      const { nagios_hostname: hostname, nagios_host_context: context } = reading.data;
      return ready({ hostname: hostname ?? null, context: context ?? null });
    });
    return units.length === 0 ? ready({ hostname: null, context: null }) : firstReady(units);
  });
  return firstReady(readings);
}
