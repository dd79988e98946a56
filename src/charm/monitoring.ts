/** nrpe-external-master: Nagios's agent on this host is told to look at our service. */
import {
  nagiosHostname,
  reloadNrpe,
  removeNrpeChecks,
  serviceCheck,
  writeNrpeChecks,
} from '../openstack/nrpe-checks.ts';
import { readMonitoring } from '../openstack/relations/nrpe.ts';
import type { Host } from '../system/host.ts';
import { serviceName } from './astara/paths.ts';
import type { Facts } from './facts.ts';

/** Writes the check while there is a relation and takes it away when it is gone. */
export function applyMonitoring(host: Host, facts: Facts): void {
  const { app, unit, config } = facts;
  const reading = readMonitoring(facts.relations['nrpe-external-master']);
  // What makes no sense leaves the checks as they are; the relation is not one the service depends on.
  if (reading.kind === 'invalid' || reading.kind === 'incomplete') return;
  if (reading.kind === 'absent') {
    if (removeNrpeChecks(host, app, [serviceName])) reloadNrpe(host);
    return;
  }
  const context = reading.data.context ?? config.nagiosContext;
  const hostname = nagiosHostname(reading.data.hostname, context, unit);
  const servicegroups = config.nagiosServicegroups === '' ? context : config.nagiosServicegroups;
  if (writeNrpeChecks(host, app, [serviceCheck(app, serviceName)], { hostname, servicegroups })) reloadNrpe(host);
}
