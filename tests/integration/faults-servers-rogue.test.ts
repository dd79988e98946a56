/**
 * Servers with bad intentions: each login with them ends with a reason, and neither a file, nor a password that was not
 * for them, nor more memory than a login may cost has gone their way.
 */
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServiceUnavailableError } from '../../src/charm/clients/service-unavailable.ts';
import { rogueMysql } from '../servers/rogue-mysql.ts';
import { rogueKeystone, rogueMemcached, rogueRabbit, rogueZookeeper } from '../servers/rogue-others.ts';
import { type RogueServer, startRogueServer } from '../servers/rogue-server.ts';
import { Leftovers } from './cut-conversations.ts';
import { loginsTo } from './cut-logins.ts';
import { type RealServers, secret } from './real-servers.ts';

/** More than a login takes in before it is ended, with what the kernel keeps for both sides. */
const mostTaken = 48 * 1024 * 1024;
const mostMemory = 256 * 1024 * 1024;
const deadlineMs = 800;

let rogue: RogueServer;
const others: RogueServer[] = [];
const nobody = (): RealServers => {
  throw new Error('no real server is here');
};
const logins = loginsTo(nobody, () => rogue.port);

afterEach(async () => {
  vi.restoreAllMocks();
  for (const server of [rogue, ...others.splice(0)]) await server.stop();
});

/** Logs in to whatever listens there; gives the error, or null when it succeeded. */
async function logIn(service: string, port: number): Promise<unknown> {
  const login = logins.find((one) => one.service === service);
  if (login === undefined) throw new Error(`nobody logs in to ${service}`);
  return login.run(port, deadlineMs).then(
    () => null,
    (error: unknown) => error,
  );
}

/** The most memory outside of the heap that was seen while something happened. */
async function memoryDuring(work: () => Promise<void>): Promise<number> {
  let most = 0;
  const look = (): void => {
    const { arrayBuffers, external } = process.memoryUsage();
    most = Math.max(most, arrayBuffers, external);
  };
  const timer = setInterval(look, 5);
  await work();
  look();
  clearInterval(timer);
  return most;
}

function judge(service: string, error: unknown): void {
  expect(error).toBeInstanceOf(ServiceUnavailableError);
  if (!(error instanceof ServiceUnavailableError)) return;
  expect(error.service).toBe(service);
  expect(error.message).toContain(`127.0.0.1:${rogue.port}`);
  expect(error.message).toMatch(/^[\x20-\x7e]{1,300}$/);
  expect(inspect(error, { depth: 12 })).not.toContain(secret);
}

const manners = { MySQL: rogueMysql, RabbitMQ: rogueRabbit, ZooKeeper: rogueZookeeper, memcached: rogueMemcached };
const cases = Object.entries({ ...manners, Keystone: rogueKeystone }).flatMap(([service, all]) =>
  Object.entries(all).map(([name, manner]) => ({ service, name, manner })),
);

describe('a rogue server', () => {
  it.each(cases)('$service that $name gets nothing of it', async ({ service, name, manner }) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    const leftovers = new Leftovers();
    rogue = await startRogueServer(manner);
    let error: unknown;
    const memory = await memoryDuring(async () => {
      error = await logIn(service, rogue.port);
    });
    const sent = rogue.sent();
    // It let us in before it misbehaved.
    if (name.startsWith('never says goodbye')) expect(error).toBeNull();
    else judge(service, error);
    expect(sent).toBeLessThan(mostTaken);
    expect(memory).toBeLessThan(mostMemory);
    expect(printed.mock.calls).toEqual([]);
    const heard = rogue.heard().toString('latin1');
    expect(heard).not.toContain('root:');
    // The others are meant to hear the password; a server of MySQL's never is.
    if (service === 'MySQL') expect(heard).not.toContain(secret);
    await rogue.stop();
    expect(await leftovers.list()).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('Keystone that sends us elsewhere with %i is not followed', async (status) => {
    const elsewhere = await startRogueServer(() => {});
    others.push(elsewhere);
    const answer = `HTTP/1.1 ${status} Moved\r\nLocation: http://127.0.0.1:${elsewhere.port}/v3/auth/tokens\r\nContent-Length: 0\r\n\r\n`;
    rogue = await startRogueServer((socket) => socket.once('data', () => socket.end(answer)));
    judge('Keystone', await logIn('Keystone', rogue.port));
    expect(elsewhere.connections()).toBe(0);
  });

  it('Keystone is not asked to pack its answer', async () => {
    rogue = await startRogueServer((socket) => socket.once('data', () => socket.end()));
    judge('Keystone', await logIn('Keystone', rogue.port));
    expect(rogue.heard().toString('latin1')).not.toMatch(/accept-encoding/i);
  });

  it('MySQL is not told that we would hand over a file', async () => {
    rogue = await startRogueServer(rogueMysql['wants it in a way that nobody knows'] ?? (() => {}));
    await logIn('MySQL', rogue.port);
    // The client's capabilities are the first thing it says, after the four bytes of a packet's head.
    expect(rogue.heard().readUInt32LE(4) & 0x80).toBe(0);
  });
});
