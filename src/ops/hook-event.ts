/** From Juju's dispatch path and environment to the charm's event and what it carries. */
import { ContextError } from './errors.ts';
import type { BoundEvent } from './framework/bound-event.ts';
import type { ObjectEvents } from './framework/object-events.ts';
import type { JujuContext } from './juju/context.ts';

export interface HookOccurrence {
  /** For example `config_changed`; empty when Juju gave no path. */
  readonly kind: string;
  /** Null when the charm has no such event. */
  readonly event: BoundEvent | null;
  readonly payload: object;
  /** Whether a charm should reconcile after it. */
  readonly reconciles: boolean;
}

/** Hooks after which there is nothing to bring in line, or which ask for one certain deed instead. */
const notReconciled: readonly string[] = [
  'stop',
  'remove',
  'pre_series_upgrade',
  'collect_metrics',
  'meter_status_changed',
  'secret_rotate',
  'secret_remove',
  'secret_expired',
];

/** Hooks in which most hook tools refuse to work. */
const restrictedHooks: readonly string[] = ['collect_metrics', 'meter_status_changed'];

/** Whether this is a hook in which neither state nor status nor deferred events have a place. */
export function isRestricted(context: JujuContext): boolean {
  return restrictedHooks.includes(kindOf(context).kind);
}

function kindOf(context: JujuContext): { readonly kind: string; readonly isAction: boolean } {
  const parts = context.dispatchPath.split('/');
  const name = (parts.at(-1) ?? '').replaceAll('-', '_');
  const isAction = parts.at(-2) === 'actions';
  return { kind: isAction ? `${name}_action` : name, isAction };
}

/** The event that this dispatch is about. */
export function hookEvent(context: JujuContext, events: ObjectEvents): HookOccurrence {
  const { kind, isAction } = kindOf(context);
  const event = events.events().get(kind) ?? null;
  return {
    kind,
    event,
    payload: event === null ? {} : payloadOf(context, kind, isAction),
    reconciles: !isAction && !notReconciled.includes(kind),
  };
}

function payloadOf(context: JujuContext, kind: string, isAction: boolean): object {
  if (isAction) {
    if (context.action === null) throw missing('JUJU_ACTION_UUID');
    return { id: context.action.uuid, name: context.action.name };
  }
  const { relation, storage, secret } = context;
  if (/_relation_(created|joined|changed|departed|broken)$/.test(kind)) {
    if (relation === null) throw missing('JUJU_RELATION', 'JUJU_RELATION_ID');
    return {
      relationName: relation.name,
      relationId: relation.id,
      appName: relation.remoteApp,
      unitName: relation.remoteUnit,
      departingUnitName: relation.departingUnit,
    };
  }
  if (/_storage_(attached|detaching)$/.test(kind)) {
    if (storage === null) throw missing('JUJU_STORAGE_ID');
    return { storageName: storage.name, storageIndex: storage.index, storageLocation: storage.location };
  }
  if (/^secret_(changed|rotate|remove|expired)$/.test(kind)) {
    if (secret === null) throw missing('JUJU_SECRET_ID');
    return { id: secret.id, label: secret.label, revision: secret.revision };
  }
  return {};
}

function missing(...names: readonly string[]): ContextError {
  return new ContextError(`cannot make this hook's event: ${names.join(' and ')} not set`);
}
