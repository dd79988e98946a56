/** Which secret hook next: expired, rotate, changed, remove. */
import { type Hook, latestRevision, type Model, type Secret, type Unit, type UnitAgent } from '../model/index.ts';

/** @param now on the model's clock */
export function nextSecretHook(model: Model, unit: Unit, agent: UnitAgent, now: number): Hook | null {
  if (model.secrets.size === 0) return null;
  const secrets = model.secrets.values();
  const owned = secrets.filter((secret) => speaksFor(model, unit, secret));
  return (
    expired(owned, agent, now) ?? rotation(owned, now) ?? changed(model, secrets, unit, agent) ?? unused(owned, agent)
  );
}

/** A unit-owned secret is its owner's matter, an application's the leader's. */
function speaksFor(model: Model, unit: Unit, secret: Secret): boolean {
  if (secret.owner.kind === 'unit') return secret.owner.name === unit.name;
  if (secret.owner.kind === 'model') return false;
  return secret.owner.name === unit.application && model.applications.get(unit.application).leader === unit.name;
}

function expired(owned: readonly Secret[], agent: UnitAgent, now: number): Hook | null {
  for (const { id, label, revisions } of owned) {
    for (const { revision, expires } of revisions) {
      if (expires === null || expires > now || agent.secretsTold.includes(`expired ${id}/${revision}`)) continue;
      return { kind: 'secret-expired', secretId: id, revision, label };
    }
  }
  return null;
}

function rotation(owned: readonly Secret[], now: number): Hook | null {
  const due = owned.find((one) => one.rotateOwed || (one.nextRotate !== null && one.nextRotate <= now));
  if (due === undefined) return null;
  return { kind: 'secret-rotate', secretId: due.id, revision: latestRevision(due), label: due.label };
}

/** Not for those who speak for the secret: they made the new revision themselves. */
function changed(model: Model, secrets: readonly Secret[], unit: Unit, agent: UnitAgent): Hook | null {
  for (const secret of secrets) {
    if (speaksFor(model, unit, secret)) continue;
    const consumer = secret.consumers[unit.name];
    const latest = latestRevision(secret);
    if (consumer === undefined || latest <= Math.max(consumer.revision, agent.secretRevisions[secret.id] ?? 0))
      continue;
    return { kind: 'secret-changed', secretId: secret.id, revision: latest, label: consumer.label };
  }
  return null;
}

/** Old revisions that nobody is pinned to any more; the latest is never one of them, nor one that nobody has ever read. */
function unused(owned: readonly Secret[], agent: UnitAgent): Hook | null {
  for (const secret of owned) {
    const pinned = new Set(Object.values(secret.consumers).map((consumer) => consumer.revision));
    for (const { revision } of secret.revisions) {
      if (revision === latestRevision(secret) || pinned.has(revision)) continue;
      if (agent.secretsTold.includes(`remove ${secret.id}/${revision}`)) continue;
      return { kind: 'secret-remove', secretId: secret.id, revision, label: secret.label };
    }
  }
  return null;
}
