/**
 * The conversation of each login with its real server, cut off after every byte of either side: closed, reset, and
 * hung. Each ends in a reason that names the server, or in the whole truth, and leaves neither socket nor timer.
 * Then whole hooks of the charm against the same, at chosen bytes.
 * The usual run closes at every byte, of Keystone's long answer at every third, and resets and hangs at every few;
 * `FAULTS_EVERY_BYTE=1` does all of it at each.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CuttingProxy } from '../servers/cutting-proxy.ts';
import { type ReplayingServer, startReplayingServer } from '../servers/replaying-server.ts';
import { type Conversation, everyCut, Leftovers, type Login, record, tryAll, tryCut } from './cut-conversations.ts';
import { cutHook, news } from './cut-hooks.ts';
import { keystoneLogin, loginsTo } from './cut-logins.ts';
import { type RealServers, startRealServers } from './real-servers.ts';

const everyByte = process.env['FAULTS_EVERY_BYTE'] === '1';

/** At every how many bytes a conversation is cut. The turns to speak, and the bytes around them, are always among them. */
function stepOf(login: Login, usual: number, long: number): number {
  if (everyByte) return 1;
  return login.service === 'Keystone' ? long : usual;
}

/** Long enough to get to the byte where the server falls silent, with all the others at the same time. */
const silenceMs = 2000;

let servers: RealServers;
let replay: ReplayingServer;
const conversations = new Map<string, Conversation>();
const logins = loginsTo(
  () => servers,
  () => replay.port,
);

beforeAll(async () => {
  servers = await startRealServers();
  const heard = await record(keystoneLogin(() => servers.keystone.port));
  replay = await startReplayingServer(heard.length.client, heard.answer);
  for (const login of logins) conversations.set(login.service, await record(login));
});

afterAll(async () => {
  await replay.stop();
  await servers.stop();
});

function conversationOf(login: Login): Conversation {
  const found = conversations.get(login.service);
  if (found === undefined) throw new Error(`nothing is recorded of ${login.service}`);
  return found;
}

describe.each(logins)('$service', (login) => {
  it('says the same when its answers come byte by byte', async () => {
    const proxy = await new CuttingProxy(login.target(), { drip: true }).start();
    const result = JSON.stringify(await login.run(proxy.port, 60_000));
    await proxy.stop();
    expect(result).toBe(conversationOf(login).result);
  });

  it('is closed after each byte of either side', async () => {
    const conversation = conversationOf(login);
    const leftovers = new Leftovers();
    expect(conversation.length.server).toBeGreaterThan(90);
    const cuts = everyCut(conversation, 'closes', stepOf(login, 1, 3));
    expect(await tryAll(cuts, 16, (cut) => tryCut(login, conversation, cut))).toEqual([]);
    expect(await leftovers.list()).toEqual([]);
  });

  it('is reset after every few bytes of either side', async () => {
    const conversation = conversationOf(login);
    const leftovers = new Leftovers();
    const cuts = everyCut(conversation, 'resets', stepOf(login, 3, 11));
    expect(await tryAll(cuts, 16, (cut) => tryCut(login, conversation, cut))).toEqual([]);
    expect(await leftovers.list()).toEqual([]);
  });
});

describe('every server', () => {
  it('falls silent, at the turns of each conversation and every few bytes between', async () => {
    const leftovers = new Leftovers();
    const all = logins.flatMap((login) => {
      const conversation = conversationOf(login);
      return everyCut(conversation, 'falls silent', stepOf(login, 11, 47)).map((cut) => ({ login, conversation, cut }));
    });
    // All at once: each costs its whole deadline, in which it has nothing to do.
    const problems = await tryAll(all, 150, async ({ login, conversation, cut }) => {
      const problem = await tryCut(login, conversation, cut, silenceMs);
      // A busy machine may be too slow for the short deadline.
      return problem === null ? null : tryCut(login, conversation, cut, 5 * silenceMs);
    });
    expect(problems).toEqual([]);
    expect(await leftovers.list()).toEqual([]);
  });
});

const services = ['MySQL', 'RabbitMQ', 'Keystone', 'ZooKeeper'] as const;

describe.each(services)('a hook of which %s is cut off at its turns to speak and some other bytes', (service) => {
  const login = logins.find((one) => one.service === service);
  const target = (): number => login?.target() ?? 0;
  const database = () => servers.database;

  it('waits with the reason as the first hook of a unit, and the next makes up for it', async () => {
    const { points, problems } = await cutHook({ service, target, database, news: null }, 1);
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(6);
  });

  it('keeps what works when a deployed unit gets news, and the next makes up for it', async () => {
    const { points, problems } = await cutHook({ service, target, database, news: news[service] ?? null }, 2);
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(6);
  });
});
