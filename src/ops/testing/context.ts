/**
 * A charm under test. A run is a function: state and event in, state and effects out. The real framework runs with
 * simulated hook tools and a store in memory; no process is started, no file written, no environment variable touched.
 */
import type { AnyCharm, CharmFactory, ChosenEvent, EmittedEvent } from '../dispatch.ts';
import { dispatch } from '../dispatch.ts';
import { BoundEvent } from '../framework/bound-event.ts';
import { isCustom } from '../framework/framework.ts';
import type { HookToolCall, HookToolResult, HookToolRunner } from '../juju/runner.ts';
import { JujuVersion } from '../juju/version.ts';
import type { LogLevel } from '../log-level.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { CharmValues } from '../typegen/description.ts';
import { describeValues } from '../typegen/description.ts';
import { type CharmSource, charmValues } from './charm-source.ts';
import { checkConsistency } from './consistency/check.ts';
import { type DeferredBy, deferredPart } from './deferred.ts';
import type { ContainerEndpoint, On, PeerEndpoint, RegularEndpoint } from './endpoint-names.ts';
import type { Unit } from './environment.ts';
import { environmentOf, setupOf } from './environment.ts';
import type { TestEvent } from './event.ts';
import { createEvents, type Events, type TypesOf } from './events.ts';
import { oneOfEverything } from './full-state.ts';
import { documentOf, keptIn } from './kept-document.ts';
import { type Emission, lookups, type Outcome, UncaughtCharmError } from './outcome.ts';
import type { DeferredPart } from './parts/kept.ts';
import type {
  PeerRelation,
  PeerRelationInput,
  RegularRelation,
  RelationInput,
  SubordinateRelation,
  SubordinateRelationInput,
} from './parts/relation.ts';
import { peerRelation, relation, subordinateRelation } from './parts/relation.ts';
import type { State, StateInput } from './state.ts';
import { state as completeState } from './state.ts';
import { SimulationError } from './tools/failure.ts';
import { simulatedRunner } from './tools/simulated-runner.ts';
import { World } from './tools/world.ts';

/** The charm's files, and what is the same in all of its tests. */
export interface ContextOptions extends CharmSource {
  /** Default 3.6.14. */
  readonly jujuVersion?: string;
  /** Default: the charm's name. */
  readonly appName?: string;
  /** Default 0. */
  readonly unitId?: number;
  /** What the charm sees as its directory; default charmRoot, or a path that does not exist. */
  readonly charmDir?: string;
  /** Default `0`. */
  readonly machineId?: string;
  readonly availabilityZone?: string;
  /** A subordinate's principal; by default the remote unit of its container-scoped relation. */
  readonly principalUnit?: string;
  /** Whether the application may ask for cloud credentials. */
  readonly trusted?: boolean;
  /** Further variables of the hook's environment, such as JUJU_CHARM_HTTP_PROXY. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The least severe level that is logged; default INFO, as in production. */
  readonly logLevel?: LogLevel;
  /**
   * Called before each hook tool. A result stands in for the tool's, and null lets the tool run: for trying what a charm
   * does when Juju fails.
   */
  readonly onCall?: (call: HookToolCall) => HookToolResult | null;
}

/** What one run can be asked for. */
export interface RunOptions<C extends AnyCharm> {
  /** Called with the charm before anything is emitted, for a look inside. */
  readonly onCharm?: (charm: C) => void;
}

/** The state's input with options checked against the generated types. */
export type TypedStateInput<C extends AnyCharm> = Omit<StateInput, 'config'> & {
  readonly config?: Partial<TypesOf<C>['config']>;
};

/** A charm under test: {@link Context.run} is a hook as a function. */
export class Context<C extends AnyCharm = AnyCharm> {
  /** Makes events. */
  readonly on: Events<C> = createEvents<C>();
  readonly #factory: CharmFactory<C>;
  readonly #options: ContextOptions;
  readonly #values: CharmValues;
  readonly #unit: Unit;

  constructor(charm: CharmFactory<C>, options: ContextOptions) {
    this.#factory = charm;
    this.#options = options;
    this.#values = charmValues(options);
    const description = describeValues(this.#values);
    this.#unit = {
      charm: description,
      appName: options.appName ?? description.name,
      unitId: options.unitId ?? 0,
      jujuVersion: new JujuVersion(options.jujuVersion ?? '3.6.14'),
      charmDir: options.charmDir ?? options.charmRoot ?? '/charm',
      machineId: options.machineId ?? '0',
      availabilityZone: options.availabilityZone ?? null,
      principalUnit: options.principalUnit ?? null,
      trusted: options.trusted ?? false,
    };
  }

  /** A relation with another application; the same as the function `relation`, with the endpoint checked by type. */
  relation(input: On<RegularEndpoint<C>, RelationInput>): RegularRelation {
    return relation(input);
  }

