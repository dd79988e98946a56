/** Whole hooks while one server is cut off: how the hook ends, and whether those that follow make up for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '../../src/charm/clients/service-unavailable.ts';
import { type Relation, relation } from '../../src/ops/testing/index.ts';
import { keystoneAnswer, zookeeper } from '../scenario/charm/cloud.ts';
import type { Picture } from '../scenario/faults/faulty-cloud.ts';
import { Chance } from '../scenario/hostile/chance.ts';
import { type Cut, type CutManner, CuttingProxy } from '../servers/cutting-proxy.ts';
import type { MariaDb } from '../servers/mariadb.ts';
import { ServedCloud } from './served-cloud.ts';

const silenceMs = 400;
/** By how many bytes ZooKeeper's account of itself differs. */
const variation = 24;

/** One service's hook; the cloud before it is either new or deployed. */
export interface CutHook {
  readonly service: ServiceName;
  readonly target: () => number;
  readonly database: () => MariaDb;
  /** What the peer says anew to a unit that is deployed; null: the unit's first hook. */
  readonly news: Relation | null;
}

/** News of each server, at which its login is tried again. */
export const news: Readonly<Partial<Record<ServiceName, Relation>>> = {
  MySQL: relation({
    endpoint: 'shared-db',
    id: 1,
    remoteApp: 'mysql',
    remoteUnits: { 0: { db_host: '10.0.0.41', password: 'new-secret', allowed_units: 'astara-orchestrator/0' } },
  }),
  RabbitMQ: relation({
    endpoint: 'amqp',
    id: 2,
    remoteApp: 'rabbitmq-server',
    remoteUnits: { 0: { hostname: '10.0.0.31', 'private-address': '10.0.0.31', password: 'new-secret' } },
  }),
  Keystone: relation({
    endpoint: 'identity-service',
    id: 3,
    remoteApp: 'keystone',
    remoteUnits: { 0: { ...keystoneAnswer, auth_host: '10.0.0.51' } },
  }),
  ZooKeeper: zookeeper([3, 4, 5]),
};

/** A hook that has been run, undisturbed, and the proxy that has heard its conversation. */
interface Undisturbed {
  readonly picture: Picture;
  readonly starts: number;
  readonly saidAtStart: CuttingProxy['passed'];
  readonly points: readonly Cut[];
}

async function prepare(hook: CutHook, proxy: CuttingProxy): Promise<ServedCloud> {
  if (hook.service === 'MySQL') hook.database().query('DROP DATABASE astara; CREATE DATABASE astara');
  const cloud = new ServedCloud(hook.service, proxy, hook.database());
  if (hook.news !== null) {
    await cloud.configChanged();
    cloud.put(hook.news);
  }
  return cloud;
}

async function undisturbed(hook: CutHook, chance: Chance): Promise<Undisturbed> {
  const proxy = await new CuttingProxy(hook.target(), { record: true }).start();
  const cloud = await prepare(hook, proxy);
  proxy.heal();
  proxy.said.splice(0);
  await runHook(hook, cloud);
  await proxy.stop();
  if (cloud.now.unitStatus.name !== 'active') throw new Error(`undisturbed it ends in ${cloud.status()}`);
  // The turns to speak, on a unit's first hook also a byte into the next, and some that chance picks.
  const points = (['server', 'client'] as const).flatMap((side) => {
    const around = hook.news === null ? [0, 1] : [0];
    const turns = proxy.boundaries(side).flatMap((at) => around.map((by) => at + by));
    const some = Array.from({ length: 4 }, () => chance.below(proxy.passed[side]));
    return [...new Set([...turns, ...some])].filter((at) => at < proxy.passed[side]).map((after) => ({ side, after }));
  });
  const manners: readonly CutManner[] = ['closes', 'resets', 'closes', 'resets', 'falls silent'];
  return {
    picture: cloud.picture(),
    starts: cloud.machine.starts,
    saidAtStart: cloud.saidAtStart,
    points: points.map((point, index) => ({ ...point, manner: manners[index % manners.length] ?? 'closes' })),
  };
}

async function runHook(hook: CutHook, cloud: ServedCloud): Promise<number> {
  const { on } = cloud.context;
  const event = hook.news === null ? on.configChanged() : on.relationChanged(cloud.find(hook.news.id));
  const out = await cloud.context.attempt(event, cloud.now);
  cloud.now = out.state;
  return out.exitCode;
}

/** Cuts the hook's conversation at each point; returns how many there were and what was wrong, each in a line. */
export async function cutHook(hook: CutHook, seed: number): Promise<{ points: number; problems: readonly string[] }> {
  const good = await undisturbed(hook, new Chance(seed));
  const problems: string[] = [];
  for (const cut of good.points) {
    const proxy = await new CuttingProxy(hook.target()).start();
    const cloud = await prepare(hook, proxy);
    const found = await tryHook(hook, cloud, proxy, cut, good);
    await proxy.stop();
    problems.push(...found.map((one) => `${cut.manner} after ${cut.after} bytes of the ${cut.side}: ${one}`));
  }
  return { points: good.points.length, problems };
}

async function tryHook(
  hook: CutHook,
  cloud: ServedCloud,
  proxy: CuttingProxy,
  cut: Cut,
  good: Undisturbed,
): Promise<readonly string[]> {
  const found: string[] = [];
  const before = { conf: cloud.machine.conf(), starts: cloud.machine.starts, running: cloud.machine.running };
  proxy.heal(cut);
  if (cut.manner === 'falls silent') cloud.servers.deadlineMs = silenceMs;
  if ((await runHook(hook, cloud)) !== 0) found.push('the hook fails');
  const status = cloud.status();
  if (cloud.now.unitStatus.name !== 'active') {
    const reason = `: cannot use ${hook.service} at 127.0.0.1:${proxy.port}: `;
    if (!/^(?:waiting|blocked): /.test(status) || !status.includes(reason)) found.push(`its status is "${status}"`);
    // A unit's first hook asks the ring once more when the service runs.
    const early = cut.after + variation < good.saidAtStart[cut.side] || good.saidAtStart[cut.side] === 0;
    if (early && cloud.machine.starts !== before.starts) found.push('the service was started');
    if (before.running && !cloud.machine.running) found.push('the service was stopped');
    const ready = cloud.find(6).localUnitData['ready'] === 'true';
    if (ready && !cloud.machine.running) found.push('it calls itself ready');
    // The first hook of a unit whose logins work writes the file, then migrates.
    if (early && hook.news !== null && cloud.machine.conf() !== before.conf) found.push('the file has changed');
  }
  proxy.heal();
  cloud.servers.deadlineMs = 60_000;
  // The server may need a moment to see that the session with the lock is gone; the next hook finds it then.
  for (let tries = 0; tries < 20; tries += 1) {
    await cloud.configChanged();
    if (cloud.now.unitStatus.name === 'active') break;
    await sleep(20);
    // Whether a running service is well is asked at an update-status.
    await cloud.updateStatus();
  }
  const after = cloud.picture();
  if (JSON.stringify(after) !== JSON.stringify(good.picture))
    found.push(`it comes to something else: ${cloud.status()}`);
  if (cloud.machine.starts !== good.starts) found.push(`${cloud.machine.starts} starts, not ${good.starts}`);
  if (hook.service === 'MySQL' && cloud.made !== 1) found.push(`the schema is made ${cloud.made} times`);
  return found;
}
