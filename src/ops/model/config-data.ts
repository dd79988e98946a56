/** The application's options, read once and never written. */
import type { ConfigValue } from '../charm/charm-types.ts';
import { ModelError } from '../errors.ts';
import { configGet } from '../juju/config.ts';
import type { ModelBackend } from './backend.ts';

/** Options of a charm whose generated types say C. The first read runs config-get. */
export class ConfigData<C extends object = { readonly [name: string]: ConfigValue | undefined }> {
  readonly #backend: ModelBackend;
  #values: Readonly<Record<string, ConfigValue>> | null = null;

  constructor(backend: ModelBackend) {
    this.#backend = backend;
  }

  /** An option's value; undefined when it has neither a value nor a default. Throws for one that config.yaml does not declare. */
  get<K extends keyof C & string>(name: K): C[K] {
    const { config } = this.#backend.meta;
    if (!config.has(name)) {
      const known = [...config.keys()].join(', ') || 'none';
      throw new ModelError(`cannot find the option "${name}": config.yaml declares ${known}`);
    }
    const values = this.#load();
    // The generated types come from the very config.yaml that Juju checks values against.
    return (Object.hasOwn(values, name) ? values[name] : undefined) as C[K];
  }

  /** Whether the option has a value or a default. */
  has(name: keyof C & string): boolean {
    return Object.hasOwn(this.#load(), name);
  }

  /** Names of the options that have a value. */
  keys(): string[] {
    return Object.keys(this.#load());
  }

  /** All options that have a value. */
  toObject(): Readonly<C> {
    // As in get().
    return { ...this.#load() } as C;
  }

  /** Whether config-get has been run. @internal */
  get isLoaded(): boolean {
    return this.#values !== null;
  }

  /** @internal */
  load(): void {
    this.#load();
  }

  #load(): Readonly<Record<string, ConfigValue>> {
    this.#values ??= configGet(this.#backend.runner);
    return this.#values;
  }
}
