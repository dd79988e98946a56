/**
 * One fault at every possible point of one hook. The points are found by running the hook undisturbed and counting; then
 * it is run once for each, with the fault there, run again as Juju does, and what comes of it is compared.
 */
import type { StateInput, TestEvent } from '../../../src/ops/testing/index.ts';
import { cloudRelations, zookeeper } from '../charm/cloud.ts';
import { type Fault, isReboot } from './fault.ts';
import { FaultyCloud, type Picture } from './faulty-cloud.ts';

export const faults: readonly Fault[] = [
  'killed',
  'rebooted',
  'tool fails',
  'tool refuses',
  'program fails',
  'program killed',
  'program missing',
  'disk full',
  'read-only',
  'commit fails',
  'leadership lost',
];

export interface Hook {
  readonly name: string;
  /** The cloud, where it is another than the usual one. */
  readonly input?: StateInput;
  /** What has happened before. */
  readonly before?: (cloud: FaultyCloud) => Promise<void>;
  readonly event: (cloud: FaultyCloud) => TestEvent;
  /** What becomes of the model when the hook is done: relations that are gone, for example. */
  readonly after?: (cloud: FaultyCloud) => void;
  /** The leader alone has this hook: who has lost the lead in it, and whose hook failed, leads again in the next try. */
  readonly onlyLeads?: boolean;
  /** The unit is on its way out, and a reboot does not bring it back. */
  readonly leaves?: boolean;
  /** Faults after which it may be otherwise, and why. */
  readonly without?: readonly Fault[];
}

async function newCloud(hook: Hook): Promise<FaultyCloud> {
  const cloud = new FaultyCloud({ relations: [...Object.values(cloudRelations()), zookeeper()], ...hook.input });
  await (hook.before ?? deployed)(cloud);
  return cloud;
}

export async function deployed(cloud: FaultyCloud): Promise<void> {
  await cloud.configChanged();
}

/** The hooks that follow: somebody leads again, and Juju looks in. */
async function settle(cloud: FaultyCloud): Promise<void> {
  if (!cloud.now.leader) {
    cloud.now = { ...cloud.now, leader: true };
    await cloud.run(cloud.context.on.leaderElected());
  }
  await cloud.updateStatus();
  await cloud.configChanged();
}

async function play(hook: Hook, fault: Fault, at: number): Promise<FaultyCloud> {
  const cloud = await newCloud(hook);
  cloud.arm(fault, at);
  await cloud.runUntilDone(() => hook.event(cloud), hook.onlyLeads);
  hook.after?.(cloud);
  if (hook.leaves === true) return cloud;
  await cloud.startIfRebooted();
  await settle(cloud);
  return cloud;
}

/** What is not the same, each in a line: two whole pictures are more than anybody reads. */
function differences(wanted: Picture, found: Picture): readonly string[] {
  const flat = ({ files, bags, ...rest }: Picture): Map<string, string> =>
    new Map([
      ...Object.entries(files),
      ...Object.entries({ ...bags, ...rest }).map(([key, value]) => [key, JSON.stringify(value)] as const),
    ]);
  const [before, after] = [flat(wanted), flat(found)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${key}: ${before.get(key)?.slice(0, 300)} became ${after.get(key)?.slice(0, 300)}`);
}

/** Tries the fault at every point of the hook; returns how many there were. */
export async function tryEveryPoint(hook: Hook, fault: Fault): Promise<number> {
  const counting = await newCloud(hook);
  const before = counting.machine.starts;
  counting.arm(fault, 0);
  await counting.runUntilDone(() => hook.event(counting), hook.onlyLeads);
  const points = counting.passed;
  const good = await play(hook, fault, 0);
  const wanted = good.picture();
  const problems: string[] = [];
  for (let at = 1; at <= points; at += 1) {
    const cloud = await play(hook, fault, at);
    const found = [...differences(wanted, cloud.picture())];
    if (cloud.migrations !== good.migrations) found.push(`${cloud.migrations} migrations, not ${good.migrations}`);
    // A hook that is lost after its restart cannot know of it, and restarts once more; none restarts twice otherwise.
    const allowed = good.machine.starts + (cloud.startsAtFault > before ? 1 : 0);
    const { starts } = cloud.machine;
    // A boot starts what is enabled, so the hook need not.
    const least = good.machine.starts - (isReboot(fault) ? 1 : 0);
    if (starts < least || starts > allowed) found.push(`${starts} starts, not ${good.machine.starts}`);
    found.push(...secretTrouble(cloud));
    problems.push(...found.map((one) => `at point ${cloud.point}: ${one}`));
  }
  // Not by a comparison, whose account of it nobody could read.
  if (problems.length > 0) throw new Error(`${problems.length} differences: ${problems.slice(0, 8).join('\n')}`);
  return points;
}

/** The secret in the file must be the one that the leader has told the others. */
function secretTrouble(cloud: FaultyCloud): readonly string[] {
  if (!cloud.now.relations.some(({ id }) => id === 6)) return [];
  const [used, published] = cloud.metadataSecrets();
  return used === null || used === published ? [] : ['the metadata secret in use is not the one published'];
}
