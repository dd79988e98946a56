/**
 * A unit whose hook can be stopped before each step that another unit, the database or Juju's leader election can see or
 * change, and gone on with later, as often and in as many ways as wanted. Hook tools and host programs are synchronous, so
 * a hook cannot really be held; it is run anew with the answers that it has had so far, up to the step that is the next.
 * Nothing else reaches a hook than those answers and its own machine, so this is the same hook at the same place; where it
 * is not, {@link ReplayedUnit} throws.
 */
import { AstaraOrchestratorCharm } from '../../../../src/charm/charm.ts';
import type { HookToolCall, HookToolResult } from '../../../../src/ops/juju/runner.ts';
import { Context, type Outcome, type State } from '../../../../src/ops/testing/index.ts';
import type { AstaraMachine } from '../../charm/astara-machine.ts';
import { charmFiles } from '../../charm/cloud.ts';
import { imageOf, machineFrom, type Snapshot, Snapshots } from './machine-image.ts';
import { type Answer, clientsOf, type Foresight, guardHost, Replay, type Request, type Told } from './replay.ts';

export type HookName = 'database' | 'cluster' | 'configChanged' | 'updateStatus' | 'leaderElected' | 'upgradeCharm';

export type Bags = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A place in a hook: where it began, and what it has been told so far. */
export interface Place {
  readonly id: number;
  readonly from: Snapshot;
  readonly hook: HookName;
  readonly before: { readonly place: Place; readonly answer: Answer } | null;
  readonly after: Map<string, Place>;
  step: Step | null;
  /** The unit as it is if it dies here; null before anybody has asked. */
  dead: Snapshot | null;
}

export interface Step {
  readonly request: Request;
  /** Of the request `ends`: what becomes of the unit. */
  readonly end: End | null;
}

export interface End {
  readonly succeeded: boolean;
  /** When Juju takes in what was written, and when it does not. */
  readonly kept: Snapshot;
  readonly refused: Snapshot;
  /** What was written into bags that others see: `cluster:6` and so on for the application, `unit` among the peers. */
  readonly writes: Bags;
}

const clusterId = 6;
const application = 'astara-orchestrator';

export class ReplayedUnit {
  readonly id: number;
  readonly #snapshots = new Snapshots();
  readonly #roots = new Map<string, Place>();
  readonly #context: Context<AstaraOrchestratorCharm>;
  #replay: Replay | null = null;
  #places = 0;
  /** How many hooks were really run. */
  runs = 0;

