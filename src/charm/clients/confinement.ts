/**
 * A room for a driver, for as long as one login lasts. None of the four keeps to a limit of its own: they wait for ever,
 * collect whatever a server sends, connect again behind our back, and throw where nobody can catch it. In here their
 * sockets end with the login, a flood ends it, and what they throw becomes its reason.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { withDeadline } from './deadline.ts';

/** Far more than any login, list of tables or list of members needs. */
const largestAnswer = 4 * 1024 * 1024;
/** How often the sockets are measured: what comes in between is the most that is kept too much. */
const measureMs = 10;

const inside = new AsyncLocalStorage<Confinement>();
let watching = false;
let bystanders: NodeJS.UncaughtExceptionListener[] = [];

export class Confinement {
  readonly #sockets = new Set<Socket>();
  readonly #broken: Promise<never>;
  readonly #end = new AbortController();
  #break: (error: unknown) => void = () => {};
  #meter: NodeJS.Timeout | null = null;
  #ended = false;
  readonly #hear: ((bytes: Buffer) => void) | null;

  /** `hear` gets what comes in before the driver does, and throws to keep it from the driver. */
  constructor(hear: ((bytes: Buffer) => void) | null = null) {
    this.#hear = hear;
    this.#broken = new Promise<never>((_, reject) => {
      this.#break = reject;
    });
    // It may break when nobody asks anything of it.
    this.#broken.catch(() => {});
    watch();
  }

  /** For sockets that a driver opens as TLS at once, of which Node does not tell: they take it as an option. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Does some of the driver's work, no longer than so many milliseconds; `late` makes the error when they are over. */
  async run<T>(milliseconds: number, work: () => Promise<T>, late: () => Error): Promise<T> {
    this.#meter ??= setInterval(() => this.#measure(), measureMs).unref();
    const confined = (): Promise<T> => inside.run(this, () => Promise.race([work(), this.#broken]));
    return withDeadline(milliseconds, confined, late);
  }

  /** Takes in a socket that the driver has just opened. The work ends with it: two of the drivers would not notice. */
  adopt(socket: Socket): void {
    let lost: Error = Object.assign(new Error('connection lost'), { code: 'ERR_CONNECTION_LOST' });
    // Also because its driver may not be listening any more when we end it.
    socket.on('error', (error) => {
      lost = error;
    });
    if (this.#hear !== null) socket.on('data', this.#hear);
    // What the driver makes of the last bytes, and of the loss, goes first.
    socket.on('close', () => setImmediate(() => this.fail(lost)));
    this.#sockets.add(socket);
    if (this.#ended) letGo(socket);
  }

  /** Makes the work that is being done, and all that is yet to be done, fail with this error. */
  fail(error: unknown): void {
    this.#break(error);
    for (const socket of this.#sockets) letGo(socket);
  }

  /** Ends every socket, and each that the driver opens from now on. Never throws. */
  end(): void {
    this.#ended = true;
    if (this.#meter !== null) clearInterval(this.#meter);
    this.#end.abort();
    for (const socket of this.#sockets) letGo(socket);
  }

  #measure(): void {
    let size = 0;
    for (const socket of this.#sockets) size += socket.bytesRead;
    if (size > largestAnswer) this.fail(Object.assign(new Error('too much'), { code: 'ERR_ANSWER_TOO_LONG' }));
  }
}

/** By what we use of it: the channel's messages have no type. */
function isSocket(value: unknown): value is Socket {
  return typeof value === 'object' && value !== null && 'bytesRead' in value && 'destroy' in value;
}

/** With an error, at which the drivers clear the timers that they would otherwise leave running. */
function letGo(socket: Socket): void {
  socket.destroy(Object.assign(new Error('the login is over'), { code: 'ECONNABORTED' }));
}

/**
 * From the first login on, to the end of the process: a driver may throw long after it was asked anything, and the
 * framework would end the hook for it. What is thrown elsewhere goes to whom it went before.
 */
function watch(): void {
  if (watching) return;
  watching = true;
  subscribe('net.client.socket', (message) => {
    const socket = typeof message === 'object' && message !== null && 'socket' in message ? message.socket : null;
    if (isSocket(socket)) inside.getStore()?.adopt(socket);
  });
  bystanders = process.listeners('uncaughtException');
  for (const bystander of bystanders) process.off('uncaughtException', bystander);
  process.on('uncaughtException', (error, origin) => {
    const confinement = inside.getStore();
    if (confinement !== undefined) confinement.fail(error);
    else if (bystanders.length === 0) throw error;
    else for (const bystander of bystanders) bystander(error, origin);
  });
}
