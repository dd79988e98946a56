/** The relations of the model, endpoint by endpoint, each listed when first asked for. */
import { ModelError, TooManyRelatedAppsError } from '../errors.ts';
import { relationIds } from '../juju/relation.ts';
import type { ModelBackend } from './backend.ts';
import { type Directory, Relation } from './relation.ts';

/** N: names of the endpoints, where generated types know them. */
export class RelationMapping<N extends string = string> {
  readonly #model: Directory;
  readonly #backend: ModelBackend;
  readonly #lists = new Map<string, readonly Relation[]>();
  readonly #relations = new Map<string, Relation>();

  constructor(model: Directory, backend: ModelBackend) {
    this.#model = model;
    this.#backend = backend;
  }

  /** Names of the endpoints that metadata.yaml declares. */
  names(): string[] {
    return [...this.#backend.meta.relations.keys()];
  }

  /** The endpoint's relations, without one that is going away in this hook. */
  get(endpoint: N): readonly Relation[] {
    if (!this.#backend.meta.relations.has(endpoint)) {
      const known = this.names().join(', ') || 'none';
      throw new ModelError(`cannot find the endpoint "${endpoint}": metadata.yaml declares ${known}`);
    }
    const known = this.#lists.get(endpoint);
    if (known !== undefined) return known;
    return this.#list(endpoint, relationIds(this.#backend.runner, endpoint));
  }

  /**
   * Takes the endpoint's relations from a charm that has kept their ids since an earlier hook: each that comes or goes has
   * hooks of its own, so Juju need not be asked for all of them in every hook. One that Juju does not know any more turns
   * inactive when its units are asked for. Changes nothing where Juju has been asked already.
   */
  accept(endpoint: N, ids: readonly number[]): void {
    if (!this.isListed(endpoint)) this.#list(endpoint, ids);
  }

  /** Whether the endpoint's relations are known by now, so that asking for them costs nothing. */
  isListed(endpoint: string): boolean {
    return this.#lists.has(endpoint);
  }

  /** One relation by id, whether or not Juju still knows it; the same object each time. */
  byId(endpoint: string, id: number): Relation {
    if (!Number.isSafeInteger(id)) throw new ModelError(`cannot find a relation of "${endpoint}": ${id} is no id`);
    return this.#relation(endpoint, id);
  }

  /** The endpoint's only relation, or null. */
  only(endpoint: N): Relation | null {
    const relations = this.get(endpoint);
    if (relations.length > 1) throw new TooManyRelatedAppsError(endpoint, relations.length);
    return relations[0] ?? null;
  }

  #list(endpoint: string, ids: readonly number[]): readonly Relation[] {
    const listed = ids
      .filter((id) => id !== this.#backend.brokenRelationId)
      .map((id) => this.#relation(endpoint, id, true));
    this.#lists.set(endpoint, listed);
    return listed;
  }

  #relation(endpoint: string, id: number, known?: boolean): Relation {
    const key = `${endpoint}:${id}`;
    const relation = this.#relations.get(key) ?? new Relation(this.#model, this.#backend, endpoint, id, known);
    this.#relations.set(key, relation);
    return relation;
  }
}
