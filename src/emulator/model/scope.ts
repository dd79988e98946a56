/** Who is in a relation: entering and leaving scope, and which remote units a unit can see there. */
import type { Model } from './model.ts';
import { compareUnits } from './names.ts';
import { networkSettings } from './network.ts';
import {
  isPeer,
  localEndpoint,
  type Relation,
  type RelationUnit,
  relationUnitKey,
  remoteEndpoint,
} from './relation.ts';
import type { Unit } from './unit.ts';

/** The principal unit that splits a container-scoped relation for this unit; null in global scope. */
export function containerOf(relation: Relation, unit: Unit): string | null {
  if (relation.scope !== 'container') return null;
  return unit.principal ?? unit.name;
}

/**
 * Whether a unit takes part in a relation at all: not when its own end is the implicit juju-info, and, in container scope,
 * only if the other application can stand beside it on the same principal.
 */
export function canTakePart(model: Model, relation: Relation, unit: Unit): boolean {
  const local = localEndpoint(relation, unit.application);
  if (local === undefined) return false;
  if (relation.scope !== 'container' || unit.principal === null) return true;
  const remote = remoteEndpoint(relation, unit.application);
  if (remote === undefined || remote.application === unit.application) return true;
  const other = model.applications.find(remote.application);
  if (other === undefined || other.subordinate) return true;
  return model.units.find(unit.principal)?.application === remote.application;
}

/** Enters scope with nothing but the automatic keys in the bag; a unit that enters again starts anew. */
export function enterScope(model: Model, relation: Relation, unit: Unit): RelationUnit {
  const key = relationUnitKey(relation.id, unit.name);
  const before = model.relationUnits.find(key);
  if (before?.inScope === true) return before;
  const endpoint = localEndpoint(relation, unit.application);
  const network = networkSettings(model, unit.name, endpoint?.name ?? '', relation.via);
  const part: RelationUnit = {
    relationId: relation.id,
    unit: unit.name,
    inScope: true,
    settings: network,
    network,
    version: (before?.version ?? 0) + 1,
    container: containerOf(relation, unit),
  };
  model.relationUnits.set(key, part);
  return part;
}

/** Leaves scope; the bag stays readable until the relation is gone. */
export function leaveScope(model: Model, relationId: number, unit: string): void {
  const key = relationUnitKey(relationId, unit);
  if (model.relationUnits.find(key)?.inScope === true) model.relationUnits.patch(key, { inScope: false });
}

/** Remote units that are in scope and visible to a unit, sorted; for peers all others of the application. */
export function visibleUnits(model: Model, relation: Relation, unit: Unit): RelationUnit[] {
  return everVisibleUnits(model, relation, unit).filter((part) => part.inScope);
}

/** As {@link visibleUnits}, with those that have left: their bags may still be read. */
export function everVisibleUnits(model: Model, relation: Relation, unit: Unit): RelationUnit[] {
  const container = containerOf(relation, unit);
  const peer = isPeer(relation);
  const prefix = `${unit.application}/`;
  return model
    .relationUnitsOf(relation.id)
    .filter((part) => part.unit !== unit.name && (peer || !part.unit.startsWith(prefix)))
    .filter((part) => container === null || part.container === container)
    .sort((a, b) => compareUnits(a.unit, b.unit));
}
