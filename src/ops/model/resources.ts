/** The charm's resources: files that the operator or the store hands over. */
import { ModelError } from '../errors.ts';
import { resourceGet } from '../juju/resource.ts';
import type { ModelBackend } from './backend.ts';

/** The charm's resources by name. */
export class Resources<R extends string = string> {
  readonly #backend: ModelBackend;
  readonly #paths = new Map<string, string>();

  constructor(backend: ModelBackend) {
    this.#backend = backend;
  }

  /** Path of the resource's file, fetched by Juju first when needed; asked for once. */
  fetch(name: R): string {
    if (!this.#backend.meta.resources.has(name)) {
      const known = [...this.#backend.meta.resources.keys()].join(', ') || 'none';
      throw new ModelError(`cannot find the resource "${name}": metadata.yaml declares ${known}`);
    }
    const known = this.#paths.get(name);
    if (known !== undefined) return known;
    const path = resourceGet(this.#backend.runner, name);
    this.#paths.set(name, path);
    return path;
  }
}
