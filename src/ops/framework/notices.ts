/**
 * The queue of what is owed: which handler is to get which event, oldest first, with the events' payloads. It is a copy of
 * what was kept; nothing is written until the framework commits.
 */
import type { JsonValue, Notice, StateDocument } from '../store/store.ts';
import type { Handle } from './handle.ts';

interface QueuedNotice extends Notice {
  readonly deferrals: number;
  running: boolean;
}

const eventPath = /^(|.*\/)on\/[A-Za-z_]\w*\[\d+\]$/;

export class Notices {
  #queue: QueuedNotice[];
  readonly #snapshots: Map<string, JsonValue>;
  #eventCount: number;

  constructor(document: StateDocument | null) {
    this.#queue = (document?.notices ?? []).map((notice) => ({
      ...notice,
      deferrals: notice.deferrals ?? 1,
      running: false,
    }));
    this.#snapshots = new Map(Object.entries(document?.snapshots ?? {}));
    this.#eventCount = document?.eventCount ?? 0;
  }

  /** The queue as it stands, oldest first. */
  list(path?: string): readonly QueuedNotice[] {
    return this.#queue.filter((notice) => path === undefined || notice.eventPath === path);
  }

  nextKey(): string {
    this.#eventCount += 1;
    return String(this.#eventCount);
  }

  snapshot(path: string): JsonValue | undefined {
    return this.#snapshots.get(path);
  }

  saveSnapshot(path: string, value: JsonValue): void {
    this.#snapshots.set(path, value);
  }

  dropSnapshot(path: string): void {
    this.#snapshots.delete(path);
  }

  /** Queues a handler's call, unless the same handler already waits for an equal event. Returns whether it was queued. */
  add(handle: Handle, payload: JsonValue, observerPath: string, method: string): boolean {
    if (this.#isWaiting(handle, payload, observerPath, method)) return false;
    this.#snapshots.set(handle.path, payload);
    this.#queue.push({ eventPath: handle.path, observerPath, method, deferrals: 0, running: false });
    return true;
  }

  /** A call that is running right now is not waiting: a handler may emit its own event again. */
  #isWaiting(handle: Handle, payload: JsonValue, observerPath: string, method: string): boolean {
    const text = canonical(payload);
    return this.#queue.some(
      (notice) =>
        !notice.running &&
        notice.observerPath === observerPath &&
        notice.method === method &&
        withoutKey(notice.eventPath) === withoutKey(handle.path) &&
        canonical(this.#snapshots.get(notice.eventPath) ?? null) === text,
    );
  }

  /** Whether a call of {@link list} is still to be made: neither done meanwhile nor running. */
  isOwed(notice: QueuedNotice): boolean {
    return !notice.running && this.#queue.includes(notice);
  }

  /** Marks a call as running until {@link finish}. */
  start(notice: QueuedNotice): void {
    notice.running = true;
  }

  /** Takes a call off the queue, or leaves it in its place when the handler deferred. */
  finish(notice: QueuedNotice, deferred: boolean): void {
    const index = this.#queue.indexOf(notice);
    if (index === -1) return;
    if (deferred) this.#queue[index] = { ...notice, deferrals: notice.deferrals + 1, running: false };
    else this.#queue.splice(index, 1);
    if (!this.#queue.some((other) => other.eventPath === notice.eventPath)) this.#snapshots.delete(notice.eventPath);
  }

  /** Takes off the queue what nobody has deferred: calls that will not be made because the hook was left early. */
  dropUndelivered(): void {
    for (const notice of this.#queue.filter((one) => one.deferrals === 0 && !one.running)) this.finish(notice, false);
  }

  /** Forgets payloads of events that nobody waits for. */
  removeUnreferenced(): void {
    const wanted = new Set(this.#queue.map((notice) => notice.eventPath));
    for (const path of this.#snapshots.keys()) {
      if (eventPath.test(path) && !wanted.has(path)) this.#snapshots.delete(path);
    }
  }

  /** What is to be kept. */
  document(): StateDocument {
    return {
      format: 1,
      eventCount: this.#eventCount,
      snapshots: Object.fromEntries(this.#snapshots),
      notices: this.#queue.map(({ eventPath: path, observerPath, method, deferrals }) => ({
        eventPath: path,
        observerPath,
        method,
        deferrals,
      })),
    };
  }
}

function withoutKey(path: string): string {
  return path.replace(/\[[^\]]*\]$/, '');
}

/** JSON with sorted keys, so that equal payloads have equal texts. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
