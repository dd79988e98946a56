/**
 * Wicked databags and configurations through all that a hook works out: no crash, no line in a file that nobody meant, no secret shown.
 * HOSTILE_RUNS asks for more of them, HOSTILE_SEED for others. What they once found stands in found-cases.ts for good.
 */
import { describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';
import { again, type Change, changed, drawChange, runs, seed } from './changes.ts';
import { foundCases } from './found-cases.ts';
import { judge } from './judge.ts';
import { goodCloud, workOut } from './pipeline.ts';

/** Why a case is wrong, or null. */
async function faultOf(changes: readonly Change[]): Promise<string | null> {
  const said = changed(changes);
  try {
    judge(await workOut(said), said);
    return null;
  } catch (error) {
    return error instanceof Error
      ? `${error.message}\n${error.stack?.split('\n').slice(1, 5).join('\n')}`
      : String(error);
  }
}

/** The same fault with as few changes as possible. */
async function smallest(changes: readonly Change[]): Promise<readonly Change[]> {
  for (const one of changes) {
    const rest = changes.filter((change) => change !== one);
    if (rest.length > 0 && (await faultOf(rest)) !== null) return smallest(rest);
  }
  return changes;
}

describe('databags and options', () => {
  it.each(foundCases)('once wrong stay right: $name', async ({ changes }) => {
    expect(await faultOf(changes)).toBeNull();
  });

  it('that are in order make a configuration', async () => {
    const worked = await workOut(goodCloud());
    expect(worked.conf).not.toBeNull();
    expect(worked.requests.problems).toEqual([]);
    expect(await faultOf([])).toBeNull();
  });

  it(`in ${runs} wicked forms harm nobody`, { timeout: 600_000 + runs * 20 }, async () => {
    const chance = new Chance(seed);
    const cloud = goodCloud();
    const faults: string[] = [];
    let rendered = 0;
    for (let run = 0; run < runs && faults.length < 5; run += 1) {
      const changes = Array.from({ length: 1 + chance.below(3) }, () => drawChange(chance, cloud));
      const fault = await faultOf(changes);
      if (fault === null) {
        rendered += 1;
        continue;
      }
      const least = await smallest(changes);
      faults.push(`${again}: ${await faultOf(least)}\n${JSON.stringify(least).slice(0, 600)}`);
    }
    if (faults.length > 0) throw new Error(faults.join('\n'));
    expect(rendered).toBe(runs);
  });
});
