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
import type { Memory } from '../memory.ts';
import { awaitHealth } from './health.ts';
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
  if (!isRunning(host)) {
    startOrchestrator(host);
    await settle(host, clients, memory, operation);
    return 'started';
  }
  if (memory.loaded === operation.wanted) return null;
  if (!operation.autoRestarts) {
    return defer(host, memory, operation) ? 'restart deferred' : null;
  }
  if (!operation.mayRestart()) {
    memory.restartWanted = operation.wanted;
    return 'awaits its turn';
  }
  return restartNow(host, clients, memory, operation);
}

/** Notes the restart for the operator, and why; false when there is nothing new to note. */
function defer(host: Host, memory: Memory, operation: Operation): boolean {
  const { application, changed } = operation;
  // What is owed for another reason than a file is remembered by that reason, in place of a fingerprint.
  const owed = /^[0-9a-f]{32}$/.test(memory.loaded) ? null : memory.loaded;
  const noted = deferredRestarts(host, application).some((restart) => restart.service === serviceName);
  if (owed === null && changed.length === 0 && noted) return false;
  const reason = owed ?? filesChangedReason(changed.length > 0 ? changed : [paths.config]);
  return deferRestart(host, application, { service: serviceName, reason });
}

/** Restarts without asking anybody; for our turn, for a cure, and for an operator's word. */
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
  clearDeferredRestarts(host, operation.application, [serviceName]);
  if (memory.watch === null) return;
  memory.health = await awaitHealth(host, clients, memory.watch);
  if (memory.health.kind === 'healthy') memory.cured = false;
}

/** Stops it if it runs. */
export function stopService(host: Host, memory: Memory): OperationOutcome {
  memory.health = null;
  if (memory.loaded === '' && !isRunning(host)) return null;
  stopOrchestrator(host);
  memory.loaded = '';
  return 'stopped';
}

/** Restarts that somebody has carried out by hand need not wait any more. */
export function forgetOutdatedRestarts(host: Host, memory: Memory, application: string, wanted: string): void {
  if (dropOutdatedRestarts(host, application).includes(serviceName)) memory.loaded = wanted;
}
