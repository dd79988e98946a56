/** Storage instances of our unit, and asking for more. */
import { ModelError } from '../errors.ts';
import { type StorageAnswer, storageAdd, storageGet, storageList } from '../juju/storage.ts';
import type { ModelBackend } from './backend.ts';

/** A storage instance of our unit. */
export class Storage {
  readonly name: string;
  readonly index: number;
  readonly #backend: ModelBackend;
  #answer: StorageAnswer | null = null;
  readonly #presetLocation: string | null;

  constructor(backend: ModelBackend, name: string, index: number, location: string | null = null) {
    this.#backend = backend;
    this.name = name;
    this.index = index;
    this.#presetLocation = location;
  }

  /** For example `data/0`. */
  get fullId(): string {
    return `${this.name}/${this.index}`;
  }

  /** Where it is mounted, or its device. Asked for once, unless the hook's environment says it. */
  get location(): string {
    const location = this.#presetLocation ?? this.#ask().location;
    if (location === null)
      throw new ModelError(`cannot tell the location of the storage ${this.fullId}: Juju knows none`);
    return location;
  }

  /** `filesystem` or `block`. */
  get kind(): string | null {
    return this.#ask().kind;
  }

  #ask(): StorageAnswer {
    this.#answer ??= storageGet(this.#backend.runner, this.name, this.index);
    return this.#answer;
  }
}

/** The storages of our unit by name. */
export class StorageMapping<S extends string = string> {
  readonly #backend: ModelBackend;
  readonly #known = new Map<string, readonly Storage[]>();

  constructor(backend: ModelBackend) {
    this.#backend = backend;
  }

  /** Names of the storages that metadata.yaml declares. */
  names(): string[] {
    return [...this.#backend.meta.storages.keys()];
  }

  /** The attached instances of a storage; listed once. */
  get(name: S): readonly Storage[] {
    this.#requireDeclared(name);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const listed = storageList(this.#backend.runner, name).map((index) => this.#instance(name, index));
    this.#known.set(name, listed);
    return listed;
  }

  /** Asks Juju for more instances; storage-attached follows for each. */
  request(name: S, count = 1): void {
    this.#requireDeclared(name);
    if (!Number.isInteger(count) || count < 1) throw new TypeError(`cannot request storage: ${count} is no count`);
    storageAdd(this.#backend.runner, name, count);
  }

  #instance(name: string, index: number): Storage {
    const context = this.#backend.context.storage;
    const here = context !== null && context.name === name && context.index === index;
    return new Storage(this.#backend, name, index, here ? context.location : null);
  }

  #requireDeclared(name: string): void {
    if (this.#backend.meta.storages.has(name)) return;
    throw new ModelError(
      `cannot find the storage "${name}": metadata.yaml declares ${this.names().join(', ') || 'none'}`,
    );
  }
}
