/** Who owns and who may read a secret. */
import { applicationOf, type Model, type ModelOwner, type Secret, type SecretOwner } from '../model/index.ts';

type Owner = SecretOwner | ModelOwner;

export function sameOwner(a: Owner, b: Owner): boolean {
  return a.kind === b.kind && a.name === b.name;
}

/** Whether a unit stands for a secret's owner: it is the owner, or one of the application's units. */
export function isOwner(unit: string, owner: Owner): boolean {
  if (owner.kind === 'model') return false;
  return owner.name === (owner.kind === 'unit' ? unit : applicationOf(unit));
}

/** Whether a unit may change a secret: its own, and as leader the application's. */
export function mayManage(model: Model, unit: string, owner: Owner): boolean {
  if (!isOwner(unit, owner)) return false;
  return owner.kind === 'unit' || model.applications.get(owner.name).leader === unit;
}

export function mayRead(model: Model, unit: string, secret: Secret): boolean {
  if (isOwner(unit, secret.owner)) return true;
  return secret.grants.some(
    ({ target, relationId }) =>
      target.name === (target.kind === 'unit' ? unit : applicationOf(unit)) &&
      (relationId === null || model.relations.has(String(relationId))),
  );
}
