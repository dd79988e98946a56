/** `juju secrets` and `juju show-secret`. */
import { latestRevision, type Secret } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { columns } from './columns.ts';
import { struct, unlessEmpty } from './document.ts';
import { dateTime, plainDateTime, utc } from './time.ts';

export function secretsTable(secrets: readonly Secret[]): string {
  const rows = secrets.map((secret) => [
    secret.id,
    secret.label === '' ? '-' : secret.label,
    secret.owner.name,
    secret.rotatePolicy,
    String(latestRevision(secret)),
    dateTime(secret.updated, utc),
  ]);
  return columns([['ID', 'Name', 'Owner', 'Rotation', 'Revision', 'Last updated'], ...rows]);
}

function stamp(time: number): string {
  return `${plainDateTime(time).replace(' ', 'T')}Z`;
}

export interface SecretDocumentOptions {
  readonly reveal: boolean;
  readonly revisions: boolean;
  /** Whose content is shown; 0 is the newest. */
  readonly revision: number;
}

/** Contents are shown only where the user asked for them. */
export function secretDocument(secret: Secret, options: SecretDocumentOptions): GoValue {
  const latest = latestRevision(secret);
  const shown = options.revision === 0 ? latest : options.revision;
  const content = secret.revisions.find((revision) => revision.revision === shown)?.content ?? {};
  const expires = secret.revisions.find((revision) => revision.revision === latest)?.expires ?? null;
  return struct({
    revision: BigInt(shown),
    expires: expires === null ? undefined : stamp(expires),
    rotation: secret.rotatePolicy === 'never' ? undefined : secret.rotatePolicy,
    rotates: secret.nextRotate === null ? undefined : stamp(secret.nextRotate),
    owner: secret.owner.name,
    description: unlessEmpty(secret.description),
    label: unlessEmpty(secret.label),
    created: stamp(secret.created),
    updated: stamp(secret.updated),
    revisions: options.revisions
      ? secret.revisions.map((revision) =>
          struct({
            revision: BigInt(revision.revision),
            created: stamp(revision.created),
            expires: revision.expires === null ? undefined : stamp(revision.expires),
          }),
        )
      : undefined,
    content: options.reveal
      ? Object.fromEntries(
          Object.entries(content).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
        )
      : undefined,
  });
}
