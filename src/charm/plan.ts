/**
 * Decides, without touching anything: from the facts to what shall be. Everything that can be got wrong is decided here
 * and tried in tables; the steps that carry it out only do as they are told.
 */

import { addressInNetworks } from '../openstack/addresses.ts';
import { transportUrl } from '../openstack/relations/amqp.ts';
import type { RelationBags } from '../openstack/relations/bags.ts';
import { connectionRecycleTime, databaseUrl } from '../openstack/relations/shared-db.ts';
import { guestWorkerCount } from '../openstack/workers.ts';
import type { DependencyFact } from '../openstack/workload-status.ts';
import type { Readiness } from '../ops/index.ts';
import type { AstaraConfFacts } from './astara/astara-conf.ts';
import { type Coordination, chooseCoordination, coordinationGroup } from './astara/coordination.ts';
import { paths } from './astara/paths.ts';
import { compareVersions, releaseOfAstara } from './astara/release.ts';
import type { IdentityLogin } from './clients/clients.ts';
import { applianceNetworks, type Endpoint, type Facts, hostName, isGone } from './facts.ts';
import { databaseToken, lowestUnit, migratedVersion } from './relations/cluster.ts';

/** What shall become of the database. */
export type DatabasePlan =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'migrated' }
  | { readonly kind: 'migrate'; readonly token: string }
  /** `migratedFor`: the Astara for which the leader has migrated this database already, an older one than ours. */
  | { readonly kind: 'await-leader'; readonly migratedFor: string | null }
  | { readonly kind: 'maintenance' };

/** What shall become of the service. `keep`: leave it as it is, since what we know is not fit to change it. */
export type ServicePlan = 'run' | 'keep' | 'stop';

export interface Plan {
  readonly dependencies: readonly DependencyFact[];
  /** What stands in astara.conf; null keeps the last good file. */
  readonly conf: AstaraConfFacts | null;
  readonly coordination: Coordination | null;
  readonly database: DatabasePlan;
  /** Whether to migrate in this hook: also for the others' sake, while this unit has to stay idle. */
  readonly migrates: boolean;
  readonly service: ServicePlan;
  /** Why the service does not run though its relations are complete; for the status. */
  readonly hold: Hold | null;
  /** What an operator should know of a unit that works. */
  readonly notes: readonly string[];
}

export interface Hold {
  readonly state: 'blocked' | 'waiting' | 'maintenance';
  readonly message: string;
}

/** The dependencies Astara cannot run without, under the names operators know them by. */
const required: readonly { readonly name: string; readonly endpoint: Endpoint }[] = [
  { name: 'astara', endpoint: 'astara-orchestrator' },
  { name: 'database', endpoint: 'shared-db' },
  { name: 'identity', endpoint: 'identity-service' },
  { name: 'messaging', endpoint: 'amqp' },
];

export function decide(facts: Facts, force: { readonly migrate?: boolean } = {}): Plan {
  const networks = applianceNetworks(facts.astara, facts.config.networks);
  const readings: Readonly<Record<string, Readiness<unknown>>> = {
    astara: networks,
    database: facts.database,
    identity: facts.identity,
    messaging: facts.messaging,
  };
  const dependencies = required.map(({ name, endpoint }) => dependency(name, endpoint, readings[name], facts));
  const gone = required.some(
    ({ name, endpoint }) => readings[name]?.kind !== 'ready' && isGone(facts.relations[endpoint]),
  );
  const complete = dependencies.every((one) => one.state === 'ready');
  const group = coordinationGroup(facts.config.coordinationGroup, facts.model, facts.app);
  const coordination = chooseCoordination(facts.zookeeper, facts.cache, group, facts.config.sessionTimeout);
  // A coordinator or a principal that says nonsense must not take what it said before out of the file.
  const ready = complete && !isUnsettled(facts, coordination);
  const database = decideDatabase(facts, force.migrate === true);
  const hold = ready ? holdOf(facts, coordination, database) : null;
  const service = decideService(facts, ready, gone, hold, coordination);
  const free = service === 'run' || (ready && facts.configProblems.length === 0 && idle(facts, coordination));
  return {
    dependencies: [...dependencies, ...optionalDependencies(facts)],
    conf: decideConf(facts, networks, coordination, ready, gone),
    coordination,
    database,
    migrates: database.kind === 'migrate' && free,
    service,
    hold,
    notes: notesOf(facts, networks, coordination),
  };
}

