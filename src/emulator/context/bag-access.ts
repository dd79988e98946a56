/** Who may read which bag of a relation: the rules that Juju's controller enforces. */
import {
  applicationOf,
  containerOf,
  isPeer,
  localEndpoint,
  type Model,
  remoteEndpoint,
  type Settings,
  type Unit,
} from '../model/index.ts';
import { ContextError, permissionDenied } from './context-error.ts';
import type { RelationReader } from './relation-cache.ts';

/** A unit's own bag, as the model has it. */
export function ownUnitBag(model: Model, relationId: number, unit: string): Settings {
  const part = model.relationUnit(relationId, unit);
  if (part === undefined) throw cannotRead(model, relationId, unit);
  return part.settings;
}

function cannotRead(model: Model, relationId: number, unit: string): ContextError {
  const { key } = model.relation(relationId);
  return new ContextError(
    `cannot read settings for unit "${unit}" in relation "${key}": unit "${unit}": settings not found`,
  );
}

function otherUnitBag(model: Model, relationId: number, reader: Unit, unit: string): Settings {
  const relation = model.relation(relationId);
  const remote = remoteEndpoint(relation, reader.application);
  if (remote === undefined || remote.application !== applicationOf(unit)) throw permissionDenied();
  const part = model.relationUnit(relationId, unit);
  if (part === undefined) throw cannotRead(model, relationId, unit);
  const container = containerOf(relation, reader);
  if (container !== null && part.container !== container) throw permissionDenied();
  return part.settings;
}

/** An application's bag: its own only for the leader or in a peer relation, the remote one for every unit. */
export function applicationBag(model: Model, relationId: number, reader: Unit, application: string): Settings {
  const relation = model.relation(relationId);
  if (localEndpoint(relation, application) === undefined) throw permissionDenied();
  const isOwn = application === reader.application;
  const isLeader = model.applications.get(reader.application).leader === reader.name;
  if (isOwn && !isLeader && !isPeer(relation)) throw permissionDenied();
  return relation.applicationBags[application]?.settings ?? {};
}

/** Reads bags of a relation as this unit may. */
export function bagReader(model: Model, relationId: number, unit: string): RelationReader {
  const self = (): Unit => model.units.get(unit);
  return {
    unitSettings: (other) =>
      other === unit ? ownUnitBag(model, relationId, unit) : otherUnitBag(model, relationId, self(), other),
    applicationSettings: (application) => applicationBag(model, relationId, self(), application),
  };
}