  constructor(id: number) {
    this.id = id;
    this.#context = new Context(
      (framework) =>
        new AstaraOrchestratorCharm(framework, this.#now.machine.host, clientsOf(this.#now), {
          metadataSecret: () => `invented-by-${id}`,
        }),
      {
        ...charmFiles,
        charmDir: '/charm',
        unitId: id,
        principalUnit: `nova-compute/${id}`,
        onCall: (call) => this.#onCall(call),
      },
    );
  }

  snapshot(state: State, machine: AstaraMachine): Snapshot {
    return this.#snapshots.of(state, imageOf(machine));
  }

  like(state: State, image: Snapshot['image']): Snapshot {
    return this.#snapshots.of(state, image);
  }

  begin(from: Snapshot, hook: HookName): Place {
    const key = `${from.id} ${hook}`;
    const known = this.#roots.get(key) ?? this.#place(from, hook, null);
    this.#roots.set(key, known);
    return known;
  }

  answered(place: Place, answer: Answer): Place {
    const key = JSON.stringify(answer);
    const known = place.after.get(key) ?? this.#place(place.from, place.hook, { place, answer });
    place.after.set(key, known);
    return known;
  }

  /** What the hook does next. One run goes as far as can be foreseen, which is cheaper than a run for each step. */
  async next(place: Place, foresee: Foresight): Promise<Step> {
    if (place.step !== null) return place.step;
    const [out, replay] = await this.#run(place, foresee);
    let at = place;
    for (const { request, answer } of replay.fresh) {
      at.step ??= { request, end: null };
      at = this.answered(at, answer);
    }
    at.step ??=
      replay.cut === null ? this.#end(place.from.state, out, replay) : { request: replay.cut.request, end: null };
    return place.step ?? at.step;
  }

  /** The unit as it is when its hook is killed at this place. */
  async dead(place: Place): Promise<Snapshot> {
    const { end } = place.step ?? {};
    // Its own file is written, and Juju's commit is not made.
    if (end != null) return end.refused;
    if (place.dead === null) {
      const [out, { cut }] = await this.#run(place, () => undefined);
      if (cut === null) throw new Error('the hook has no such place');
      place.dead = this.#snapshots.of(out.state, cut.image);
    }
    return place.dead;
  }

  #place(from: Snapshot, hook: HookName, before: Place['before']): Place {
    this.#places += 1;
    return { id: this.#places, from, hook, before, after: new Map(), step: null, dead: null };
  }

  get #now(): Replay {
    if (this.#replay === null) throw new Error('no hook is running');
    return this.#replay;
  }

  async #run(place: Place, foresee: Foresight): Promise<readonly [Outcome<AstaraOrchestratorCharm>, Replay]> {
    this.runs += 1;
    const known: Told[] = [];
    for (let at = place; at.before !== null; at = at.before.place) {
      known.unshift({ request: at.before.place.step?.request ?? '', answer: at.before.answer });
    }
    const { from } = place;
    const replay = new Replay(machineFrom(from.image, this.id), known, foresee);
    guardHost(replay);
    this.#replay = replay;
    const out = await this.#context.attempt(this.#event(place.hook, from.state), from.state);
    this.#replay = null;
    if (!replay.isWhole) throw new Error('the hook asks for less than before', { cause: out.error });
    return [out, replay];
  }

  #end(before: State, out: Outcome<AstaraOrchestratorCharm>, replay: Replay): Step {
    const { relations, openedPorts } = before;
    const image = imageOf(replay.machine);
    const succeeded = out.exitCode === 0;
    const refused = this.#snapshots.of({ ...out.state, relations, openedPorts }, image);
    const kept = this.#snapshots.of(out.state, image);
    const writes: Record<string, Record<string, string>> = {};
    for (const { tool, args, input } of out.calls) {
      const relation = args[1] ?? '';
      if (tool !== 'relation-set') continue;
      const bag = args.includes('--app') ? relation : relation === `cluster:${clusterId}` ? 'unit' : null;
      if (bag !== null) writes[bag] = { ...writes[bag], ...JSON.parse(input ?? '{}') };
    }
    return { request: 'ends', end: { succeeded, kept, refused, writes } };
  }

  #event(hook: HookName, state: State) {
    const { on } = this.#context;
    const relation = (id: number) => {
      const found = state.relations.find((one) => one.id === id);
      if (found === undefined) throw new Error(`there is no relation ${id}`);
      return found;
    };
    switch (hook) {
      case 'database':
        return on.relationChanged(relation(1));
      case 'cluster':
        return on.relationChanged(relation(clusterId));
      case 'configChanged':
        return on.configChanged();
      case 'updateStatus':
        return on.updateStatus();
      case 'leaderElected':
        return on.leaderElected();
      case 'upgradeCharm':
        return on.upgradeCharm();
    }
  }

  #onCall(call: HookToolCall): HookToolResult | null {
    const replay = this.#now;
    const says = (value: Answer): HookToolResult => ({ exitCode: 0, stdout: JSON.stringify(value), stderr: '' });
    const refuses = (stderr: string): HookToolResult => ({ exitCode: 1, stdout: '', stderr: `ERROR ${stderr}` });
    if (replay.cut !== null) return refuses('nobody is there any more');
    const { tool, args } = call;
    if (tool === 'is-leader') return says(replay.ask('leads'));
    const asApplication = args.includes('--app') || args.includes('--application=True');
    const whose = args.at(-1) ?? '';
    if (tool === 'relation-get') {
      const relation = args[args.indexOf('-r') + 1] ?? '';
      if (whose === application) return says(replay.ask(`bag of ${relation}`));
      const peer = relation === `cluster:${clusterId}` && whose !== `${application}/${this.id}`;
      return peer ? says(replay.ask(`bag of unit ${whose.split('/')[1]}`)) : null;
    }
    if (!asApplication || !/^(?:relation|status)-set$/.test(tool)) return null;
    return replay.ask('speaks as leader') === true ? null : refuses('this unit is not the leader');
  }
}
