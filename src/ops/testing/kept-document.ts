/** Between a test's state and the document that the framework keeps: stored states and the deferred queue. */

import { decodePlain, encodePlain } from '../framework/plain-data.ts';
import { storedStateKind } from '../framework/stored-state.ts';
import { isRecord } from '../juju/json-value.ts';
import type { JsonValue, StateDocument } from '../store/store.ts';
import type { DeferredPart, StoredStatePart } from './parts/kept.ts';
import type { State } from './state.ts';

const STORED_PATH = new RegExp(`^(?:(?<owner>.*)/)?${storedStateKind}\\[(?<name>[^\\]]+)\\]$`);

function storedPath(part: StoredStatePart): string {
  return `${part.owner === '' ? '' : `${part.owner}/`}${storedStateKind}[${part.name}]`;
}

function keyOf(eventPath: string): number {
  return Number(/\[(\d+)\]$/.exec(eventPath)?.[1] ?? 0);
}

/** The document with which the hook begins. */
export function documentOf(state: State): StateDocument {
  const snapshots: Record<string, JsonValue> = {};
  for (const part of state.storedStates) snapshots[storedPath(part)] = encodePlain(part.content, storedPath(part));
  for (const part of state.deferred) snapshots[part.eventPath] = part.snapshot;
  return {
    format: 1,
    // New events must not take the number of one that waits.
    eventCount: Math.max(state.eventCount, ...state.deferred.map((part) => keyOf(part.eventPath))),
    snapshots,
    notices: state.deferred.map(({ eventPath, observer, method, deferrals }) => ({
      eventPath,
      observerPath: observer,
      method,
      deferrals,
    })),
  };
}

/** What the hook has kept. */
export function keptIn(document: StateDocument): Pick<State, 'storedStates' | 'deferred' | 'eventCount'> {
  const storedStates = Object.entries(document.snapshots).flatMap(([path, value]): StoredStatePart[] => {
    const groups = STORED_PATH.exec(path)?.groups;
    if (groups === undefined) return [];
    const content: unknown = decodePlain(value);
    return [{ owner: groups['owner'] ?? '', name: groups['name'] ?? '', content: isRecord(content) ? content : {} }];
  });
  const deferred = document.notices.map(
    (notice): DeferredPart => ({
      eventPath: notice.eventPath,
      observer: notice.observerPath,
      method: notice.method,
      deferrals: notice.deferrals ?? 1,
      snapshot: document.snapshots[notice.eventPath] ?? {},
    }),
  );
  return { storedStates, deferred, eventCount: document.eventCount };
}
