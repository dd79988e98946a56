/** Secrets as a hook sees them: those of the controller, with this hook's own changes. */
import {
  latestRevision,
  type Model,
  type RotatePolicy,
  type Secret,
  type SecretGrant,
  type SecretOwner,
  type Settings,
  type Timestamp,
} from '../model/index.ts';
import { ContextError } from './context-error.ts';
import { isOwner, mayManage, sameOwner } from './secret-access.ts';
import { type PendingGrant, type PendingRevoke, SecretChanges, type SecretFields } from './secret-changes.ts';
import { newSecretId } from './secret-id.ts';
import { readSecret, type SecretRead } from './secret-reads.ts';

/** What an owner is told of a secret. */
export interface SecretMetadata {
  readonly revision: number;
  readonly label: string;
  readonly owner: Secret['owner'];
  readonly description: string;
  /** Empty for one made in this hook without a policy. */
  readonly rotatePolicy: RotatePolicy | '';
  readonly expires: Timestamp | null;
  readonly nextRotate: Timestamp | null;
  readonly grants: readonly (PendingGrant | SecretGrant)[];
}

export type SecretOwnerKind = SecretOwner['kind'];

export class ContextSecrets {
  readonly changes = new SecretChanges();
  readonly #model: Model;
  readonly #unit: string;
  readonly #application: string;
  readonly #now: () => Timestamp;

  constructor(model: Model, unit: string, now: () => Timestamp) {
    this.#model = model;
    this.#unit = unit;
    this.#application = model.units.get(unit).application;
    this.#now = now;
  }

  create(ownerKind: SecretOwnerKind, fields: SecretFields & { readonly content: Settings }): string {
    const owner = { kind: ownerKind, name: ownerKind === 'unit' ? this.#unit : this.#application };
    this.#refuseUnlessLeaderFor(owner);
    const { label = '' } = fields;
    const taken = [...this.changes.creates.values()].some((pending) => pending.label === label);
    if (label !== '' && taken) throw new ContextError(`secret with label "${label}" already exists`);
    const id = newSecretId(this.#now());
    this.changes.create(id, { ...fields, owner });
    return id;
  }

  /** Content that the latest revision has already is no content. */
  update(id: string, fields: SecretFields): void {
    const secret = this.#ownedSecret(id);
    if (secret !== undefined) this.#refuseUnlessLeaderFor(secret.owner);
    const { content, ...rest } = fields;
    const current = secret?.revisions.find(({ revision }) => revision === latestRevision(secret))?.content;
    const isNews = content !== undefined && (current === undefined || !sameContent(content, current));
    const update: SecretFields = isNews ? { ...rest, content } : rest;
    if (Object.keys(update).length > 0) this.changes.update(id, update);
  }

  /** @param revision null removes all of them */
  remove(id: string, revision: number | null): void {
    const secret = this.#ownedSecret(id);
    if (secret !== undefined) this.#refuseUnlessLeaderFor(secret.owner);
    this.changes.remove(id, revision);
  }

  grant(id: string, grant: PendingGrant): void {
    const metadata = this.owned().get(id);
    if (metadata === undefined) throw new ContextError(`secret "${id}" not found`);
    this.#refuseUnlessLeaderFor(metadata.owner);
    for (const { target, relationId } of metadata.grants) {
      if (relationId !== grant.relationId) continue;
      if (sameOwner(target, grant.target) || target.kind === 'application') return;
      if (grant.target.kind === 'application') {
        const why = 'any unit level grants need to be revoked before granting access to the corresponding application';
        throw new ContextError(why);
      }
    }
    this.changes.grant(id, grant);
  }

  revoke(id: string, revoke: PendingRevoke): void {
    const secret = this.#ownedSecret(id);
    if (secret !== undefined) this.#refuseUnlessLeaderFor(secret.owner);
    this.changes.revoke(id, revoke);
  }

  /** Content in base64 by key. */
  read(read: SecretRead): Settings {
    const { id, label } = read;
    if (id !== null) return this.#pending(id, read) ?? readSecret(this.#model, this.#unit, read);
    const owned = [...this.owned()].find(([, metadata]) => metadata.label === label);
    if (owned === undefined) return readSecret(this.#model, this.#unit, read);
    const byId = { ...read, id: owned[0], label: '' };
    return this.#pending(owned[0], byId) ?? readSecret(this.#model, this.#unit, byId);
  }

  /** Secrets that the unit may manage, with the changes of this hook; by id. */
  owned(): Map<string, SecretMetadata> {
    const all = new Map<string, SecretMetadata>();
    for (const [id, pending] of this.changes.creates) {
      all.set(id, {
        revision: 1,
        label: pending.label ?? '',
        owner: pending.owner,
        description: pending.description ?? '',
        rotatePolicy: pending.rotatePolicy ?? '',
        expires: pending.expires ?? null,
        nextRotate: null,
        grants: this.#grantsOf(id, []),
      });
    }
    for (const secret of this.#model.secrets.values()) {
      if (!mayManage(this.#model, this.#unit, secret.owner) || this.changes.removals.has(secret.id)) continue;
      all.set(secret.id, this.#metadataOf(secret));
    }
    return all;
  }

  #metadataOf(secret: Secret): SecretMetadata {
    const update = this.changes.updates.get(secret.id);
    const revision = latestRevision(secret);
    const latest = secret.revisions.find((one) => one.revision === revision);
    return {
      revision,
      label: update?.label ?? secret.label,
      owner: secret.owner,
      description: update?.description ?? secret.description,
      rotatePolicy: update?.rotatePolicy ?? secret.rotatePolicy,
      expires: update?.expires ?? latest?.expires ?? null,
      nextRotate: secret.nextRotate,
      grants: this.#grantsOf(secret.id, secret.grants),
    };
  }

  #grantsOf(id: string, present: readonly SecretGrant[]): SecretMetadata['grants'] {
    const pending = [...(this.changes.grants.get(id)?.values() ?? [])];
    const revokes = this.changes.revokes.get(id) ?? [];
    return [...present, ...pending].filter((grant) => !revokes.some(({ target }) => sameOwner(target, grant.target)));
  }

  /** Content that waits in this hook: that of a new secret always, that of a new revision for who asks for the latest. */
  #pending(id: string, { label, refresh, peek }: SecretRead): Settings | undefined {
    const created = this.changes.creates.get(id);
    if (created !== undefined) {
      if (label !== '') this.changes.update(id, { label });
      return created.content;
    }
    const content = this.changes.updates.get(id)?.content;
    if (content === undefined || (!refresh && !peek)) return undefined;
    if (label !== '') this.changes.update(id, { label });
    if (refresh) this.changes.trackLatest.add(id);
    return content;
  }

  #ownedSecret(id: string): Secret | undefined {
    const secret = this.#model.secrets.find(id);
    return secret !== undefined && isOwner(this.#unit, secret.owner) ? secret : undefined;
  }

  #refuseUnlessLeaderFor(owner: Secret['owner']): void {
    if (!mayManage(this.#model, this.#unit, owner)) throw new ContextError('this unit is not the leader');
  }
}

function sameContent(a: Settings, b: Settings): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
