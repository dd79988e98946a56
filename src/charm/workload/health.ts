/**
 * Whether the service works. Its parent does not look after its children, so a dead coordinator or metadata proxy leaves
 * it "active": the ports and the ring are looked at instead. Needs nothing from Juju.
 */
import { portsNotOpen } from '../../openstack/ports.ts';
import { type ServiceState, serviceState } from '../../openstack/services.ts';
import type { Host } from '../../system/host.ts';
import { metadataProxyPort, serviceName } from '../astara/paths.ts';
import type { Clients } from '../clients/clients.ts';
import { ServiceUnavailableError } from '../clients/service-unavailable.ts';
import type { Watch } from '../memory.ts';

export type Health =
  | { readonly kind: 'healthy' }
  /** Started so short a time ago that its children need not be there yet. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'ports'; readonly missing: readonly number[] }
  /** It runs, but the other orchestrators do not know of it. */
  | { readonly kind: 'ghost' }
  /** The coordinator cannot be asked: its trouble, not the service's. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A full start takes 5 to 10 seconds, more on a busy host; the metadata proxy waits up to 15 for its address. */
const startSeconds = 60;
const ringDeadlineMs = 5000;

/** Ports the service should listen on. */
export function expectedPorts(watch: Watch): readonly number[] {
  return watch.metadataProxy ? [watch.apiPort, metadataProxyPort] : [watch.apiPort];
}

/** A unit that runs has a control group, and systemd takes it away when the last process is gone. */
export const controlGroup = `/sys/fs/cgroup/system.slice/${serviceName}.service`;

/** What shows that it runs; null where there is no control group to be seen, and systemd has to be asked each time. */
export function runningSigns(
  host: Host,
  watch: Watch,
): { readonly files: readonly string[]; readonly ports: readonly number[] } | null {
  return hasProcesses(host) ? { files: [controlGroup], ports: expectedPorts(watch) } : null;
}

/** Whether it runs and its ports are open, the ring not asked: what a hook must know before it leaves everything alone. */
export function isUp(host: Host, watch: Watch): boolean {
  return isServing(host, watch) && (hasProcesses(host) || serviceState(host, serviceName).active === 'active');
}

/** The same as far as it is seen without asking systemd, which is a process; false may mean that only systemd knows. */
export function isSeenUp(host: Host, watch: Watch): boolean {
  return isServing(host, watch) && hasProcesses(host);
}

function isServing(host: Host, watch: Watch): boolean {
  return portsNotOpen(host, expectedPorts(watch)).length === 0;
}

function hasProcesses(host: Host): boolean {
  return host.files.exists(controlGroup);
}

/** Looks once. While all is well systemd is not asked: starting a program is most of what an update-status would cost. */
export async function checkHealth(host: Host, clients: Clients, watch: Watch): Promise<Health> {
  const missing = portsNotOpen(host, expectedPorts(watch));
  let young = false;
  if (missing.length > 0 || !hasProcesses(host)) {
    const state = serviceState(host, serviceName);
    if (state.active !== 'active') return { kind: 'stopped' };
    young = isYoung(host, state);
  }
  if (missing.length > 0) return young ? { kind: 'starting' } : { kind: 'ports', missing };
  if (watch.ring === null) return { kind: 'healthy' };
  try {
    const members = await clients.ringMembers(watch.ring, ringDeadlineMs);
    if (members.includes(watch.host)) return { kind: 'healthy' };
    return young || isYoung(host, serviceState(host, serviceName)) ? { kind: 'starting' } : { kind: 'ghost' };
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    return { kind: 'unknown', reason: error.message };
  }
}

function isYoung(host: Host, state: ServiceState): boolean {
  return state.activeSince !== null && host.clock.now() / 1000 - state.activeSince < startSeconds;
}

const patienceSeconds = 30;

/** Looks until the service has come up, or fallen, or half a minute has gone by: so that "active" means it. */
export async function awaitHealth(host: Host, clients: Clients, watch: Watch): Promise<Health> {
  const until = host.clock.now() + patienceSeconds * 1000;
  for (;;) {
    const health = await checkHealth(host, clients, watch);
    const hopeful = health.kind === 'starting' || health.kind === 'ports' || health.kind === 'ghost';
    if (!hopeful || host.clock.now() >= until) return health;
    await host.clock.sleep(1000);
  }
}

/** Whether one restart may cure it. */
export function isCurable(health: Health): boolean {
  return health.kind === 'ports' || health.kind === 'ghost' || health.kind === 'stopped';
}
