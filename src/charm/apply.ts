/** Carries out a plan on the host: files, logins, the database, the service, in the order in which one needs the other. */
import { allowPackageRestarts, blockPackageRestarts } from '../openstack/restart-policy.ts';
import { reloadServiceManager } from '../openstack/services.ts';
import { systemBundle, trustAuthorities, updateStore } from '../openstack/system-ca.ts';
import { logger } from '../ops/index.ts';
import { paths, serviceName } from './astara/paths.ts';
import { type Facts, hostName } from './facts.ts';
import { everyAuthority, folders, relationFiles, standingFiles, trustedAuthorities } from './files.ts';
import { fingerprint, renewed } from './fingerprint.ts';
import { followUp } from './follow-up.ts';
import { settleTurn } from './leadership.ts';
import type { Memory } from './memory.ts';
import { applyMonitoring } from './monitoring.ts';
import type { Plan } from './plan.ts';
import { type ProbeOutcome, probesFingerprint, probesFor, tryProbes } from './probes.ts';
import type { ClusterDecisions } from './relations/cluster.ts';
import { mayRestart } from './restarts.ts';
import type { Run } from './run.ts';
import { databaseLogin, migrateDatabase } from './workload/database.ts';
import { checkHealth, isCurable } from './workload/health.ts';
import { runService, stopService } from './workload/operation.ts';
import { restartOrchestrator } from './workload/service.ts';
import { linkLegacyConfig, loadedParts, makeFolders, missingScripts, writeFiles } from './write-files.ts';

export interface Applied {
  /** The leader's decisions, with what this hook has added to them. */
  readonly decisions: ClusterDecisions;
  readonly probes: readonly ProbeOutcome[];
}

const probeDeadlineMs = 5000;

export async function apply(run: Run, facts: Facts, plan: Plan, done: string[]): Promise<Applied> {
  const { memory, around } = run;
  const { host, templates } = around;
  const { bin } = facts;
  const authorities = trustedAuthorities(facts, host);
  const { decisions } = facts.cluster;
  memory.databaseProblem = { state: 'waiting', message: '' };
  // Asked for again below by a service that still has to restart and may: one that may not would hold up the others.
  memory.restartWanted = '';
  makeFolders(host, folders);
  const trusted = everyAuthority(authorities);
  const trust = { contents: [...trusted.values()], changed: trustAuthorities(host, facts.app, trusted) };
  if (trust.changed) done.push('changed the trusted authorities');
  followUp(memory, { what: 'authorities', ...trust }, () => updateStore(host));
  // Wrong options leave what stands: the file would hold half of what the operator wants.
  const standing = facts.configProblems.length > 0 ? [] : writeFiles(host, standingFiles(facts, bin, templates));
  const units = { contents: [host.files.read(paths.unitFile)], changed: standing.includes(paths.unitFile) };
  followUp(memory, { what: 'units', ...units }, () => reloadServiceManager(host));

  // New credentials are tried before the service gets them; the last good file stays until they work.
  const probes = plan.service === 'run' && !isHeld(memory) ? await tryLogins(run, facts, plan) : [];
  if (probes.some((probe) => probe.problem !== null)) return { decisions, probes };

  const changed = [...standing, ...writeFiles(host, relationFiles(facts, plan, templates))];
  linkLegacyConfig(host);
  if (changed.length > 0) done.push(`wrote ${changed.join(', ')}`);
  watchFromOutside(run, facts);
  if (isHeld(memory)) return { decisions, probes };

  const migrated = await migrate(run, facts, plan, bin, done);
  if (migrated === null) return { decisions, probes };
  const operated = await operate(run, facts, plan, { bin, decisions: migrated, changed, authorities }, done);
  return { decisions: operated, probes };
}

/** Whether the service stays down whatever the relations say: files are written, and nothing else is done. */
function isHeld(memory: Memory): boolean {
  return memory.paused || memory.seriesUpgrading;
}

/** What the host's other guests must know: Nagios's agent, and packages that would restart our service. */
function watchFromOutside(run: Run, facts: Facts): void {
  const { host } = run.around;
  if (facts.config.autoRestarts) allowPackageRestarts(host, facts.app);
  else blockPackageRestarts(host, facts.app, [serviceName]);
  applyMonitoring(host, run.memory, facts);
}

async function tryLogins(run: Run, facts: Facts, plan: Plan): Promise<readonly ProbeOutcome[]> {
  const probes = probesFor(facts, plan, run.around.host.files.read(systemBundle));
  const now = probesFingerprint(probes);
  if (run.memory.probed === now) return [];
  const outcomes = await tryProbes(probes, run.around.clients, probeDeadlineMs);
  run.memory.probed = outcomes.every((outcome) => outcome.problem === null) ? now : '';
  return outcomes;
}

