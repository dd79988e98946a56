/** Which storage hook next. */
import type { Hook, Model, StorageInstance, Unit, UnitAgent } from '../model/index.ts';

/** Storage of the unit that its charm has not been told of, or that is being taken away. */
export function nextStorageHook(model: Model, unit: Unit, agent: UnitAgent): Hook | null {
  const storage = model.storageOf(unit.name).sort(byId);
  if (unit.life === 'alive') {
    const fresh = storage.find((one) => one.attachmentLife === 'alive' && !agent.attachedStorage.includes(one.id));
    if (fresh !== undefined) return { kind: 'storage-attached', storageId: fresh.id };
  }
  const going = storage.find(
    (one) => (one.attachmentLife === 'dying' || unit.life !== 'alive') && agent.attachedStorage.includes(one.id),
  );
  return going === undefined ? null : { kind: 'storage-detaching', storageId: going.id };
}

function byId(left: StorageInstance, right: StorageInstance): number {
  return Number(left.id.slice(left.id.lastIndexOf('/') + 1)) - Number(right.id.slice(right.id.lastIndexOf('/') + 1));
}
