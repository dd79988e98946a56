/** One relation as a hook sees it. */
import { isPeer, localEndpoint, type Model, type Relation, remoteEndpoint, type Settings } from '../model/index.ts';
import { applicationBag, ownUnitBag } from './bag-access.ts';
import { BufferedSettings } from './buffered-settings.ts';
import { ContextError } from './context-error.ts';
import type { RelationCache } from './relation-cache.ts';

export class ContextRelation {
  readonly id: number;
  /** The local endpoint. */
  readonly endpoint: string;
  readonly cache: RelationCache;
  /** Winding up with nobody left when the hook began: no longer listed. */
  readonly broken: boolean;
  readonly #model: Model;
  readonly #unit: string;
  readonly #application: string;
  #own: BufferedSettings | null = null;
  #ownApplication: BufferedSettings | null = null;

  constructor(model: Model, unit: string, relation: Relation, cache: RelationCache) {
    this.#model = model;
    this.#unit = unit;
    this.#application = model.units.get(unit).application;
    this.id = relation.id;
    this.endpoint = localEndpoint(relation, this.#application)?.name ?? '';
    this.cache = cache;
    const inactive = relation.life !== 'alive' || relation.suspended;
    this.broken = !isPeer(relation) && inactive && cache.memberNames().length === 0;
  }

  /** As JUJU_RELATION_ID has it. */
  get name(): string {
    return `${this.endpoint}:${this.id}`;
  }

  get remoteApplication(): string {
    return remoteEndpoint(this.#model.relation(this.id), this.#application)?.application ?? '';
  }

  /** The unit's own bag, with what this hook wrote. */
  get ownSettings(): BufferedSettings {
    this.#own ??= new BufferedSettings(ownUnitBag(this.#model, this.id, this.#unit));
    return this.#own;
  }

  /** The own application's bag, with what this hook wrote; only the leader gets this far, except with peers. */
  get ownApplicationSettings(): BufferedSettings {
    const unit = this.#model.units.get(this.#unit);
    this.#ownApplication ??= new BufferedSettings(applicationBag(this.#model, this.id, unit, this.#application));
    return this.#ownApplication;
  }

  unitSettings(unit: string): Settings {
    return unit === this.#unit ? this.ownSettings.current() : this.cache.unitSettings(unit);
  }

  applicationSettings(application: string): Settings {
    const isLeader = this.#model.applications.get(this.#application).leader === this.#unit;
    if (application === this.#application && isLeader) return this.ownApplicationSettings.current();
    return this.cache.applicationSettings(application);
  }

  /** The bags that this hook wrote, or null when it wrote none. */
  written(): { readonly unit: BufferedSettings | null; readonly application: BufferedSettings | null } | null {
    const unit = this.#own?.isChanged === true ? this.#own : null;
    const application = this.#ownApplication?.isChanged === true ? this.#ownApplication : null;
    return unit === null && application === null ? null : { unit, application };
  }
}

export function relationNotFound(): ContextError {
  return new ContextError('relation not found');
}
