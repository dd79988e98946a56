/** Secrets: revisions of content, who may read them, and which revision each reader is pinned to. */
import type { Settings, Timestamp } from './json.ts';

export interface SecretOwner {
  readonly kind: 'application' | 'unit';
  readonly name: string;
}

/** Secrets that the user adds are the model's; no charm may change them. */
export interface ModelOwner {
  readonly kind: 'model';
  /** The model's UUID. */
  readonly name: string;
}

export interface SecretRevision {
  readonly revision: number;
  /** Values in base64, as Juju keeps them. */
  readonly content: Settings;
  readonly created: Timestamp;
  readonly expires: Timestamp | null;
}

export interface SecretGrant {
  readonly target: SecretOwner;
  /** The relation that the grant hangs on; null for one by the user, which lasts until it is revoked. */
  readonly relationId: number | null;
  readonly role: 'view';
}

export interface SecretConsumer {
  readonly unit: string;
  readonly revision: number;
  /** The reader's own label, or empty. */
  readonly label: string;
}

export const rotatePolicies = ['never', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
export type RotatePolicy = (typeof rotatePolicies)[number];

export interface Secret {
  /** Twenty characters, without `secret:`. */
  readonly id: string;
  readonly owner: SecretOwner | ModelOwner;
  /** Of the model's secrets the name. */
  readonly label: string;
  readonly description: string;
  readonly rotatePolicy: RotatePolicy;
  readonly nextRotate: Timestamp | null;
  /** Rotation fell due and the owner has not been told. */
  readonly rotateOwed: boolean;
  /** Ascending; never empty. */
  readonly revisions: readonly SecretRevision[];
  readonly grants: readonly SecretGrant[];
  /** By unit name. */
  readonly consumers: Readonly<Record<string, SecretConsumer>>;
  /** Old revisions go by themselves once nobody is pinned to them; only the user's secrets can do that. */
  readonly autoPrune?: boolean;
  readonly created: Timestamp;
  readonly updated: Timestamp;
}

/** The revisions that are left when those go that nobody is pinned to; the latest stays. */
export function prunedRevisions(secret: Secret): readonly SecretRevision[] {
  const pinned = new Set(Object.values(secret.consumers).map((consumer) => consumer.revision));
  const latest = latestRevision(secret);
  return secret.revisions.filter(({ revision }) => revision === latest || pinned.has(revision));
}

/** The newest revision. */
export function latestRevision(secret: Secret): number {
  return secret.revisions.reduce((latest, revision) => Math.max(latest, revision.revision), 0);
}

const hour = 3_600_000;
const rotationIntervals: Readonly<Record<RotatePolicy, number | null>> = {
  never: null,
  hourly: hour,
  daily: 24 * hour,
  weekly: 7 * 24 * hour,
  monthly: 30 * 24 * hour,
  quarterly: 90 * 24 * hour,
  yearly: 365 * 24 * hour,
};

/** When a secret of this policy is to be rotated next; null is never. */
export function nextRotation(policy: RotatePolicy, now: Timestamp): Timestamp | null {
  const interval = rotationIntervals[policy];
  return interval === null ? null : now + interval;
}
