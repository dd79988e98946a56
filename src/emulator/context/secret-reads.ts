/** Reading secrets that the controller has, with the revision that each reader is pinned to. */
import {
  latestRevision,
  type Model,
  prunedRevisions,
  type Secret,
  type SecretConsumer,
  type Settings,
} from '../model/index.ts';
import { ContextError, permissionDenied } from './context-error.ts';
import { isOwner, mayManage, mayRead } from './secret-access.ts';

export interface SecretRead {
  readonly id: string | null;
  /** Empty when none was given. */
  readonly label: string;
  readonly refresh: boolean;
  readonly peek: boolean;
}

function findSecret(model: Model, unit: string, { id, label }: SecretRead): Secret {
  if (id === null) {
    const labelled = model.secrets.values().find((secret) => secret.consumers[unit]?.label === label);
    if (labelled === undefined) throw new ContextError(`consumer label "${label}" not found`);
    return labelled;
  }
  const secret = model.secrets.find(id);
  if (secret === undefined) throw new ContextError(`secret "${id}" not found`);
  return secret;
}

function refuseTakenLabel(model: Model, unit: string, secret: Secret, label: string): void {
  const taken = model.secrets
    .values()
    .some(
      (other) =>
        other.id !== secret.id &&
        (other.consumers[unit]?.label === label || (isOwner(unit, other.owner) && other.label === label)),
    );
  if (taken) throw new ContextError(`secret with label "${label}" already exists`);
}

function revisionContent(secret: Secret, wanted: number): Settings {
  const found = secret.revisions.find(({ revision }) => revision === wanted);
  if (found === undefined) throw new ContextError(`secret "${secret.id}/${wanted}" not found`);
  return found.content;
}

/** Content in base64 by key. Pins the reader to the latest revision the first time, and on refresh, at once. */
export function readSecret(model: Model, unit: string, read: SecretRead): Settings {
  const secret = findSecret(model, unit, read);
  if (!mayRead(model, unit, secret)) throw permissionDenied();
  const { label } = read;
  const known = secret.consumers[unit];
  const latest = latestRevision(secret);
  const relabels = read.id !== null && label !== '';
  if (relabels) refuseTakenLabel(model, unit, secret, label);
  const ownLabel = relabels && mayManage(model, unit, secret.owner) ? label : secret.label;
  const consumer: SecretConsumer = {
    unit,
    revision: known === undefined || read.refresh ? latest : known.revision,
    label: relabels && !isOwner(unit, secret.owner) ? label : (known?.label ?? ''),
  };
  const isOnlyPeek = read.peek && known === undefined && !relabels;
  const changed = known?.revision !== consumer.revision || known.label !== consumer.label;
  if (!isOnlyPeek && (changed || ownLabel !== secret.label)) {
    const read = model.secrets.patch(secret.id, {
      label: ownLabel,
      consumers: { ...secret.consumers, [unit]: consumer },
    });
    if (read.autoPrune === true) model.secrets.patch(secret.id, { revisions: prunedRevisions(read) });
  }
  return revisionContent(secret, read.peek ? latest : consumer.revision);
}
