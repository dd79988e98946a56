/**
 * Stands between a driver and a server and lets exactly so many bytes of their conversation pass, counted over all its
 * connections; then it closes, resets or falls silent, and does so to whoever connects after that.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { loopback } from './server-process.ts';

export type CutManner = 'closes' | 'resets' | 'falls silent';

export interface Cut {
  /** Whose bytes are counted. */
  readonly side: 'server' | 'client';
  readonly after: number;
  readonly manner: CutManner;
}

export interface CuttingProxyOptions {
  readonly cut?: Cut;
  /** Passes on what the server says one byte at a time. */
  readonly drip?: boolean;
  /** Keeps what is said. */
  readonly record?: boolean;
}

/** The sockets that lead to the servers, to tell them from the drivers' own in the same process. */
export const upstreamSockets = new WeakSet<Socket>();

export class CuttingProxy {
  readonly #target: number;
  readonly #options: CuttingProxyOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #dripping = new Set<Socket>();
  #cut: Cut | null;
  readonly #clients = new Set<Socket>();
  #onIdle = (): void => {};
  /** Bytes that have passed. */
  readonly passed = { server: 0, client: 0 };
  /** What was said, each chunk as it came, when that is kept. */
  readonly said: { readonly side: Cut['side']; readonly bytes: Buffer }[] = [];
  /** Whether the cut has been made. */
  struck = false;

  constructor(target: number, options: CuttingProxyOptions = {}) {
    this.#target = target;
    this.#options = options;
    this.#cut = options.cut ?? null;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return address.port;
  }

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, loopback, done));
    return this;
  }

  /** Waits until the drivers have hung up. */
  async idle(): Promise<void> {
    if (this.#clients.size > 0) {
      await new Promise<void>((done) => {
        this.#onIdle = done;
      });
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  /** From now on everything passes, or the conversation that now begins is cut there. */
  heal(cut: Cut | null = null): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#cut = cut;
    this.struck = false;
    this.passed.server = 0;
    this.passed.client = 0;
  }

  /** How many bytes each side had said when it was the other's turn to speak, those of `side` alone. */
  boundaries(side: Cut['side']): readonly number[] {
    const found: number[] = [];
    let passed = 0;
    this.said.forEach((part, index) => {
      if (part.side === side) passed += part.bytes.length;
      if (part.side === side && this.said[index + 1]?.side !== side) found.push(passed);
    });
    return found;
  }

  #accept(client: Socket): void {
    this.#keep(client);
    this.#clients.add(client);
    client.on('close', () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#onIdle();
    });
    if (this.struck || this.#cut?.after === 0) {
      this.#strike(client);
      return;
    }
    client.setNoDelay(true);
    const server = connect(this.#target, loopback);
    upstreamSockets.add(server);
    this.#keep(server);
    server.setNoDelay(true);
    client.on('data', (bytes) => this.#pass('client', bytes, client, server));
    server.on('data', (bytes) => this.#pass('server', bytes, client, server));
    client.on('close', () => server.end());
    server.on('end', () => {
      if (!this.struck && !this.#dripping.has(server)) client.end();
    });
  }

  #pass(side: Cut['side'], bytes: Buffer, client: Socket, server: Socket): void {
    if (this.struck) return;
    const cut = this.#cut?.side === side ? this.#cut : null;
    const part = cut === null ? bytes : bytes.subarray(0, cut.after - this.passed[side]);
    this.passed[side] += part.length;
    if (this.#options.record === true) this.said.push({ side, bytes: Buffer.from(part) });
    const to = side === 'server' ? client : server;
    if (side === 'server' && this.#options.drip === true) this.#drip(part, to, server);
    else to.write(part);
    if (cut === null || this.passed[side] < cut.after) return;
    // All that are open now: the last of one connection may come when the next has begun.
    for (const one of this.#clients) this.#strike(one);
    server.destroy();
  }

  #drip(bytes: Buffer, to: Socket, from: Socket): void {
    from.pause();
    this.#dripping.add(from);
    const next = (at: number): void => {
      if (at === bytes.length) {
        this.#dripping.delete(from);
        if (from.readableEnded) to.end();
        else from.resume();
      } else to.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1));
    };
    next(0);
  }

  #strike(client: Socket): void {
    this.struck = true;
    // Read on, or it would not see that the other side has hung up.
    client.resume();
    if (this.#cut?.manner === 'closes') client.end();
    // After what was written is with the other side, which a reset would take from it.
    else if (this.#cut?.manner === 'resets') setImmediate(() => client.resetAndDestroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
