/** What all parts of the model share within one dispatch: the tools, the context, leadership, and the open databags. */
import type { CharmMeta } from '../charm/meta.ts';
import { AskingAhead } from '../juju/asking-ahead.ts';
import type { JujuContext } from '../juju/context.ts';
import { isLeader } from '../juju/leadership.ts';
import { monotonicMilliseconds } from '../juju/monotonic.ts';
import type { HookToolRunner } from '../juju/runner.ts';
import type { DispatchLog } from '../log.ts';
import type { FirstQuestions } from './first-questions.ts';
import type { RelationDataContent } from './relation-data.ts';
import type { Rest } from './rest.ts';

export interface BackendOptions {
  readonly context: JujuContext;
  readonly runner: HookToolRunner;
  readonly meta: CharmMeta;
  readonly log: DispatchLog;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number;
  /** What hooks of this kind ask first; no hook's answers are asked for ahead without it. */
  readonly firstQuestions?: FirstQuestions;
  /** Where a charm that has nothing to do says what that rests on; nobody listens without it. */
  readonly rest?: Rest;
  /** When, by that clock, the first questions were asked ahead of the hook. */
  readonly askedAheadAt?: number;
}

/** How long Juju guarantees leadership after saying so. */
const leadershipMs = 30_000;

export class ModelBackend {
  readonly context: JujuContext;
  readonly runner: AskingAhead;
  readonly meta: CharmMeta;
  readonly log: DispatchLog;
  /** Databags with unwritten changes, in the order of the first change. */
  readonly changedBags = new Set<RelationDataContent>();
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly firstQuestions: FirstQuestions | null;
  readonly rest: Rest | null;
  readonly #askedAheadAt: number;
  #leadership: { readonly leads: boolean; readonly askedAt: number } | null = null;

  constructor(options: BackendOptions) {
    this.context = options.context;
    this.runner = new AskingAhead(options.runner);
    this.meta = options.meta;
    this.log = options.log;
    this.now = options.monotonic ?? monotonicMilliseconds;
    this.firstQuestions = options.firstQuestions ?? null;
    this.rest = options.rest ?? null;
    this.#askedAheadAt = options.askedAheadAt ?? Number.POSITIVE_INFINITY;
  }

  /** Asks Juju at most every 30 seconds. */
  isLeader(): boolean {
    // The time is taken before the call, since the guarantee begins somewhere within it.
    const now = this.now();
    return this.#leadershipAt(now) ?? this.askLeadership(now);
  }

  /** Whether nobody need ask. */
  get knowsLeadership(): boolean {
    return this.#leadershipAt(this.now()) !== null;
  }

  /** Asks Juju; `askedAt` is a time before the call. */
  askLeadership(askedAt: number): boolean {
    const leads = isLeader(this.runner);
    // The first answer may have been asked for ahead of the hook.
    this.#leadership = { leads, askedAt: this.#leadership === null ? Math.min(askedAt, this.#askedAheadAt) : askedAt };
    return leads;
  }

  #leadershipAt(now: number): boolean | null {
    return this.#leadership !== null && now - this.#leadership.askedAt < leadershipMs ? this.#leadership.leads : null;
  }

  /** The id of the relation that is going away in this hook, or null. */
  get brokenRelationId(): number | null {
    const { hookName, dispatchPath, relation } = this.context;
    const hook = hookName === '' ? dispatchPath : hookName;
    return relation !== null && hook.endsWith('-relation-broken') ? relation.id : null;
  }
}
