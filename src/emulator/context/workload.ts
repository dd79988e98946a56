/** Metrics and payloads, which Juju had before 4.0. */
import type { Metric, Model, Payload, Timestamp } from '../model/index.ts';
import { ContextError } from './context-error.ts';

export class ContextWorkload {
  readonly #model: Model;
  readonly #unit: string;
  readonly #now: () => Timestamp;
  readonly #collects: boolean;
  readonly #metrics: Metric[] = [];

  /** @param collects whether this is the hook that may add metrics */
  constructor(model: Model, unit: string, now: () => Timestamp, collects: boolean) {
    this.#model = model;
    this.#unit = unit;
    this.#now = now;
    this.#collects = collects;
  }

  addMetric(key: string, value: string, labels: Readonly<Record<string, string>>): void {
    if (!this.#collects) throw new ContextError('cannot record metric: metrics not allowed in this context');
    this.#metrics.push({ key, value, time: this.#now(), labels });
  }

  /** Metrics that wait for the hook's end. */
  get metrics(): readonly Metric[] {
    return this.#metrics;
  }

  /** The payload's type as the charm declares it; undefined for a class that it does not have. */
  payloadType(className: string): string | undefined {
    return this.#model.charmOf(this.#model.units.get(this.#unit).application).metadata.payloads[className]?.type;
  }

  registerPayload(payload: Payload): void {
    this.#changePayloads((payloads) => [...payloads.filter((one) => !isSame(one, payload)), payload]);
  }

  unregisterPayload(className: string, id: string): void {
    this.#changePayloads((payloads) => payloads.filter((one) => !isSame(one, { class: className, id })));
  }

  setPayloadStatus(className: string, id: string, status: string): void {
    const { payloads } = this.#model.units.get(this.#unit);
    if (!payloads.some((one) => isSame(one, { class: className, id }))) {
      throw new ContextError(`payload "${className}/${id}" not found`);
    }
    this.#changePayloads((all) => all.map((one) => (isSame(one, { class: className, id }) ? { ...one, status } : one)));
  }

  #changePayloads(change: (payloads: readonly Payload[]) => readonly Payload[]): void {
    const { payloads } = this.#model.units.get(this.#unit);
    this.#model.units.patch(this.#unit, { payloads: change(payloads) });
  }
}

function isSame(a: Pick<Payload, 'class' | 'id'>, b: Pick<Payload, 'class' | 'id'>): boolean {
  return a.class === b.class && a.id === b.id;
}
