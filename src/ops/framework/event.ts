/**
 * Events. What an event carries is its payload: plain data that is written down when a handler defers the event and read
 * again when it is due. Everything else about an event is computed from the payload when asked for.
 */
import { FrameworkError } from '../errors.ts';
import type { Framework } from './framework.ts';
import type { Handle } from './handle.ts';

/** The payload of an event that carries nothing. */
export type NoPayload = Readonly<Record<string, never>>;

/** What the framework hands to an event's constructor. */
export interface EventInit<P extends object = object> {
  readonly framework: Framework;
  readonly handle: Handle;
  readonly payload: P;
  /** How often this handler has deferred this event so far. */
  readonly deferrals: number;
}

/**
 * The parent of all events. A custom event names its payload and reads it:
 *
 * @example
 * class ReadyEvent extends EventBase<{ host: string }> {
 *   get host(): string { return this.payload.host; }
 * }
 */
export abstract class EventBase<P extends object = object> {
  readonly framework: Framework;
  readonly handle: Handle;
  readonly payload: P;
  /** How often this handler has deferred this very event: 0 the first time. Lets a handler give up. */
  readonly deferrals: number;
  #deferred = false;

  constructor(init: EventInit<P>) {
    this.framework = init.framework;
    this.handle = init.handle;
    this.payload = init.payload;
    this.deferrals = init.deferrals;
  }

  /** Whether the event comes from the deferred queue. */
  get isDeferredBefore(): boolean {
    return this.deferrals > 0;
  }

  /** Whether the running handler has called {@link defer}. */
  get deferred(): boolean {
    return this.#deferred;
  }

  /**
   * Asks for the running handler to be called again with this event, at the start of the next dispatch.
   * A handler that reconciles seldom needs it: the next hook will look at everything again.
   */
  defer(): void {
    this.framework.log.debug(`Deferring ${describeEvent(this.handle)}.`);
    this.#deferred = true;
  }
}

/** Shown in logs where ops shows an event's repr. */
export function describeEvent(handle: Handle): string {
  return `<${handle.kind} via ${handle.path}>`;
}

/** The parent of the framework's own events around a dispatch, which end with it and cannot be deferred. */
export abstract class LifecycleEvent<P extends object = NoPayload> extends EventBase<P> {
  override defer(): never {
    throw new FrameworkError(`cannot defer ${this.handle.kind}: it belongs to this dispatch only`);
  }
}

/** Emitted when all handlers have run well, before anything is kept: the last moment to change a stored state. */
export class PreCommitEvent extends LifecycleEvent {}

/** Emitted when the stored states have been taken up; changes made now are not kept. */
export class CommitEvent extends LifecycleEvent {}

/**
 * A class whose objects are events of type E. The payload is E's own, which emit() checks; left open here, an event of any
 * kind is also an event.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above; a constructor's parameter would make every event type unrelated.
export type EventClass<E extends EventBase> = new (init: EventInit<any>) => E;

export type PayloadOf<E> = E extends EventBase<infer P> ? P : never;
