/** The end of applications. */
import type { Model } from './model.ts';
import { destroyRelation } from './relation-life.ts';
import { destroyUnit, type UnitEnd } from './unit-life.ts';

/** Asks an application to go: its relations and units end first. */
export function destroyApplication(model: Model, name: string, end: UnitEnd = {}): void {
  model.applications.patch(name, { life: 'dying' });
  for (const relation of model.relationsOf(name)) destroyRelation(model, relation.id);
  for (const unit of model.unitsOf(name)) destroyUnit(model, unit.name, end);
  reapApplication(model, name);
}

/** Removes a dying application once it has no units and no relations but its own peers. */
export function reapApplication(model: Model, name: string): void {
  const application = model.applications.find(name);
  if (application === undefined || application.life === 'alive') return;
  if (model.unitsOf(name).length > 0 || model.relationsOf(name).length > 0) return;
  model.applications.delete(name);
  for (const secret of model.secrets.values()) {
    if (secret.owner.kind === 'application' && secret.owner.name === name) model.secrets.delete(secret.id);
    else {
      const grants = secret.grants.filter(({ target }) => target.kind !== 'application' || target.name !== name);
      if (grants.length < secret.grants.length) model.secrets.patch(secret.id, { grants });
    }
  }
}
