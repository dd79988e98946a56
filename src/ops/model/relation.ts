/** A relation as this unit sees it. Nothing about it is asked of Juju before somebody wants to know. */
import { ModelError, PermissionDeniedError, RelationNotFoundError } from '../errors.ts';
import { relationApp, relationGetAll, relationIds, relationList, relationModelGet } from '../juju/relation.ts';
import { absent, type Readiness } from '../readiness.ts';
import type { BagSchema } from '../schema.ts';
import type { Application } from './application.ts';
import type { ModelBackend } from './backend.ts';
import { type BagOwner, RelationDataContent } from './relation-data.ts';
import { Unit } from './unit.ts';

/** The model on the other side. */
export interface RemoteModel {
  readonly uuid: string;
}

/** Where units and applications are looked up by name. */
export interface Directory {
  readonly app: Application;
  getUnit(name: string): Unit;
  getApp(name: string): Application;
}

/** A relation between our application and another one, or among its own units. */
export class Relation {
  readonly name: string;
  readonly id: number;
  readonly #model: Directory;
  readonly #backend: ModelBackend;
  readonly #bags = new Map<string, RelationDataContent>();
  #units: readonly Unit[] | null = null;
  #app: Application | null | undefined;
  #remoteModel: RemoteModel | null = null;
  /** Whether Juju still knows the relation; undefined as long as nobody asked. */
  #known: boolean | undefined;

  constructor(model: Directory, backend: ModelBackend, name: string, id: number, known?: boolean) {
    this.#model = model;
    this.#backend = backend;
    this.name = name;
    this.id = id;
    this.#known = known ?? (this.#isContext ? true : undefined);
  }

  /** The application on the other side; our own in a peer relation; null when Juju does not say (LP 1960934). */
  get app(): Application | null {
    if (this.#app === undefined) this.#app = this.#findApp();
    return this.#app;
  }

  /**
   * The remote units that are in the relation, sorted by number; neither our own nor one that is departing.
   * The first read runs relation-list.
   */
  get units(): readonly Unit[] {
    this.#units ??= this.#listUnits();
    return this.#units;
  }

  /** False when the relation is going away in this hook, or when Juju does not know it any more. */
  get active(): boolean {
    return this.id !== this.#backend.brokenRelationId && this.#isKnown();
  }

  /** Whether both sides are units of our application. */
  get isPeer(): boolean {
    return this.#backend.meta.peers.has(this.name);
  }

  /** The other side's model. Needs Juju 3.6.2. */
  get remoteModel(): RemoteModel {
    if (!this.#backend.context.jujuVersion.hasRelationModelGet) {
      throw new ModelError(`cannot tell the remote model of ${this}: Juju is older than 3.6.2`);
    }
    this.#remoteModel ??= { uuid: relationModelGet(this.#backend.runner, this) ?? '' };
    return this.#remoteModel;
  }

  /** The databag of a unit or application that is part of this relation. Runs nothing until the bag is used. */
  data(entity: Unit | Application): RelationDataContent {
    if (typeof entity !== 'object' || entity === null) {
      throw new TypeError(`cannot find a databag in ${this}: ${String(entity)} is neither a Unit nor an Application`);
    }
    const owner = this.#ownerOf(entity);
    if (owner === null)
      throw new ModelError(`cannot find a databag of ${entity.name} in ${this}: it is not part of it`);
    const { jujuVersion } = this.#backend.context;
    if (!(entity instanceof Unit) && !jujuVersion.hasAppData) {
      throw new ModelError(`cannot use the databag of the application ${entity.name}: Juju ${jujuVersion} has none`);
    }
    const key = `${owner} ${entity.name}`;
    const bag = this.#bags.get(key) ?? new RelationDataContent(this.#backend, this, owner, entity.name);
    this.#bags.set(key, bag);
    return bag;
  }

  /** Reads the databags of all remote units in one batch, which costs less than one by one. */
  loadUnits(): void {
    this.load(this.units.map((unit) => this.data(unit)));
  }

  /**
   * Reads what an entity says, as the schema understands it; absent when there is no such entity or relation. Values that
   * the schema calls secret are masked in the log from then on.
   */
  read<T>(entity: Unit | Application | null, schema: BagSchema<T>): Readiness<T> {
    if (entity === null || !this.active) return absent;
    const bag = this.data(entity).toObject();
    for (const text of schema.secretTexts(bag)) this.#backend.log.redact(text);
    return schema.readiness(bag);
  }

  /** Writes a value into our own databag, as the schema has it; keys that the schema does not know stay. */
  write<T>(entity: Unit | Application, schema: BagSchema<T>, value: T): void {
    this.data(entity).update(schema.encode(value));
  }

  /** Reads those of the given bags that were not read yet. @internal */
  load(bags: readonly RelationDataContent[]): void {
    const unread = this.isGone ? [] : bags.filter((bag) => !bag.isLoaded);
    const [first] = unread;
    if (first === undefined || unread.length === 1) return;
    try {
      const contents = relationGetAll(
        this.#backend.runner,
        this,
        unread.map((bag) => bag.bagKey),
      );
      for (const [index, bag] of unread.entries()) bag.accept(contents[index] ?? {});
    } catch (error) {
      if (!this.meansGone(error)) throw error;
      this.markGone();
    }
  }

  /** Whether Juju is known not to know the relation. @internal */
  get isGone(): boolean {
    return this.#known === false;
  }

  /** Whether relation-list has been run. @internal */
  get isListed(): boolean {
    return this.#units !== null;
  }

  /** @internal */
  markGone(): void {
    this.#known = false;
  }

  /**
   * Whether an error says that the relation is no more. Juju 3.6 and later say "permission denied" then, which is looked
   * into, since it may also be meant (juju issue 23246).
   * @internal
   */
  meansGone(error: unknown): boolean {
    if (error instanceof RelationNotFoundError) return true;
    return error instanceof PermissionDeniedError && !this.#isAmongIds();
  }

  toString(): string {
    return `${this.name}:${this.id}`;
  }

  /** Whether this hook is about this relation. */
  get #isContext(): boolean {
    const context = this.#backend.context.relation;
    return context !== null && context.id === this.id && context.name === this.name;
  }

