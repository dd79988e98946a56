/** Makes the contexts of one unit, one for each run, and keeps between them what its agent remembers of relations. */
import { randomBytes } from 'node:crypto';
import { type Hook, hookName, isRelationHook, isUnitName, type Task } from '../model/index.ts';
import { bagReader } from './bag-access.ts';
import type { ContextEnvironment } from './context-environment.ts';
import { ContextError } from './context-error.ts';
import { ContextRelation } from './context-relation.ts';
import { type CurrentRelation, HookContext } from './hook-context.ts';
import { RelationCache } from './relation-cache.ts';

export class ContextFactory {
  readonly #environment: ContextEnvironment;
  #caches = new Map<number, RelationCache>();

  constructor(environment: ContextEnvironment) {
    this.#environment = environment;
  }

  /**
   * For a hook; throws when it is about a relation that the unit has no part in.
   *
   * @param kill ends the hook's process at once, for `juju-reboot --now`
   */
  forHook(hook: Hook, kill?: () => void): HookContext {
    const relations = this.#relations();
    let current: CurrentRelation | null = null;
    if (isRelationHook(hook)) {
      const relation = relations.get(hook.relationId);
      if (relation === undefined) throw new ContextError(`unknown relation id: ${hook.relationId}`);
      if (hook.remoteUnit !== null) {
        if (hook.kind === 'relation-departed') relation.cache.remove(hook.remoteUnit);
        else relation.cache.invalidate(hook.remoteUnit);
      }
      current = { id: hook.relationId, remoteUnit: hook.remoteUnit, remoteApplication: hook.remoteApplication };
    }
    const id = this.#newId(hookName(hook));
    return new HookContext(this.#environment, id, { hook, task: null, kill }, relations, current);
  }

  /** For an action, or for the command of an exec, which may have a relation. */
  forTask(task: Task, kill?: () => void): HookContext {
    const relations = this.#relations();
    const isAction = task.kind === 'action';
    const current = isAction ? null : inferRemoteUnit(relations, task.relationId, task.remoteUnit);
    const id = this.#newId(isAction ? task.name : 'run-commands');
    return new HookContext(this.#environment, id, { hook: null, task, kill }, relations, current);
  }

  #newId(name: string): string {
    return `${this.#environment.unit}-${name}-${randomBytes(16).toString('hex')}`;
  }

  #relations(): Map<number, ContextRelation> {
    const { model, unit } = this.#environment;
    const relations = new Map<number, ContextRelation>();
    const caches = new Map<number, RelationCache>();
    for (const part of model.relationUnitsOfUnit(unit)) {
      const relation = model.relations.find(String(part.relationId));
      if (!part.inScope || relation === undefined) continue;
      const { id } = relation;
      const cache = this.#caches.get(id) ?? new RelationCache(bagReader(model, id, unit));
      cache.prune(Object.keys(model.relationView(id, unit)?.members ?? {}));
      caches.set(id, cache);
      relations.set(id, new ContextRelation(model, unit, relation, cache));
    }
    this.#caches = caches;
    return relations;
  }
}

/** The relation and remote unit of an exec: a relation's only member need not be named. */
function inferRemoteUnit(
  relations: ReadonlyMap<number, ContextRelation>,
  id: number | null,
  remoteUnit: string | null,
): CurrentRelation | null {
  if (remoteUnit !== null && !isUnitName(remoteUnit)) throw new ContextError(`invalid remote unit: ${remoteUnit}`);
  if (id === null) {
    if (remoteUnit === null) return null;
    throw new ContextError(`remote unit provided without a relation: ${remoteUnit}`);
  }
  const relation = relations.get(id);
  if (relation === undefined) throw new ContextError(`unknown relation id: ${id}`);
  const members = relation.cache.memberNames().sort();
  if (remoteUnit !== null) {
    if (!members.includes(remoteUnit)) throw new ContextError(`unknown remote unit ${remoteUnit}`);
    return { id, remoteUnit, remoteApplication: null };
  }
  const [only] = members;
  if (only === undefined) throw new ContextError(`cannot infer remote unit in empty relation ${id}`);
  if (members.length > 1) {
    throw new ContextError(`ambiguous remote unit; possibilities are [${members.map((name) => `${name}`).join(' ')}]`);
  }
  return { id, remoteUnit: only, remoteApplication: null };
}
