/** Who observes what, and what is said to an author whose `observe` makes no sense. */
import { BoundEvent } from './bound-event.ts';
import type { ObjectNode } from './object.ts';

/** One `observe`: this event of that object calls this method. */
export interface Observation {
  readonly observer: ObjectNode;
  readonly method: string;
  /** Path of the events object and kind of the event. */
  readonly source: string;
  readonly kind: string;
}

const usage = "observe(this.on.configChanged, this, 'onConfigChanged')";

/**
 * Refuses what no compiler has looked at: calls from JavaScript, and types that the YAML files have outgrown.
 * `isTracked` says whether an object belongs to the framework.
 */
export function checkObservation(
  event: unknown,
  observer: unknown,
  method: unknown,
  isTracked: (object: unknown) => object is ObjectNode,
): void {
  const who = typeof method === 'string' ? ` with "${method}"` : '';
  if (!(event instanceof BoundEvent)) {
    throw new TypeError(`cannot observe${who}: ${described(event)} is no event; write ${usage}`);
  }
  if (typeof observer === 'function' || typeof method !== 'string') {
    throw new TypeError(
      `cannot observe ${event.kind}: the handler is given by its object and its name in quotes; write ${usage}`,
    );
  }
  if (!isTracked(observer)) {
    throw new TypeError(
      `cannot observe ${event.kind}${who}: ${described(observer)} is no object of this framework; it has to extend CharmBase or FrameworkObject`,
    );
  }
  const handler: unknown = Reflect.get(observer, method);
  if (typeof handler !== 'function') {
    const what = handler === undefined ? `has no method "${method}"` : `has a "${method}" that is no method`;
    throw new TypeError(`cannot observe ${event.kind}: ${observer.handle.path} ${what}`);
  }
  if (handler.length > 1) {
    throw new TypeError(
      `cannot observe ${event.kind}: "${method}" of ${observer.handle.path} wants more than the event`,
    );
  }
}

/** A value as an author would call it. Its content stays out: it may be anything. */
function described(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object') return `an object of class ${value.constructor?.name ?? 'none'}`;
  return `a ${typeof value}`;
}
