/**
 * The heart: who observes what, how an event reaches its handlers, what is owed when a handler defers, and what is kept
 * when all went well. Knows events and objects, but not Juju's hooks.
 */
import { ActionEvent } from '../charm/events/action-event.ts';
import { HookEvent } from '../charm/events/hook-events.ts';
import { ReconcileEvent } from '../charm/events/reconcile-event.ts';
import type { CharmMeta } from '../charm/meta.ts';
import { FrameworkError } from '../errors.ts';
import { HookExit, unlessKept } from '../hook-exit.ts';
import type { JujuContext } from '../juju/context.ts';
import type { Log } from '../log.ts';
import type { Model } from '../model/model.ts';
import type { JsonValue, StateDocument, Store } from '../store/store.ts';
import type { BoundEvent } from './bound-event.ts';
import { Breakpoints, type Stop } from './breakpoints.ts';
import { CommitEvent, describeEvent, type EventBase, LifecycleEvent, PreCommitEvent } from './event.ts';
import { Handle } from './handle.ts';
import { Notices } from './notices.ts';
import type { ObjectNode } from './object.ts';
import { ObjectEvents } from './object-events.ts';
import { checkObservation, type Observation } from './observation.ts';
import { decodePlain, encodePlain, isPlainObject } from './plain-data.ts';
import type { DeclaredState } from './stored-state.ts';

/** A handler; the framework awaits what it returns before it calls the next one. */
export type Handler<E extends EventBase> = (event: E) => unknown;

/** The framework's own events, at `framework.on`. */
export class FrameworkEvents extends ObjectEvents {
  readonly preCommit = this.defineEvent('pre_commit', PreCommitEvent);
  readonly commit = this.defineEvent('commit', CommitEvent);
  /** See {@link Framework.observeReconcile}. */
  readonly reconcile = this.defineEvent('reconcile', ReconcileEvent);
}

export interface FrameworkOptions {
  readonly context: JujuContext;
  readonly model: Model;
  readonly meta: CharmMeta;
  readonly store: Store;
  readonly log: Log;
  /** Halts for a debugger, in place of Node's inspector. */
  readonly stop?: Stop;
  /** Called before each handler, for tests and tracers. */
  readonly beforeHandler?: (event: EventBase, observer: ObjectNode, method: string) => void;
  /** Called whenever an event is emitted, observed or not. */
  readonly onEmit?: (emitted: { readonly event: BoundEvent; readonly path: string; readonly payload: object }) => void;
}

/**
 * What ties a charm's objects, events and handlers together; a charm gets it in its constructor and observes with it.
 */
export class Framework {
  readonly context: JujuContext;
  readonly model: Model;
  readonly meta: CharmMeta;
  readonly log: Log;
  readonly #options: FrameworkOptions;
  readonly #breakpoints: Breakpoints;
  readonly #kept: StateDocument | null;
  readonly #notices: Notices;
  readonly #objects = new Map<string, ObjectNode>();
  readonly #events = new Map<string, BoundEvent>();
  readonly #observations: Observation[] = [];
  readonly #states: DeclaredState[] = [];
  /** Paths of the events whose handlers have not all returned. */
  readonly #emitting = new Set<string>();
  /** Last, for its construction tracks objects. */
  readonly on: FrameworkEvents;

  constructor(options: FrameworkOptions) {
    this.context = options.context;
    this.model = options.model;
    this.meta = options.meta;
    this.log = options.log;
    this.#options = options;
    this.#breakpoints = new Breakpoints(options.context.debugAt, options.log, options.stop);
    this.#kept = options.store.read();
    this.#notices = new Notices(this.#kept);
    this.on = new FrameworkEvents(this);
  }

  /** The directory that the charm is unpacked in. */
  get charmDir(): string {
    return this.context.charmDir;
  }

  /** The deferred queue, oldest first. */
  get deferred(): StateDocument['notices'] {
    return this.#notices.document().notices;
  }

  /**
   * Has `observer[method]` called whenever the event is emitted. The method is named, not passed, because its name is what
   * is kept when the handler defers. Observing the same event with the same method again changes nothing.
   */
  observe<E extends EventBase, K extends string>(
    event: BoundEvent<E>,
    observer: ObjectNode & { readonly [Name in K]: Handler<E> },
    method: K,
  ): void {
    checkObservation(event, observer, method, (object) => this.#isTracked(object));
    const source = event.source.path;
    const known = this.#observations.some(
      (other) =>
        other.observer === observer && other.method === method && other.source === source && other.kind === event.kind,
    );
    if (!known) this.#observations.push({ observer, method, source, kind: event.kind });
  }

