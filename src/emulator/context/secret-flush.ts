/** Writes a hook's changes to secrets: creations, updates, grants, revocations, removals, in this order. */
import {
  applicationOf,
  latestRevision,
  type Model,
  type ModelOwner,
  nextRotation,
  type Secret,
  type SecretGrant,
  type SecretOwner,
  type SecretRevision,
  type Timestamp,
} from '../model/index.ts';
import { ContextError, permissionDenied } from './context-error.ts';
import { isOwner, mayManage, sameOwner } from './secret-access.ts';
import type { PendingCreate, PendingGrant, PendingRevoke, SecretChanges, SecretFields } from './secret-changes.ts';

export class SecretFlush {
  readonly #model: Model;
  readonly #unit: string;
  readonly #now: Timestamp;

  constructor(model: Model, unit: string, now: Timestamp) {
    this.#model = model;
    this.#unit = unit;
    this.#now = now;
  }

  write(changes: SecretChanges): void {
    for (const [id, create] of changes.creates) this.#create(id, create);
    for (const [id, fields] of changes.updates) this.#update(id, fields, changes.trackLatest.has(id));
    for (const [id, grants] of changes.grants) for (const grant of grants.values()) this.#grant(id, grant);
    for (const [id, revokes] of changes.revokes) for (const revoke of revokes) this.#revoke(id, revoke);
    for (const [id, revisions] of changes.removals) this.#remove(id, revisions);
  }

  #create(id: string, { owner, label = '', description = '', ...fields }: PendingCreate): void {
    this.#refuseUnlessManaged(owner);
    this.#refuseTakenLabel(id, owner, label);
    const rotatePolicy = fields.rotatePolicy ?? 'never';
    this.#model.secrets.set(id, {
      id,
      owner,
      label,
      description,
      rotatePolicy,
      nextRotate: nextRotation(rotatePolicy, this.#now),
      rotateOwed: false,
      revisions: [{ revision: 1, content: fields.content, created: this.#now, expires: fields.expires ?? null }],
      grants: [],
      consumers: {},
      created: this.#now,
      updated: this.#now,
    });
  }

  #update(id: string, fields: SecretFields, tracksLatest: boolean): void {
    const secret = this.#managed(id);
    if (fields.label !== undefined) this.#refuseTakenLabel(id, secret.owner, fields.label);
    const revisions = this.#revisionsWith(secret, fields);
    const policy = fields.rotatePolicy ?? secret.rotatePolicy;
    const updated = this.#model.secrets.patch(id, {
      label: fields.label ?? secret.label,
      description: fields.description ?? secret.description,
      rotatePolicy: policy,
      nextRotate: policy === secret.rotatePolicy ? secret.nextRotate : nextRotation(policy, this.#now),
      revisions,
      updated: this.#now,
    });
    if (!tracksLatest) return;
    const consumer = updated.consumers[this.#unit] ?? { unit: this.#unit, revision: 0, label: '' };
    const pinned = { ...consumer, revision: latestRevision(updated) };
    this.#model.secrets.patch(id, { consumers: { ...updated.consumers, [this.#unit]: pinned } });
  }

  /** Content makes a new revision; without it a new expiry is the latest one's. */
  #revisionsWith(secret: Secret, { content, expires }: SecretFields): readonly SecretRevision[] {
    const latest = latestRevision(secret);
    if (content !== undefined) {
      return [...secret.revisions, { revision: latest + 1, content, created: this.#now, expires: expires ?? null }];
    }
    if (expires === undefined) return secret.revisions;
    return secret.revisions.map((one) => (one.revision === latest ? { ...one, expires } : one));
  }

  #grant(id: string, { target, relationId }: PendingGrant): void {
    const secret = this.#managed(id);
    if (!this.#model.relations.has(String(relationId))) throw new ContextError(`relation "${relationId}" not found`);
    const grant: SecretGrant = { target, relationId, role: 'view' };
    const others = secret.grants.filter((one) => !sameOwner(one.target, target));
    this.#model.secrets.patch(id, { grants: [...others, grant] });
  }

  /** Revoking an application takes its units' grants along. */
  #revoke(id: string, { target }: PendingRevoke): void {
    const secret = this.#managed(id);
    const falls = (held: SecretOwner): boolean =>
      sameOwner(held, target) || (target.kind === 'application' && applicationOf(held.name) === target.name);
    this.#model.secrets.patch(id, { grants: secret.grants.filter((grant) => !falls(grant.target)) });
  }

  #remove(id: string, removed: readonly number[] | null): void {
    const secret = this.#managed(id);
    const left = removed === null ? [] : secret.revisions.filter(({ revision }) => !removed.includes(revision));
    if (left.length === 0) this.#model.secrets.delete(id);
    else this.#model.secrets.patch(id, { revisions: left });
  }

  #managed(id: string): Secret {
    const secret = this.#model.secrets.find(id);
    if (secret === undefined) throw new ContextError(`secret "${id}" not found`);
    this.#refuseUnlessManaged(secret.owner);
    return secret;
  }

  #refuseUnlessManaged(owner: SecretOwner | ModelOwner): void {
    if (mayManage(this.#model, this.#unit, owner)) return;
    if (!isOwner(this.#unit, owner)) throw permissionDenied();
    throw notLeader(this.#unit);
  }

  #refuseTakenLabel(id: string, owner: SecretOwner | ModelOwner, label: string): void {
    if (label === '') return;
    const taken = this.#model.secrets
      .values()
      .some((other) => other.id !== id && other.label === label && sameOwner(other.owner, owner));
    if (taken) throw new ContextError(`secret with label "${label}" already exists`);
  }
}

/** Leadership was lost between a tool's check and the hook's end. */
export function notLeader(unit: string): ContextError {
  return new ContextError(`"${unit}" is not leader of "${applicationOf(unit)}"`);
}
