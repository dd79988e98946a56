/**
 * Reads, once, all that the decisions of a hook rest on. Juju's relations and options become checked values here; a
 * databag that makes no sense becomes an `invalid` that says who sent what.
 */
import { readMessaging } from '../openstack/relations/amqp.ts';
import type { RelationBags } from '../openstack/relations/bags.ts';
import { readCertificates } from '../openstack/relations/certificates.ts';
import { readIdentityService } from '../openstack/relations/identity-answer.ts';
import { relationBags } from '../openstack/relations/relation-bags.ts';
import { readSharedDatabase } from '../openstack/relations/shared-db.ts';
import { type Model, PermissionDeniedError, type ReconcileReason, SecretNotFoundError } from '../ops/index.ts';
import type { Host } from '../system/host.ts';
import { paths } from './astara/paths.ts';
import { type CharmConfig, parseConfig } from './config.ts';
import { type BindingAddresses, type Endpoint, endpoints, type Facts, isGone } from './facts.ts';
import { bindingAddress, readHost } from './host-facts.ts';
import type { Memory } from './memory.ts';
import { readAstara } from './relations/astara-orchestrator.ts';
import { readCache } from './relations/cache.ts';
import { readCluster } from './relations/cluster.ts';
import { readNeutronPlugin } from './relations/neutron-plugin.ts';
import { readZookeeper } from './relations/zookeeper.ts';
import { changeableParts } from './standstill.ts';
import { scriptFolder } from './write-files.ts';

/** Reads everything. The order decides nothing; what was not read ahead is read when it is needed. */
export async function readFacts(
  model: Model,
  host: Host,
  memory: Memory,
  reason: Pick<ReconcileReason, 'hook' | 'endpoint'>,
): Promise<Facts> {
  readAhead(model, memory, reason.hook);
  const { config, problems } = await parseConfig(model.config.toObject());
  const relations = readRelations(model);
  const hostFacts = readHost(host);
  const unit = model.unit.name;
  const zookeeper = readZookeeper(relations.zookeeper);
  return {
    unit,
    app: model.app.name,
    model: model.name,
    leader: model.unit.isLeader(),
    availabilityZone: null,
    config,
    configProblems: problems,
    leaving: leavingEndpoint(reason, relations),
    relations,
    bindings: readBindings(model, relations, config, memory, reason.hook),
    database: readSharedDatabase(relations['shared-db'], {
      unit,
      database: config.database,
      username: config.databaseUser,
      hostAddresses: hostFacts.addresses,
    }),
    messaging: readMessaging(relations.amqp, { username: config.rabbitUser, vhost: config.rabbitVhost }),
    identity: readIdentityService(relations['identity-service'], (id) => secretContent(model, id)),
    astara: readAstara(relations['astara-orchestrator']),
    zookeeper,
    // memcached is second choice, so while ZooKeeper answers nobody need ask for it.
    cache: zookeeper.kind === 'ready' ? { kind: 'absent' } : readCache(relations.cache),
    certificates: readCertificates(relations.certificates, unit),
    principal: readNeutronPlugin(relations['neutron-plugin']),
    cluster: readCluster(relations.cluster),
    host: hostFacts,
    installed: memory.version === '' ? null : memory.version,
    bin: scriptFolder(host),
    configured: host.files.exists(paths.config),
  };
}

/** What nearly every hook needs, in as few batches as can be. */
function readAhead(model: Model, memory: Memory, hook: string): void {
  // While ZooKeeper answers nobody asks for memcached.
  const ringed = memory.watch?.ring?.backend === 'zookeeper';
  if (mayHaveMoved.has(hook) && memory.bindings !== null) model.load(changeableParts(memory.bindings));
  model.load({
    first: hook.includes('-relation-'),
    config: true,
    leadership: true,
    relations: endpoints.filter((endpoint) => endpoint !== 'cache' || !ringed),
    applications: ['cluster'],
  });
}

/** Hooks that may tell of other addresses: Juju runs config-changed when they change, and after each upgrade-charm. */
const mayHaveMoved: ReadonlySet<string> = new Set(['install', 'config-changed', 'post-series-upgrade']);

/** Each endpoint's relations, looked up when first used and then kept. */
function readRelations(model: Model): Readonly<Record<Endpoint, readonly RelationBags[]>> {
  const found = new Map<Endpoint, readonly RelationBags[]>();
  const lookUp = (endpoint: Endpoint): readonly RelationBags[] => {
    const known = found.get(endpoint) ?? relationBags(model.relations.get(endpoint), model.unit);
    found.set(endpoint, known);
    return known;
  };
  return {
    get 'shared-db'() {
      return lookUp('shared-db');
    },
    get amqp() {
      return lookUp('amqp');
    },
    get 'identity-service'() {
      return lookUp('identity-service');
    },
    get 'astara-orchestrator'() {
      return lookUp('astara-orchestrator');
    },
    get zookeeper() {
      return lookUp('zookeeper');
    },
    get cache() {
      return lookUp('cache');
    },
    get certificates() {
      return lookUp('certificates');
    },
    get 'neutron-plugin'() {
      return lookUp('neutron-plugin');
    },
    get 'nrpe-external-master'() {
      return lookUp('nrpe-external-master');
    },
    get cluster() {
      return lookUp('cluster');
    },
  };
}

/** The endpoint of a departed or broken hook, when nobody is left there. */
function leavingEndpoint(
  reason: Pick<ReconcileReason, 'hook' | 'endpoint'>,
  relations: Readonly<Record<Endpoint, readonly RelationBags[]>>,
): Endpoint | null {
  if (!/-relation-(departed|broken)$/.test(reason.hook)) return null;
  const endpoint = endpoints.find((name) => name === reason.endpoint);
  return endpoint !== undefined && isGone(relations[endpoint]) ? endpoint : null;
}

/**
 * Only the addresses that somebody will use, for each one is a call to Juju; and only when they may have changed, of which
 * Juju tells by a config-changed hook.
 */
function readBindings(
  model: Model,
  relations: Readonly<Record<Endpoint, readonly RelationBags[]>>,
  config: CharmConfig,
  memory: Memory,
  hook: string,
): BindingAddresses {
  const needed = relations['shared-db'].length > 0;
  const known = memory.bindings;
  if (known !== null && !mayHaveMoved.has(hook) && (known.sharedDatabase !== null) === needed) return known;
  const address = (name: string): string | null => bindingAddress(model.getBinding(name).network, config.preferIpv6);
  const endpoint = (type: 'public' | 'internal' | 'admin'): string | null => {
    const { hostname, networks } = config.endpoints[type];
    return hostname !== null || networks.length > 0 ? null : address(type);
  };
  memory.bindings = {
    sharedDatabase: needed ? address('shared-db') : null,
    public: endpoint('public'),
    internal: address('internal'),
    admin: endpoint('admin'),
  };
  return memory.bindings;
}

function secretContent(model: Model, id: string): Readonly<Record<string, string>> | null {
  try {
    // The newest, always: an old revision's password is worth nothing.
    return model.getSecret({ id }).getContent({ refresh: true });
  } catch (error) {
    // Not granted yet: keystone grants and publishes in one hook, but Juju may show us one before the other.
    if (error instanceof SecretNotFoundError || error instanceof PermissionDeniedError) return null;
    throw error;
  }
}
