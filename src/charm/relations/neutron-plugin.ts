/**
 * neutron-plugin: what nova-compute beside us must know. The secret makes it install nova-api-metadata and accept our
 * signed requests; without one on any of its relations it removes that service again, so the secret comes first and
 * the bag stays as it is. A nonce would restart nova-compute, with guests, at every change: never sent.
 */

import { type Bag, type RelationBags, readFrom, unitsInOrder } from '../../openstack/relations/bags.ts';
import { bagSchema, optional, type Readiness, ready, text } from '../../ops/index.ts';

export interface NeutronPluginData {
  readonly availabilityZone: string | undefined;
  /** nova-compute changes it when it wants us restarted, after it has upgraded packages. */
  readonly restartTrigger: string | undefined;
}

const unitSchema = bagSchema({
  default_availability_zone: optional(text({ maxLength: 255 })),
  'restart-trigger': optional(text({ maxLength: 255 })),
});

export function neutronPluginRequest(metadataSecret: string): Bag {
  return { 'metadata-shared-secret': metadataSecret };
}

export function readNeutronPlugin(relations: readonly RelationBags[]): Readiness<NeutronPluginData> {
  const [relation] = relations;
  if (relation === undefined) return { kind: 'absent' };
  const [principal] = unitsInOrder(relation);
  if (principal === undefined) return ready({ availabilityZone: undefined, restartTrigger: undefined });
  const reading = readFrom(relation, principal.unit, principal.bag, unitSchema);
  if (reading.kind !== 'ready') return reading;
  return ready({
    availabilityZone: reading.data.default_availability_zone,
    restartTrigger: reading.data['restart-trigger'],
  });
}
