/**
 * Writes databags. What was last written is remembered, since asking Juju for it at every hook would cost a call for each
 * relation. Juju takes writes in only after the charm's process has ended and has kept what it remembers: what was written
 * is therefore looked at in the next hook too, and hooks that begin something anew look at everything again.
 */
import type { Model, RelationDataContent } from '../ops/index.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Memory } from './memory.ts';
import type { Request } from './requests.ts';

/** Hooks in which nothing that we remember having written is taken for granted. */
const anew = new Set(['install', 'upgrade-charm']);

/** Whether a bag that we remember having written has to be looked at all the same. */
function isSuspect(
  request: Request,
  memory: Memory,
  reason: { readonly hook: string; readonly relationId: number | null },
): boolean {
  if (memory.unconfirmed.includes(keyOf(request))) return true;
  // A relation that begins, perhaps once more, begins with empty bags.
  const begins = /-relation-(created|joined)$/.test(reason.hook) && reason.relationId === request.relationId;
  if (anew.has(reason.hook) || begins) return true;
  // Another leader may have written there since.
  return reason.hook === 'leader-elected' && request.owner === 'app';
}

function keyOf(request: Request): string {
  return `${request.endpoint}:${request.relationId} ${request.owner}`;
}

/** Writes what differs from what was written last; returns the endpoints that were written to, sorted. */
export function publish(
  model: Model,
  memory: Memory,
  requests: readonly Request[],
  reason: { readonly hook: string; readonly relationId: number | null },
): readonly string[] {
  const written = new Set<string>();
  for (const request of requests) {
    const key = keyOf(request);
    const now = fingerprintOf(request.bag);
    const known = memory.published[key] === now;
    if (known && !isSuspect(request, memory, reason)) continue;
    const relation = model.relations.get(request.endpoint).find((one) => one.id === request.relationId);
    if (relation === undefined) continue;
    const bag = relation.data(request.owner === 'unit' ? model.unit : model.app);
    const others = memory.unconfirmed.filter((one) => one !== key);
    if (known && holds(bag, request.bag)) {
      memory.unconfirmed = others;
      continue;
    }
    if (known) bag.update(request.bag);
    else bag.overwrite(request.bag);
    if (!known) written.add(request.endpoint);
    memory.published[key] = now;
    memory.unconfirmed = [...others, key];
  }
  forget(model, memory);
  return [...written].sort();
}

/** Whether the bag is as it shall be; Juju keeps no empty values. */
function holds(bag: RelationDataContent, wanted: Request['bag']): boolean {
  return Object.entries(wanted).every(([key, value]) => (bag.get(key) ?? '') === value);
}

/**
 * Whether what this unit has to say has been seen to be there. What it has said for the application while it led is the
 * next leader's matter.
 */
export function isConfirmed(memory: Memory, leader: boolean): boolean {
  return memory.unconfirmed.every((key) => !leader && key.endsWith(' app'));
}

/** Relation ids are never used twice, so what is remembered of one that is gone is only dead weight. */
function forget(model: Model, memory: Memory): void {
  for (const key of Object.keys(memory.published)) {
    const [endpoint = '', id = ''] = key.split(' ')[0]?.split(':') ?? [];
    const live = model.relations.get(endpoint).some((relation) => String(relation.id) === id);
    if (!live) delete memory.published[key];
  }
  memory.unconfirmed = memory.unconfirmed.filter((key) => Object.hasOwn(memory.published, key));
}
