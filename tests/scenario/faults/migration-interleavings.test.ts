/**
 * Units that migrate one database at once: every order of their steps, with no bound on how often they take turns, and
 * everything that may go wrong at every place. A step is whatever another unit, the database or Juju can see or change:
 * asking who leads, reading a databag that units share, speaking as the leader, Juju's commit, each statement to the
 * server, each statement of the migrating program, the service's start. What a unit does between two steps only it can see,
 * so that it may count as one with the step before. INTERLEAVINGS=all also tries the worlds that are very many, of which
 * the usual run takes random ways; INTERLEAVING_SEED takes others.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { Chance } from '../hostile/chance.ts';
import { explore, type Judge, wander } from './rivals/exploration.ts';
import type { HookName } from './rivals/replayed-unit.ts';
import { empty, noFaults, Stage } from './rivals/stage.ts';
import type { Faults, Schema, World } from './rivals/world.ts';

const all = process.env['INTERLEAVINGS'] === 'all';
const seed = Number(process.env['INTERLEAVING_SEED'] ?? 20_261_123);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open(2);
});

/** Both units learn at once that the database is theirs. */
const answered: readonly (readonly HookName[])[] = [['database'], ['database']];

/** Ends as an undisturbed run does, whoever leads in the end. */
async function asUndisturbed(on: Stage, start: World): Promise<Judge> {
  const wanted: World[] = [];
  for (const leader of start.rivals.keys()) {
    wanted.push(await on.settled({ ...start, leader, left: noFaults }));
  }
  return (settled) => on.troubles(settled, wanted[settled.leader] ?? settled);
}

const revision = '4f695b725637';
const tables = ['global_debug', 'resource_debug', 'tenant_debug'];
const noted = (...names: readonly string[]): readonly string[] => ['alembic_version', ...names];

const whole: Schema = { tables: noted(...tables), revision };
/** What a program leaves that is killed before one of its statements. */
const halves: readonly Schema[] = [0, 1, 2, 3].map((done) => ({
  tables: noted(...tables.slice(0, done)),
  revision: null,
}));

