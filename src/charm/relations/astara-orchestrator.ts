/**
 * astara-orchestrator: the networks, the image and the flavor that astara-neutron-api has prepared. It says all eight
 * at once or nothing. Several of its units may have prepared different ones, so values of two units are never mixed.
 */

import {
  firstReady,
  type RelationBags,
  readFrom,
  relationsInOrder,
  unitsInOrder,
} from '../../openstack/relations/bags.ts';
import { bagSchema, cidr, incomplete, optional, type Readiness, ready, text, uuid } from '../../ops/index.ts';

export interface AstaraData {
  readonly managementNetworkId: string;
  readonly managementSubnetId: string;
  readonly managementPrefix: string;
  readonly externalNetworkId: string;
  readonly externalSubnetId: string;
  readonly externalPrefix: string;
  readonly routerImageUuid: string;
  /** Absent with early revisions of astara-neutron-api; the option appliance-flavor-id must then say it. */
  readonly applianceFlavorId: string | undefined;
  /** The unit that said so. */
  readonly unit: string;
  /** Other complete units that say something else. */
  readonly dissenters: readonly string[];
}

/** Flavors are numbers, names or UUIDs to Nova. */
const flavor = text({ pattern: /[A-Za-z0-9][A-Za-z0-9_.-]*/, expected: 'a flavor id', maxLength: 255 });

const unitSchema = bagSchema({
  management_network_id: uuid(),
  management_subnet_id: uuid(),
  management_prefix: cidr(),
  external_network_id: uuid(),
  external_subnet_id: uuid(),
  external_prefix: cidr(),
  router_image_uuid: uuid(),
  appliance_flavor_id: optional(flavor),
});

export function readAstara(relations: readonly RelationBags[]): Readiness<AstaraData> {
  if (relations.length === 0) return { kind: 'absent' };
  const readings = relationsInOrder(relations).flatMap((relation) =>
    unitsInOrder(relation).map(({ unit, bag }) => ({ unit, reading: readFrom(relation, unit, bag, unitSchema) })),
  );
  const chosen = firstReady(readings.map(({ reading }) => reading));
  if (chosen.kind === 'absent') return incomplete(unitSchema.keys);
  if (chosen.kind !== 'ready') return chosen;
  const text = JSON.stringify(chosen.data);
  const speaker = readings.find(({ reading }) => reading.kind === 'ready');
  const dissenters = readings
    .filter(({ reading }) => reading.kind === 'ready' && JSON.stringify(reading.data) !== text)
    .map(({ unit }) => unit);
  return ready({
    managementNetworkId: chosen.data.management_network_id,
    managementSubnetId: chosen.data.management_subnet_id,
    managementPrefix: chosen.data.management_prefix,
    externalNetworkId: chosen.data.external_network_id,
    externalSubnetId: chosen.data.external_subnet_id,
    externalPrefix: chosen.data.external_prefix,
    routerImageUuid: chosen.data.router_image_uuid,
    applianceFlavorId: chosen.data.appliance_flavor_id,
    unit: speaker?.unit ?? '',
    dissenters,
  });
}
