/** Storage as `juju storage` and the storage part of `juju status` show it. */
import type { Model, StorageInstance } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { columns } from './columns.ts';
import { byName, struct, unlessEmpty } from './document.ts';
import { dateTime, type Zone } from './time.ts';

function statusOf(storage: StorageInstance): string {
  if (storage.life !== 'alive' || storage.attachmentLife !== 'alive') return 'detaching';
  return storage.unit === null ? 'detached' : 'attached';
}

/** `1.0GiB`, as Juju prints sizes given in MiB. */
export function sizeText(mebibytes: number): string {
  const units = ['MiB', 'GiB', 'TiB', 'PiB'];
  let size = mebibytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${size} MiB` : `${size.toFixed(1)} ${units[unit]}`;
}

export function storageTable(instances: readonly StorageInstance[]): string {
  const rows = instances.map((storage) => [
    storage.unit ?? '',
    storage.id,
    storage.kind,
    storage.pool,
    storage.location,
    sizeText(storage.size),
    statusOf(storage),
    '',
  ]);
  return columns([['Unit', 'Storage ID', 'Type', 'Pool', 'Mountpoint', 'Size', 'Status', 'Message'], ...rows]);
}

/** The three parts that Juju makes of it; empty ones are left out. */
export function storageDocument(model: Model, instances: readonly StorageInstance[], zone: Zone): GoValue {
  const machineOf = (storage: StorageInstance): string =>
    storage.unit === null ? '' : (model.units.find(storage.unit)?.machine ?? '');
  const attachedTo = (storage: StorageInstance): GoValue | undefined =>
    storage.unit === null
      ? undefined
      : struct({
          [storage.unit]: struct({
            machine: unlessEmpty(machineOf(storage)),
            location: unlessEmpty(storage.location),
            life: storage.attachmentLife,
          }),
        });
  const status = (storage: StorageInstance): GoValue =>
    struct({ current: statusOf(storage), since: dateTime(model.current.created, zone) });
  const details = (storage: StorageInstance): GoValue =>
    struct({
      kind: storage.kind,
      life: storage.life,
      status: status(storage),
      persistent: false,
      attachments: attachedTo(storage) === undefined ? undefined : struct({ units: attachedTo(storage) }),
    });
  const backing = (storage: StorageInstance): GoValue => {
    const machine = machineOf(storage);
    const attachment =
      storage.kind === 'filesystem'
        ? struct({ 'mount-point': storage.location, 'read-only': false, life: storage.attachmentLife })
        : struct({ device: storage.location, 'read-only': false, life: storage.attachmentLife });
    return struct({
      'provider-id': storage.id,
      storage: storage.id,
      attachments:
        machine === ''
          ? undefined
          : struct({ machines: struct({ [machine]: attachment }), units: attachedTo(storage) }),
      pool: storage.pool,
      size: BigInt(storage.size),
      persistent: storage.kind === 'block' ? false : undefined,
      life: storage.life,
      status: status(storage),
    });
  };
  const number = (storage: StorageInstance): string => storage.id.slice(storage.id.lastIndexOf('/') + 1);
  const ofKind = (kind: StorageInstance['kind']): Record<string, GoValue> | undefined =>
    unlessEmpty(
      byName(
        instances.filter((storage) => storage.kind === kind),
        number,
        backing,
      ),
    );
  return struct({
    storage: unlessEmpty(byName(instances, (storage) => storage.id, details)),
    filesystems: ofKind('filesystem'),
    volumes: ofKind('block'),
  });
}