  /** A relation among our units, with the endpoint checked by type. */
  peerRelation(input: On<PeerEndpoint<C>, PeerRelationInput>): PeerRelation {
    return peerRelation(input);
  }

  /** A container-scoped relation, with the endpoint checked by type. */
  subordinateRelation(input: On<ContainerEndpoint<C>, SubordinateRelationInput>): SubordinateRelation {
    return subordinateRelation(input);
  }

  /** A state with the rest filled in; the same as the function `state`, with options checked by type. */
  state(input: TypedStateInput<C> = {}): State {
    // The consistency rules check options against config.yaml when the event runs, whatever the types said.
    return completeState(input as StateInput);
  }

  /** A state with one of everything that the charm's files declare: relations, storages and resources. */
  fullState(input: TypedStateInput<C> = {}): State {
    return this.state({ ...oneOfEverything(this.#unit.charm), ...input });
  }

  /** An event that a handler has deferred in an earlier hook, for `state({ deferred: [...] })`. */
  deferred(event: TestEvent<C>, by: DeferredBy): DeferredPart {
    return deferredPart(event, by, this.#charmPath(), this.#unit);
  }

  /** Runs one hook. Throws UncaughtCharmError when the charm throws, InconsistentScenarioError when Juju could not do it. */
  async run(event: TestEvent<C>, input: StateInput = {}, options: RunOptions<C> = {}): Promise<Outcome<C>> {
    const outcome = await this.attempt(event, input, options);
    if (outcome.error !== null) throw new UncaughtCharmError(outcome);
    return outcome;
  }

  /** Runs one hook that may fail: what the charm throws is in `error`. */
  async attempt(event: TestEvent<C>, input: StateInput = {}, options: RunOptions<C> = {}): Promise<Outcome<C>> {
    requireEvent(event);
    const before = completeState(input);
    checkConsistency({ unit: this.#unit, event, state: before });
    const world = new World(setupOf(event, this.#unit), before);
    const store = new MemoryStore(documentOf(before));
    const emitted: Emission[] = [];
    const { logLevel } = this.#options;
    const result = await dispatch({
      environment: { ...environmentOf(event, before, this.#unit), ...this.#options.environment },
      runner: interruptible(simulatedRunner(world), this.#options.onCall),
      store,
      charm: this.#factory,
      files: this.#values,
      onEmit: (one: EmittedEvent) => emitted.push({ kind: one.event.kind, path: one.path, payload: one.payload }),
      ...(options.onCharm === undefined ? {} : { onCharm: options.onCharm }),
      ...(event.kind === 'custom' ? { chooseEvent: (charm: C) => requireCustom(event.choose(charm)) } : {}),
      ...(logLevel === undefined ? {} : { logLevel }),
    });
    // A fault of the test is not the charm's, though it passed through it.
    if (result.error instanceof SimulationError) throw result.error;
    const state = result.committed
      ? { ...world.state, ...keptIn(store.document ?? documentOf(before)) }
      : world.surviving;
    const { effects } = world;
    return {
      ...effects,
      state,
      error: result.exitCode === 0 ? null : asError(result.error),
      exitCode: result.exitCode,
      charm: result.charm,
      commands: effects.calls
        .filter((call) => call.tool !== 'juju-log')
        .map((call) => [call.tool, ...call.args].join(' ')),
      emitted,
      ...lookups(state),
    };
  }

  #charmPath(): string {
    if (!('handleKind' in this.#factory) || typeof this.#factory.handleKind !== 'string') {
      throw new SimulationError(
        "cannot tell the charm's handle path: give Context the class, not a function that makes it",
      );
    }
    return this.#factory.handleKind;
  }
}

/** For those who write tests in JavaScript, where no compiler says so. */
function requireEvent(event: unknown): void {
  if (typeof event === 'object' && event !== null && 'kind' in event) return;
  const name = typeof event === 'function' ? event.name : String(event);
  throw new TypeError(`cannot run ${name}: it is no event; make one, as in context.run(context.on.start())`);
}

/** Juju's own events need the environment of their hook, which a custom one does not have. */
function requireCustom(chosen: ChosenEvent): ChosenEvent {
  const { event } = chosen;
  if (event instanceof BoundEvent && isCustom(event)) return chosen;
  const shown = event instanceof BoundEvent ? `the event ${event.kind}` : 'what is no event';
  throw new SimulationError(
    `cannot emit ${shown} as a custom one: what Juju or the framework emits is made by context.on`,
  );
}

function interruptible(runner: HookToolRunner, onCall: ContextOptions['onCall']): HookToolRunner {
  if (onCall === undefined) return runner;
  const run = (call: HookToolCall): HookToolResult => onCall(call) ?? runner.run(call);
  return { run, runAll: (calls) => calls.map(run) };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
