/** What we ask of each peer, from the facts: databags in full. Writing them is publish.ts's business. */
import { type EndpointType, resolveEndpointHost, urlOf } from '../openstack/addresses.ts';
import { messagingRequest } from '../openstack/relations/amqp.ts';
import type { Bag, RelationBags } from '../openstack/relations/bags.ts';
import {
  identityApplicationRequest,
  identityServiceRequest,
  withdrawnIdentityRequest,
} from '../openstack/relations/identity-service.ts';
import { monitoringRequest } from '../openstack/relations/nrpe.ts';
import { sharedDatabaseHostname, sharedDatabaseRequest } from '../openstack/relations/shared-db.ts';
import type { Decoded } from '../ops/index.ts';
import { serviceName } from './astara/paths.ts';
import type { Endpoint, Facts } from './facts.ts';
import { metadataSecret } from './plan.ts';
import { neutronPluginRequest } from './relations/neutron-plugin.ts';
import { zookeeperRequest } from './relations/zookeeper.ts';

export interface Request {
  readonly endpoint: Endpoint;
  readonly relationId: number;
  /** In our unit's bag, or, as the leader, in the application's. */
  readonly owner: 'unit' | 'app';
  readonly bag: Bag;
}

export interface Requests {
  readonly requests: readonly Request[];
  /** Requests that cannot be made, and why; each names the option to mend. */
  readonly problems: readonly string[];
}

/** Keystone's charm knows this name, and fails on any other. */
const serviceInCatalogue = 'astara';
const serviceDescription = 'Astara Network Orchestration Service';

/** Everything to be published. With wrong options nothing is: the peers keep the last good request. */
export function requestsFor(facts: Facts): Requests {
  const secret = metadataSecret(facts);
  const principal: readonly Request[] =
    secret === null
      ? []
      : facts.relations['neutron-plugin'].map((relation) =>
          ofUnit(relation, 'neutron-plugin', neutronPluginRequest(secret)),
        );
  if (facts.configProblems.length > 0) return { requests: principal, problems: [] };
  const parts = [
    ...facts.relations['shared-db'].map((relation) => databaseRequest(facts, relation)),
    ...facts.relations.amqp.map((relation) => brokerRequest(facts, relation)),
    ...identityRequests(facts),
    ...facts.relations['nrpe-external-master'].map((relation) =>
      ofUnit(relation, 'nrpe-external-master', monitoringRequest([serviceName], false)),
    ),
    ...(facts.leader ? facts.relations.zookeeper.map((relation) => coordinationRequest(relation)) : []),
  ];
  return {
    requests: [...principal, ...parts.flatMap((part) => ('bag' in part ? [part] : []))],
    problems: parts.flatMap((part) => ('problem' in part ? [part.problem] : [])),
  };
}

type RequestOrProblem = Request | { readonly problem: string };

function ofUnit(relation: RelationBags, endpoint: Endpoint, bag: Bag): Request {
  return { endpoint, relationId: relation.id, owner: 'unit', bag };
}

function decodedRequest(relation: RelationBags, endpoint: Endpoint, bag: Decoded<Bag>): RequestOrProblem {
  return bag.ok ? ofUnit(relation, endpoint, bag.value) : { problem: `${endpoint}: ${bag.problem}` };
}

function databaseRequest(facts: Facts, relation: RelationBags): RequestOrProblem {
  const hostname = sharedDatabaseHostname(relation, {
    bindingAddress: facts.bindings.sharedDatabase ?? '',
    hostAddresses: facts.host.addresses,
    preferIpv6: facts.config.preferIpv6,
  });
  if (hostname === '') return { problem: 'shared-db: this unit has no address in the network space of the relation' };
  const { database, databaseUser: username } = facts.config;
  return decodedRequest(relation, 'shared-db', sharedDatabaseRequest({ database, username, hostname }));
}

function brokerRequest(facts: Facts, relation: RelationBags): RequestOrProblem {
  const { rabbitUser: username, rabbitVhost: vhost } = facts.config;
  return decodedRequest(relation, 'amqp', messagingRequest({ username, vhost }));
}

function coordinationRequest(relation: RelationBags): Request {
  return { endpoint: 'zookeeper', relationId: relation.id, owner: 'app', bag: zookeeperRequest() };
}

/** The leader registers one URL for all; every other unit takes back what it may have said while it led. */
function identityRequests(facts: Facts): readonly RequestOrProblem[] {
  const relations = facts.relations['identity-service'];
  if (!facts.leader) {
    return relations.map((relation) => ofUnit(relation, 'identity-service', withdrawnIdentityRequest()));
  }
  const urls = endpointUrls(facts);
  if ('problem' in urls) return relations.length > 0 ? [urls] : [];
  const registration = { service: serviceInCatalogue, region: facts.config.region, ...urls };
  return relations.flatMap((relation): RequestOrProblem[] => {
    const bag = identityApplicationRequest(registration, serviceDescription);
    return [
      decodedRequest(relation, 'identity-service', identityServiceRequest(registration)),
      { endpoint: 'identity-service', relationId: relation.id, owner: 'app', bag },
    ];
  });
}

export interface EndpointUrls {
  readonly publicUrl: string;
  readonly internalUrl: string;
  readonly adminUrl: string;
}

/** The URLs of the unit that stands in the catalogue: the one chosen before, while it lives, else the leader. */
function endpointUrls(facts: Facts): EndpointUrls | { readonly problem: string } {
  const { hosts, problems } = endpointHosts(facts);
  if (problems.length > 0) return { problem: `identity-service: ${problems.join('; ')}` };
  const { endpointUnit } = facts.cluster.decisions;
  const chosen = facts.cluster.peers.find((peer) => peer.unit === endpointUnit);
  const { apiPort } = facts.config;
  const url = (type: EndpointType, said: string | undefined): string => {
    // A host name from the options is the same for all units, whoever was chosen.
    const own = hosts[type] ?? '';
    const host = facts.config.endpoints[type].hostname !== null || said === undefined ? own : said;
    return urlOf('http', host, apiPort);
  };
  return {
    publicUrl: url('public', chosen?.publicHost),
    internalUrl: url('internal', chosen?.internalHost),
    adminUrl: url('admin', chosen?.adminHost),
  };
}

export interface EndpointHosts {
  readonly hosts: Readonly<Record<EndpointType, string | undefined>>;
  readonly problems: readonly string[];
}

/** Under which addresses this unit's API is to be found. */
export function endpointHosts(facts: Facts): EndpointHosts {
  const problems: string[] = [];
  const hostOf = (type: EndpointType): string | undefined => {
    const { hostname, networks } = facts.config.endpoints[type];
    const choice = resolveEndpointHost(type, serviceInCatalogue, {
      hostname,
      vips: [],
      networks,
      bindingAddress: facts.bindings[type],
      defaultAddress: facts.bindings.internal ?? facts.host.addresses[0]?.address ?? '127.0.0.1',
      hostAddresses: facts.host.addresses.map((entry) => entry.address),
    });
    if (choice.ok) return choice.host;
    problems.push(choice.problem);
    return undefined;
  };
  return { hosts: { public: hostOf('public'), internal: hostOf('internal'), admin: hostOf('admin') }, problems };
}
