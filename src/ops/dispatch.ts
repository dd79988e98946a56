/**
 * One hook, from its environment to what is kept. `main` is a thin shell around this; a test calls it with tools, a store
 * and an environment of its own. Nothing here reads the process's environment or ends the process.
 *
 * The order: what was deferred, the hook's event, the reconcile event, databags, status, commit. A handler that throws ends
 * it, and then nothing is kept: neither states nor queue nor databags. `exitHook()` ends it too, but all is kept.
 */
import type { CollectStatusEvent } from './charm/events/collect-status-event.ts';
import type { CharmFiles, CharmMeta } from './charm/meta.ts';
import { parseCharmMeta } from './charm/parse-meta.ts';
import { ContextError } from './errors.ts';
import type { BoundEvent } from './framework/bound-event.ts';
import type { Stop } from './framework/breakpoints.ts';
import type { EventBase } from './framework/event.ts';
import { Framework } from './framework/framework.ts';
import type { ObjectNode } from './framework/object.ts';
import type { ObjectEvents } from './framework/object-events.ts';
import { hookEvent, isRestricted } from './hook-event.ts';
import { HookExit, unlessKept } from './hook-exit.ts';
import { auditedRunner } from './juju/audited-runner.ts';
import { type Environment, type JujuContext, readContext } from './juju/context.ts';
import type { HookToolRunner } from './juju/runner.ts';
import { DispatchLog, jujuLogSink, withLog } from './log.ts';
import type { LogLevel, LogSink } from './log-level.ts';
import type { FirstQuestions } from './model/first-questions.ts';
import { Model } from './model/model.ts';
import type { Rest } from './model/rest.ts';
import { mostUrgent } from './model/status.ts';
import type { Store } from './store/store.ts';

/**
 * A charm, whatever types were generated for it: only what a dispatch uses. (CharmBase of any types would ask for events of
 * any name, which no typed charm has.)
 */
export interface AnyCharm extends ObjectNode {
  readonly on: ObjectEvents & {
    readonly collectAppStatus: BoundEvent<CollectStatusEvent>;
    readonly collectUnitStatus: BoundEvent<CollectStatusEvent>;
  };
}

/** A charm's class, or a function that makes the charm. */
export type CharmFactory<C extends AnyCharm = AnyCharm> =
  | (new (
      framework: Framework,
    ) => C)
  | ((framework: Framework) => C);

/** An event that a test wants instead of the hook's. */
export interface ChosenEvent {
  readonly event: BoundEvent;
  readonly payload: object;
}

export interface DispatchOptions<C extends AnyCharm = AnyCharm> {
  /** Juju's variables, as {@link readContext} reads them. */
  readonly environment: Environment;
  readonly runner: HookToolRunner;
  readonly store: Store;
  readonly charm: CharmFactory<C>;
  /** metadata.yaml, config.yaml and actions.yaml, parsed. */
  readonly files: CharmFiles;
  /** Used when the environment has no JUJU_CHARM_DIR. */
  readonly charmDir?: string;
  /** Where log lines go; to juju-log when not given. */
  readonly logSink?: LogSink;
  /** The least severe level that is sent; INFO when not given. */
  readonly logLevel?: LogLevel;
  /** Called with the charm before any event. */
  readonly onCharm?: (charm: C) => void | Promise<void>;
  /** Chooses another event than the hook's, for example one of a library. */
  readonly chooseEvent?: (charm: C) => ChosenEvent;
  /** Called before each handler, for tests and tracers. */
  readonly beforeHandler?: (event: EventBase, observer: ObjectNode, method: string) => void;
  /** Halts for a debugger, in place of Node's inspector. */
  readonly stop?: Stop;
  /** Called whenever an event is emitted, observed or not. */
  readonly onEmit?: (event: EmittedEvent) => void;
  /** Called with the dispatch's log, for those who have to say something after it. */
  readonly onLog?: (log: DispatchLog) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number;
  /** What hooks of this kind ask first, and when by that clock it was asked ahead of this one. */
  readonly firstQuestions?: FirstQuestions;
  /** Where the charm may say that it is at rest. */
  readonly rest?: Rest;
  readonly askedAheadAt?: number;
}

export interface EmittedEvent {
  readonly event: BoundEvent;
  /** For example `MyCharm/on/start[1]`. */
  readonly path: string;
  readonly payload: object;
}

export interface DispatchResult<C extends AnyCharm = AnyCharm> {
  readonly exitCode: 0 | 1;
  /** What the charm threw, or null. */
  readonly error: unknown;
  /** Whether what was done is kept. */
  readonly committed: boolean;
  readonly context: JujuContext;
  readonly meta: CharmMeta;
  /** Null when its constructor threw. */
  readonly charm: C | null;
}

/** Runs one hook. Settles with the outcome whatever the charm does; throws only for an environment or files that make no sense. */
export async function dispatch<C extends AnyCharm>(options: DispatchOptions<C>): Promise<DispatchResult<C>> {
  const context = readContext(options.environment, options.charmDir);
  if (context.unitName === '') throw new ContextError('cannot run a hook: JUJU_UNIT_NAME is not set');
  const meta = parseCharmMeta(options.files);
  const log = new DispatchLog(options.logSink ?? jujuLogSink(options.runner), {
    level: options.logLevel ?? (context.debug ? 'DEBUG' : 'INFO'),
    applicationId: `${context.modelUuid}-${context.unitName}`,
  });
  options.onLog?.(log);
  const runner = auditedRunner(options.runner, log, context.unitName);
  return withLog(log, () => runHook({ ...options, runner }, context, meta, log));
}