describe('two units that migrate at once', () => {
  it('migrate once when nothing happens', async () => {
    for (const leader of [0, 1]) {
      const start = stage.before(answered, { leader });
      const found = await explore(stage, start, await asUndisturbed(stage, start));
      expect(found).toMatchObject({ mostEnded: 1, mostWorked: 1 });
    }
  });

  const starts: readonly (readonly [string, Schema])[] = [
    ['empty', empty],
    ['whole', whole],
    ...halves.map((schema) => [`half migrated, with ${schema.tables.join(', ')}`, schema] as const),
    ['noted without its tables', { tables: noted(), revision }],
    ['noted without one of its tables', { tables: noted('global_debug', 'tenant_debug'), revision }],
  ];
  it.each(starts)('on a schema that is %s, while the lead passes from one to the other', async (_, schema) => {
    const worked = schema === whole ? 0 : 1;
    for (const leader of [0, 1]) {
      const start = stage.before(answered, { leader, schema, left: { ...noFaults, deposed: 1 } });
      const found = await explore(stage, start, await asUndisturbed(stage, start));
      // Who is deposed cannot note that it has migrated; the next leader's program then finds nothing to do.
      expect(found).toMatchObject({ mostEnded: 2, mostWorked: worked });
    }
  });

  const mishaps: readonly (readonly [string, Partial<Faults>, Partial<World>, number])[] = [
    ['one of which is killed at any step', { killed: 1 }, {}, 2],
    ['one of which is killed while they mend a schema', { killed: 1 }, { schema: halves[2] ?? empty }, 2],
    ['whose program fails at any statement, while the lead passes', { deposed: 1, failing: 1 }, {}, 1],
    ['whose database goes away and comes back', { outages: 1 }, {}, 1],
    ['whose lock is lost with its connection, while the lead passes', { deposed: 1, cut: 1 }, {}, 2],
  ];
  it.each(mishaps)('%s', async (_, faults, changes, mostWorked) => {
    const start = stage.before(answered, { ...changes, left: { ...noFaults, ...faults } });
    const found = await explore(stage, start, await asUndisturbed(stage, start));
    expect(found.ends).toBeGreaterThan(1);
    expect(found.mostWorked).toBeLessThanOrEqual(mostWorked);
  });

  const many: readonly (readonly [string, Partial<Faults>])[] = [
    ['while the lead passes and one is killed', { deposed: 1, killed: 1 }],
    ['while the lead passes to and fro', { deposed: 2 }],
    ['while the lead passes and the database goes away', { deposed: 1, outages: 1 }],
  ];
  it.each(many)('%s', { timeout: 1_800_000 }, async (_, faults) => {
    const start = stage.before(answered, { left: { ...noFaults, ...faults } });
    const judge = await asUndisturbed(stage, start);
    if (all) await explore(stage, start, judge);
    else await wander(stage, start, judge, { walks: 80, chance: new Chance(seed) });
  });

  it('would be seen to, were there no lock', async () => {
    const start = stage.before(answered, { excludes: false, left: { ...noFaults, deposed: 1 } });
    await expect(explore(stage, start, () => [])).rejects.toThrow('migrates while another does');
  });

  it('leave a schema alone that is newer than what both know, and say so', async () => {
    const newer: Schema = { tables: noted('extra', ...tables), revision: 'r10' };
    const start = stage.before(answered, { schema: newer, left: { ...noFaults, deposed: 1 } });
    const found = await explore(stage, start, (settled) => {
      const status = stage.moves.snapshotOf(settled, settled.leader).state.unitStatus;
      const told = `${status.name}: ${status.message}`.startsWith('blocked: Database migration failed: ');
      const served = settled.rivals.some((rival) => rival.serving);
      return told && !served && settled.schema === newer
        ? []
        : [`${status.message}, ${JSON.stringify(settled.schema)}`];
    });
    expect(found.mostWorked).toBe(0);
  });
});

describe('two units that upgrade', () => {
  let running: World;
  beforeAll(async () => {
    running = await stage.settled(stage.before(answered, {}));
  });

  it('both at once, while the lead passes', async () => {
    const upgrading = stage.withNewVersion(running, [0, 1]);
    for (const leader of [0, 1]) {
      const left = { ...noFaults, deposed: 1 };
      const start = stage.before([['configChanged'], ['configChanged']], { leader, left }, upgrading);
      const found = await explore(stage, start, await asUndisturbed(stage, start));
      expect(found.mostWorked).toBe(1);
    }
  });

  it('one after the other, of which the one that stays behind goes on working, also when it comes to lead', async () => {
    const upgrading = stage.withNewVersion(running, [1]);
    for (const leader of [0, 1]) {
      const left = { ...noFaults, deposed: 1 };
      const start = stage.before([[], ['configChanged']], { leader, left }, upgrading);
      const found = await explore(stage, start, (settled) => {
        const [older, newer] = [0, 1].map((unit) => stage.moves.snapshotOf(settled, unit).state.unitStatus.message);
        // Whoever was deposed before it could say that it has migrated waits for the new leader's word, and says so.
        const waits = newer?.startsWith('Database not migrated for Astara 10.0.0: the leader has 9.0.0') === true;
        return older === 'Unit is ready' && (waits || newer === older) ? [] : [`${older}; ${newer}`];
      });
      expect(found.mostWorked).toBe(1);
    }
  });
});

describe('three units that migrate', () => {
  it('in random orders, with everything that may go wrong', async () => {
    const three = await Stage.open(3);
    const left: Faults = { deposed: 2, killed: 1, failing: 1, outages: 1, cut: 1 };
    const start = three.before([['database'], ['database'], ['database']], { left });
    const judge = await asUndisturbed(three, start);
    const walks = all ? 2000 : 25;
    expect(await wander(three, start, judge, { walks, chance: new Chance(seed) })).toBeGreaterThan(0);
  });
});
