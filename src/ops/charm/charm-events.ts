/** The `on` of a charm: an event for every hook and action that Juju can send it, by property and by name. */
import { FrameworkError } from '../errors.ts';
import type { BoundEvent } from '../framework/bound-event.ts';
import type { EventBase, EventClass } from '../framework/event.ts';
import type { ObjectParent } from '../framework/object.ts';
import { ObjectEvents } from '../framework/object-events.ts';
import { type CamelCase, type CharmTypes, camelCase, type Name, type UntypedCharm } from './charm-types.ts';
import { ActionEvent, type ActionEventOf } from './events/action-event.ts';
import { CollectStatusEvent } from './events/collect-status-event.ts';
import {
  CollectMetricsEvent,
  ConfigChangedEvent,
  InstallEvent,
  LeaderElectedEvent,
  LeaderSettingsChangedEvent,
  PostSeriesUpgradeEvent,
  PreSeriesUpgradeEvent,
  RemoveEvent,
  StartEvent,
  StopEvent,
  UpdateStatusEvent,
  UpgradeCharmEvent,
} from './events/hook-events.ts';
import {
  RelationBrokenEvent,
  RelationChangedEvent,
  RelationCreatedEvent,
  RelationDepartedEvent,
  RelationJoinedEvent,
} from './events/relation-events.ts';
import {
  SecretChangedEvent,
  SecretExpiredEvent,
  SecretRemoveEvent,
  SecretRotateEvent,
} from './events/secret-events.ts';
import { StorageAttachedEvent, StorageDetachingEvent } from './events/storage-events.ts';
import type { CharmMeta } from './meta.ts';

/** The events of one endpoint. */
export interface RelationEvents {
  /** The relation has come to be; no unit of the other side has been seen yet. */
  readonly created: BoundEvent<RelationCreatedEvent>;
  /** A unit of the other side is seen for the first time. */
  readonly joined: BoundEvent<RelationJoinedEvent>;
  /** A databag of the other side may have changed. */
  readonly changed: BoundEvent<RelationChangedEvent>;
  /** A unit leaves. */
  readonly departed: BoundEvent<RelationDepartedEvent>;
  /** The relation is gone for this unit. */
  readonly broken: BoundEvent<RelationBrokenEvent>;
}

/** The events of one storage. */
export interface StorageEvents {
  /** An instance can be used. */
  readonly attached: BoundEvent<StorageAttachedEvent>;
  /** An instance will go when the handlers have run. */
  readonly detaching: BoundEvent<StorageDetachingEvent>;
}

/** The events that every charm has, and those of its endpoints, storages and actions by name. */
export class HookEvents<T extends CharmTypes = UntypedCharm> extends ObjectEvents {
  readonly install = this.defineEvent('install', InstallEvent);
  readonly start = this.defineEvent('start', StartEvent);
  readonly stop = this.defineEvent('stop', StopEvent);
  readonly remove = this.defineEvent('remove', RemoveEvent);
  readonly configChanged = this.defineEvent('config_changed', ConfigChangedEvent);
  readonly updateStatus = this.defineEvent('update_status', UpdateStatusEvent);
  readonly upgradeCharm = this.defineEvent('upgrade_charm', UpgradeCharmEvent);
  readonly preSeriesUpgrade = this.defineEvent('pre_series_upgrade', PreSeriesUpgradeEvent);
  readonly postSeriesUpgrade = this.defineEvent('post_series_upgrade', PostSeriesUpgradeEvent);
  readonly leaderElected = this.defineEvent('leader_elected', LeaderElectedEvent);
  readonly leaderSettingsChanged = this.defineEvent('leader_settings_changed', LeaderSettingsChangedEvent);
  readonly collectMetrics = this.defineEvent('collect_metrics', CollectMetricsEvent);
  readonly secretChanged = this.defineEvent('secret_changed', SecretChangedEvent);
  readonly secretRotate = this.defineEvent('secret_rotate', SecretRotateEvent);
  readonly secretRemove = this.defineEvent('secret_remove', SecretRemoveEvent);
  readonly secretExpired = this.defineEvent('secret_expired', SecretExpiredEvent);
  readonly collectAppStatus = this.defineEvent('collect_app_status', CollectStatusEvent);
  readonly collectUnitStatus = this.defineEvent('collect_unit_status', CollectStatusEvent);

  readonly #relations = new Map<string, RelationEvents>();
  readonly #storages = new Map<string, StorageEvents>();
  readonly #actions = new Map<string, BoundEvent<ActionEvent>>();

  constructor(charm: ObjectParent, meta: CharmMeta) {
    super(charm);
    for (const name of meta.relations.keys()) this.#relations.set(name, this.#defineRelation(name));
    for (const name of meta.storages.keys()) this.#storages.set(name, this.#defineStorage(name));
    for (const name of meta.actions.keys()) this.#actions.set(name, this.#defineAction(name));
  }

