/** One event for all hooks after which a charm should look at everything anew. */
import { EventBase } from '../../framework/event.ts';
import type { Relation } from '../../model/relation.ts';
import type { Secret } from '../../model/secret.ts';
import type { Storage } from '../../model/storage.ts';
import type { Unit } from '../../model/unit.ts';
import { RelationEvent } from './relation-events.ts';
import { SecretEvent } from './secret-events.ts';
import { StorageEvent } from './storage-events.ts';

export interface ReconcilePayload {
  /** The hook's name as Juju has it. */
  readonly hook: string;
  /** Path of the hook's event, and what it carries. */
  readonly eventPath: string;
  readonly eventPayload: object;
}

/** Why a charm should reconcile. */
export interface ReconcileReason {
  /** For example `config-changed` or `shared-db-relation-changed`. */
  readonly hook: string;
  /** Name of the endpoint, in a relation's hook. */
  readonly endpoint?: string;
  readonly relation?: Relation;
  /** The unit that a relation's hook is about; absent when an application is. */
  readonly unit?: Unit;
  readonly storage?: Storage;
  readonly secret?: Secret;
}

/** Emitted after the hook's own event, to what `framework.observeReconcile` named. Defer this one, not `event`. */
export class ReconcileEvent extends EventBase<ReconcilePayload> {
  #event: EventBase | null = null;

  /** The hook's own event. */
  get event(): EventBase {
    this.#event ??= this.framework.rebuildEvent(this.payload.eventPath, this.payload.eventPayload);
    return this.#event;
  }

  /** Why: the hook's name, and what it was about. */
  get reason(): ReconcileReason {
    const { event } = this;
    const { hook } = this.payload;
    if (event instanceof RelationEvent) {
      const unit = event.unit === null ? {} : { unit: event.unit };
      return { hook, endpoint: event.payload.relationName, relation: event.relation, ...unit };
    }
    if (event instanceof StorageEvent) return { hook, storage: event.storage };
    if (event instanceof SecretEvent) return { hook, secret: event.secret };
    return { hook };
  }
}
