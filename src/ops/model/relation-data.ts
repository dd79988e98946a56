/**
 * A databag: what one unit or application tells the other side of a relation. It is read once, when first looked at;
 * changes are gathered and written with one relation-set when the handlers have run. Every way to the data checks first
 * whether this unit may go it, so that Juju never has to refuse.
 */
import { ModelError, RelationDataAccessError, RelationDataTypeError } from '../errors.ts';
import { type BagKey, relationGet, relationSet } from '../juju/relation.ts';
import type { ModelBackend } from './backend.ts';
import type { Relation } from './relation.ts';

/** Whose bag, seen from this unit. */
export type BagOwner = 'own-unit' | 'own-app' | 'remote-unit' | 'remote-app';

/**
 * The databag of one unit or application in one relation: a map of texts, read once and written when the handlers
 * have run.
 */
export class RelationDataContent implements Iterable<[string, string]> {
  readonly relation: Relation;
  readonly owner: BagOwner;
  /** Name of the unit or application. */
  readonly entityName: string;
  readonly #backend: ModelBackend;
  #loaded: ReadonlyMap<string, string> | null = null;
  /** Unwritten changes; '' deletes. */
  readonly #changes = new Map<string, string>();
  /** Whether the caller knows that they change something. */
  #unseen = false;

  constructor(backend: ModelBackend, relation: Relation, owner: BagOwner, entityName: string) {
    this.#backend = backend;
    this.relation = relation;
    this.owner = owner;
    this.entityName = entityName;
  }

  /** The value of a key; undefined when it is not there, for an empty value is the same as none. */
  get(key: string): string | undefined {
    return this.#view().get(key);
  }

  /** Whether the key is there with a value. */
  has(key: string): boolean {
    return this.#view().has(key);
  }

  get size(): number {
    return this.#view().size;
  }

