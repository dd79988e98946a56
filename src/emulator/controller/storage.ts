/** `juju add-storage`, `detach-storage`, `attach-storage` and `remove-storage`. */
import {
  addStorageInstance,
  type Charm,
  isMovable,
  isStorageHook,
  type Model,
  releaseStorage,
  type StorageDirective,
  type StorageInstance,
  type Store,
  type Unit,
} from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { annotated, refuse } from './controller-error.ts';
import { unitNamed } from './lookup.ts';
import { changeProblem, checkDirective } from './storage-checks.ts';

/** Gives a unit more of a storage that its charm knows; storage-attached runs for each. Returns their ids. */
export function addStorageTo(store: Store, unitName: string, name: string, given: StorageDirective): string[] {
  const { model } = store;
  const unit = unitNamed(model, unitName);
  const added = annotated(`adding ${goQuote(name)} storage to ${unit.name}`, () =>
    model.transact(() => {
      const charm = charmOf(model, unit);
      const wanted = Object.hasOwn(charm.metadata.storage, name) ? charm.metadata.storage[name] : undefined;
      if (unit.life !== 'alive') refuse('not-alive', 'unit is not found or not alive');
      if (wanted === undefined) return refuse('not-found', `charm storage ${goQuote(name)} not found`);
      const atDeploy = model.applications.get(unit.application).storageDirectives[name];
      const pool = given.pool || (atDeploy?.pool ?? '');
      const directive = { pool, count: given.count, size: given.size || (atDeploy?.size ?? 0) };
      const present = countOf(model, unit, name);
      const problem = changeProblem(wanted, present, directive.count);
      if (problem !== null) refuse('not-valid', problem);
      checkDirective(charm, name, { ...directive, count: present + directive.count });
      const ids: string[] = [];
      for (let made = 0; made < directive.count; made += 1) {
        ids.push(addStorageInstance(model, unit, wanted, directive).id);
      }
      return ids;
    }),
  );
  store.commit();
  return added;
}

/** The charm that the unit runs, which is the application's until it has upgraded. */
function charmOf(model: Model, unit: Unit): Charm {
  return model.charms.find(unit.charmUrl) ?? model.charmOf(unit.application);
}

function countOf(model: Model, unit: Unit, name: string): number {
  return model.storageOf(unit.name).filter((one) => one.name === name && one.attachmentLife === 'alive').length;
}

export function storageNamed(model: Model, id: string): StorageInstance {
  return model.storage.find(id) ?? refuse('not-found', `storage instance ${goQuote(id)} not found`);
}

/** The unit runs storage-detaching; the storage stays in the model and can be attached again. */
export function detachStorage(store: Store, id: string): void {
  const { model } = store;
  const storage = storageNamed(model, id);
  const unit = storage.unit === null ? undefined : model.units.get(storage.unit);
  // Juju has nothing to do then, and says nothing.
  if (unit === undefined || storage.attachmentLife !== 'alive') return;
  annotated(`cannot destroy storage attachment ${id}:${unit.name}`, () => refuseToLose(model, unit, storage));
  takeAway(model, unit, storage);
  store.commit();
}

/** Refuses to leave a living unit with less than its charm needs. */
function refuseToLose(model: Model, unit: Unit, storage: StorageInstance): void {
  const wanted = charmOf(model, unit).metadata.storage[storage.name];
  if (wanted === undefined || unit.life !== 'alive') return;
  const problem = changeProblem(wanted, countOf(model, unit, storage.name), -1);
  if (problem !== null) refuse('not-valid', problem);
}

/** By way of the unit's hook, unless the unit was never told of it. */
function takeAway(model: Model, unit: Unit, storage: StorageInstance): void {
  const agent = model.unitAgents.get(unit.name);
  const hook = agent.current?.hook;
  const isBeingTold = hook !== undefined && isStorageHook(hook) && hook.storageId === storage.id;
  if (agent.attachedStorage.includes(storage.id) || isBeingTold) {
    model.storage.patch(storage.id, { attachmentLife: 'dying' });
  } else releaseStorage(model, storage);
}

export function attachStorage(store: Store, unitName: string, id: string): void {
  const { model } = store;
  annotated(`cannot attach storage ${id} to unit ${unitName}`, () => attachTo(model, unitNamed(model, unitName), id));
  store.commit();
}

/** Within the caller's transaction. */
function attachTo(model: Model, unit: Unit, id: string): void {
  const storage = storageNamed(model, id);
  if (unit.life !== 'alive') refuse('not-alive', 'unit not alive');
  if (storage.life !== 'alive') refuse('not-alive', 'storage not alive');
  if (storage.unit === unit.name && storage.attachmentLife === 'alive') return;
  if (storage.unit !== null) {
    refuse('not-valid', `cannot attach storage owned by unit ${storage.unit} to unit ${unit.name}`);
  }
  const { metadata } = charmOf(model, unit);
  const wanted = Object.hasOwn(metadata.storage, storage.name) ? metadata.storage[storage.name] : undefined;
  if (wanted === undefined) refuse('not-found', `charm ${metadata.name} has no storage called ${storage.name}`);
  const { boundTo } = storage;
  if (!isMovable(storage) && boundTo !== null && boundTo !== unit.machine) {
    refuse('not-valid', `storage is non-detachable (bound to machine ${boundTo})`);
  }
  const problem = changeProblem(wanted, countOf(model, unit, storage.name), 1);
  if (problem !== null) refuse('not-valid', problem);
  // On another machine its place is made anew.
  const location = boundTo === unit.machine ? storage.location : '';
  model.storage.patch(id, { unit: unit.name, owner: unit.name, attachmentLife: 'alive', location });
}

/** Gives a unit that has just been made storage that there is, in the place of what was made for it. Within the caller's transaction. */
export function attachFromStart(model: Model, name: string | undefined, ids: readonly string[]): void {
  if (name === undefined || ids.length === 0) return;
  const unit = model.units.get(name);
  for (const id of ids) {
    annotated(`cannot attach storage ${id} to unit ${name}`, () => {
      const storage = storageNamed(model, id);
      const inPlaceOf = model.storageOf(name).find((one) => one.name === storage.name && !ids.includes(one.id));
      if (inPlaceOf !== undefined) model.storage.delete(inPlaceOf.id);
      attachTo(model, unit, id);
    });
  }
}

/** Detached storage goes at once, attached storage once its unit has let go of it. */
export function removeStorage(store: Store, id: string, force = false): void {
  const { model } = store;
  const storage = storageNamed(model, id);
  const unit = storage.unit === null ? undefined : model.units.get(storage.unit);
  annotated(`cannot destroy storage ${goQuote(id)}`, () => {
    if (unit === undefined) model.storage.delete(id);
    else if (!force) refuse('storage-attached', 'storage is attached');
    else {
      refuseToLose(model, unit, storage);
      takeAway(model, unit, model.storage.patch(id, { life: 'dying' }));
    }
  });
  store.commit();
}
