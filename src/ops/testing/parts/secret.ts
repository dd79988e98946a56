/** Secrets of a simulated model. */
import { nextNumber, secretIdentifier } from './number.ts';

/** A secret's keys and values. */
export type SecretContent = Readonly<Record<string, string>>;

/** One revision of a secret. */
export interface SecretRevision {
  readonly revision: number;
  readonly content: SecretContent;
}

/** A secret of the model, as this unit stands to it. */
export interface SecretPart {
  /** `secret:` and twenty characters. */
  readonly id: string;
  /** Who owns it: this unit, this application, or (null) somebody else who lets us read it. */
  readonly owner: 'unit' | 'app' | null;
  /** What a plain read gives. */
  readonly tracked: SecretRevision;
  /** What a refreshing read moves on to. */
  readonly latest: SecretRevision;
  readonly label: string | null;
  readonly description: string | null;
  /** RFC 3339, or null for never. */
  readonly expire: string | null;
  readonly rotate: string | null;
  /** Whom the owner has let in: applications and units by relation id. */
  readonly grants: Readonly<Record<number, readonly string[]>>;
  /** Older revisions that the charm has removed. */
  readonly removedRevisions: readonly number[];
}

/** What a test says of a secret. */
export interface SecretInput {
  readonly content: SecretContent;
  /** A newer revision that has not been looked at. */
  readonly latestContent?: SecretContent;
  readonly id?: string;
  readonly owner?: 'unit' | 'app' | null;
  readonly label?: string;
  readonly description?: string;
  readonly expire?: string;
  readonly rotate?: string;
  readonly grants?: Readonly<Record<number, readonly string[]>>;
  /** Number of the tracked revision; default 1. */
  readonly revision?: number;
}

/** A secret: one that we may read, unless `owner` says that it is ours. */
export function secret(input: SecretInput): SecretPart {
  const revision = input.revision ?? 1;
  const tracked = { revision, content: input.content };
  return {
    id: input.id ?? `secret:${secretIdentifier(nextNumber('secret'))}`,
    owner: input.owner ?? null,
    tracked,
    latest: input.latestContent === undefined ? tracked : { revision: revision + 1, content: input.latestContent },
    label: input.label ?? null,
    description: input.description ?? null,
    expire: input.expire ?? null,
    rotate: input.rotate ?? null,
    grants: input.grants ?? {},
    removedRevisions: [],
  };
}
