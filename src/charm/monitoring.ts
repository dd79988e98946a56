/** nrpe-external-master: Nagios's agent on this host is told to look at our service. */
import {
  agentFiles,
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
import { followUp } from './follow-up.ts';
import type { Memory } from './memory.ts';

/** Writes the check while there is a relation and takes it away when it is gone. */
export function applyMonitoring(host: Host, memory: Pick<Memory, 'followed'>, facts: Facts): void {
  const { app, unit, config } = facts;
  const reading = readMonitoring(facts.relations['nrpe-external-master']);
  // What makes no sense leaves the checks as they are; the relation is not one the service depends on.
  if (reading.kind === 'invalid' || reading.kind === 'incomplete') return;
  if (reading.kind === 'absent') {
    follow(host, memory, app, removeNrpeChecks(host, app, [serviceName]));
    return;
  }
  const context = reading.data.context ?? config.nagiosContext;
  const hostname = nagiosHostname(reading.data.hostname, context, unit);
  const servicegroups = config.nagiosServicegroups === '' ? context : config.nagiosServicegroups;
  const checks = [serviceCheck(app, serviceName)];
  follow(host, memory, app, writeNrpeChecks(host, app, checks, { hostname, servicegroups }));
}

function follow(host: Host, memory: Pick<Memory, 'followed'>, app: string, changed: boolean): void {
  const contents = agentFiles(app, [serviceName]).map((path) => host.files.read(path));
  followUp(memory, { what: 'checks', contents, changed }, () => reloadNrpe(host));
}