async function runHook<C extends AnyCharm>(
  options: DispatchOptions<C>,
  context: JujuContext,
  meta: CharmMeta,
  log: DispatchLog,
): Promise<DispatchResult<C>> {
  let charm: C | null = null;
  const outcome = (exitCode: 0 | 1, error: unknown, committed: boolean) => ({
    exitCode,
    error,
    committed,
    context,
    meta,
    charm,
  });
  try {
    const { runner, store, beforeHandler, onEmit, stop, monotonic, firstQuestions, rest, askedAheadAt } = options;
    const model = new Model({
      context,
      runner,
      meta,
      log,
      ...(monotonic === undefined ? {} : { monotonic }),
      ...(firstQuestions === undefined ? {} : { firstQuestions }),
      ...(rest === undefined ? {} : { rest }),
      ...(askedAheadAt === undefined ? {} : { askedAheadAt }),
    });
    const framework = new Framework({
      context,
      model,
      meta,
      store,
      log,
      ...(beforeHandler === undefined ? {} : { beforeHandler }),
      ...(onEmit === undefined ? {} : { onEmit }),
      ...(stop === undefined ? {} : { stop }),
    });
    const committed = await leavingEarly(framework, async () => {
      charm = makeCharm(options.charm, framework);
      await options.onCharm?.(charm);
      await emitAll(framework, charm, options.chooseEvent?.(charm) ?? null);
    });
    // What was deferred is to be done in the next hook.
    options.rest?.keep(committed && framework.deferred.length === 0);
    return outcome(0, null, committed);
  } catch (error) {
    options.rest?.keep(false);
    log.error('Uncaught exception while in charm code:', error);
    log.security({
      level: 'WARN',
      event: `sys_crash:${error instanceof Error ? error.name : typeof error}`,
      description: `Uncaught exception in charm code of ${context.unitName}`,
    });
    return outcome(1, error, false);
  }
}

/** Runs a dispatch and commits it, unless it is left in a way that keeps nothing. */
async function leavingEarly(framework: Framework, run: () => Promise<void>): Promise<boolean> {
  try {
    await run().catch(unlessKept);
    await framework.commit();
    return true;
  } catch (error) {
    if (error instanceof HookExit) return false;
    throw error;
  }
}

/** A class is called with `new`; any other function makes the charm itself. */
function makeCharm<C extends AnyCharm>(factory: CharmFactory<C>, framework: Framework): C {
  return isCharmClass(factory) ? new factory(framework) : factory(framework);
}

function isCharmClass<C extends AnyCharm>(factory: CharmFactory<C>): factory is new (framework: Framework) => C {
  return 'handleKind' in factory;
}

async function emitAll(framework: Framework, charm: AnyCharm, chosen: ChosenEvent | null): Promise<void> {
  const hook = chosen === null ? hookEvent(framework.context, charm.on) : null;
  const restricted = hook !== null && isRestricted(framework.context);
  // A reconcile that is owed is done by the one that comes.
  const reconcile = framework.on.reconcile;
  const reconciles = hook?.event != null && hook.reconciles && framework.isObserved(reconcile);
  if (reconciles) await framework.reemitOthers(reconcile);
  else if (!restricted) await framework.reemit();
  if (chosen !== null) {
    await framework.emit(chosen.event, chosen.payload);
  } else if (hook?.event) {
    framework.log.debug(`Emitting Juju event ${hook.kind}.`);
    await framework.emit(hook.event, hook.payload);
    if (reconciles) {
      framework.dropDeferred(reconcile);
      await emitReconcile(framework, hook.event, hook.payload);
    }
  } else {
    framework.log.debug(`Nothing to emit: this charm has no event "${hook?.kind}".`);
  }
  if (restricted) return;
  framework.model.flush();
  await collectStatus(framework, charm);
}

async function emitReconcile(framework: Framework, event: BoundEvent, payload: object): Promise<void> {
  await framework.on.reconcile.emit({
    hook: framework.context.dispatchPath.slice(framework.context.dispatchPath.lastIndexOf('/') + 1),
    eventPath: `${event.source.path}/${event.kind}`,
    eventPayload: payload,
  });
}

/** Asks all parts of the charm for the status. Leadership matters only when somebody answers for the application. */
async function collectStatus(framework: Framework, charm: AnyCharm): Promise<void> {
  const { model } = framework;
  if (framework.isObserved(charm.on.collectAppStatus) && model.unit.isLeader()) {
    await charm.on.collectAppStatus.emit({ of: 'app' });
    const status = mostUrgent(model.collected.app);
    if (status !== null) model.app.setStatus(status);
  }
  await charm.on.collectUnitStatus.emit({ of: 'unit' });
  const status = mostUrgent(model.collected.unit);
  if (status !== null) model.unit.setStatus(status);
}