  /**
   * Has `observer[method]` called after every hook after which a charm should look at everything anew: all but stop, remove,
   * actions, pre-series-upgrade, metrics, and the hooks in which an owner has to renew or remove a secret. It is called once
   * a hook, after the handlers of the hook's own event.
   */
  observeReconcile<K extends string>(
    observer: ObjectNode & { readonly [Name in K]: Handler<ReconcileEvent> },
    method: K,
  ): void {
    this.observe(this.on.reconcile, observer, method);
  }

  #isTracked(object: unknown): object is ObjectNode {
    if (typeof object !== 'object' || object === null || !('handle' in object)) return false;
    return object.handle instanceof Handle && this.#objects.get(object.handle.path) === object;
  }

  /** Whether anybody observes the event. */
  isObserved(event: BoundEvent): boolean {
    return this.#observations.some((one) => one.source === event.source.path && one.kind === event.kind);
  }

  /** What {@link BoundEvent.emit} does. @internal */
  async emit<E extends EventBase>(event: BoundEvent<E>, payload: object): Promise<void> {
    const handle = event.source.nest(event.kind, this.#notices.nextKey());
    if (!isPlainObject(payload)) throw new FrameworkError(`cannot emit ${handle.path}: its payload is no plain object`);
    const snapshot = encodePlain(payload, `the payload of ${event.kind}`);
    this.#options.onEmit?.({ event, path: handle.path, payload });
    if (isCustom(event)) this.log.debug(`Emitting custom event ${describeEvent(handle)}.`);
    let queued = false;
    for (const one of this.#observations) {
      if (one.source !== event.source.path || one.kind !== event.kind) continue;
      if (this.#notices.add(handle, snapshot, one.observer.handle.path, one.method)) queued = true;
      else this.log.info(`Skipping ${describeEvent(handle)}: ${one.observer.handle.path} already waits for it.`);
    }
    if (!queued) return;
    this.#emitting.add(handle.path);
    try {
      await this.#deliver(handle.path);
    } finally {
      this.#emitting.delete(handle.path);
    }
  }

  /** Calls the handlers that deferred an event in an earlier dispatch, oldest first. */
  async reemit(): Promise<void> {
    await this.#deliver();
  }

  /** The same without those of one event, which is about to be emitted anew. @internal */
  async reemitOthers(event: BoundEvent): Promise<void> {
    await this.#deliver(undefined, `${event.source.path}/${event.kind}[`);
  }

  /** Takes an event's deferred calls off the queue. @internal */
  dropDeferred(event: BoundEvent): void {
    for (const notice of this.#notices.list()) {
      if (notice.eventPath.startsWith(`${event.source.path}/${event.kind}[`)) this.#notices.finish(notice, false);
    }
  }

  /** Stops here for a debugger, when JUJU_DEBUG_AT names this breakpoint or all of them. */
  breakpoint(name: string | null = null): void {
    this.#breakpoints.reach(name);
  }

  async #deliver(eventPath?: string, exceptPrefix?: string): Promise<void> {
    const due = this.#notices
      .list(eventPath)
      .filter((notice) => exceptPrefix === undefined || !notice.eventPath.startsWith(exceptPrefix));
    for (const [index, notice] of due.entries()) {
      // A handler before this one may have emitted or re-emitted what was due.
      if (!this.#notices.isOwed(notice)) continue;
      const call = this.#resolve(notice.eventPath, notice.observerPath, notice.method, notice.deferrals);
      if (typeof call === 'string') {
        this.log.warning(`Dropping a deferred event: ${notice.eventPath} for ${notice.observerPath}: ${call}.`);
        this.#notices.finish(notice, false);
        continue;
      }
      if (eventPath === undefined) {
        this.log.debug(
          `Re-emitting deferred event ${describeEvent(call.event.handle)} (${index + 1} of ${due.length} in queue).`,
        );
      }
      this.#notices.start(notice);
      this.#options.beforeHandler?.(call.event, call.observer, notice.method);
      if (call.event instanceof HookEvent || call.event instanceof ActionEvent) {
        this.#breakpoints.reachHandler(`${notice.observerPath}.${notice.method}`);
      }
      try {
        await call.handler(call.event);
      } catch (error) {
        // Leaving early is a success: this handler is done, and those after it are not owed the event.
        if (error instanceof HookExit) {
          this.#notices.finish(notice, call.event.deferred);
          this.#notices.dropUndelivered();
        }
        throw error;
      }
      this.#notices.finish(notice, call.event.deferred);
    }
  }

  /** Finds everything that a queued call needs, or says what is missing. */
  #resolve(
    eventPath: string,
    observerPath: string,
    method: string,
    deferrals: number,
  ): string | { readonly event: EventBase; readonly observer: ObjectNode; readonly handler: Handler<EventBase> } {
    const payload = this.#notices.snapshot(eventPath);
    if (payload === undefined) return 'its payload was not kept';
    const decoded = decodePlain(payload);
    const event = this.#build(eventPath, typeof decoded === 'object' && decoded !== null ? decoded : {}, deferrals);
    if (event === null) return 'no object emits it any more';
    const observer = this.#objects.get(observerPath);
    if (observer === undefined) return 'there is no such observer any more';
    const handler: unknown = Reflect.get(observer, method);
    if (typeof handler !== 'function') return `there is no method "${method}" any more`;
    return { event, observer, handler: (given) => Reflect.apply(handler, observer, [given]) };
  }

  /** An event made anew from its path and payload; null when no object emits it. */
  #build(eventPath: string, payload: object, deferrals: number): EventBase | null {
    const handle = Handle.parse(eventPath);
    const bound = this.#events.get(`${handle.parent?.path ?? ''}/${handle.kind}`);
    return bound === undefined ? null : new bound.eventClass({ framework: this, handle, payload, deferrals });
  }

  /** The event of a path. @internal */
  rebuildEvent(eventPath: string, payload: object): EventBase {
    const event = this.#build(eventPath, payload, 0);
    if (event === null) throw new FrameworkError(`cannot make the event ${eventPath} again: no object emits it`);
    return event;
  }

  /**
   * Ends a dispatch that went well: pre-commit handlers, databags, stored states, commit handlers, and then one write of
   * everything that is kept. A dispatch that keeps nothing new writes nothing.
   */
  async commit(): Promise<void> {
    const [unfinished] = this.#emitting;
    if (unfinished !== undefined) {
      throw new FrameworkError(`cannot end the hook: handlers of ${unfinished} still run; await what emit() returns`);
    }
    await this.on.preCommit.emit().catch(unlessKept);
    this.model.flush();
    for (const state of this.#states) this.#notices.saveSnapshot(state.path, encodePlain(state.value, state.path));
    await this.on.commit.emit().catch(unlessKept);
    this.model.flush();
    this.#notices.removeUnreferenced();
    const document = this.#notices.document();
    if (!isSame(this.#kept, document)) this.#options.store.write(document);
  }

  /** Data kept under a path, or undefined. @internal */
  snapshot(path: string): JsonValue | undefined {
    return this.#notices.snapshot(path);
  }

  /** Takes an object into the tree. @internal */
  track(object: ObjectNode): void {
    const path = object.handle.path;
    if (this.#objects.has(path)) {
      throw new FrameworkError(`cannot make a second object with the path ${path}: a key tells them apart`);
    }
    this.#objects.set(path, object);
  }

  /** Makes an event known, so that a deferred one can be made again. @internal */
  registerEvent(event: BoundEvent): void {
    this.#events.set(`${event.source.path}/${event.kind}`, event);
  }

  /** Remembers a stored state for the commit. @internal */
  declareState(state: DeclaredState): void {
    if (this.#states.some((other) => other.path === state.path)) {
      throw new FrameworkError(`cannot declare the stored state ${state.path} twice`);
    }
    this.#states.push(state);
  }
}

/** Whether an event is a charm's or library's own, neither Juju's nor the framework's. @internal */
export function isCustom(event: BoundEvent): boolean {
  const { prototype } = event.eventClass;
  return ![HookEvent, ActionEvent, LifecycleEvent, ReconcileEvent].some(
    (known) => prototype instanceof known || prototype === known.prototype,
  );
}

/** Whether two documents keep the same. The counter alone matters to nobody while nothing is queued. */
function isSame(kept: StateDocument | null, now: StateDocument): boolean {
  const content = (document: StateDocument | null) =>
    JSON.stringify([document?.snapshots ?? {}, document?.notices ?? []]);
  return content(kept) === content(now);
}
