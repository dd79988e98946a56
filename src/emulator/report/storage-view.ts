/** Storage as `juju storage` and the storage part of `juju status` show it. */
import { isMovable, type Model, type StorageInstance } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { compareNaturally } from '../tools/natural-order.ts';
import { columns } from './columns.ts';
import { byName, struct, unlessEmpty } from './document.ts';
import { dateTime, type Zone } from './time.ts';

function statusOf(storage: StorageInstance): string {
  if (storage.life !== 'alive' || storage.attachmentLife !== 'alive') return 'detaching';
  return storage.unit === null ? 'detached' : 'attached';
}

/** `1.0 GiB`, as Juju prints sizes given in MiB: a decimal below ten. */
export function sizeText(mebibytes: number): string {
  const units = ['MiB', 'GiB', 'TiB', 'PiB'];
  let size = mebibytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const rounded = Math.floor(size * 10 + 0.5) / 10;
  return `${rounded.toFixed(rounded < 10 ? 1 : 0)} ${units[unit]}`;
}

/** By unit as text, what belongs to none first, then by name and number. */
function byUnit(instances: readonly StorageInstance[]): StorageInstance[] {
  return [...instances].sort((a, b) => {
    const [left, right] = [a.unit ?? '', b.unit ?? ''];
    if (left !== right) return left < right ? -1 : 1;
    return compareNaturally(a.id, b.id);
  });
}

/** `juju storage`. */
export function storageTable(instances: readonly StorageInstance[]): string {
  const rows = byUnit(instances).map((one) => [
    one.unit ?? '',
    one.id,
    one.kind,
    one.pool,
    sizeText(one.size),
    statusOf(one),
    '',
  ]);
  return columns([['Unit', 'Storage ID', 'Type', 'Pool', 'Size', 'Status', 'Message'], ...rows]);
}

/** The storage part of `juju status --storage`, which says where it is mounted too. */
export function storageStatusTable(instances: readonly StorageInstance[]): string {
  const header = ['Storage Unit', 'Storage ID', 'Type', 'Pool', 'Mountpoint', 'Size', 'Status', 'Message'];
  const rows = byUnit(instances).map((one) => {
    const mounted = one.kind === 'filesystem' && one.unit !== null ? one.location : '';
    return [one.unit ?? '', one.id, one.kind, one.pool, mounted, sizeText(one.size), statusOf(one), ''];
  });
  return columns([header, ...rows]);
}

/** `juju storage --filesystem` and `--volume`: what lies behind the storage, by machine. */
export function backingTable(model: Model, instances: readonly StorageInstance[]): string {
  const isVolume = instances[0]?.kind === 'block';
  const middle = isVolume ? ['Volume ID', 'Provider ID', 'Device'] : ['ID', 'Volume', 'Provider ID', 'Mountpoint'];
  const header = ['Machine', 'Unit', 'Storage ID', ...middle, 'Size', 'State', 'Message'];
  const rows = byUnit(instances).map((one) => {
    const place = one.unit === null ? '' : one.location;
    const own = isVolume ? [numberOf(one), one.id, place] : [numberOf(one), '', one.id, place];
    return [machineOf(model, one), one.unit ?? '', one.id, ...own, sizeText(one.size), statusOf(one), ''];
  });
  return columns([header, ...rows]);
}

function numberOf(storage: StorageInstance): string {
  return storage.id.slice(storage.id.lastIndexOf('/') + 1);
}

function machineOf(model: Model, storage: StorageInstance): string {
  return storage.unit === null ? '' : (model.units.find(storage.unit)?.machine ?? '');
}

function attachmentOf(model: Model, storage: StorageInstance): GoValue | undefined {
  if (storage.unit === null) return undefined;
  return struct({
    [storage.unit]: struct({
      machine: unlessEmpty(machineOf(model, storage)),
      location: unlessEmpty(storage.location),
      life: storage.attachmentLife,
    }),
  });
}

function statusDocument(model: Model, storage: StorageInstance, zone: Zone): GoValue {
  return struct({ current: statusOf(storage), since: dateTime(model.current.created, zone) });
}

/** By id, as `juju show-storage` and the first part of `juju storage --format yaml` have it. */
export function storageDetails(
  model: Model,
  instances: readonly StorageInstance[],
  zone: Zone,
): Record<string, GoValue> {
  return byName(
    instances,
    (storage) => storage.id,
    (storage) => {
      const units = attachmentOf(model, storage);
      return struct({
        kind: storage.kind,
        life: storage.life,
        status: statusDocument(model, storage, zone),
        persistent: isMovable(storage),
        attachments: units === undefined ? undefined : struct({ units }),
      });
    },
  );
}

function backing(model: Model, storage: StorageInstance, zone: Zone): GoValue {
  const machine = machineOf(model, storage);
  const place = storage.kind === 'filesystem' ? 'mount-point' : 'device';
  const attachment = struct({ [place]: storage.location, 'read-only': false, life: storage.attachmentLife });
  return struct({
    'provider-id': storage.id,
    storage: storage.id,
    attachments:
      machine === ''
        ? undefined
        : struct({ machines: struct({ [machine]: attachment }), units: attachmentOf(model, storage) }),
    pool: storage.pool,
    size: BigInt(storage.size),
    persistent: storage.kind === 'block' ? isMovable(storage) : undefined,
    life: storage.life,
    status: statusDocument(model, storage, zone),
  });
}

export type StorageParts = 'all' | 'filesystems' | 'volumes';

/** The three parts that Juju makes of it; empty ones are left out. */
export function storageDocument(
  model: Model,
  instances: readonly StorageInstance[],
  zone: Zone,
  parts: StorageParts = 'all',
): GoValue {
  const ofKind = (kind: StorageInstance['kind']): Record<string, GoValue> | undefined => {
    const chosen = instances.filter((storage) => storage.kind === kind);
    return unlessEmpty(byName(chosen, numberOf, (storage) => backing(model, storage, zone)));
  };
  return struct({
    storage: parts === 'all' ? unlessEmpty(storageDetails(model, instances, zone)) : undefined,
    filesystems: parts === 'volumes' ? undefined : ofKind('filesystem'),
    volumes: parts === 'filesystems' ? undefined : ofKind('block'),
  });
}
