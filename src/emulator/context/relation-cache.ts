/**
 * What a unit's agent remembers of a relation from hook to hook, as Juju's does: the members its charm was told of, and
 * their settings until the next joined or changed for that member. A charm thus never sees a change before its hook.
 */
import type { Settings } from '../model/index.ts';

export interface RelationReader {
  unitSettings(unit: string): Settings;
  applicationSettings(application: string): Settings;
}

export class RelationCache {
  readonly #reader: RelationReader;
  readonly #members = new Map<string, Settings | null>();
  readonly #others = new Map<string, Settings>();
  readonly #applications = new Map<string, Settings>();

  constructor(reader: RelationReader) {
    this.#reader = reader;
  }

  /** Begins a hook: the members are these, and nothing is remembered of anybody else. */
  prune(members: readonly string[]): void {
    const wanted = new Set(members);
    for (const name of [...this.#members.keys()]) if (!wanted.has(name)) this.#members.delete(name);
    for (const name of members) if (!this.#members.has(name)) this.#members.set(name, null);
    this.#others.clear();
    this.#applications.clear();
  }

  memberNames(): string[] {
    return [...this.#members.keys()];
  }

  /** The unit is a member now, and its settings are read anew. */
  invalidate(unit: string): void {
    this.#members.set(unit, null);
  }

  /** The unit is no member any more; its settings can still be read. */
  remove(unit: string): void {
    this.#members.delete(unit);
  }

  unitSettings(unit: string): Settings {
    const isMember = this.#members.has(unit);
    const known = isMember ? this.#members.get(unit) : this.#others.get(unit);
    if (known !== null && known !== undefined) return known;
    const settings = this.#reader.unitSettings(unit);
    if (isMember) this.#members.set(unit, settings);
    else this.#others.set(unit, settings);
    return settings;
  }

  applicationSettings(application: string): Settings {
    const known = this.#applications.get(application);
    if (known !== undefined) return known;
    const settings = this.#reader.applicationSettings(application);
    this.#applications.set(application, settings);
    return settings;
  }
}
