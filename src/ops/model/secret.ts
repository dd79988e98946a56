/** Secrets: content that only those see whom the owner grants it. What is read is masked in the log from then on. */
import { ModelError } from '../errors.ts';
import {
  type SecretAttributes,
  type SecretInfo,
  type SecretOwner,
  type SecretRotation,
  secretAdd,
  secretGet,
  secretGrant,
  secretInfoGet,
  secretRemove,
  secretRevoke,
  secretSet,
} from '../juju/secret.ts';
import type { ModelBackend } from './backend.ts';
import type { Relation } from './relation.ts';
import type { Unit } from './unit.ts';

/** A secret's keys and values; values are masked in the log once they have passed through here. */
export type SecretContent = Readonly<Record<string, string>>;

/** What an owner may say about a secret; a number in `expire` is milliseconds from now. */
export interface NewSecret {
  readonly label?: string;
  readonly description?: string;
  readonly expire?: Date | number;
  readonly rotate?: SecretRotation;
}

const keyGrammar = /^[a-z](-?[a-z0-9]){2,}$/;
/** Shorter values, such as user names and ports, would blot out half of a log. */
const shortestMasked = 8;

/** A secret, ours or one that we may read. Nothing of it is read before it is asked for. */
export class Secret {
  readonly #backend: ModelBackend;
  #id: string | null;
  readonly label: string | null;
  #content: SecretContent | null;

  constructor(backend: ModelBackend, id: string | null, label: string | null, content: SecretContent | null = null) {
    this.#backend = backend;
    this.#id = id === null ? null : canonicalSecretId(id, backend.context.modelUuid);
    this.label = label;
    this.#content = content;
  }

  /** The URI; null as long as only the label is known. */
  get id(): string | null {
    return this.#id;
  }

