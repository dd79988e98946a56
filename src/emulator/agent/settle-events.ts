/** Hands each event to everybody who listens. */
import type { SettleEvent, SettleListener } from './events.ts';

export class SettleEvents {
  readonly #listeners = new Set<SettleListener>();

  listen(listener: SettleListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(event: SettleEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