/** Migrates when the plan says so; the decisions with what is done, or null when the service must wait for it. */
async function migrate(
  run: Run,
  facts: Facts,
  plan: Plan,
  bin: string,
  done: string[],
): Promise<ClusterDecisions | null> {
  const { memory, around } = run;
  const { decisions } = facts.cluster;
  if (!plan.migrates || plan.database.kind !== 'migrate' || facts.database.kind !== 'ready') return decisions;
  run.tell('Running database migration');
  const outcome = await migrateDatabase(around.host, around.clients, databaseLogin(facts.database.data), bin);
  switch (outcome.kind) {
    case 'done':
      done.push(`migrated the database (${outcome.before ?? 'empty'} to ${outcome.after})`);
      return { ...decisions, databaseSynced: plan.database.token };
    case 'busy':
      memory.databaseProblem = { state: 'waiting', message: 'Another unit is migrating the database' };
      return null;
    case 'unavailable':
      memory.databaseProblem = { state: 'waiting', message: outcome.reason };
      return null;
    case 'failed':
      memory.databaseProblem = { state: 'blocked', message: `Database migration failed: ${outcome.reason}` };
      logger.warning(`the database is not migrated: ${outcome.reason}`);
      return null;
  }
}

interface Prepared {
  readonly bin: string;
  readonly decisions: ClusterDecisions;
  readonly changed: readonly string[];
  readonly authorities: ReturnType<typeof trustedAuthorities>;
}

/** Starts, restarts or stops the service, and passes on the turn to restart. */
async function operate(
  run: Run,
  facts: Facts,
  plan: Plan,
  prepared: Prepared,
  done: string[],
): Promise<ClusterDecisions> {
  const { memory, around } = run;
  const { host, clients } = around;
  let { decisions } = prepared;
  const forced = run.force.restart === true;
  if (plan.service === 'keep') {
    if (forced && memory.loaded !== '') {
      restartOrchestrator(host);
      memory.loaded = fingerprint(...loadedParts(host, facts.installed ?? '', prepared.authorities));
      memory.owed = null;
      done.push('service: restarted');
    }
    return decisions;
  }
  if (plan.service === 'stop') {
    memory.watch = null;
    if (stopService(host, memory) !== null) done.push('stopped the service');
    return decisions;
  }
  const missing = missingScripts(host, prepared.bin);
  if (missing.length > 0) {
    memory.installProblem = `the installation of Astara lacks ${missing.join(', ')}`;
    return decisions;
  }
  memory.watch = watchOf(facts, plan);
  const read = loadedParts(host, facts.installed ?? '', prepared.authorities);
  memory.loaded = renewed(memory.loaded, ...read);
  // Owed until it has happened: it may be another unit's turn first, or the operator's.
  const owed = forced ? 'Restart requested' : await restartOwed(run, facts);
  if (memory.loaded !== '') memory.owed = owed ?? memory.owed;
  const outcome = await runService(host, clients, memory, {
    application: facts.app,
    wanted: fingerprint(...read),
    changed: prepared.changed,
    autoRestarts: facts.config.autoRestarts || forced,
    mayRestart: () => {
      if (forced) return true;
      // The leader may find that it is its own turn, and need not wait for a hook that tells it so.
      decisions = settleTurn(decisions, facts, true, host.clock.now());
      const ring = plan.coordination === null ? [] : facts.cluster.peers;
      return mayRestart({ unit: facts.unit, ring, turn: decisions.restartTurn });
    },
  });
  if (outcome !== null) done.push(`service: ${outcome}`);
  return decisions;
}

/** Why the service must restart though nothing that it reads has changed: somebody asks, or it is sick; else null. */
async function restartOwed(run: Run, facts: Facts): Promise<string | null> {
  const { memory, around, reason } = run;
  const trigger =
    facts.principal.kind === 'ready' ? (facts.principal.data.restartTrigger ?? '') : memory.restartTrigger;
  const asked = trigger !== memory.restartTrigger && trigger !== '' && memory.loaded !== '';
  memory.restartTrigger = trigger;
  if (asked) return 'nova-compute asked for it';
  if (reason.hook === 'update-status' && memory.watch !== null && memory.loaded !== '') {
    memory.health = await checkHealth(around.host, around.clients, memory.watch);
    if (memory.health.kind === 'healthy') memory.cured = false;
    if (isCurable(memory.health) && !memory.cured) {
      memory.cured = true;
      logger.warning(`the service is not well (${memory.health.kind}) and is restarted once`);
      return 'Health check failed';
    }
  }
  return null;
}

function watchOf(facts: Facts, plan: Plan): Memory['watch'] {
  const { coordination } = plan;
  return {
    apiPort: facts.config.apiPort,
    metadataProxy: plan.conf?.networks?.managementPrefix.includes(':') ?? false,
    ring:
      coordination === null
        ? null
        : { backend: coordination.backend, servers: coordination.servers, group: coordination.group },
    host: hostName(facts),
  };
}
