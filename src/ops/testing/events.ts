/** Makes events for a test: `context.on`. With a typed charm, names of actions and their parameters are checked. */
import type { CharmBase } from '../charm/charm-base.ts';
import type { Name, UntypedCharm } from '../charm/charm-types.ts';
import type { AnyCharm } from '../dispatch.ts';
import type { BoundEvent, EmitArguments } from '../framework/bound-event.ts';
import type { EventBase, PayloadOf } from '../framework/event.ts';
import type {
  ActionTestEvent,
  CollectStatusTestEvent,
  CustomTestEvent,
  PlainEvent,
  PlainHook,
  RelationHook,
  RelationTestEvent,
  SecretTestEvent,
  StorageTestEvent,
} from './event.ts';
import { nextNumber } from './parts/number.ts';
import type { Relation } from './parts/relation.ts';
import type { SecretPart } from './parts/secret.ts';
import type { StoragePart } from './parts/storage.ts';

/** Whom a relation event is about. */
export interface ActingUnit {
  /** Number of the remote unit (for peers: of the other unit); by default the lowest there is. */
  readonly remoteUnit?: number;
}

/** Who has changed a databag. */
export interface ChangedBy {
  /** Null when the application's databag has changed. */
  readonly remoteUnit?: number | null;
}

/** Who acts in relation-departed, and who leaves. */
export interface Departing extends ActingUnit {
  /** Who leaves: a number of the remote application, or a full name such as our own unit's. Default: the remote unit. */
  readonly departingUnit?: number | string;
}

/** What else an action may come with. */
export interface ActionOptions {
  readonly id?: string;
}

/** A JSON schema's value for a caller of an action: what has a default may be left out, so everything may. */
type Given<P> = { readonly [K in keyof P]?: P[K] };

/** The types that a charm was written with. */
export type TypesOf<C extends AnyCharm> = C extends CharmBase<infer T> ? T : UntypedCharm;

type ActionsOf<C extends AnyCharm> = TypesOf<C>['actions'];

/** Everything that a test can let happen to a charm. */
export interface Events<C extends AnyCharm> {
  install(): PlainEvent;
  start(): PlainEvent;
  stop(): PlainEvent;
  remove(): PlainEvent;
  configChanged(): PlainEvent;
  updateStatus(): PlainEvent;
  upgradeCharm(): PlainEvent;
  leaderElected(): PlainEvent;
  leaderSettingsChanged(): PlainEvent;
  preSeriesUpgrade(): PlainEvent;
  postSeriesUpgrade(): PlainEvent;
  collectMetrics(): PlainEvent;
  relationCreated(relation: Relation): RelationTestEvent;
  relationJoined(relation: Relation, by?: ActingUnit): RelationTestEvent;
  relationChanged(relation: Relation, by?: ChangedBy): RelationTestEvent;
  relationDeparted(relation: Relation, by?: Departing): RelationTestEvent;
  relationBroken(relation: Relation): RelationTestEvent;
  storageAttached(storage: StoragePart): StorageTestEvent;
  storageDetaching(storage: StoragePart): StorageTestEvent;
  secretChanged(secret: SecretPart): SecretTestEvent;
  secretRotate(secret: SecretPart): SecretTestEvent;
  secretRemove(secret: SecretPart, revision: number): SecretTestEvent;
  secretExpired(secret: SecretPart, revision: number): SecretTestEvent;
  /** Juju fills in the defaults of actions.yaml. */
  action<N extends Name<ActionsOf<C>>>(
    name: N,
    params?: Given<ActionsOf<C>[N]['params']>,
    options?: ActionOptions,
  ): ActionTestEvent;
  /** Nothing happens but the collection of statuses. */
  collectStatus(): CollectStatusTestEvent;
  /** Emits an event of the charm's own or of one of its libraries. */
  custom<E extends EventBase>(
    event: (charm: C) => BoundEvent<E>,
    ...payload: EmitArguments<PayloadOf<E>>
  ): CustomTestEvent<C>;
}

function plain(hook: PlainHook): () => PlainEvent {
  return () => ({ kind: 'hook', hook });
}

function relationEvent(hook: RelationHook, relation: Relation, by: Departing | ChangedBy = {}): RelationTestEvent {
  const departing = 'departingUnit' in by ? by.departingUnit : undefined;
  const app = relation.kind === 'peer' ? '' : relation.remoteApp;
  return {
    kind: 'relation',
    hook,
    relation,
    remoteUnit: by.remoteUnit,
    // Peers are named once the application's name is known.
    departingUnit: typeof departing === 'number' ? `${app}/${departing}` : departing,
  };
}

function secretEvent(hook: SecretTestEvent['hook'], secret: SecretPart, revision: number | null): SecretTestEvent {
  return { kind: 'secret', hook, secret, revision };
}

export function createEvents<C extends AnyCharm>(): Events<C> {
  return {
    install: plain('install'),
    start: plain('start'),
    stop: plain('stop'),
    remove: plain('remove'),
    configChanged: plain('config-changed'),
    updateStatus: plain('update-status'),
    upgradeCharm: plain('upgrade-charm'),
    leaderElected: plain('leader-elected'),
    leaderSettingsChanged: plain('leader-settings-changed'),
    preSeriesUpgrade: plain('pre-series-upgrade'),
    postSeriesUpgrade: plain('post-series-upgrade'),
    collectMetrics: plain('collect-metrics'),
    relationCreated: (relation) => relationEvent('created', relation),
    relationJoined: (relation, by) => relationEvent('joined', relation, by),
    relationChanged: (relation, by) => relationEvent('changed', relation, by),
    relationDeparted: (relation, by) => relationEvent('departed', relation, by),
    relationBroken: (relation) => relationEvent('broken', relation),
    storageAttached: (storage) => ({ kind: 'storage', hook: 'attached', storage }),
    storageDetaching: (storage) => ({ kind: 'storage', hook: 'detaching', storage }),
    secretChanged: (secret) => secretEvent('changed', secret, null),
    secretRotate: (secret) => secretEvent('rotate', secret, null),
    secretRemove: (secret, revision) => secretEvent('remove', secret, revision),
    secretExpired: (secret, revision) => secretEvent('expired', secret, revision),
    action: (name, params, options) => ({
      kind: 'action',
      action: name,
      params: { ...params },
      id: options?.id ?? String(nextNumber('action')),
    }),
    collectStatus: () => ({ kind: 'collect-status' }),
    custom: (event, ...[payload]) => ({
      kind: 'custom',
      choose: (charm) => ({ event: event(charm), payload: payload ?? {} }),
    }),
  };
}
