/**
 * The one way from what is to what shall be: read, decide, apply, report. Each step is told by the plan what to do, does
 * nothing when it is done already, and says what it changed, so that a hook's log tells what it did and why.
 */
import { logger } from '../ops/index.ts';
import { type Applied, apply } from './apply.ts';
import { type Facts, hostName } from './facts.ts';
import { publicFingerprint } from './fingerprint.ts';
import { ensureInstalled, isUpgradeWanted } from './install.ts';
import { settleDecisions, settleTurn } from './leadership.ts';
import type { Memory } from './memory.ts';
import { decide } from './plan.ts';
import { publish } from './publish.ts';
import { readFacts } from './reading.ts';
import { rememberRelations, tellRelations } from './related.ts';
import { type ClusterUnit, encodeDecisions, encodeUnit } from './relations/cluster.ts';
import { endpointHosts, type Request, requestsFor } from './requests.ts';
import { withIdentity } from './rivals.ts';
import type { Outcome, Run } from './run.ts';
import { standstillOf } from './standstill.ts';
import { report } from './status.ts';
import { forgetOutdatedRestarts } from './workload/operation.ts';
import { scriptFolder } from './write-files.ts';

export async function reconcile(run: Run): Promise<Outcome> {
  const { model, memory, around, reason } = run;
  const done: string[] = [];

  forgetOutdatedRestarts(around.host, memory, model.app.name);
  tellRelations(model, memory, reason);
  const read = await readFacts(model, around.host, memory, reason);
  rememberRelations(model, memory);
  markSecrets(read);
  const present = await installed(run, { ...read, availabilityZone: run.availabilityZone }, done);
  const known = await withIdentity(present, run.around);
  const facts = withDecisions(known, settleDecisions(known, around.host, around.secrets));

  const { requests, problems: requestProblems } = requestsFor(facts);
  const asked = publish(model, memory, requests, reason);
  if (asked.length > 0) done.push(`asked ${asked.join(', ')}`);

  const nothing: Applied = { decisions: facts.cluster.decisions, probes: [] };
  const applied = facts.installed === null ? nothing : await apply(run, facts, decide(facts, run.force), done);

  // What was done may have changed what there is to decide: a migrated database lets others go on.
  // The others' turns go on also while our own service is paused, or left as it is.
  const now = around.host.clock.now();
  const after = withDecisions(facts, settleTurn(applied.decisions, facts, memory.restartWanted !== '', now));
  publish(model, memory, clusterRequests(after, memory), reason);
  const outcome = { facts: after, plan: decide(after), probes: applied.probes, requestProblems, done };
  report(run, outcome);
  memory.standstill = standstillOf(run, after);
  const line = `${reason.hook}: ${done.length === 0 ? 'nothing to do' : done.join('; ')} (${memory.status.state})`;
  // A line that says that there is nothing to say would cost as much as all the rest of such a hook.
  if (done.length === 0) logger.debug(line);
  else logger.info(line);
  return outcome;
}

function withDecisions(facts: Facts, decisions: Facts['cluster']['decisions']): Facts {
  return { ...facts, cluster: { ...facts.cluster, decisions } };
}

/** Nothing that a peer or the operator calls a secret may reach a log. */
function markSecrets(facts: Facts): void {
  const secrets = [
    facts.database.kind === 'ready' ? facts.database.data.password : null,
    facts.messaging.kind === 'ready' ? facts.messaging.data.password : null,
    facts.identity.kind === 'ready' ? facts.identity.data.password : null,
    facts.config.metadataSecret,
    facts.cluster.decisions.metadataSecret ?? null,
  ];
  for (const secret of secrets) if (secret !== null) logger.redact(secret);
}

async function installed(run: Run, facts: Facts, done: string[]): Promise<Facts> {
  const { memory } = run;
  const { origin, gitOrigin, actionManagedUpgrade } = facts.config;
  const again = run.force.install === true;
  const held = actionManagedUpgrade && isUpgradeWanted(memory, { origin, gitOrigin });
  // What failed is not tried again at every relation's hook: a mirror that is away would make each of them take minutes.
  const failed = memory.installProblem !== '' && run.reason.hook.includes('-relation-');
  if (!again && (facts.configProblems.length > 0 || held || failed)) return facts;
  const before = memory.version;
  // What a relation says has nothing to do with where Astara comes from; asking apt in each of its hooks takes seconds.
  const retry = run.reason.endpoint === undefined;
  const context = { origin, gitOrigin, proxies: run.proxies, tell: run.tell, again, retry };
  const outcome = await ensureInstalled(run.around.host, memory, context);
  if (outcome.kind !== 'installed') return facts;
  done.push(`installed Astara ${outcome.version}`);
  // A build from git may be other code of the same version; what runs is then no longer what is installed.
  const replaced = gitOrigin !== null || outcome.version !== before;
  if (replaced && memory.loaded !== '') memory.owed = 'an earlier installation';
  run.model.unit.setWorkloadVersion(outcome.version);
  return { ...facts, installed: outcome.version, bin: scriptFolder(run.around.host) };
}

/** What we say to the other orchestrators, and, as the leader, what holds for all. */
function clusterRequests(facts: Facts, memory: Memory): readonly Request[] {
  const { hosts } = endpointHosts(facts);
  const unit: ClusterUnit = {
    unit: facts.unit,
    host: hostName(facts),
    publicHost: hosts.public,
    internalHost: hosts.internal,
    adminHost: hosts.admin,
    restartWanted: memory.restartWanted === '' ? undefined : publicFingerprint(memory.restartWanted),
    ready: memory.health?.kind === 'healthy',
  };
  return facts.relations.cluster.flatMap((relation): Request[] => {
    const own: Request = { endpoint: 'cluster', relationId: relation.id, owner: 'unit', bag: encodeUnit(unit) };
    if (!facts.leader || facts.cluster.problems.length > 0) return [own];
    const bag = encodeDecisions(facts.cluster.decisions);
    return [own, { endpoint: 'cluster', relationId: relation.id, owner: 'app', bag }];
  });
}
