/** `juju add-secret`, `update-secret`, `remove-secret`, `grant-secret` and `revoke-secret`: secrets of the model, which its user keeps. */
import { newSecretId, parseSecretUri } from '../context/secret-id.ts';
import { latestRevision, type Model, prunedRevisions, type Secret, type Settings, type Store } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';

export interface UserSecret {
  readonly name: string;
  readonly description: string;
  /** Values in base64. */
  readonly content: Settings;
}

/** Returns the new secret's id. */
export function addUserSecret(store: Store, { name, description, content }: UserSecret): string {
  const { model } = store;
  if (!model.version.hasUserSecrets) {
    refuse('not-supported', `user secrets came with Juju 3.3, and ${model.current.jujuVersion} is played here`);
  }
  refuseTakenName(model, name);
  const now = store.now();
  const id = newSecretId(now);
  model.secrets.set(id, {
    id,
    owner: { kind: 'model', name: model.current.uuid },
    label: name,
    description,
    rotatePolicy: 'never',
    nextRotate: null,
    rotateOwed: false,
    revisions: [{ revision: 1, content, created: now, expires: null }],
    grants: [],
    consumers: {},
    created: now,
    updated: now,
  });
  store.commit();
  return id;
}

function userSecrets(model: Model): Secret[] {
  return model.secrets.values().filter(({ owner }) => owner.kind === 'model');
}

function refuseTakenName(model: Model, name: string): void {
  if (userSecrets(model).some(({ label }) => label === name)) {
    refuse('already-exists', `secret with name ${goQuote(name)} already exists`);
  }
}

/** By URI, by id, or by the name that the user gave it. A charm's secrets are not for the user to change. */
function userSecretNamed(model: Model, reference: string): Secret {
  const id = parseSecretUri(reference);
  const named = userSecrets(model).find(({ label }) => label === reference);
  const found = (id === null ? undefined : model.secrets.find(id)) ?? named;
  if (found === undefined) {
    return refuse('not-found', `secret ${goQuote(id === null ? reference : `secret:${id}`)} not found`);
  }
  if (found.owner.kind !== 'model') refuse('not-valid', 'permission denied');
  return found;
}

/** What is to change; the rest stays. */
export interface UserSecretChange {
  readonly name?: string;
  readonly description?: string;
  readonly content?: Settings;
  readonly autoPrune?: boolean;
}

/** New content makes a revision, of which the units that have read the secret are told. */
export function updateUserSecret(store: Store, reference: string, change: UserSecretChange): void {
  const { model } = store;
  if (Object.keys(change).length === 0) refuse('not-valid', 'at least one attribute to update must be specified');
  const secret = userSecretNamed(model, reference);
  const { name = secret.label, description = secret.description, content } = change;
  if (name !== secret.label) refuseTakenName(model, name);
  const latest = latestRevision(secret);
  const present = secret.revisions.find(({ revision }) => revision === latest)?.content ?? {};
  const isNews = content !== undefined && !sameContent(content, present);
  const now = store.now();
  const updated: Secret = {
    ...secret,
    label: name,
    description,
    updated: now,
    revisions: isNews
      ? [...secret.revisions, { revision: latest + 1, content, created: now, expires: null }]
      : secret.revisions,
    autoPrune: change.autoPrune ?? secret.autoPrune ?? false,
  };
  const revisions = updated.autoPrune === true ? prunedRevisions(updated) : updated.revisions;
  model.secrets.set(secret.id, { ...updated, revisions });
  store.commit();
}

function sameContent(left: Settings, right: Settings): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

/** @param revision null removes the secret with all of them */
export function removeUserSecret(store: Store, reference: string, revision: number | null): void {
  const { model } = store;
  const secret = userSecretNamed(model, reference);
  const left = revision === null ? [] : secret.revisions.filter((one) => one.revision !== revision);
  if (left.length === secret.revisions.length) {
    refuse('not-found', `secret revision ${secret.id}/${String(revision)} not found`);
  }
  if (left.length === 0) model.secrets.delete(secret.id);
  else model.secrets.patch(secret.id, { revisions: left });
  store.commit();
}

/** Lets applications read the secret, or ends that. All that can be done is done; the reasons for the rest are told. */
export function changeSecretAccess(
  store: Store,
  reference: string,
  applications: readonly string[],
  change: 'grant' | 'revoke',
): string[] {
  const { model } = store;
  const { id } = userSecretNamed(model, reference);
  const refused: string[] = [];
  for (const name of applications) {
    if (!model.applications.has(name)) {
      refused.push(
        `cannot change access to "secret:${id}" for ${goQuote(name)}: application ${goQuote(name)} not found`,
      );
      continue;
    }
    const others = model.secrets.get(id).grants.filter(({ target }) => target.name !== name);
    const granted = { target: { kind: 'application', name }, relationId: null, role: 'view' } as const;
    model.secrets.patch(id, { grants: change === 'grant' ? [...others, granted] : others });
  }
  store.commit();
  return refused;
}
