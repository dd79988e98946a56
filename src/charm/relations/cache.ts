/**
 * cache: one memcached as the meeting point of orchestrators, for trying out. tooz can use one server only, and all
 * our units must choose the same one, so the choice is by address and not by the order in which units appear.
 */

import { type RelationBags, readFrom, unitsInOrder } from '../../openstack/relations/bags.ts';
import { address, bagSchema, incomplete, invalid, optional, port, type Readiness, ready } from '../../ops/index.ts';

export interface CacheData {
  readonly host: string;
  readonly port: number;
}

const unitSchema = bagSchema({
  host: optional(address()),
  'private-address': optional(address()),
  port: optional(port()),
  // No memcached charm sets it, but the first astara charm looked for it.
  'tcp-port': optional(port()),
});

export function readCache(relations: readonly RelationBags[]): Readiness<CacheData> {
  if (relations.length === 0) return { kind: 'absent' };
  const servers: CacheData[] = [];
  const problems: string[] = [];
  const missing = new Set<string>();
  for (const relation of relations) {
    for (const { unit, bag } of unitsInOrder(relation)) {
      const reading = readFrom(relation, unit, bag, unitSchema);
      if (reading.kind === 'invalid') problems.push(...reading.problems);
      if (reading.kind !== 'ready') continue;
      const host = reading.data.host ?? reading.data['private-address'];
      const number = reading.data.port ?? reading.data['tcp-port'];
      if (host === undefined) missing.add('host');
      if (number === undefined) missing.add('port');
      if (host !== undefined && number !== undefined) servers.push({ host, port: number });
    }
  }
  const [chosen] = servers.sort((left, right) =>
    left.host === right.host ? left.port - right.port : left.host < right.host ? -1 : 1,
  );
  if (chosen !== undefined) return ready(chosen);
  if (problems.length > 0) return invalid(problems);
  return incomplete(missing.size > 0 ? [...missing].sort() : ['port']);
}
