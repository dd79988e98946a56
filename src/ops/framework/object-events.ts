/** The `on` of an object: the events that it emits. */
import { FrameworkError } from '../errors.ts';
import { BoundEvent } from './bound-event.ts';
import type { EventBase, EventClass } from './event.ts';
import { FrameworkObject, type ObjectParent } from './object.ts';

/**
 * The events of an object, one property each.
 *
 * @example
 * class DatabaseEvents extends ObjectEvents {
 *   readonly ready = this.defineEvent('ready', ReadyEvent);
 * }
 */
export class ObjectEvents extends FrameworkObject {
  static override readonly handleKind: string = 'on';
  readonly #events = new Map<string, BoundEvent>();

  constructor(emitter: ObjectParent) {
    super(emitter, null);
  }

  /**
   * Declares an event on this object alone. `kind` is the event's stable name: deferred events are kept under it.
   * Differs from ops: the class is left as it is.
   */
  defineEvent<E extends EventBase>(kind: string, eventClass: EventClass<E>): BoundEvent<E> {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(kind))
      throw new FrameworkError(`cannot define an event "${kind}": that is no name`);
    if (this.#events.has(kind))
      throw new FrameworkError(`cannot define the event "${kind}" on ${this.handle.path} twice`);
    const bound = new BoundEvent(this.framework, this.handle, kind, eventClass);
    this.#events.set(kind, bound);
    this.framework.registerEvent(bound);
    return bound;
  }

  /** All events by kind. */
  events(): ReadonlyMap<string, BoundEvent> {
    return this.#events;
  }
}
