/**
 * One kind of entity, by key. Values are never changed in place: `set` and `patch` put a new one, so that an old value can be kept
 * as a snapshot (a hook's view of the config), undone (a refused command) or compared (what changed).
 */

export type TableListener = (change: Change) => void;

type Follower<Value> = (key: string, before: Value | undefined, after: Value | undefined) => void;

/** One entity before and after; absent before means created, absent after means removed. */
export interface Change {
  readonly table: string;
  readonly key: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
  /** Puts the entity back as it was before; itself a change. */
  undo(): void;
}

/** A table of whatever, for those that read and write all of them alike. */
export interface AnyTable {
  readonly name: string;
  keys(): string[];
  find(key: string): object | undefined;
  listen(listener: TableListener): void;
  /** Takes an entity from a file that this program wrote; undefined when the file says that it was removed. Listeners are not told. */
  load(key: string, value: object | undefined): void;
}

/** A key that should be there is not: a mistake of ours, not of the user. */
export class MissingEntityError extends Error {
  readonly code = 'missing-entity';

  constructor(table: string, key: string) {
    super(`cannot find ${key} in ${table}: there is none`);
    this.name = 'MissingEntityError';
  }
}

export class Table<Value extends object> implements AnyTable {
  readonly name: string;
  readonly #values = new Map<string, Value>();
  readonly #listeners: TableListener[] = [];
  readonly #followers: Follower<Value>[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.#values.size;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  find(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** Throws {@link MissingEntityError} when there is none. */
  get(key: string): Value {
    const value = this.#values.get(key);
    if (value === undefined) throw new MissingEntityError(this.name, key);
    return value;
  }

  /** In order of creation. */
  keys(): string[] {
    return [...this.#values.keys()];
  }

  /** In order of creation. */
  values(): Value[] {
    return [...this.#values.values()];
  }

  set(key: string, value: Value): void {
    const before = this.#values.get(key);
    if (before === value) return;
    this.#values.set(key, value);
    this.#tell(key, before, value);
  }

  /** Replaces some fields; no change at all when each is already as given. Returns the entity as it is now. */
  patch(key: string, fields: Partial<Value>): Value {
    const before = this.get(key);
    const after = { ...before, ...fields };
    const changed = Object.entries(fields).some(([name, value]) => Reflect.get(before, name) !== value);
    if (!changed) return before;
    this.set(key, after);
    return after;
  }

  delete(key: string): void {
    const before = this.#values.get(key);
    if (before === undefined) return;
    this.#values.delete(key);
    this.#tell(key, before, undefined);
  }

  load(key: string, value: object | undefined): void {
    const before = this.#values.get(key);
    // The store reads back what it wrote from this very table; the journal names the table beside each value.
    const after = value as Value | undefined;
    if (after === undefined) this.#values.delete(key);
    else this.#values.set(key, after);
    for (const follower of this.#followers) follower(key, before, after);
  }

  /** Hears of every change that is made, in order. */
  listen(listener: TableListener): void {
    this.#listeners.push(listener);
  }

  /** Hears of every change and every load: for indexes. */
  follow(follower: Follower<Value>): void {
    this.#followers.push(follower);
  }

  #tell(key: string, before: Value | undefined, after: Value | undefined): void {
    for (const follower of this.#followers) follower(key, before, after);
    const undo = () => {
      if (before === undefined) this.delete(key);
      else this.set(key, before);
    };
    for (const listener of this.#listeners) listener({ table: this.name, key, before, after, undo });
  }
}
