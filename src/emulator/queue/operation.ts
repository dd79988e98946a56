/** What a unit's agent may do next. */
import type { Hook } from '../model/index.ts';

export type UnitOperation =
  /** Put the application's charm into the unit's folder: first install or refresh. */
  | { readonly kind: 'unpack' }
  | { readonly kind: 'hook'; readonly hook: Hook }
  /** The failed hook counts as done. */
  | { readonly kind: 'pass-over' }
  /** Enter scope of a relation, then run relation-created. */
  | { readonly kind: 'join-relation'; readonly relationId: number }
  /** Everything said and done: leave scope. */
  | { readonly kind: 'leave-relation'; readonly relationId: number }
  /** Leadership was lost; no hook tells the charm. */
  | { readonly kind: 'resign' }
  | { readonly kind: 'task'; readonly taskId: string }
  /** Stop and remove are through: take the unit from the model. */
  | { readonly kind: 'bury' };
