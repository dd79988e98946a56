/** Secrets that a hook makes, changes, grants, revokes and removes, as Juju's agent keeps them until the hook's end. */
import type { RotatePolicy, SecretOwner, Settings, Timestamp } from '../model/index.ts';

/** What is said of a secret; absent is left as it was. */
export interface SecretFields {
  readonly label?: string;
  readonly description?: string;
  readonly rotatePolicy?: RotatePolicy;
  readonly expires?: Timestamp;
  /** Base64 by key. */
  readonly content?: Settings;
}

export interface PendingCreate extends SecretFields {
  readonly owner: SecretOwner;
  readonly content: Settings;
}

export interface PendingGrant {
  readonly target: SecretOwner;
  readonly relationId: number;
}

export interface PendingRevoke {
  readonly target: SecretOwner;
  readonly relationId: number | null;
}

/** Revisions to remove; null is all of them, and the secret with them. */
export type PendingRemoval = readonly number[] | null;

export class SecretChanges {
  readonly creates = new Map<string, PendingCreate>();
  readonly updates = new Map<string, SecretFields>();
  readonly removals = new Map<string, PendingRemoval>();
  /** By secret, then by relation: a relation has one grant for a secret. */
  readonly grants = new Map<string, Map<number, PendingGrant>>();
  readonly revokes = new Map<string, PendingRevoke[]>();
  /** Secrets whose owner asked for the newest revision while it waits here. */
  readonly trackLatest = new Set<string>();

  create(id: string, fields: PendingCreate): void {
    this.removals.delete(id);
    this.creates.set(id, fields);
  }

  update(id: string, fields: SecretFields): void {
    this.removals.delete(id);
    const created = this.creates.get(id);
    if (created !== undefined) this.creates.set(id, { ...created, ...fields });
    else this.updates.set(id, { ...this.updates.get(id), ...fields });
  }

  remove(id: string, revision: number | null): void {
    const wasCreatedHere = this.creates.delete(id);
    this.updates.delete(id);
    this.grants.delete(id);
    this.revokes.delete(id);
    this.trackLatest.delete(id);
    if (wasCreatedHere) return;
    const before = this.removals.get(id);
    if (revision === null || before === null) this.removals.set(id, null);
    else this.removals.set(id, [...(before ?? []), revision]);
  }

  grant(id: string, grant: PendingGrant): void {
    const grants = this.grants.get(id) ?? new Map<number, PendingGrant>();
    grants.set(grant.relationId, grant);
    this.grants.set(id, grants);
  }

  revoke(id: string, revoke: PendingRevoke): void {
    const revokes = this.revokes.get(id) ?? [];
    this.revokes.set(id, [...revokes, revoke]);
  }
}
