/**
 * Which relations there are is remembered from hook to hook: Juju has a hook for each that comes and for each that goes,
 * and would otherwise be asked endpoint by endpoint, a process each. After a boot it is asked again.
 */
import type { Model } from '../ops/index.ts';
import { endpoints } from './facts.ts';
import type { Memory } from './memory.ts';
import type { Reason } from './run.ts';

/** Hooks in which what is remembered is not taken for granted. */
const askedAnew = new Set(['install', 'start']);

/** Tells the model what is remembered; of an endpoint of which nothing is, Juju is asked when somebody wants to know. */
export function tellRelations(model: Model, memory: Memory, reason: Reason): void {
  if (askedAnew.has(reason.hook)) memory.related = {};
  for (const [endpoint, ids] of Object.entries(memory.related)) {
    model.relations.accept(endpoint, withOwn(endpoint, ids, reason));
  }
}

/** The relation that a hook is about is there, but for its last hook. */
function withOwn(endpoint: string, ids: readonly number[], { hook, endpoint: own, relationId }: Reason): number[] {
  if (own !== endpoint || relationId === null) return [...ids];
  const others = ids.filter((id) => id !== relationId);
  return hook.endsWith('-relation-broken') ? others : [...others, relationId].sort((left, right) => left - right);
}

/** Remembers what the model knows by now. */
export function rememberRelations(model: Model, memory: Memory): void {
  for (const endpoint of endpoints) {
    if (!model.relations.isListed(endpoint)) continue;
    const live = model.relations.get(endpoint).filter((relation) => relation.active);
    memory.related[endpoint] = live.map((relation) => relation.id);
  }
}
