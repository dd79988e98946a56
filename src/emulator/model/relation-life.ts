/** Coming and going of relations: entering with what it brings about (subordinates), ending, and the last one who shuts the door. */
import { reapApplication } from './application-life.ts';
import type { Model } from './model.ts';
import {
  isPeer,
  newRelationView,
  type Relation,
  type RelationEndpoint,
  relationUnitKey,
  remoteEndpoint,
} from './relation.ts';
import { enterScope, leaveScope } from './scope.ts';
import { statusInfo } from './status.ts';
import { addUnit, destroyUnit } from './unit-life.ts';

/** @param endpoints requirer and provider, or the one peer endpoint */
export function addRelation(
  model: Model,
  endpoints: readonly RelationEndpoint[],
  now: number,
  via: readonly string[] = [],
): Relation {
  const id = model.next('relation');
  const relation: Relation = {
    id,
    key: endpoints.map((endpoint) => `${endpoint.application}:${endpoint.name}`).join(' '),
    endpoints,
    scope: endpoints.some((endpoint) => endpoint.scope === 'container') ? 'container' : 'global',
    interface: endpoints[0]?.interface ?? '',
    life: 'alive',
    suspended: false,
    status: statusInfo('joining', '', now),
    applicationBags: Object.fromEntries(
      endpoints.map((endpoint) => [endpoint.application, { settings: {}, version: 0 }]),
    ),
    via,
  };
  model.relations.set(String(id), relation);
  return relation;
}

/** A unit enters scope; a principal brings the subordinate that the relation asks for. */
export function joinRelation(model: Model, relationId: number, unitName: string, now: number): void {
  const relation = model.relation(relationId);
  const unit = model.units.get(unitName);
  enterScope(model, relation, unit);
  const key = relationUnitKey(relationId, unitName);
  const view = model.relationViews.find(key);
  if (view === undefined || view.broken) model.relationViews.set(key, newRelationView(unitName, relationId));
  if (relation.status.status === 'joining') {
    model.relations.patch(String(relationId), { status: statusInfo('joined', '', now) });
  }
  if (relation.scope !== 'container' || unit.principal !== null) return;
  const remote = remoteEndpoint(relation, unit.application);
  const application = remote === undefined ? undefined : model.applications.find(remote.application);
  if (application === undefined || !application.subordinate || application.life !== 'alive') return;
  if (model.subordinatesOf(unitName).some((subordinate) => subordinate.application === application.name)) return;
  addUnit(model, { application: application.name, machine: unit.machine, principal: unitName }, now);
}

/** A unit is through with a relation: out of scope, and nothing remembered of it. */
export function leaveRelation(model: Model, relationId: number, unitName: string): void {
  leaveScope(model, relationId, unitName);
  model.relationViews.delete(relationUnitKey(relationId, unitName));
  reapRelation(model, relationId);
}

/** Asks a relation to end; units still in scope run departed and broken first. */
export function destroyRelation(model: Model, relationId: number): void {
  const relation = model.relation(relationId);
  if (relation.life === 'alive') model.relations.patch(String(relationId), { life: 'dying' });
  reapRelation(model, relationId);
}

/** Removes a dying relation once nobody is in scope. */
function reapRelation(model: Model, relationId: number): void {
  const relation = model.relations.find(String(relationId));
  if (relation === undefined || relation.life === 'alive') return;
  const parts = model.relationUnitsOf(relationId);
  if (parts.some((part) => part.inScope)) return;
  for (const part of parts) model.relationUnits.delete(relationUnitKey(relationId, part.unit));
  for (const view of model.relationViewsOf(relationId)) {
    model.relationViews.delete(relationUnitKey(relationId, view.unit));
  }
  revokeGrants(model, relationId);
  model.relations.delete(String(relationId));
  if (!isPeer(relation)) dismissSubordinates(model, relation);
  for (const { application } of relation.endpoints) reapApplication(model, application);
}

function revokeGrants(model: Model, relationId: number): void {
  for (const secret of model.secrets.values()) {
    const grants = secret.grants.filter((grant) => grant.relationId !== relationId);
    if (grants.length < secret.grants.length) model.secrets.patch(secret.id, { grants });
  }
}

/** Subordinates whom no living container relation binds to their principal's application any longer must go. */
function dismissSubordinates(model: Model, ended: Relation): void {
  if (ended.scope !== 'container') return;
  for (const { application } of ended.endpoints) {
    if (model.applications.find(application)?.subordinate !== true) continue;
    const bound = new Set(
      model
        .relationsOf(application)
        .filter((relation) => relation.scope === 'container' && relation.life === 'alive')
        .map((relation) => remoteEndpoint(relation, application)?.application),
    );
    for (const unit of model.unitsOf(application)) {
      const principal = unit.principal === null ? undefined : model.units.find(unit.principal);
      if (unit.life === 'alive' && !bound.has(principal?.application)) destroyUnit(model, unit.name);
    }
  }
}
