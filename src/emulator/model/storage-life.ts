/** A unit's storage: made from the charm's wishes and the user's directives, and what becomes of it when it leaves the unit. */
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
    pool: directive?.pool || (wanted.type === 'block' ? 'loop' : 'rootfs'),
    size: storageSize(wanted, directive),
    life: 'alive',
    owner: unit.name,
    unit: unit.name,
    attachmentLife: 'alive',
    // Known once the unit's machine has made it.
    location: '',
    boundTo: null,
  };
  model.storage.set(id, instance);
  return instance;
}

/** In MiB: what the user said, else the least that the charm wants, else Juju's default. */
export function storageSize(wanted: CharmStorage, directive?: StorageDirective): number {
  return directive?.size || wanted.minimumSize || 1024;
}

const poolsOfMachines = ['rootfs', 'tmpfs', 'loop'];

/** Whether storage can be attached to a unit on another machine; what lies on a machine's own disk cannot. */
export function isMovable(storage: StorageInstance): boolean {
  return !poolsOfMachines.includes(storage.pool);
}

/** Takes storage from its unit. It goes when it was asked to, and with a unit that ends when it cannot be given to another. */
export function releaseStorage(model: Model, storage: StorageInstance): void {
  const unit = storage.unit === null ? undefined : model.units.find(storage.unit);
  const ends = unit !== undefined && unit.life !== 'alive';
  const goes = storage.life !== 'alive' || (ends && (unit.destroyStorage || !isMovable(storage)));
  if (goes) model.storage.delete(storage.id);
  else model.storage.patch(storage.id, { unit: null, attachmentLife: 'alive' });
}
