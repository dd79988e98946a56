/** The unit's key/value store behind state-get: reads see what this hook wrote, the controller sees it at the hook's end. */
import type { Model, Settings } from '../model/index.ts';
import { BufferedSettings } from './buffered-settings.ts';
import { ContextError } from './context-error.ts';

const longestKey = 256;
const longestValue = 65_536;
const mostBytes = 2 * 1024 * 1024;

export class ContextState {
  readonly #model: Model;
  readonly #unit: string;
  #values: BufferedSettings | null = null;

  constructor(model: Model, unit: string) {
    this.#model = model;
    this.#unit = unit;
  }

  get #buffered(): BufferedSettings {
    this.#values ??= new BufferedSettings(this.#model.unitStates.find(this.#unit)?.state ?? {});
    return this.#values;
  }

  all(): Settings {
    return this.#buffered.current();
  }

  get(key: string): string | undefined {
    return this.#buffered.get(key);
  }

  set(key: string, value: string): void {
    if (Buffer.byteLength(key) > longestKey) {
      throw new ContextError(`max allowed key length (${longestKey}) exceeded`);
    }
    if (Buffer.byteLength(value) > longestValue) {
      throw new ContextError(`max allowed value length (${longestValue}) exceeded`);
    }
    this.#buffered.set(key, value);
  }

  delete(key: string): void {
    this.#buffered.delete(key);
  }

  /** The store as it is to be, or null when this hook wrote nothing. */
  written(): Settings | null {
    if (this.#values?.isChanged !== true) return null;
    const state = this.#values.current();
    const size = Object.entries(state).reduce(
      (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
      0,
    );
    if (size > mostBytes) throw new ContextError(`max allowed size (${mostBytes}) exceeded`);
    return state;
  }
}
