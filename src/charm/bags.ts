/**
 * Juju's relations as the plain values that everything else in this room works on. A bag is asked for when somebody
 * looks into it: a relation that is not looked at costs a hook nothing.
 */

import type { Bag, RelationBags } from '../openstack/relations/bags.ts';
import type { Model, Relation } from '../ops/index.ts';
import type { Endpoint } from './facts.ts';

/** The live relations of one endpoint. One that is breaking is gone already: what it said must not be used. */
export function relationBags(model: Model, endpoint: Endpoint): readonly RelationBags[] {
  return model.relations
    .get(endpoint)
    .filter((relation) => relation.active)
    .map((relation) => lazyBags(model, relation));
}

function lazyBags(model: Model, relation: Relation): RelationBags {
  return {
    endpoint: relation.name,
    id: relation.id,
    get remoteApp(): string {
      return relation.app?.name ?? 'unknown';
    },
    get units() {
      relation.loadUnits();
      return relation.units.map((unit) => ({ unit: unit.name, bag: relation.data(unit).toObject() }));
    },
    get appBag(): Bag {
      return relation.app === null ? {} : relation.data(relation.app).toObject();
    },
    get ours(): Bag {
      return relation.data(model.unit).toObject();
    },
  };
}

/** Names of the remote units, which costs one call less than their bags. */
export function remoteUnits(model: Model, endpoint: Endpoint): readonly string[] {
  return model.relations.get(endpoint).flatMap((relation) => relation.units.map((unit) => unit.name));
}