  #isKnown(): boolean {
    this.#known ??= this.#isAmongIds();
    return this.#known;
  }

  #isAmongIds(): boolean {
    return relationIds(this.#backend.runner, this.name).includes(this.id);
  }

  #findApp(): Application | null {
    if (this.isPeer) return this.#model.app;
    const remote = this.#isContext ? (this.#backend.context.relation?.remoteApp ?? null) : null;
    if (remote !== null) return this.#model.getApp(remote);
    const [unit] = this.units;
    if (unit !== undefined) return unit.app;
    if (this.isGone) return null;
    try {
      const name = relationApp(this.#backend.runner, this);
      return name === null ? null : this.#model.getApp(name);
    } catch (error) {
      if (!this.meansGone(error)) throw error;
      this.markGone();
      return null;
    }
  }

  #listUnits(): readonly Unit[] {
    if (this.isGone) return [];
    try {
      const { unitName, relation } = this.#backend.context;
      const departing = this.#isContext ? (relation?.departingUnit ?? null) : null;
      return relationList(this.#backend.runner, this)
        .filter((name) => name !== unitName && name !== departing)
        .map((name) => this.#model.getUnit(name))
        .sort((left, right) => left.number - right.number || (left.name < right.name ? -1 : 1));
    } catch (error) {
      if (!this.meansGone(error)) throw error;
      this.markGone();
      return [];
    }
  }

  /**
   * Differs from ops: a unit counts as part of the relation by its application, which costs no call; Juju keeps the bags of
   * departed units readable and refuses those of units that never came.
   */
  #ownerOf(entity: Unit | Application): BagOwner | null {
    const isUnit = entity instanceof Unit;
    if (entity.isOwn) return isUnit ? 'own-unit' : 'own-app';
    const app = isUnit ? entity.app : entity;
    // Of a relation that is gone Juju does not tell who was in it; a deferred event may still ask for their bags.
    if (app === this.app || this.isGone) return isUnit ? 'remote-unit' : 'remote-app';
    return null;
  }
}
