/** `juju add-storage`, `detach-storage`, `attach-storage` and `remove-storage`. */
import { addStorageInstance, type StorageDirective, type StorageInstance, type Store } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';
import { unitNamed } from './lookup.ts';

/** Gives a unit more of a storage that its charm knows; storage-attached runs for each. */
export function addStorageTo(store: Store, unitName: string, name: string, directive: StorageDirective): string[] {
  const { model } = store;
  const added = model.transact(() => {
    const unit = unitNamed(model, unitName);
    const { metadata } = model.charmOf(unit.application);
    const wanted = Object.hasOwn(metadata.storage, name) ? metadata.storage[name] : undefined;
    if (wanted === undefined) {
      return refuse('not-found', `charm storage ${goQuote(name)} not found`);
    }
    const present = model.storageOf(unit.name).filter((one) => one.name === name).length;
    const most = wanted.maximumCount;
    if (most !== null && present + directive.count > most) {
      const text = `cannot add storage ${goQuote(name)}: charm ${goQuote(metadata.name)} store ${goQuote(name)}`;
      refuse('not-valid', `${text}: at most ${most} instances supported, ${present + directive.count} specified`);
    }
    const ids: string[] = [];
    for (let made = 0; made < directive.count; made += 1) {
      ids.push(addStorageInstance(model, unit, wanted, directive).id);
    }
    return ids;
  });
  store.commit();
  return added;
}

function storageNamed(store: Store, id: string): StorageInstance {
  return store.model.storage.find(id) ?? refuse('not-found', `storage ${goQuote(id)} not found`);
}

/** The unit runs storage-detaching; the storage stays and can be attached to another unit of the application. */
export function detachStorage(store: Store, id: string): void {
  const { model } = store;
  const storage = storageNamed(store, id);
  if (storage.unit === null) refuse('not-valid', `storage ${goQuote(id)} is not attached`);
  const unit = model.units.get(storage.unit);
  const wanted = model.charmOf(unit.application).metadata.storage[storage.name];
  const present = model.storageOf(unit.name).filter((one) => one.name === storage.name).length;
  if (wanted !== undefined && present <= wanted.minimumCount) {
    const need = `unit ${goQuote(unit.name)} needs ${wanted.minimumCount} of them`;
    refuse('not-valid', `cannot detach storage ${goQuote(id)}: ${need}`);
  }
  model.storage.patch(id, { attachmentLife: 'dying' });
  store.commit();
}

export function attachStorage(store: Store, unitName: string, id: string): void {
  const { model } = store;
  const storage = storageNamed(store, id);
  if (storage.unit !== null) refuse('not-valid', `storage ${goQuote(id)} is attached to ${goQuote(storage.unit)}`);
  const unit = unitNamed(model, unitName);
  if (!Object.hasOwn(model.charmOf(unit.application).metadata.storage, storage.name)) {
    refuse('not-found', `charm storage ${goQuote(storage.name)} not found`);
  }
  // Its place belongs to a machine: on another unit's it is made anew.
  model.storage.patch(id, { unit: unit.name, owner: unit.name, attachmentLife: 'alive', location: '' });
  store.commit();
}

/** Detached storage goes at once, attached storage once it is detached. */
export function removeStorage(store: Store, id: string, force = false): void {
  const { model } = store;
  const storage = storageNamed(store, id);
  if (storage.unit === null) model.storage.delete(id);
  else if (!force) refuse('not-valid', `storage ${goQuote(id)} is attached to unit ${goQuote(storage.unit)}`);
  else model.storage.patch(id, { life: 'dying', attachmentLife: 'dying' });
  store.commit();
}
