/**
 * Every order in which rival units' steps can come, and every place at which what may go wrong can: all worlds that can be
 * reached are visited once, since what follows from a world does not depend on how it came to be. A unit's place in its hook
 * is part of the world, so nothing is left out, with no bound on how often the units take turns.
 */
import type { Chance } from '../../hostile/chance.ts';
import type { Move } from './moves.ts';
import { Violation } from './server.ts';
import type { Stage } from './stage.ts';
import type { Rival, World } from './world.ts';

export interface Exploration {
  /** Worlds that were visited. */
  readonly worlds: number;
  /** Those in which nothing was left to do. */
  readonly ends: number;
  /** The most often that the program ran to its end, and brought the schema to its head. */
  readonly mostEnded: number;
  readonly mostWorked: number;
}

/** What is wrong with a world in which nothing is left to do; `settled`: after some more hooks of each unit. */
export type Judge = (settled: World, end: World) => Promise<readonly string[]> | readonly string[];

interface Visit {
  readonly world: World;
  readonly what: string;
  readonly from: Visit | null;
}

/** The steps that led there. */
export function story(visit: Visit | null): readonly string[] {
  const steps: string[] = [];
  for (let at = visit; at !== null; at = at.from) steps.unshift(at.what);
  return steps;
}

export async function explore(stage: Stage, start: World, judge: Judge): Promise<Exploration> {
  const seen = new Set<string>([keyOf(start)]);
  const open: Visit[] = [{ world: start, what: 'start', from: null }];
  const judged = new Set<string>();
  let ends = 0;
  let mostEnded = 0;
  let mostWorked = 0;
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    try {
      const moves: readonly Move[] = await stage.moves.all(visit.world);
      if (moves.length === 0) {
        ends += 1;
        mostEnded = Math.max(mostEnded, visit.world.ended);
        mostWorked = Math.max(mostWorked, visit.world.worked);
        await judgeEnd(stage, visit.world, judged, judge);
      }
      for (const { what, world } of moves) {
        const key = keyOf(world);
        if (seen.has(key)) continue;
        seen.add(key);
        open.push({ world, what, from: visit });
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${why}, after: ${story(visit).join(' | ')}`, { cause: error });
    }
  }
  return { worlds: seen.size, ends, mostEnded, mostWorked };
}

/** Random walks from the same start, for worlds that are too many; the same seed takes the same ways. */
export async function wander(
  stage: Stage,
  start: World,
  judge: Judge,
  { walks, chance }: { readonly walks: number; readonly chance: Chance },
): Promise<number> {
  const judged = new Set<string>();
  for (let walk = 0; walk < walks; walk += 1) {
    let visit: Visit = { world: start, what: 'start', from: null };
    try {
      for (;;) {
        const moves = await stage.moves.all(visit.world);
        if (moves.length === 0) break;
        // Mishaps are many at each step and few are to be had: most walks would use them up at once.
        const steps = moves.filter(({ what }) =>
          /^(?:\d+: (?!is killed|the program fails|its lock)|server: (?!goes))/.test(what),
        );
        const { what, world } = chance.one(chance.often(92) && steps.length > 0 ? steps : moves);
        visit = { world, what, from: visit };
      }
      await judgeEnd(stage, visit.world, judged, judge);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${why}, in walk ${walk} after: ${story(visit).join(' | ')}`, { cause: error });
    }
  }
  return judged.size;
}

async function judgeEnd(stage: Stage, end: World, judged: Set<string>, judge: Judge): Promise<void> {
  const settled = await stage.settled(end);
  const key = keyOf(settled);
  if (judged.has(key)) return;
  judged.add(key);
  const found = await judge(settled, end);
  if (found.length > 0) throw new Violation(found.slice(0, 5).join('; '));
}

const parts = new WeakMap<object, number>();
const numbers = new Map<string, number>();

/** A number for a part of a world; most parts are the very ones of the world before it. */
function numberOf(part: object, make: () => string): number {
  const known = parts.get(part);
  if (known !== undefined) return known;
  const text = make();
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  parts.set(part, number);
  return number;
}

function keyOf(world: World): string {
  const { app, said, rivals, ...rest } = world;
  const rivalKey = (rival: Rival): number =>
    numberOf(rival, () => JSON.stringify({ ...rival, place: rival.place?.id ?? 0 }));
  const bags = [app, said].map((part) => numberOf(part, () => JSON.stringify(part)));
  return [JSON.stringify(rest), ...bags, ...rivals.map(rivalKey)].join(' ');
}
