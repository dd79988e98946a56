/** Making a unit's storage from the charm's wishes and the directives given at deploy. */
import type { StorageDirective } from './application.ts';
import type { CharmStorage } from './charm.ts';
import type { Model } from './model.ts';
import type { StorageInstance } from './storage.ts';
import type { Unit } from './unit.ts';

/** The storage that a new unit starts with: the least that the charm wants, or what the user said. */
export function addStorage(model: Model, unit: Unit): void {
  const { storage } = model.charmOf(unit.application).metadata;
  const { storageDirectives } = model.applications.get(unit.application);
  for (const wanted of Object.values(storage)) {
    const directive = storageDirectives[wanted.name];
    const count = directive?.count ?? wanted.minimumCount;
    for (let made = 0; made < count; made += 1) addStorageInstance(model, unit, wanted, directive);
  }
}

export function addStorageInstance(
  model: Model,
  unit: Unit,
  wanted: CharmStorage,
  directive?: StorageDirective,
): StorageInstance {
  const id = `${wanted.name}/${model.next('storage')}`;
  const instance: StorageInstance = {
    id,
    name: wanted.name,
    kind: wanted.type,
    pool: directive?.pool ?? (wanted.type === 'block' ? 'loop' : 'rootfs'),
    size: directive?.size ?? Math.max(wanted.minimumSize, 1024),
    life: 'alive',
    owner: unit.name,
    unit: unit.name,
    attachmentLife: 'alive',
    // Known once the unit's machine has made it.
    location: '',
  };
  model.storage.set(id, instance);
  return instance;
}
