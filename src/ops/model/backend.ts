/** What all parts of the model share within one dispatch: the tools, the context, leadership, and the open databags. */
import type { CharmMeta } from '../charm/meta.ts';
import type { JujuContext } from '../juju/context.ts';
import { isLeader } from '../juju/leadership.ts';
import type { HookToolRunner } from '../juju/runner.ts';
import type { DispatchLog } from '../log.ts';
import type { RelationDataContent } from './relation-data.ts';

export interface BackendOptions {
  readonly context: JujuContext;
  readonly runner: HookToolRunner;
  readonly meta: CharmMeta;
  readonly log: DispatchLog;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number;
}

/** How long Juju guarantees leadership after saying so. */
const leadershipMs = 30_000;

export class ModelBackend {
  readonly context: JujuContext;
  readonly runner: HookToolRunner;
  readonly meta: CharmMeta;
  readonly log: DispatchLog;
  /** Databags with unwritten changes, in the order of the first change. */
  readonly changedBags = new Set<RelationDataContent>();
  readonly #monotonic: () => number;
  #leadership: { readonly leads: boolean; readonly askedAt: number } | null = null;

  constructor(options: BackendOptions) {
    this.context = options.context;
    this.runner = options.runner;
    this.meta = options.meta;
    this.log = options.log;
    this.#monotonic = options.monotonic ?? (() => performance.now());
  }

  /** Asks Juju at most every 30 seconds. */
  isLeader(): boolean {
    // The time is taken before the call, since the guarantee begins somewhere within it.
    const now = this.#monotonic();
    if (this.#leadership === null || now - this.#leadership.askedAt >= leadershipMs) {
      this.#leadership = { leads: isLeader(this.runner), askedAt: now };
    }
    return this.#leadership.leads;
  }

  /** The id of the relation that is going away in this hook, or null. */
  get brokenRelationId(): number | null {
    const { hookName, dispatchPath, relation } = this.context;
    const hook = hookName === '' ? dispatchPath : hookName;
    return relation !== null && hook.endsWith('-relation-broken') ? relation.id : null;
  }
}
