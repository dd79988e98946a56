/** An event that some handler has deferred before the test begins, with the payload that the framework would have kept. */
import type { ActionPayload } from '../charm/events/action-event.ts';
import type { RelationPayload } from '../charm/events/relation-events.ts';
import type { SecretPayload } from '../charm/events/secret-events.ts';
import type { StoragePayload } from '../charm/events/storage-events.ts';
import { encodePlain } from '../framework/plain-data.ts';
import type { Unit } from './environment.ts';
import { setupOf } from './environment.ts';
import type { TestEvent } from './event.ts';
import { hookName } from './event.ts';
import type { DeferredPart } from './parts/kept.ts';
import { nextNumber } from './parts/number.ts';
import { SimulationError } from './tools/failure.ts';

/** Who has deferred an event. */
export interface DeferredBy {
  /** The handler's name. */
  readonly method: string;
  /** Handle path of the object that observes; by default the charm's. */
  readonly observer?: string;
  /** How often it was deferred; default 1. */
  readonly deferrals?: number;
}

type Payload = RelationPayload | SecretPayload | StoragePayload | ActionPayload | Readonly<Record<string, never>>;

function payloadOf(event: TestEvent, unit: Unit): Payload {
  switch (event.kind) {
    case 'relation': {
      const relation = setupOf(event, unit).relation;
      return {
        relationName: event.relation.endpoint,
        relationId: event.relation.id,
        appName: relation?.remoteApp ?? null,
        unitName: relation?.remoteUnit ?? null,
        departingUnitName: relation?.departingUnit ?? null,
      };
    }
    case 'storage':
      return {
        storageName: event.storage.name,
        storageIndex: event.storage.index,
        storageLocation: event.storage.location,
      };
    case 'secret':
      return { id: event.secret.id, label: event.secret.label, revision: event.revision };
    case 'hook':
      return {};
    default:
      throw new SimulationError(`cannot make a deferred event: nobody can defer ${event.kind}`);
  }
}

export function deferredPart(event: TestEvent, by: DeferredBy, charmPath: string, unit: Unit): DeferredPart {
  const snapshot = encodePlain(payloadOf(event, unit));
  return {
    eventPath: `${charmPath}/on/${hookName(event).replaceAll('-', '_')}[${nextNumber('event')}]`,
    observer: by.observer ?? charmPath,
    method: by.method,
    deferrals: by.deferrals ?? 1,
    snapshot,
  };
}
