/**
 * Brings the running service in line with the plan: starts, restarts or stops it, or notes why it must wait. A restart
 * happens only when something that the service has read is not what it was, and then once.
 */
import {
  clearDeferredRestarts,
  deferRestart,
  deferredRestarts,
  dropOutdatedRestarts,
  filesChangedReason,
} from '../../openstack/deferred-restarts.ts';
import type { Host } from '../../system/host.ts';
import { paths, serviceName } from '../astara/paths.ts';
import type { Clients } from '../clients/clients.ts';
import { forgetService, type Memory } from '../memory.ts';
import { awaitHealth, isSeenUp } from './health.ts';
import { isRunning, restartOrchestrator, startOrchestrator, stopOrchestrator } from './service.ts';

export interface Operation {
  readonly application: string;
  /** Fingerprint of what the service would read if it started now. */
  readonly wanted: string;
  /** Files that this hook has changed, for operators who carry out restarts themselves. */
  readonly changed: readonly string[];
  readonly autoRestarts: boolean;
  /** Whether it is our turn, should the service have to restart. */
  readonly mayRestart: () => boolean;
}

/** What was done, in one word for the log; null when nothing was. */
export type OperationOutcome = 'started' | 'restarted' | 'stopped' | 'restart deferred' | 'awaits its turn' | null;

/** Runs the service with what is on disk now. */
export async function runService(
  host: Host,
  clients: Clients,
  memory: Memory,
  operation: Operation,
): Promise<OperationOutcome> {
  if (!runs(host, memory)) {
    startOrchestrator(host);
    await settle(host, clients, memory, operation);
    return 'started';
  }
  if (memory.owed === null && memory.loaded === operation.wanted) {
    memory.restartDeferred = '';
    return null;
  }
  if (!operation.autoRestarts) {
    return defer(host, memory, operation) ? 'restart deferred' : null;
  }
  if (!operation.mayRestart()) {
    memory.restartWanted = operation.wanted;
    return 'awaits its turn';
  }
  return restartNow(host, clients, memory, operation);
}

/** Whether it runs. Of one that we have started, and that serves, systemd need not be asked. */
function runs(host: Host, memory: Memory): boolean {
  const { loaded, watch } = memory;
  return (loaded !== '' && watch !== null && isSeenUp(host, watch)) || isRunning(host);
}

/** Notes the restart for the operator, and why; false when there is nothing new to note. */
function defer(host: Host, memory: Memory, operation: Operation): boolean {
  const { application, changed } = operation;
  memory.restartDeferred = operation.wanted;
  const noted = deferredRestarts(host, application).some((restart) => restart.service === serviceName);
  if (memory.owed === null && changed.length === 0 && noted) return false;
  const reason = memory.owed ?? filesChangedReason(changed.length > 0 ? changed : [paths.config]);
  return deferRestart(host, application, { service: serviceName, reason });
}

/** Restarts one that runs, without asking anybody: for our turn, for a cure, and for an operator's word. */
export async function restartNow(
  host: Host,
  clients: Clients,
  memory: Memory,
  operation: Pick<Operation, 'application' | 'wanted'>,
): Promise<'restarted'> {
  restartOrchestrator(host);
  await settle(host, clients, memory, operation);
  return 'restarted';
}

async function settle(
  host: Host,
  clients: Clients,
  memory: Memory,
  operation: Pick<Operation, 'application' | 'wanted'>,
): Promise<void> {
  memory.loaded = operation.wanted;
  memory.owed = null;
  memory.restartDeferred = '';
  clearDeferredRestarts(host, operation.application, [serviceName]);
  if (memory.watch === null) return;
  memory.health = await awaitHealth(host, clients, memory.watch);
  if (memory.health.kind === 'healthy') memory.cured = false;
}

/** Stops it if it runs. */
export function stopService(host: Host, memory: Memory): OperationOutcome {
  const runs = memory.loaded !== '' || isRunning(host);
  if (runs) stopOrchestrator(host);
  forgetService(memory);
  return runs ? 'stopped' : null;
}

/**
 * Restarts that somebody has carried out by hand need not wait any more. To be called before anything is changed: what the
 * service has read then is what the last hook has left.
 */
export function forgetOutdatedRestarts(host: Host, memory: Memory, application: string): void {
  if (!dropOutdatedRestarts(host, application).includes(serviceName)) return;
  memory.owed = null;
  if (memory.restartDeferred !== '') memory.loaded = memory.restartDeferred;
}
