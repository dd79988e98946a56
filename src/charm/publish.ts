/**
 * Writes databags. What was last written is remembered, since asking Juju for it at every hook would cost a call for each
 * relation; hooks that begin something anew look at everything again, so that a lost write does not stay lost.
 */
import type { Model } from '../ops/index.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Memory } from './memory.ts';
import type { Request } from './requests.ts';

const anew = new Set(['install', 'upgrade-charm', 'post-series-upgrade']);

/** Whether nothing is taken for granted in this hook, neither what was written nor what was read before. */
export function beginsAnew(hook: string): boolean {
  return anew.has(hook);
}

/** Whether a bag that we remember having written has to be looked at all the same. */
function isSuspect(request: Request, reason: { readonly hook: string; readonly relationId: number | null }): boolean {
  if (beginsAnew(reason.hook) || reason.relationId === request.relationId) return true;
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
    if (memory.published[key] === now && !isSuspect(request, reason)) continue;
    const relation = model.relations.get(request.endpoint).find((one) => one.id === request.relationId);
    if (relation === undefined) continue;
    relation.data(request.owner === 'unit' ? model.unit : model.app).update(request.bag);
    if (memory.published[key] !== now) written.add(request.endpoint);
    memory.published[key] = now;
  }
  forget(model, memory);
  return [...written].sort();
}

/** Relation ids are never used twice, so what is remembered of one that is gone is only dead weight. */
function forget(model: Model, memory: Memory): void {
  for (const key of Object.keys(memory.published)) {
    const [endpoint = '', id = ''] = key.split(' ')[0]?.split(':') ?? [];
    const live = model.relations.get(endpoint).some((relation) => String(relation.id) === id);
    if (!live) delete memory.published[key];
  }
}
