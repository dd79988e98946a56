/** What a test lets happen: one hook, action or event of the charm's own, as a plain value. */
import type { AnyCharm, ChosenEvent } from '../dispatch.ts';
import type { Relation } from './parts/relation.ts';
import type { SecretPart } from './parts/secret.ts';
import type { StoragePart } from './parts/storage.ts';

export type PlainHook =
  | 'install'
  | 'start'
  | 'stop'
  | 'remove'
  | 'config-changed'
  | 'update-status'
  | 'upgrade-charm'
  | 'leader-elected'
  | 'leader-settings-changed'
  | 'pre-series-upgrade'
  | 'post-series-upgrade'
  | 'collect-metrics';

export type RelationHook = 'created' | 'joined' | 'changed' | 'departed' | 'broken';

/** A hook that is about the unit itself. */
export interface PlainEvent {
  readonly kind: 'hook';
  readonly hook: PlainHook;
}

/** A hook of a relation. */
export interface RelationTestEvent {
  readonly kind: 'relation';
  readonly hook: RelationHook;
  readonly relation: Relation;
  /** Number of the acting unit; null when an application acts; undefined leaves the choice: the lowest there is. */
  readonly remoteUnit: number | null | undefined;
  /** Full name of the unit that leaves; undefined means the acting unit. */
  readonly departingUnit: string | undefined;
}

/** A hook of a storage instance. */
export interface StorageTestEvent {
  readonly kind: 'storage';
  readonly hook: 'attached' | 'detaching';
  readonly storage: StoragePart;
}

/** A hook of a secret. */
export interface SecretTestEvent {
  readonly kind: 'secret';
  readonly hook: 'changed' | 'rotate' | 'remove' | 'expired';
  readonly secret: SecretPart;
  readonly revision: number | null;
}

/** An action that somebody runs. */
export interface ActionTestEvent {
  readonly kind: 'action';
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly id: string;
}

/** No hook at all: the framework only collects the statuses. */
export interface CollectStatusTestEvent {
  readonly kind: 'collect-status';
}

/** An event of the charm's own or of one of its libraries, emitted in place of a hook. */
export interface CustomTestEvent<C extends AnyCharm = AnyCharm> {
  readonly kind: 'custom';
  choose(charm: C): ChosenEvent;
}

/** What `run` takes; made by `context.on`. */
export type TestEvent<C extends AnyCharm = AnyCharm> =
  | PlainEvent
  | CustomTestEvent<C>
  | RelationTestEvent
  | StorageTestEvent
  | SecretTestEvent
  | ActionTestEvent
  | CollectStatusTestEvent;

/** The hook's name as Juju has it, names of endpoints and storages verbatim; empty in an action. */
export function hookName(event: TestEvent): string {
  switch (event.kind) {
    case 'hook':
      return event.hook;
    case 'relation':
      return `${event.relation.endpoint}-relation-${event.hook}`;
    case 'storage':
      return `${event.storage.name}-storage-${event.hook}`;
    case 'secret':
      return `secret-${event.hook}`;
    default:
      return '';
  }
}
