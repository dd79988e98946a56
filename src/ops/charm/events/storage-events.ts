/** Events of storage. */
import type { Storage } from '../../model/storage.ts';
import { HookEvent } from './hook-events.ts';

export interface StoragePayload {
  readonly storageName: string;
  readonly storageIndex: number;
  readonly storageLocation: string | null;
}

/** The parent of the two events of a storage instance. */
export abstract class StorageEvent extends HookEvent<StoragePayload> {
  /** The instance that the event is about. */
  get storage(): Storage {
    const { storageName, storageIndex, storageLocation } = this.payload;
    return this.framework.model.storageReference(storageName, storageIndex, storageLocation);
  }
}

/** A storage instance can be used; on a machine the first ones come before install. */
export class StorageAttachedEvent extends StorageEvent {}

/** A storage instance will go when the handlers have run. */
export class StorageDetachingEvent extends StorageEvent {}
