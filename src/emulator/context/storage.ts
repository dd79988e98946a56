/** Storage as a hook sees it, and the instances that it asks for. */
import { addStorageInstance, type Model, type StorageInstance } from '../model/index.ts';
import { ContextError } from './context-error.ts';

export class ContextStorage {
  readonly #model: Model;
  readonly #unit: string;
  readonly #wanted = new Map<string, number>();

  constructor(model: Model, unit: string) {
    this.#model = model;
    this.#unit = unit;
  }

  /** Instances attached to the unit, sorted by name and number. */
  attached(): StorageInstance[] {
    const number = ({ id }: StorageInstance): number => Number(id.slice(id.lastIndexOf('/') + 1));
    return this.#model
      .storageOf(this.#unit)
      .sort((a, b) => (a.name === b.name ? number(a) - number(b) : a.name < b.name ? -1 : 1));
  }

  get(id: string): StorageInstance {
    const found = this.attached().find((storage) => storage.id === id);
    if (found === undefined) throw new ContextError(`storage "${id}" not found`);
    return found;
  }

  /** Asks for more instances of a storage; several calls for one name add up. */
  add(name: string, count: number): void {
    this.#wanted.set(name, (this.#wanted.get(name) ?? 0) + count);
  }

  /** Makes what was asked for; within the flush. */
  flush(): void {
    const unit = this.#model.units.get(this.#unit);
    const { storage } = this.#model.charmOf(unit.application).metadata;
    const { storageDirectives } = this.#model.applications.get(unit.application);
    for (const [name, count] of this.#wanted) {
      const wanted = storage[name];
      const cannot = `cannot add "${name}" storage to unit "${this.#unit}"`;
      if (wanted === undefined) throw new ContextError(`${cannot}: charm storage "${name}" not found`);
      const present = this.#model.storageOf(this.#unit).filter((one) => one.name === name).length;
      if (wanted.maximumCount !== null && present + count > wanted.maximumCount) {
        const most = wanted.maximumCount === 1 ? 'at most 1 instance' : `at most ${wanted.maximumCount} instances`;
        throw new ContextError(`${cannot}: charm storage "${name}" supports ${most}, ${present + count} specified`);
      }
      for (let made = 0; made < count; made++) addStorageInstance(this.#model, unit, wanted, storageDirectives[name]);
    }
  }
}
