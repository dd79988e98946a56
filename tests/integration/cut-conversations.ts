/** One login after the other through a proxy that cuts it off, each at another byte; what comes of it, and what it leaves. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { type ServiceName, ServiceUnavailableError } from '../../src/charm/clients/service-unavailable.ts';
import { type Cut, type CutManner, CuttingProxy, upstreamSockets } from '../servers/cutting-proxy.ts';

export interface Login {
  readonly service: ServiceName;
  readonly target: () => number;
  readonly secret: string;
  /** What it gives when all goes well must be the same each time. */
  readonly run: (port: number, deadlineMs: number) => Promise<unknown>;
  /** Whether the client takes leave at the end, when it has what it wants. */
  readonly farewell: boolean;
  /** By how many bytes its conversations differ in length. */
  readonly varies: number;
}

/** A whole conversation, undisturbed. */
export interface Conversation {
  readonly result: string;
  readonly length: Readonly<Record<Cut['side'], number>>;
  readonly boundaries: Readonly<Record<Cut['side'], readonly number[]>>;
  /** As much as must have been said for the login to have what it wants. */
  readonly needed: Readonly<Record<Cut['side'], number>>;
  readonly answer: Buffer;
}

const longMs = 60_000;

export async function record(login: Login): Promise<Conversation> {
  const proxy = await new CuttingProxy(login.target(), { record: true }).start();
  const result = JSON.stringify(await login.run(proxy.port, longMs));
  await proxy.idle();
  await proxy.stop();
  const boundaries = { server: proxy.boundaries('server'), client: proxy.boundaries('client') };
  const { passed, said } = proxy;
  const beforeFarewell = (side: Cut['side']): number => {
    if (!login.farewell) return passed[side];
    const last = said.findLastIndex((part, index) => part.side === 'client' && said[index - 1]?.side === 'server');
    return sizeOf(said.slice(0, last), side);
  };
  return {
    result,
    length: { ...passed },
    boundaries,
    needed: { server: beforeFarewell('server'), client: beforeFarewell('client') },
    answer: Buffer.concat(said.filter((part) => part.side === 'server').map((part) => part.bytes)),
  };
}

function sizeOf(said: CuttingProxy['said'], side: Cut['side']): number {
  return said.filter((part) => part.side === side).reduce((sum, part) => sum + part.bytes.length, 0);
}

/** Cuts the conversation there; returns what is wrong with what came of it, in a line, or null. */
export async function tryCut(
  login: Login,
  conversation: Conversation,
  cut: Cut,
  deadlineMs = longMs,
): Promise<string | null> {
  const proxy = await new CuttingProxy(login.target(), { cut }).start();
  const outcome = await login.run(proxy.port, deadlineMs).then(
    (value) => JSON.stringify(value),
    (error: unknown) => error,
  );
  // A cut in the farewell comes after the outcome; a driver that does not hang up would keep us here for ever.
  await proxy.idle();
  const { port, struck } = proxy;
  await proxy.stop();
  const inTheEnd = cut.side === 'server' && cut.after > conversation.length.server - login.varies;
  const trouble =
    struck || inTheEnd ? judge(login, conversation, cut, port, outcome) : 'the conversation did not come so far';
  return trouble === null
    ? null
    : `${login.service} ${cut.manner} after ${cut.after} bytes of the ${cut.side}: ${trouble}`;
}

function judge(login: Login, conversation: Conversation, cut: Cut, port: number, outcome: unknown): string | null {
  const needed = conversation.needed[cut.side];
  const varies = cut.side === 'server' ? login.varies : 0;
  if (typeof outcome === 'string') {
    if (outcome !== conversation.result) return `it succeeded with ${outcome}`;
    return cut.after < needed - varies ? 'it succeeded without the whole answer' : null;
  }
  if (!(outcome instanceof ServiceUnavailableError)) return `it is not a typed reason: ${inspect(outcome)}`;
  const { message, service } = outcome;
  if (service !== login.service || !message.includes(`127.0.0.1:${port}`)) return `it names another server: ${message}`;
  if (everythingIn(outcome).includes(login.secret)) return 'its error holds the password';
  if (!/^[\x20-\x7e]+$/.test(message)) return `it is not one line: ${message}`;
  if (/it failed|refused/.test(outcome.reason)) return `its reason is not the cause: ${message}`;
  // A reset may take with it what had arrived.
  const certain =
    cut.manner === 'closes' && (cut.side === 'server' ? cut.after >= needed + varies : cut.after > needed);
  return certain ? `it failed though it had the whole answer: ${message}` : null;
}

/** An error's words and properties, and those of what caused it; without the stacks, which take long to make. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const own = Object.entries(error).map(([name, value]) => `${name}: ${inspect(value, { depth: 6 })}`);
  return [error.message, ...own, everythingIn(error.cause)].join('; ');
}

/** A cut at every `step`-th byte of either side, and before, at and after the last byte of each turn to speak. */
export function everyCut(conversation: Conversation, manner: CutManner, step = 1): readonly Cut[] {
  return (['server', 'client'] as const).flatMap((side) => {
    const length = conversation.length[side];
    const turns = conversation.boundaries[side].flatMap((at) => [at - 1, at, at + 1]);
    const every = Array.from({ length }, (_, after) => after).filter((after) => after % step === 0);
    const points = [...new Set([...every, ...turns])].filter((after) => after < length);
    return points.map((after) => ({ side, after, manner }));
  });
}

/** Does it for each, so many at once; returns what was wrong. */
export async function tryAll<T>(
  all: readonly T[],
  atOnce: number,
  attempt: (one: T) => Promise<string | null>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const left = all.values();
  const work = async (): Promise<void> => {
    for (const one of left) {
      const problem = await attempt(one);
      if (problem !== null) problems.push(problem);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return problems;
}

/** Watches what drivers leave behind, and what they throw where nobody catches it. */
export class Leftovers {
  readonly #sockets: Socket[] = [];
  readonly #stray: string[] = [];
  readonly #timers: number;
  #opened = (message: unknown): void => {
    const socket = typeof message === 'object' && message !== null && 'socket' in message ? message.socket : null;
    if (socket instanceof Socket) this.#sockets.push(socket);
  };
  #rejected = (reason: unknown): void => {
    this.#stray.push(`unhandled rejection: ${inspect(reason)}`);
  };

  constructor() {
    this.#timers = timers();
    subscribe('net.client.socket', this.#opened);
    process.on('unhandledRejection', this.#rejected);
  }

  /** Each thing that is left, in a line, after giving it a moment to go. */
  async list(): Promise<readonly string[]> {
    const left = (): readonly string[] => {
      const open = this.#sockets.filter((socket) => !upstreamSockets.has(socket) && !socket.destroyed);
      const late = timers() - this.#timers;
      return [
        ...open.map((socket) => `a socket to port ${socket.remotePort} is open`),
        ...(late > 0 ? [`${late} timers run`] : []),
      ];
    };
    for (let tries = 0; tries < 100 && left().length > 0; tries += 1) await sleep(20);
    unsubscribe('net.client.socket', this.#opened);
    process.off('unhandledRejection', this.#rejected);
    return [...left(), ...this.#stray];
  }
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}
