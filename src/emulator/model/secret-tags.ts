/** Who has to do with a secret, as Juju's tags name them. */
import type { Model } from './model.ts';
import { unitTag } from './names.ts';
import type { ModelOwner, SecretOwner } from './secret.ts';

/** `unit-mysql-0`, `application-mysql` or `model-<uuid>`. */
export function ownerTag({ kind, name }: SecretOwner | ModelOwner): string {
  return kind === 'unit' ? unitTag(name) : `${kind}-${name}`;
}

/** What a grant hangs on: for `wordpress:db mysql:server` it is `relation-wordpress.db#mysql.server`. */
export function scopeTag(model: Model, relationId: number | null): string {
  if (relationId === null) return `model-${model.current.uuid}`;
  const key = model.relations.find(String(relationId))?.key ?? '';
  return `relation-${key.replaceAll(':', '.').replaceAll(' ', '#')}`;
}
