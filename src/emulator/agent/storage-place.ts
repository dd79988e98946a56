/** Makes a unit's storage on its machine: a directory, or a sparse file that stands for a block device. */
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from '../machines/machine.ts';
import { type CharmStorage, isMovable, type Model, type StorageInstance } from '../model/index.ts';

/** Sets the instance's location if it has none, and sees to it that something is there. */
export function placeStorage(model: Model, machine: Machine, id: string): void {
  const instance = model.storage.get(id);
  const location = instance.location === '' ? locationOf(model, machine, instance) : instance.location;
  const host = machine.hostPath(location);
  if (instance.kind === 'filesystem') mkdirSync(host, { recursive: true });
  else if (!existsSync(host)) {
    mkdirSync(dirname(host), { recursive: true });
    const descriptor = openSync(host, 'w', 0o600);
    ftruncateSync(descriptor, instance.size * 1024 * 1024);
    closeSync(descriptor);
  }
  model.storage.patch(id, { location, boundTo: isMovable(instance) ? null : machine.id });
}

/** Where the charm wants it; on a machine that shares the host's root only below Juju's own folder. */
function locationOf(model: Model, machine: Machine, { id, name, kind, unit }: StorageInstance): string {
  const own = join(machine.juju.inside, 'storage', kind === 'block' ? `${id}.img` : id);
  const wanted: CharmStorage | undefined =
    unit === null ? undefined : model.charmOf(model.units.get(unit).application).metadata.storage[name];
  if (wanted === undefined || wanted.location === '' || kind === 'block' || machine.rootDirectory === '/') return own;
  const several = wanted.maximumCount === null || wanted.maximumCount > 1;
  return several ? join(wanted.location, id) : wanted.location;
}
