/** An event of a certain object: what one observes and emits. */
import type { EventBase, EventClass, PayloadOf } from './event.ts';
import type { Framework } from './framework.ts';
import type { Handle } from './handle.ts';

/** `emit()` takes the payload, and nothing where the payload is empty. */
export type EmitArguments<P> = Record<string, never> extends P ? [payload?: P] : [payload: P];

/** An event of a certain object: what is observed, and what a library emits. */
export class BoundEvent<E extends EventBase = EventBase> {
  readonly framework: Framework;
  /** Handle of the events object, below which this event's handles lie. */
  readonly source: Handle;
  /** The event's name on its source, for example `config_changed`. */
  readonly kind: string;
  readonly eventClass: EventClass<E>;

  constructor(framework: Framework, source: Handle, kind: string, eventClass: EventClass<E>) {
    this.framework = framework;
    this.source = source;
    this.kind = kind;
    this.eventClass = eventClass;
  }

  /** Calls every observer, in the order of observation, and settles when the last one has. */
  emit(...args: EmitArguments<PayloadOf<E>>): Promise<void> {
    return this.framework.emit(this, args[0] ?? {});
  }
}
