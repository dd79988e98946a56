/** The end of a hook that went well: all that it buffered is written, or, when one part is refused, nothing. */
import { type SettingsChange, writeApplicationBag, writeUnitBag } from '../model/index.ts';
import { ContextError, FlushError } from './context-error.ts';
import type { ContextRelation } from './context-relation.ts';
import type { HookContext } from './hook-context.ts';
import { notLeader, SecretFlush } from './secret-flush.ts';
import { wellFormed } from './well-formed.ts';

/** Values pass through JSON on their way to a controller: bytes that are no UTF-8 do not survive it. */
function asSent(change: SettingsChange): SettingsChange {
  return Object.fromEntries(
    Object.entries(change).map(([key, value]) => [wellFormed(key), value === null ? null : wellFormed(value)]),
  );
}

function writeRelation(context: HookContext, relation: ContextRelation): void {
  const written = relation.written();
  if (written === null) return;
  const { model, unit, application } = context;
  if (written.unit !== null) writeUnitBag(model, relation.id, unit, asSent(written.unit.changes()));
  if (written.application === null) return;
  if (!context.leadership.isLeader()) throw notLeader(unit);
  writeApplicationBag(model, relation.id, application, asSent(written.application.changes()));
}

function writeAll(context: HookContext): void {
  const { model, unit } = context;
  const state = context.state.written();
  if (state !== null) {
    const sent = Object.entries(state).map(([key, value]) => [wellFormed(key), wellFormed(value)] as const);
    model.unitStates.set(unit, { unit, state: Object.fromEntries(sent) });
  }
  for (const relation of context.relations()) writeRelation(context, relation);
  const ports = context.ports.written();
  if (ports !== null) model.units.patch(unit, { ports });
  context.storage.flush();
  new SecretFlush(model, unit, context.environment.now()).write(context.secrets.changes);
  const { metrics } = context.workload;
  if (metrics.length > 0) model.units.patch(unit, { metrics: [...model.units.get(unit).metrics, ...metrics] });
}

/**
 * Writes what the hook buffered in one transaction. Throws {@link FlushError} when something is refused, and then the hook
 * has failed. A context whose hook failed is simply let go.
 */
export function flushContext(context: HookContext): void {
  try {
    context.model.transact(() => writeAll(context));
  } catch (error) {
    if (error instanceof ContextError) throw new FlushError(error.message, { cause: error });
    throw error;
  }
}
