/** Everything that can happen next among rival units: any one's next step, and whatever may still go wrong. */
import type { Snapshot } from './machine-image.ts';
import type { Answer } from './replay.ts';
import type { Place, ReplayedUnit, Step } from './replayed-unit.ts';
import { change, endLate, foresight, less, merged, outage, respond } from './server.ts';
import { rivalOf, type World } from './world.ts';

export interface Move {
  readonly what: string;
  readonly world: World;
}

export class Moves {
  readonly units: readonly ReplayedUnit[];
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(units: readonly ReplayedUnit[]) {
    this.units = units;
  }

  remember(unit: number, snapshot: Snapshot): number {
    this.#snapshots.set(`${unit} ${snapshot.id}`, snapshot);
    return snapshot.id;
  }

  snapshotOf(world: World, unit: number): Snapshot {
    const found = this.#snapshots.get(`${unit} ${rivalOf(world, unit).snapshot}`);
    if (found === undefined) throw new Error(`unit ${unit} is nowhere`);
    return found;
  }

  /** Begins a unit's next hook where none is running. */
  begin(world: World, unit: number): World {
    const rival = rivalOf(world, unit);
    const [hook, ...queue] = rival.queue;
    if (rival.place !== null || hook === undefined) return world;
    const place = this.#unit(unit).begin(this.snapshotOf(world, unit), hook);
    return change(world, unit, { place, queue });
  }

  async all(world: World): Promise<readonly Move[]> {
    const moves: Move[] = [];
    for (const unit of this.units.keys()) {
      const move = await this.step(world, unit);
      if (move !== null) moves.push(move, ...(await this.#mishaps(world, unit)));
    }
    if (world.lock === 'ghost') moves.push({ what: 'server: misses the dead', world: { ...world, lock: null } });
    if (world.late !== null) moves.push({ what: `server: ends ${world.late}`, world: endLate(world) });
    if (!world.up) moves.push({ what: 'server: is back', world: { ...world, up: true } });
    if (world.up && world.left.outages > 0 && moves.length > 0)
      moves.push({ what: 'server: goes', world: outage(world) });
    if (world.left.deposed > 0 && moves.length > 0) moves.push(...this.#elections(world));
    return moves;
  }

  /** The unit's next step; null when it has nothing to do. */
  async step(world: World, unit: number): Promise<Move | null> {
    const ready = this.begin(world, unit);
    const { place, program } = rivalOf(ready, unit);
    if (place === null) return null;
    const step = await this.#unit(unit).next(place, foresight(ready, unit));
    const what = `${unit}: ${program?.todo?.[0] ?? step.request}`;
    if (step.end !== null) return { what, world: this.#end(ready, unit, place, step) };
    const [after, answer] = respond(ready, unit, step.request);
    return { what, world: answer === undefined ? after : this.#go(after, unit, place, answer) };
  }

  #unit(unit: number): ReplayedUnit {
    const found = this.units[unit];
    if (found === undefined) throw new Error(`there is no unit ${unit}`);
    return found;
  }

  #go(world: World, unit: number, place: Place, answer: Answer): World {
    return change(world, unit, { place: this.#unit(unit).answered(place, answer) });
  }

  #end(world: World, unit: number, place: Place, step: Step): World {
    const { end } = step;
    if (end === null) throw new Error('this is no end');
    const { unit: own, ...app } = end.writes;
    const refused = Object.keys(app).length > 0 && world.leader !== unit;
    const again = !end.succeeded || refused;
    const snapshot = this.remember(unit, again ? end.refused : end.kept);
    const { queue } = rivalOf(world, unit);
    const next = change(world, unit, {
      place: null,
      connected: false,
      snapshot,
      queue: again ? [place.hook, ...queue] : queue,
    });
    if (again) return next;
    const written = Object.entries(app).map(([key, bag]) => [key, merged(world.app[key], bag)] as const);
    return {
      ...next,
      app: { ...world.app, ...Object.fromEntries(written) },
      said: world.said.map((bag, one) => (one === unit ? merged(bag, own ?? {}) : bag)),
    };
  }

  #elections(world: World): readonly Move[] {
    return [...this.units.keys()]
      .filter((unit) => unit !== world.leader)
      .map((leader) => {
        const { queue } = rivalOf(world, leader);
        const next = change(world, leader, { queue: ['leaderElected', ...queue] });
        return { what: `election: ${leader} leads`, world: { ...next, leader, left: less(world, 'deposed') } };
      });
  }

  /** What may happen to this unit in place of its next step. */
  async #mishaps(world: World, unit: number): Promise<readonly Move[]> {
    const ready = this.begin(world, unit);
    const { place, program, connected, queue } = rivalOf(ready, unit);
    const moves: Move[] = [];
    if (place === null) return moves;
    if (world.left.failing > 0 && program !== null) {
      const failed = this.#go(change(ready, unit, { program: null }), unit, place, 'it failed');
      moves.push({ what: `${unit}: the program fails`, world: { ...failed, left: less(world, 'failing') } });
    }
    if (world.left.cut > 0 && connected && program !== null) {
      const cut = change(ready, unit, { connected: false });
      const lock = world.lock === unit ? null : world.lock;
      moves.push({ what: `${unit}: its lock is cut`, world: { ...cut, lock, left: less(world, 'cut') } });
    }
    if (world.left.killed > 0 && world.lock !== 'ghost' && world.late === null) {
      const snapshot = this.remember(unit, await this.#unit(unit).dead(place));
      const gone = change(ready, unit, {
        place: null,
        connected: false,
        program: null,
        snapshot,
        queue: [place.hook, ...queue],
      });
      const lock = world.lock === unit ? 'ghost' : world.lock;
      const killed: World = { ...gone, lock, left: less(world, 'killed') };
      moves.push({ what: `${unit}: is killed`, world: killed });
      const [late] = program?.todo ?? [];
      if (late !== undefined && program?.broken === false)
        moves.push({ what: `${unit}: is killed during ${late}`, world: { ...killed, late } });
    }
    return moves;
  }
}