/** Whether a relation one can do without is there and not in order, so that the file must wait or stay as it is. */
function isUnsettled(facts: Facts, coordination: Coordination | null): boolean {
  const halfway = (reading: Readiness<unknown>): boolean => reading.kind === 'invalid' || reading.kind === 'incomplete';
  if (facts.principal.kind === 'invalid') return true;
  return coordination === null && (halfway(facts.zookeeper) || halfway(facts.cache));
}

function dependency(
  name: string,
  endpoint: Endpoint,
  reading: Readiness<unknown> | undefined,
  facts: Facts,
): DependencyFact {
  if (reading === undefined || reading.kind === 'absent') return { name, state: 'missing' };
  if (reading.kind === 'invalid') return { name, state: 'invalid', problems: reading.problems };
  if (reading.kind === 'ready') return { name, state: 'ready' };
  if (facts.leaving === endpoint) return { name, state: 'missing' };
  return { name, state: 'incomplete', gap: gapOf(facts.relations[endpoint], reading.missing) };
}

const shownKeys = 2;

/** Who has not said what: one look at the peer's own status is then the next step. */
function gapOf(relations: readonly RelationBags[], missing: readonly string[]): string {
  const app = relations.map((relation) => relation.remoteApp).join(', ');
  if (relations.every((relation) => relation.units.length === 0)) return `${app} has no units`;
  const rest = missing.length - shownKeys;
  return `${app}: ${missing.slice(0, shownKeys).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Relations one can do without are named only when they are there and not in order. */
function optionalDependencies(facts: Facts): readonly DependencyFact[] {
  const named: readonly (readonly [string, Endpoint, Readiness<unknown>])[] = [
    ['zookeeper', 'zookeeper', facts.zookeeper],
    ['cache', 'cache', facts.cache],
    ['certificates', 'certificates', facts.certificates],
    ['nova-compute', 'neutron-plugin', facts.principal],
  ];
  const found = named.flatMap(([name, endpoint, reading]): DependencyFact[] => {
    if (reading.kind === 'invalid') return [{ name, state: 'invalid', problems: reading.problems }];
    if (reading.kind !== 'incomplete') return [];
    return [{ name, state: 'incomplete', gap: gapOf(facts.relations[endpoint], reading.missing) }];
  });
  const { problems } = facts.cluster;
  return problems.length > 0 ? [...found, { name: 'cluster', state: 'invalid', problems }] : found;
}

function decideDatabase(facts: Facts, again: boolean): DatabasePlan {
  if (facts.database.kind !== 'ready' || facts.installed === null) return { kind: 'unknown' };
  const { relationId, database, maintenance } = facts.database.data;
  if (maintenance) return { kind: 'maintenance' };
  const token = databaseToken(relationId, database, facts.installed);
  const synced = facts.cluster.decisions.databaseSynced;
  // Units are upgraded one by one, and a newer schema serves an older Astara too, but not the other way round: the older
  // one's program does not know the revision that it would find, so an older leader leaves it alone.
  const migratedFor = migratedVersion(synced, relationId, database);
  const served = synced === token || (migratedFor !== null && compareVersions(migratedFor, facts.installed) > 0);
  if (served && !(again && facts.leader)) return { kind: 'migrated' };
  if (facts.leader) return { kind: 'migrate', token };
  return { kind: 'await-leader', migratedFor };
}

/** The metadata secret: the operator's, or the one Neutron uses on this host already, or the leader's. */
export function metadataSecret(facts: Facts): string | null {
  return facts.config.metadataSecret ?? facts.host.neutronSecret ?? facts.cluster.decisions.metadataSecret ?? null;
}

/** Where the API listens: the operator's word, or the internal address, since nobody is asked who they are there. */
export function apiListen(facts: Facts): string {
  const own = facts.host.addresses.map((entry) => entry.address);
  const chosen = addressInNetworks(own, facts.config.endpoints.internal.networks);
  return facts.config.apiListen ?? chosen ?? facts.bindings.internal ?? '127.0.0.1';
}

/** Whether this unit may not work since others would do the same work. */
function idle(facts: Facts, coordination: Coordination | null): boolean {
  if (coordination !== null || facts.cluster.peers.length === 0 || isUnsettled(facts, coordination)) return false;
  return lowestUnit(facts.unit, facts.cluster.peers) !== facts.unit;
}

function holdOf(facts: Facts, coordination: Coordination | null, database: DatabasePlan): Hold | null {
  if (facts.installed === null) return { state: 'waiting', message: 'Astara is not installed yet' };
  if (idle(facts, coordination)) {
    const { peers } = facts.cluster;
    return {
      state: 'blocked',
      message: `${peers.length + 1} orchestrators need coordination, or each would own every router: relate zookeeper; until then only ${lowestUnit(facts.unit, peers)} works`,
    };
  }
  const twin = facts.cluster.peers.find((peer) => peer.host === hostName(facts));
  if (twin !== undefined) {
    const name = hostName(facts);
    const cure = facts.config.host === null ? 'give the hosts different names' : 'unset the option host';
    return { state: 'blocked', message: `${twin.unit} is called "${name}" too: ${cure}` };
  }
  if (metadataSecret(facts) === null)
    return { state: 'waiting', message: 'Waiting for the leader to choose the secrets' };
  switch (database.kind) {
    case 'maintenance':
      return { state: 'maintenance', message: maintenanceMessage(facts) };
    case 'await-leader':
      return { state: 'waiting', message: awaitMessage(facts, database.migratedFor) };
    case 'unknown':
    case 'migrate':
    case 'migrated':
      return null;
  }
}

function maintenanceMessage(facts: Facts): string {
  const unit = facts.database.kind === 'ready' ? facts.database.data.unit : '';
  return `Database in maintenance mode: ${unit.split('/')[0]} is upgrading its series`;
}

function awaitMessage(facts: Facts, migratedFor: string | null): string {
  if (migratedFor === null) return 'Database not initialised: waits for the leader, whose status says why';
  return `Database not migrated for Astara ${facts.installed}: the leader has ${migratedFor}; upgrade it too (openstack-upgrade)`;
}

function decideService(
  facts: Facts,
  ready: boolean,
  gone: boolean,
  hold: Hold | null,
  coordination: Coordination | null,
): ServicePlan {
  if (gone || facts.installed === null || idle(facts, coordination)) return 'stop';
  // Wrong options, half an answer or a database at work: what runs goes on as it is.
  if (!ready || facts.configProblems.length > 0 || hold !== null) return 'keep';
  return 'run';
}

function decideConf(
  facts: Facts,
  networks: Readiness<AstaraConfFacts['networks']>,
  coordination: Coordination | null,
  ready: boolean,
  gone: boolean,
): AstaraConfFacts | null {
  if (facts.installed === null || facts.configProblems.length > 0) return null;
  const secret = metadataSecret(facts);
  // The credentials of a peer that is gone leave the file; anything else incomplete leaves the file as it is.
  const cleaning = gone && facts.configured;
  if (!cleaning && (!ready || secret === null)) return null;
  const { config } = facts;
  const database = facts.database.kind === 'ready' ? facts.database.data : null;
  const messaging = facts.messaging.kind === 'ready' ? facts.messaging.data : null;
  const principal = facts.principal.kind === 'ready' ? facts.principal.data : null;
  return {
    release: releaseOfAstara(facts.installed),
    config,
    host: hostName(facts),
    apiListen: apiListen(facts),
    workers: config.workerProcesses ?? guestWorkerCount(facts.host.cpus, config.workerMultiplier),
    transportUrl: messaging === null ? null : transportUrl(messaging),
    messagingTls:
      messaging === null || messaging.tls === null
        ? null
        : { authorityFile: messaging.tls.ca === null ? null : paths.messagingAuthority },
    databaseUrl: database === null ? null : databaseUrl(database, databaseTlsPaths(database.tls)),
    databaseRecycleTime: database === null ? null : connectionRecycleTime(database.waitTimeout),
    identity: identityLogin(facts),
    networks: networks.kind === 'ready' ? networks.data : null,
    metadataSecret: secret,
    availabilityZone: config.availabilityZone ?? principal?.availabilityZone ?? facts.availabilityZone,
    coordination,
    rootwrap: `${facts.bin}/astara-rootwrap`,
  };
}

/** How the service logs in to Keystone, once Keystone has answered. */
export function identityLogin(facts: Pick<Facts, 'identity' | 'config'>): IdentityLogin | null {
  if (facts.identity.kind !== 'ready') return null;
  const { authUrl, internalAuthUrl, apiVersion, username, password, projectName, domainName } = facts.identity.data;
  return {
    authUrl: facts.config.useInternalEndpoints ? internalAuthUrl : authUrl,
    apiVersion,
    username,
    password,
    project: projectName,
    domain: domainName,
  };
}

function databaseTlsPaths(tls: { readonly certificate: string | null; readonly key: string | null } | null) {
  if (tls === null) return null;
  return {
    ca: paths.databaseAuthority,
    certificate: tls.certificate === null ? null : paths.databaseCertificate,
    key: tls.key === null ? null : paths.databaseKey,
  };
}

function notesOf(
  facts: Facts,
  networks: Readiness<AstaraConfFacts['networks']>,
  coordination: Coordination | null,
): readonly string[] {
  const notes: string[] = [];
  const prefix = networks.kind === 'ready' ? networks.data?.managementPrefix : undefined;
  if (prefix !== undefined && !prefix.includes(':')) {
    notes.push(`metadata cannot work, since the management network ${prefix} is not IPv6`);
  }
  const { name, agentName } = facts.host;
  if (agentName !== null && agentName !== name) {
    notes.push(
      `Neutron knows this host as "${agentName}", but it calls itself "${name}": set its name, or ports cannot be bound`,
    );
  }
  if (facts.astara.kind === 'ready' && facts.astara.data.dissenters.length > 0) {
    const { unit, dissenters } = facts.astara.data;
    notes.push(`${dissenters.join(', ')} names other networks than ${unit}, whose are used`);
  }
  if (['0.0.0.0', '::'].includes(apiListen(facts)))
    notes.push('the API, which asks for no login, is open to every network');
  if (facts.principal.kind === 'absent' && facts.config.novaMetadataIp === '127.0.0.1')
    notes.push('no relation with nova-compute, so metadata needs nova-metadata-ip');
  const { metadataSecret: told, novaMetadataIp } = facts.config;
  if (novaMetadataIp !== '127.0.0.1' && told === null)
    notes.push(`Nova at nova-metadata-ip ${novaMetadataIp} has a secret of its own: set metadata-shared-secret to it`);
  if (told !== null && facts.host.neutronSecret !== null && told !== facts.host.neutronSecret)
    notes.push('metadata-shared-secret is not the one in /etc/neutron/secret.txt, and nova-compute can use one only');
  if (coordination === null && facts.cluster.peers.length > 0) notes.push('the other orchestrators wait for zookeeper');
  if (facts.config.unknownFlags.length > 0) {
    notes.push(`config-flags: Astara does not know ${facts.config.unknownFlags.join(', ')}`);
  }
  return notes;
}
