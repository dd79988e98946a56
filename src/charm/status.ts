/** One line for the operator: what is wrong and what to do, worst first; and what a working unit has to say. */
import { deferredRestarts } from '../openstack/deferred-restarts.ts';
import { portsOpen } from '../openstack/ports.ts';
import { type WorkloadState, type WorkloadStatus, workloadStatus, worseState } from '../openstack/workload-status.ts';
import {
  ActiveStatus,
  BlockedStatus,
  MaintenanceStatus,
  type StatusBase,
  UnknownStatus,
  WaitingStatus,
} from '../ops/index.ts';
import type { Host } from '../system/host.ts';
import { serviceName } from './astara/paths.ts';
import type { Facts } from './facts.ts';
import { isUpgradeWanted } from './install.ts';
import { lacksKeys } from './leadership.ts';
import type { Memory } from './memory.ts';
import { isConfirmed } from './publish.ts';
import type { Outcome, Run } from './run.ts';
import { expectedPorts, type Health } from './workload/health.ts';
import { isRunning } from './workload/service.ts';

/** Sets the unit's status, and, as the leader, the application's; each only when it is another than before. */
export function report(run: Run, outcome: Outcome): void {
  const { memory, model } = run;
  const status = statusOf(run.around.host, memory, outcome);
  model.unit.setStatus(asStatus(status));
  memory.status = { ...status };
  // A restart that waits may be carried out by hand at any time, and nobody tells us.
  memory.settled =
    status.state === 'active' &&
    memory.restartWanted === '' &&
    !owesKeys(outcome.facts) &&
    isConfirmed(memory, outcome.facts.leader) &&
    outcome.facts.cluster.decisions.restartTurn === undefined &&
    queuedRestarts(run.around.host, outcome.facts).length === 0;
  if (!outcome.facts.leader) return;
  const whole = applicationStatus(status, outcome);
  if (whole.state === memory.appStatus.state && whole.message === memory.appStatus.message) return;
  model.app.setStatus(asStatus(whole));
  memory.appStatus = { ...whole };
}

export function statusOf(host: Host, memory: Memory, outcome: Outcome): WorkloadStatus {
  const { facts, plan } = outcome;
  const status = workloadStatus({
    seriesUpgrading: memory.seriesUpgrading,
    paused: memory.paused,
    ...(memory.paused ? { running: stillRunning(host, memory) } : {}),
    dependencies: plan.dependencies,
    check: checkOf(memory, outcome),
    queuedRestarts: queuedRestarts(host, facts),
  });
  if (status.state !== 'active') return status;
  const notes = [...plan.notes, ...operationNotes(memory, outcome)];
  return notes.length === 0 ? status : { ...status, message: `${status.message}. Note: ${notes.join('; ')}` };
}

/** Whether the leader has tried to make a key pair, and could not. */
function owesKeys(facts: Facts): boolean {
  return facts.leader && facts.relations.cluster.length > 0 && lacksKeys(facts);
}

function queuedRestarts(host: Host, facts: Facts): readonly string[] {
  return facts.config.autoRestarts ? [] : deferredRestarts(host, facts.app).map((restart) => restart.service);
}

function operationNotes(memory: Memory, outcome: Outcome): readonly string[] {
  const { config } = outcome.facts;
  const notes: string[] = [];
  if (owesKeys(outcome.facts)) {
    notes.push('appliances get no key, since ssh-keygen fails: install openssh-client, or set ssh-public-key');
  }
  if (memory.restartWanted !== '') notes.push('waits for its turn to restart');
  if (config.actionManagedUpgrade && isUpgradeWanted(memory, config)) {
    notes.push("Astara's origin has changed: run the action openstack-upgrade");
  }
  return notes;
}

function stillRunning(host: Host, memory: Memory): { services: readonly string[]; ports: readonly number[] } {
  const services = isRunning(host) ? [serviceName] : [];
  return { services, ports: memory.watch === null ? [] : portsOpen(host, expectedPorts(memory.watch)) };
}

/** Everything that the charm itself has found, as one status: the gravest state, all messages. */
function checkOf(memory: Memory, outcome: Outcome): WorkloadStatus | null {
  const found: WorkloadStatus[] = [];
  const add = (state: WorkloadState, message: string): void => {
    if (message !== '') found.push({ state, message });
  };
  const { configProblems } = outcome.facts;
  if (configProblems.length > 0) add('blocked', `Wrong options: ${configProblems.join('; ')}`);
  add('blocked', memory.installProblem);
  for (const problem of outcome.requestProblems) add('blocked', problem);
  for (const probe of outcome.probes) add('waiting', probe.problem ?? '');
  add(memory.databaseProblem.state, memory.databaseProblem.message);
  const { hold } = outcome.plan;
  // While there is no Astara the reason for that is enough, and wrong options are one.
  const told = outcome.facts.installed === null && (memory.installProblem !== '' || configProblems.length > 0);
  if (hold !== null && !told) add(hold.state, hold.message);
  if (found.length === 0 && memory.health !== null) found.push(...healthStatus(memory.health));
  const [first, ...rest] = found;
  if (first === undefined) return null;
  const state = rest.reduce((worst, one) => worseState(worst, one.state), first.state);
  return { state, message: found.map((one) => one.message).join('; ') };
}

function healthStatus(health: Health): readonly WorkloadStatus[] {
  switch (health.kind) {
    case 'healthy':
      return [];
    case 'starting':
      return [{ state: 'waiting', message: 'The service is starting' }];
    case 'stopped':
      return [{ state: 'blocked', message: `Services not running that should be: ${serviceName}` }];
    case 'ports':
      return [{ state: 'blocked', message: `Ports which should be open, but are not: ${health.missing.join(', ')}` }];
    case 'ghost':
      return [
        {
          state: 'blocked',
          message: 'The other orchestrators do not see this one: it is missing in their group; run cluster-status',
        },
      ];
    case 'unknown':
      return [{ state: 'waiting', message: health.reason }];
  }
}

/** What is wrong here is mostly wrong everywhere, so the leader's own trouble is the whole application's line. */
function applicationStatus(own: WorkloadStatus, outcome: Outcome): WorkloadStatus {
  if (own.state !== 'active') return own;
  const late = outcome.facts.cluster.peers.filter((peer) => !peer.ready).map((peer) => peer.unit);
  return late.length === 0
    ? { state: 'active', message: 'Application Ready' }
    : { state: 'waiting', message: `Some units are not ready: ${late.join(', ')}` };
}

export function asStatus(status: WorkloadStatus): StatusBase {
  switch (status.state) {
    case 'active':
      return new ActiveStatus(status.message);
    case 'blocked':
      return new BlockedStatus(status.message);
    case 'maintenance':
      return new MaintenanceStatus(status.message);
    case 'waiting':
      return new WaitingStatus(status.message);
    case 'unknown':
      return new UnknownStatus();
  }
}
