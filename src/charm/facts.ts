/** All that a decision rests on, each part read once and checked. Values only: nothing here asks Juju or the host. */

import type { Messaging } from '../openstack/relations/amqp.ts';
import type { RelationBags } from '../openstack/relations/bags.ts';
import type { Certificates } from '../openstack/relations/certificates.ts';
import type { IdentityService } from '../openstack/relations/identity-answer.ts';
import type { SharedDatabase } from '../openstack/relations/shared-db.ts';
import type { Readiness } from '../ops/index.ts';
import type { ApplianceNetworks } from './astara/astara-conf.ts';
import type { CharmConfig, NetworkOverrides } from './config.ts';
import type { AstaraData } from './relations/astara-orchestrator.ts';
import type { CacheData } from './relations/cache.ts';
import type { ClusterData } from './relations/cluster.ts';
import type { NeutronPluginData } from './relations/neutron-plugin.ts';
import type { ZookeeperData } from './relations/zookeeper.ts';

export const endpoints = [
  'shared-db',
  'amqp',
  'identity-service',
  'astara-orchestrator',
  'zookeeper',
  'cache',
  'certificates',
  'neutron-plugin',
  'nrpe-external-master',
  'cluster',
] as const;
export type Endpoint = (typeof endpoints)[number];

/** The host as far as Astara cares. */
export interface HostFacts {
  /** What the host calls itself; Astara binds its management port under this name, whatever it is configured. */
  readonly name: string;
  /** The name that Nova or Neutron on this host uses, when their files say one. */
  readonly agentName: string | null;
  readonly cpus: number;
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6; readonly cidr: string | null }[];
  /** neutron-openvswitch's own metadata secret, when it runs a metadata service here. */
  readonly neutronSecret: string | null;
}

/** Addresses that Juju gives our bindings; null where it gives none. */
export interface BindingAddresses {
  readonly sharedDatabase: string | null;
  readonly public: string | null;
  readonly internal: string | null;
  readonly admin: string | null;
}

export interface Facts {
  readonly unit: string;
  readonly app: string;
  readonly model: string;
  readonly leader: boolean;
  readonly availabilityZone: string | null;
  readonly config: CharmConfig;
  readonly configProblems: readonly string[];
  /** Endpoint whose last unit is leaving in this hook: it counts as missing, not as incomplete. */
  readonly leaving: Endpoint | null;
  readonly relations: Readonly<Record<Endpoint, readonly RelationBags[]>>;
  readonly bindings: BindingAddresses;
  readonly database: Readiness<SharedDatabase>;
  readonly messaging: Readiness<Messaging>;
  readonly identity: Readiness<IdentityService>;
  readonly astara: Readiness<AstaraData>;
  readonly zookeeper: Readiness<ZookeeperData>;
  readonly cache: Readiness<CacheData>;
  readonly certificates: Readiness<Certificates>;
  readonly principal: Readiness<NeutronPluginData>;
  readonly cluster: ClusterData;
  readonly host: HostFacts;
  /** Version of the installed Astara, or null while there is none. */
  readonly installed: string | null;
  /** Folder of its console scripts. */
  readonly bin: string;
  /** Whether there is an astara.conf already, perhaps with the credentials of a peer that is gone. */
  readonly configured: boolean;
}

/** The networks, image and flavor, each from the operator or else from astara-neutron-api. */
export function applianceNetworks(
  said: Readiness<AstaraData>,
  overrides: NetworkOverrides,
): Readiness<ApplianceNetworks> {
  const data = said.kind === 'ready' ? said.data : null;
  const values: Readonly<Record<keyof ApplianceNetworks, string | null>> = {
    managementNetworkId: overrides.managementNetworkId ?? data?.managementNetworkId ?? null,
    managementSubnetId: overrides.managementSubnetId ?? data?.managementSubnetId ?? null,
    managementPrefix: overrides.managementPrefix ?? data?.managementPrefix ?? null,
    externalNetworkId: overrides.externalNetworkId ?? data?.externalNetworkId ?? null,
    externalSubnetId: overrides.externalSubnetId ?? data?.externalSubnetId ?? null,
    externalPrefix: overrides.externalPrefix ?? data?.externalPrefix ?? null,
    routerImageUuid: overrides.routerImageUuid ?? data?.routerImageUuid ?? null,
    applianceFlavorId: overrides.applianceFlavorId ?? data?.applianceFlavorId ?? null,
  };
  const complete = completeNetworks(values);
  if (complete !== null) return { kind: 'ready', data: complete };
  // Only the flavor can be missing from a ready answer: early revisions of astara-neutron-api do not name one.
  return said.kind === 'ready' ? { kind: 'incomplete', missing: ['appliance_flavor_id'] } : said;
}

function completeNetworks(values: Readonly<Record<keyof ApplianceNetworks, string | null>>): ApplianceNetworks | null {
  const { managementNetworkId, managementSubnetId, managementPrefix, externalNetworkId } = values;
  const { externalSubnetId, externalPrefix, routerImageUuid, applianceFlavorId } = values;
  if (managementNetworkId === null || managementSubnetId === null || managementPrefix === null) return null;
  if (externalNetworkId === null || externalSubnetId === null || externalPrefix === null) return null;
  if (routerImageUuid === null || applianceFlavorId === null) return null;
  return {
    managementNetworkId,
    managementSubnetId,
    managementPrefix,
    externalNetworkId,
    externalSubnetId,
    externalPrefix,
    routerImageUuid,
    applianceFlavorId,
  };
}

/** Our name towards Neutron, the queue and the ring. */
export function hostName(facts: Pick<Facts, 'config' | 'host'>): string {
  return facts.config.host ?? facts.host.agentName ?? facts.host.name;
}

/** Whether nobody is left on the other side of an endpoint, so that what it once said must not be used any more. */
export function isGone(relations: readonly RelationBags[]): boolean {
  return relations.every((relation) => relation.units.length === 0 && Object.keys(relation.appBag).length === 0);
}
