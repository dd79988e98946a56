/** `juju secrets` and `juju show-secret`. */
import { latestRevision, type Model, ownerTag, type Secret, scopeTag } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { columns } from './columns.ts';
import { struct, unlessEmpty } from './document.ts';
import { agoText, plainDateTime } from './time.ts';

function ownerText({ owner }: Secret): string {
  return owner.kind === 'model' ? '<model>' : owner.name;
}

/** By owner; of one owner's those with most revisions first. */
export function secretsTable(secrets: readonly Secret[], now: number): string {
  const sorted = [...secrets].sort((a, b) => {
    const [left, right] = [ownerText(a), ownerText(b)];
    return left === right ? latestRevision(b) - latestRevision(a) : left < right ? -1 : 1;
  });
  const rows = sorted.map((secret) => [
    secret.id,
    // What a charm calls its secret is a label.
    secret.owner.kind === 'model' ? secret.label : '-',
    ownerText(secret),
    secret.rotatePolicy,
    String(latestRevision(secret)),
    agoText(secret.updated, now),
  ]);
  return columns([['ID', 'Name', 'Owner', 'Rotation', 'Revision', 'Last updated'], ...rows], { right: [4] });
}

function stamp(time: number): string {
  return `${plainDateTime(time).replace(' ', 'T')}Z`;
}

export interface SecretDocumentOptions {
  readonly reveal: boolean;
  readonly revisions: boolean;
  /** Whose content is shown; 0 is the newest. */
  readonly revision: number;
  /** Who may read it. */
  readonly access: boolean;
}

/** Contents are shown only where the user asked for them. */
export function secretDocument(model: Model, secret: Secret, options: SecretDocumentOptions): GoValue {
  const latest = latestRevision(secret);
  const shown = options.revision === 0 ? latest : options.revision;
  const content = secret.revisions.find((revision) => revision.revision === shown)?.content ?? {};
  const expires = secret.revisions.find((revision) => revision.revision === latest)?.expires ?? null;
  const isUsers = secret.owner.kind === 'model';
  return struct({
    revision: BigInt(latest),
    expires: expires === null ? undefined : stamp(expires),
    rotation: secret.rotatePolicy,
    rotates: secret.nextRotate === null ? undefined : stamp(secret.nextRotate),
    owner: ownerText(secret),
    description: unlessEmpty(secret.description),
    name: isUsers ? unlessEmpty(secret.label) : undefined,
    label: isUsers ? undefined : unlessEmpty(secret.label),
    created: stamp(secret.created),
    updated: stamp(secret.updated),
    content: options.reveal
      ? Object.fromEntries(
          Object.entries(content).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
        )
      : undefined,
    revisions: options.revisions
      ? secret.revisions.map((revision) =>
          struct({
            revision: BigInt(revision.revision),
            backend: 'internal',
            created: stamp(revision.created),
            updated: stamp(revision.created),
            expires: revision.expires === null ? undefined : stamp(revision.expires),
          }),
        )
      : undefined,
    access: options.access
      ? unlessEmpty(
          secret.grants.map(({ target, relationId, role }) =>
            struct({ target: ownerTag(target), scope: scopeTag(model, relationId), role }),
          ),
        )
      : undefined,
  });
}