  /** The events of an endpoint. */
  relation(endpoint: Name<T['endpoints']>): RelationEvents {
    return found(this.#relations, 'endpoint', endpoint);
  }

  /** The events of a storage. */
  storage(name: T['storages']): StorageEvents {
    return found(this.#storages, 'storage', name);
  }

  /** The event of an action. */
  action<A extends Name<T['actions']>>(name: A): BoundEvent<ActionEventOf<T, A>> {
    // The event's type parameters describe what Juju has checked against actions.yaml; nothing differs at run time.
    return found(this.#actions, 'action', name) as unknown as BoundEvent<ActionEventOf<T, A>>;
  }

  // Suffixes stand in both spellings here, for a hook defines them for every endpoint before it does anything else.

  #defineRelation(name: string): RelationEvents {
    const names = new EventNames(name);
    return {
      created: this.#define(names, 'relation_created', 'RelationCreated', RelationCreatedEvent),
      joined: this.#define(names, 'relation_joined', 'RelationJoined', RelationJoinedEvent),
      changed: this.#define(names, 'relation_changed', 'RelationChanged', RelationChangedEvent),
      departed: this.#define(names, 'relation_departed', 'RelationDeparted', RelationDepartedEvent),
      broken: this.#define(names, 'relation_broken', 'RelationBroken', RelationBrokenEvent),
    };
  }

  #defineStorage(name: string): StorageEvents {
    const names = new EventNames(name);
    return {
      attached: this.#define(names, 'storage_attached', 'StorageAttached', StorageAttachedEvent),
      detaching: this.#define(names, 'storage_detaching', 'StorageDetaching', StorageDetachingEvent),
    };
  }

  #defineAction(name: string): BoundEvent<ActionEvent> {
    return this.#define(new EventNames(name), 'action', 'Action', ActionEvent);
  }

  /** Defines `<name>_<suffix>`, and the property that goes by the same name in camel case. */
  #define<E extends EventBase>(
    names: EventNames,
    suffix: string,
    suffixInCamelCase: string,
    eventClass: EventClass<E>,
  ): BoundEvent<E> {
    const bound = this.defineEvent(`${names.inSnakeCase}_${suffix}`, eventClass);
    const property = `${names.inCamelCase}${suffixInCamelCase}`;
    if (property in this) {
      throw new FrameworkError(`cannot define the event "${property}": two names in the charm's files lead to it`);
    }
    Object.defineProperty(this, property, { value: bound, enumerable: true });
    return bound;
  }
}

/** A name from the charm's files, as the names of its events begin. */
class EventNames {
  readonly inSnakeCase: string;
  readonly inCamelCase: string;

  constructor(name: string) {
    this.inSnakeCase = name.replaceAll('-', '_');
    this.inCamelCase = camelCase(name);
  }
}

function found<V>(map: ReadonlyMap<string, V>, what: string, name: string): V {
  const value = map.get(name);
  if (value !== undefined) return value;
  const known = [...map.keys()].join(', ') || 'none';
  throw new FrameworkError(`cannot find the ${what} "${name}": the charm's files declare ${known}`);
}

/** The properties that follow from the charm's files. */
export type NamedEvents<T extends CharmTypes> = {
  readonly [E in Name<T['endpoints']> as `${CamelCase<E>}RelationCreated`]: BoundEvent<RelationCreatedEvent>;
} & {
  readonly [E in Name<T['endpoints']> as `${CamelCase<E>}RelationJoined`]: BoundEvent<RelationJoinedEvent>;
} & {
  readonly [E in Name<T['endpoints']> as `${CamelCase<E>}RelationChanged`]: BoundEvent<RelationChangedEvent>;
} & {
  readonly [E in Name<T['endpoints']> as `${CamelCase<E>}RelationDeparted`]: BoundEvent<RelationDepartedEvent>;
} & {
  readonly [E in Name<T['endpoints']> as `${CamelCase<E>}RelationBroken`]: BoundEvent<RelationBrokenEvent>;
} & {
  readonly [S in T['storages'] as `${CamelCase<S>}StorageAttached`]: BoundEvent<StorageAttachedEvent>;
} & {
  readonly [S in T['storages'] as `${CamelCase<S>}StorageDetaching`]: BoundEvent<StorageDetachingEvent>;
} & {
  readonly [A in Name<T['actions']> as `${CamelCase<A>}Action`]: BoundEvent<ActionEventOf<T, A>>;
};

/**
 * The `on` of a charm whose generated types are T: common events, and one property for each that follows from its
 * files.
 */
export type CharmEvents<T extends CharmTypes = UntypedCharm> = HookEvents<T> & NamedEvents<T>;

/** Makes the events of a charm from its files. */
export function createCharmEvents<T extends CharmTypes>(charm: ObjectParent, meta: CharmMeta): CharmEvents<T> {
  // The constructor has defined a property for every name in the files, from which T is generated.
  return new HookEvents<T>(charm, meta) as CharmEvents<T>;
}
