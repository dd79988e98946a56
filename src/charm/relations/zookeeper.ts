/**
 * zookeeper: the ensemble in which orchestrators find each other. Each unit of the classic charm names its port; we
 * take them all, so that the loss of one server moves no router. Canonical's operator speaks another protocol on the
 * same interface: it answers our leader's `database`, in its application's bag, with a login that Astara cannot make.
 */

import {
  type Bag,
  bagValue,
  problemsFrom,
  type RelationBags,
  readFrom,
  unitsInOrder,
} from '../../openstack/relations/bags.ts';
import { address, bagSchema, incomplete, invalid, optional, port, type Readiness, ready } from '../../ops/index.ts';

export interface ZookeeperServer {
  readonly host: string;
  readonly port: number;
}

export interface ZookeeperData {
  /** Sorted, without repetition. */
  readonly servers: readonly ZookeeperServer[];
}

const unitSchema = bagSchema({
  port: port(),
  host: optional(address()),
  'private-address': optional(address()),
});

/** The node under which Canonical's operator would give us a place of our own. The classic charm ignores the key. */
export const zookeeperChroot = '/astara';

/** What our leader says, in the application's bag. */
export function zookeeperRequest(): Bag {
  return { database: zookeeperChroot };
}

export function readZookeeper(relations: readonly RelationBags[]): Readiness<ZookeeperData> {
  if (relations.length === 0) return { kind: 'absent' };
  const servers = new Map<string, ZookeeperServer>();
  const problems: string[] = [];
  for (const relation of relations) {
    for (const { unit, bag } of unitsInOrder(relation)) {
      const reading = readFrom(relation, unit, bag, unitSchema);
      if (reading.kind === 'invalid') problems.push(...reading.problems);
      if (reading.kind !== 'ready') continue;
      const host = reading.data.host ?? reading.data['private-address'];
      if (host === undefined) continue;
      servers.set(`${host} ${reading.data.port}`, { host, port: reading.data.port });
    }
  }
  // Servers that can be used outweigh a unit that says nonsense: the ensemble works without it.
  if (servers.size > 0) return ready({ servers: [...servers.values()].sort(compareServers) });
  // Asked last: the classic charm has no such bag, and to read it is a call to Juju.
  const demanding = relations.filter((relation) => bagValue(relation.appBag, 'endpoints') !== null);
  problems.push(...demanding.flatMap(loginRefused));
  return problems.length > 0 ? invalid(problems) : incomplete(['port']);
}

function loginRefused(relation: RelationBags): readonly string[] {
  return problemsFrom(relation.endpoint, relation.remoteApp, [
    'it demands a login (SASL), which Astara cannot make; relate a ZooKeeper charm without authentication',
  ]);
}

function compareServers(left: ZookeeperServer, right: ZookeeperServer): number {
  if (left.host !== right.host) return left.host < right.host ? -1 : 1;
  return left.port - right.port;
}
