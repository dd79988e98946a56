/** Which relation hook next: the order of Juju's relation resolver, one relation after the other by id. */
import {
  canTakePart,
  compareUnits,
  isPeer,
  localEndpoint,
  type Model,
  type Relation,
  type RelationHook,
  type RelationHookKind,
  type RelationView,
  remoteEndpoint,
  type Unit,
  visibleUnits,
} from '../model/index.ts';
import type { UnitOperation } from './operation.ts';

/** A relation that the unit has not joined although it should. */
export function nextRelationToJoin(model: Model, unit: Unit): UnitOperation | null {
  if (unit.life !== 'alive') return null;
  for (const relation of model.relationsOf(unit.application)) {
    if (relation.life !== 'alive' || relation.suspended) continue;
    const view = model.relationView(relation.id, unit.name);
    const joined = view?.created === true && !view.broken;
    if (joined || !canTakePart(model, relation, unit) || mustWait(model, relation, unit)) continue;
    return { kind: 'join-relation', relationId: relation.id };
  }
  return null;
}

/** A principal cannot enter while its earlier subordinate of that application is still going. */
function mustWait(model: Model, relation: Relation, unit: Unit): boolean {
  if (relation.scope !== 'container' || unit.principal !== null) return false;
  const remote = remoteEndpoint(relation, unit.application)?.application;
  return model
    .subordinatesOf(unit.name)
    .some((subordinate) => subordinate.application === remote && subordinate.life !== 'alive');
}

/** The next hook or step of any relation that the unit is in. */
export function nextRelationOperation(model: Model, unit: Unit): UnitOperation | null {
  const views = model
    .relationViewsOfUnit(unit.name)
    .filter((view) => view.created)
    .sort((a, b) => a.relationId - b.relationId);
  // The changed that a joined has promised comes before any other relation's hooks.
  const promised = views.find((view) => view.changedPending !== null);
  for (const view of promised === undefined ? views : [promised]) {
    const operation = nextOf(model, unit, model.relation(view.relationId), view);
    if (operation !== null) return operation;
  }
  return null;
}

function nextOf(model: Model, unit: Unit, relation: Relation, view: RelationView): UnitOperation | null {
  const local = localEndpoint(relation, unit.application);
  const remote = remoteEndpoint(relation, unit.application);
  if (local === undefined || remote === undefined) return null;
  const unitGoes = unit.life !== 'alive';
  const ending = unitGoes || relation.life !== 'alive' || relation.suspended;
  if (view.broken) {
    const inScope = model.relationUnit(relation.id, unit.name)?.inScope === true;
    return inScope ? { kind: 'leave-relation', relationId: relation.id } : null;
  }
  // The implicit juju-info belongs to no charm: nobody is told.
  if (local.implicit === true) return ending ? { kind: 'leave-relation', relationId: relation.id } : null;

  const hook = (kind: RelationHookKind, more: Partial<RelationHook> = {}): UnitOperation => ({
    kind: 'hook',
    hook: {
      kind,
      relationId: relation.id,
      endpoint: local.name,
      remoteApplication: remote.application,
      remoteUnit: null,
      departingUnit: null,
      version: 0,
      ...more,
    },
  });

  const visible = new Map(visibleUnits(model, relation, unit).map((part) => [part.unit, part.version]));
  if (view.changedPending !== null) {
    const version = visible.get(view.changedPending) ?? view.members[view.changedPending] ?? 0;
    return hook('relation-changed', { remoteUnit: view.changedPending, version });
  }
  for (const member of Object.keys(view.members).sort(compareUnits)) {
    if (ending || !visible.has(member)) {
      return hook('relation-departed', { remoteUnit: member, departingUnit: unitGoes ? unit.name : member });
    }
  }
  if (ending) return isPeer(relation) ? { kind: 'leave-relation', relationId: relation.id } : hook('relation-broken');
  const bag = relation.applicationBags[remote.application];
  if (bag !== undefined && bag.version !== view.applicationVersion) {
    return hook('relation-changed', { version: bag.version });
  }
  for (const [member, version] of visible) {
    if (!(member in view.members)) return hook('relation-joined', { remoteUnit: member, version });
  }
  for (const [member, version] of visible) {
    if (view.members[member] !== version) return hook('relation-changed', { remoteUnit: member, version });
  }
  return null;
}