  keys(): string[] {
    return [...this.#view().keys()];
  }

  entries(): [string, string][] {
    return [...this.#view()];
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.entries()[Symbol.iterator]();
  }

  /** A copy as a plain object. */
  toObject(): Record<string, string> {
    return Object.fromEntries(this.#view());
  }

  /** Sets a key; an empty text deletes it. Written when the handlers have run. */
  set(key: string, value: string): void {
    this.update({ [key]: value });
  }

  /** Removes a key. */
  delete(key: string): void {
    this.update({ [key]: null });
  }

  /** Changes some keys; null, undefined or an empty text deletes one. */
  update(changes: Readonly<Record<string, string | null | undefined>>): void {
    this.#checkWrite();
    const checked = Object.entries(changes).map(([key, value]) => this.#checkType(key, value ?? ''));
    for (const [key, value] of checked) this.#changes.set(key, value);
    if (this.#changes.size > 0) this.#backend.changedBags.add(this);
  }

  /**
   * The same for one who knows that something differs: what is there is not read before it is written, which saves a call.
   * Juju takes a value that is there already for no change.
   */
  overwrite(changes: Readonly<Record<string, string | null | undefined>>): void {
    this.update(changes);
    this.#unseen = true;
  }

  /** Makes the bag hold exactly this, except for the keys that Juju itself puts into a unit's bag. */
  replace(content: Readonly<Record<string, string | null | undefined>>): void {
    this.#checkWrite();
    const gone = this.keys().filter((key) => !Object.hasOwn(content, key) && !this.#isJujus(key));
    this.update({ ...Object.fromEntries(gone.map((key) => [key, null])), ...content });
  }

  /** Whether this unit may read the bag; asks for leadership when it depends on it. */
  get isReadable(): boolean {
    return this.owner !== 'own-app' || this.relation.isPeer || this.#backend.isLeader();
  }

  /** Whether this unit may write the bag; asks for leadership when it depends on it. */
  get isWritable(): boolean {
    return this.owner === 'own-unit' || (this.owner === 'own-app' && this.#backend.isLeader());
  }

  /** Writes the changes now. Called by the framework at the end; a charm needs it to catch Juju's refusal itself. */
  flush(): void {
    this.#backend.changedBags.delete(this);
    if (this.#changes.size === 0) return;
    const now = this.isWrittenUnseen ? null : this.#load();
    const effective = [...this.#changes].filter(([key, value]) => now === null || (now.get(key) ?? '') !== value);
    if (effective.length > 0) {
      relationSet(this.#backend.runner, this.relation, Object.fromEntries(effective), this.bagKey.app);
    }
    this.#loaded = now === null ? null : withChanges(now, effective);
    this.#unseen = false;
    this.#changes.clear();
  }

  /** What the tools call this bag. @internal */
  get bagKey(): BagKey {
    return { member: this.entityName, app: this.owner === 'own-app' || this.owner === 'remote-app' };
  }

  /** Whether the bag's content is known already. @internal */
  get isLoaded(): boolean {
    return this.#loaded !== null;
  }

  /** Whether changes are written without a look at what is there; a bag that was read anyway is compared. @internal */
  get isWrittenUnseen(): boolean {
    return this.#unseen && !this.isLoaded;
  }

  /** Reads the bag, whoever may read it. @internal */
  load(): void {
    this.#load();
  }

  /** Takes a content that was read in a batch. @internal */
  accept(content: Readonly<Record<string, string>>): void {
    this.#loaded ??= new Map(Object.entries(content));
  }

  toString(): string {
    return this.isReadable ? JSON.stringify(this.toObject()) : '<n/a>';
  }

  #view(): ReadonlyMap<string, string> {
    if (!this.isReadable) {
      throw new RelationDataAccessError(
        `cannot read the databag of ${this.entityName} in ${this.relation}: only the leader may`,
      );
    }
    return withChanges(this.#load(), this.#changes);
  }

  #load(): ReadonlyMap<string, string> {
    this.#loaded ??= new Map(Object.entries(this.#fetch()));
    return this.#loaded;
  }

  #fetch(): Record<string, string> {
    if (this.relation.isGone) return {};
    try {
      return relationGet(this.#backend.runner, this.relation, this.bagKey);
    } catch (error) {
      if (!this.relation.meansGone(error)) throw error;
      this.relation.markGone();
      return {};
    }
  }

  #checkWrite(): void {
    if (this.isWritable) return;
    const why = this.owner === 'own-app' ? 'only the leader may' : 'it belongs to another';
    throw new RelationDataAccessError(`cannot write the databag of ${this.entityName} in ${this.relation}: ${why}`);
  }

  #checkType(key: unknown, value: unknown): [string, string] {
    const where = `the databag of ${this.entityName} in ${this.relation}`;
    if (typeof key !== 'string' || key === '') throw new RelationDataTypeError(`cannot write ${where}: a key is empty`);
    if (typeof value !== 'string') {
      throw new RelationDataTypeError(
        `cannot write ${where}: the value of "${key}" is a ${typeof value}, not a string`,
      );
    }
    if (value.includes('\0'))
      throw new RelationDataTypeError(`cannot write ${where}: the value of "${key}" holds a NUL`);
    return [key, value];
  }

  #isJujus(key: string): boolean {
    return this.owner === 'own-unit' && ['egress-subnets', 'ingress-address', 'private-address'].includes(key);
  }
}

function withChanges(
  bag: ReadonlyMap<string, string>,
  changes: Iterable<[string, string]>,
): ReadonlyMap<string, string> {
  const result = new Map([...bag].filter(([, value]) => value !== ''));
  for (const [key, value] of changes) {
    if (value === '') result.delete(key);
    else result.set(key, value);
  }
  return result;
}

/** Writes all open databags. Those that have to be read first, to see what really changes, are read in one batch each. */
export function flushBags(backend: ModelBackend): void {
  const bags = [...backend.changedBags];
  const byRelation = new Map<Relation, RelationDataContent[]>();
  for (const bag of bags) byRelation.set(bag.relation, [...(byRelation.get(bag.relation) ?? []), bag]);
  for (const [relation, changed] of byRelation) relation.load(changed.filter((bag) => !bag.isWrittenUnseen));
  for (const bag of bags) bag.flush();
  if (backend.changedBags.size > 0) throw new ModelError('cannot write the databags: one was changed meanwhile');
}
