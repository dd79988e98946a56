/** An index over a table: from a word (an application's name, say) to the keys of the entities that belong to it. */
import type { Table } from './table.ts';

const none: ReadonlySet<string> = new Set();

export class KeyIndex<Value extends object> {
  readonly #keys = new Map<string, Set<string>>();
  readonly #wordsOf: (value: Value) => readonly string[];

  constructor(table: Table<Value>, wordsOf: (value: Value) => readonly string[]) {
    this.#wordsOf = wordsOf;
    table.follow((key, before, after) => this.#change(key, before, after));
  }

  /** In order of creation. */
  keys(word: string): ReadonlySet<string> {
    return this.#keys.get(word) ?? none;
  }

  #change(key: string, before: Value | undefined, after: Value | undefined): void {
    const old = before === undefined ? [] : this.#wordsOf(before);
    const now = after === undefined ? [] : this.#wordsOf(after);
    for (const word of old) if (!now.includes(word)) this.#remove(word, key);
    for (const word of now) if (!old.includes(word)) this.#add(word, key);
  }

  #add(word: string, key: string): void {
    const keys = this.#keys.get(word);
    if (keys === undefined) this.#keys.set(word, new Set([key]));
    else keys.add(key);
  }

  #remove(word: string, key: string): void {
    const keys = this.#keys.get(word);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(word);
  }
}