  /** The part of the id that is the same everywhere. */
  get uniqueIdentifier(): string | null {
    if (this.#id === null) return null;
    return this.#id.includes('/') ? this.#id.slice(this.#id.lastIndexOf('/') + 1) : this.#id.replace(/^secret:/, '');
  }

  /** The revision that we track, read once; with `refresh`, the newest, which we track from then on. */
  getContent(options: { readonly refresh?: boolean } = {}): Record<string, string> {
    if (options.refresh === true || this.#content === null) {
      this.#content = this.#masked(
        secretGet(this.#backend.runner, this.#which, options.refresh ? 'refresh' : 'tracked'),
      );
    }
    return { ...this.#content };
  }

  /** The newest revision, without tracking it. */
  peekContent(): Record<string, string> {
    return this.#masked(secretGet(this.#backend.runner, this.#which, 'peek'));
  }

  /** What the owner may know of it. */
  getInfo(): SecretInfo {
    const info = secretInfoGet(this.#backend.runner, { id: this.#id, label: this.#id === null ? this.label : null });
    const id = canonicalSecretId(info.id, this.#backend.context.modelUuid);
    this.#id ??= id;
    return { ...info, id };
  }

  /** Makes a new revision. Readers, ourselves included, go on with the tracked one until they refresh. */
  setContent(content: SecretContent): void {
    checkSecretContent(content);
    this.#masked(content);
    secretSet(this.#backend.runner, this.#requireId(), { ...this.#attributesForOldJuju(), content }, 'application');
  }

  /** Changes what is said about the secret. */
  setInfo(details: NewSecret): void {
    const attributes = toAttributes(details);
    if (Object.keys(attributes).length === 0) throw new TypeError('cannot change a secret: nothing is given to change');
    const id = this.#requireId();
    const kept = this.#attributesForOldJuju();
    const content = this.#backend.context.jujuVersion.hasPartialSecretSet ? {} : { content: this.peekContent() };
    secretSet(this.#backend.runner, id, { ...kept, ...attributes, ...content }, 'application');
  }

  /** Lets the other side of a relation read it, or one unit of it. */
  grant(relation: Relation, unit: Unit | null = null): void {
    secretGrant(this.#backend.runner, this.#requireId(), relation.id, unit?.name ?? null);
  }

  /** Takes back what {@link grant} gave. */
  revoke(relation: Relation, unit: Unit | null = null): void {
    secretRevoke(this.#backend.runner, this.#requireId(), relation.id, unit?.name ?? null);
  }

  /** Removes one revision, which nobody can read from then on. */
  removeRevision(revision: number): void {
    secretRemove(this.#backend.runner, this.#requireId(), revision);
  }

  /** Removes the secret. */
  removeAllRevisions(): void {
    secretRemove(this.#backend.runner, this.#requireId(), null);
  }

  toString(): string {
    return `secret ${this.#id ?? `labelled "${this.label}"`}`;
  }

  get #which(): { readonly id: string | null; readonly label: string | null } {
    return { id: this.#id, label: this.label };
  }

  #requireId(): string {
    const id = this.#id ?? this.getInfo().id;
    if (id === '') throw new ModelError(`cannot find the id of ${this}: Juju does not tell`);
    return id;
  }

  /** Juju before 3.6 forgets on a secret-set what is not said again. */
  #attributesForOldJuju(): SecretAttributes {
    if (this.#backend.context.jujuVersion.hasPartialSecretSet) return {};
    const info = this.getInfo();
    return {
      ...(info.label === null ? {} : { label: info.label }),
      ...(info.description === null ? {} : { description: info.description }),
      ...(info.expires === null ? {} : { expire: info.expires }),
      ...(info.rotation === null ? {} : { rotate: info.rotation }),
    };
  }

  #masked<T extends SecretContent>(content: T): T {
    return maskContent(this.#backend, content);
  }
}

/** Adds a secret; what `addSecret` of a unit or an application does. */
export function addSecret(
  backend: ModelBackend,
  owner: SecretOwner,
  content: SecretContent,
  details: NewSecret,
): Secret {
  checkSecretContent(content);
  const attributes = toAttributes(details);
  maskContent(backend, content);
  const id = secretAdd(backend.runner, content, owner, attributes);
  return new Secret(backend, id, details.label ?? null, { ...content });
}

/** Refuses what Juju would refuse, and says which key. */
export function checkSecretContent(content: SecretContent): void {
  if (typeof content !== 'object' || content === null)
    throw new TypeError('cannot use a secret: its content is no object');
  const entries = Object.entries(content);
  if (entries.length === 0) throw new RangeError('cannot use a secret: its content is empty');
  for (const [key, value] of entries) {
    if (!keyGrammar.test(key)) {
      throw new RangeError(`cannot use a secret: "${key}" is no key (three or more of a-z, 0-9 and single hyphens)`);
    }
    if (typeof value !== 'string') throw new TypeError(`cannot use a secret: the value of "${key}" is no string`);
  }
}

/** The id as Juju's tools take it, whatever form it came in. */
export function canonicalSecretId(id: string, modelUuid: string): string {
  const trimmed = id.trim();
  if (trimmed === '' || trimmed.startsWith('secret:')) return trimmed;
  return modelUuid === '' ? `secret:${trimmed}` : `secret://${modelUuid}/${trimmed}`;
}

function maskContent<T extends SecretContent>(backend: ModelBackend, content: T): T {
  for (const value of Object.values(content)) if (value.length >= shortestMasked) backend.log.redact(value);
  return content;
}

function toAttributes(details: NewSecret): SecretAttributes {
  const { expire, ...others } = details;
  return { ...others, ...(expire === undefined ? {} : { expire: toTime(expire) }) };
}

function toTime(expire: Date | number): Date {
  const time = typeof expire === 'number' ? new Date(Date.now() + expire) : expire;
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) {
    throw new TypeError('cannot use a secret: `expire` is neither a date nor a number of milliseconds');
  }
  return time;
}
