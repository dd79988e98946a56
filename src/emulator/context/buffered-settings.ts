/** A bag that a hook may write: what was there when it was first read, and the changes that wait for the hook's end. */
import type { Settings, SettingsChange } from '../model/index.ts';

export class BufferedSettings {
  readonly #base: Settings;
  readonly #changes = new Map<string, string | null>();

  constructor(base: Settings) {
    this.#base = base;
  }

  /** As the hook sees it: with its own changes. */
  current(): Settings {
    const merged = new Map(Object.entries(this.#base));
    for (const [key, value] of this.#changes) {
      if (value === null) merged.delete(key);
      else merged.set(key, value);
    }
    return Object.fromEntries(merged);
  }

  get(key: string): string | undefined {
    const change = this.#changes.get(key);
    if (change !== undefined) return change ?? undefined;
    return Object.hasOwn(this.#base, key) ? this.#base[key] : undefined;
  }

  set(key: string, value: string): void {
    this.#changes.set(key, value);
  }

  delete(key: string): void {
    this.#changes.set(key, null);
  }

  get isChanged(): boolean {
    return this.#changes.size > 0;
  }

  changes(): SettingsChange {
    return Object.fromEntries(this.#changes);
  }
}
