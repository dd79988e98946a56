/**
 * Listens where a unit's hook tools call. One call is served at a time, as Juju's agent does; a client that dies halfway
 * is forgotten, and its call with it unless it has already been made.
 */
import { chmodSync, closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { HookContext } from '../context/index.ts';
import { goQuote } from './go-text.ts';
import { failedAnswer, runHookTool, type ToolAnswer, type ToolQuestion } from './hook-tool.ts';
import type { CallerFile } from './tool-call.ts';
import { fileQuestion, readFileReply, readRequest, WireBuffer, type WireRequest, writeAnswer } from './tool-wire.ts';

export type ToolHandler = (request: WireRequest) => ToolAnswer | ToolQuestion | Promise<ToolAnswer | ToolQuestion>;

export interface ToolServer {
  /** Stops listening, drops open calls and removes the socket. */
  close(): Promise<void>;
}

/** The longest path that fits into a socket's address. */
const longestAddress = 107;

/** Serves the tools of whatever context runs now; null while none does. */
export function serveContext(current: () => HookContext | null): ToolHandler {
  return (request) => {
    if (request.tool === '') return failedAnswer('bad request: command not specified');
    if (!isAbsolute(request.cwd)) return failedAnswer('bad request: Dir is not absolute');
    const context = current();
    const expected = context?.id ?? '';
    if (context === null || request.contextId !== expected) {
      const ids = `expected context id ${goQuote(expected)}, got ${goQuote(request.contextId)}`;
      return failedAnswer(`bad request: ${ids}`);
    }
    return runHookTool(request, context);
  };
}

export interface ToolEvents {
  /** Called when an answer has gone out, before the next call is served. */
  readonly onAnswered?: () => void;
  /** Hears of errors that are not a charm's doing. */
  readonly onFault?: (error: unknown) => void;
}

class Line {
  #last: Promise<void> = Promise.resolve();

  /** Runs each task when all before it are done. */
  add(task: () => Promise<void>): void {
    this.#last = this.#last.then(task);
  }
}

class ToolConnection {
  readonly #socket: Socket;
  readonly #handler: ToolHandler;
  readonly #line: Line;
  readonly #events: Required<ToolEvents>;
  readonly #buffer = new WireBuffer();
  readonly #files = new Map<string, CallerFile>();
  #request: WireRequest | null = null;
  #asked: string | null = null;

  constructor(socket: Socket, handler: ToolHandler, line: Line, events: Required<ToolEvents>) {
    this.#socket = socket;
    this.#handler = handler;
    this.#line = line;
    this.#events = events;
    socket.on('data', (chunk) => this.#receive(chunk));
    // The client is gone; nobody is left to tell.
    socket.on('error', () => socket.destroy());
  }

  #receive(chunk: Buffer): void {
    try {
      this.#buffer.add(chunk);
      if (this.#request === null) {
        const message = this.#buffer.take(0);
        if (message === null) return;
        this.#request = { ...readRequest(message.body), files: this.#files };
      } else if (this.#asked !== null) {
        const message = this.#buffer.take(1);
        if (message === null) return;
        this.#files.set(this.#asked, readFileReply(message.header, message.body));
        this.#asked = null;
      } else return;
      const request = this.#request;
      this.#line.add(() => this.#serve(request));
    } catch (error) {
      this.#events.onFault(error);
      this.#socket.destroy();
    }
  }

  async #serve(request: WireRequest): Promise<void> {
    if (this.#socket.destroyed) return;
    let answer: ToolAnswer | ToolQuestion;
    try {
      answer = await this.#handler(request);
    } catch (error) {
      this.#events.onFault(error);
      answer = failedAnswer(`the emulator failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (answer.kind === 'answer') {
      this.#socket.end(writeAnswer(answer));
      this.#tellAnswered();
      return;
    }
    this.#asked = answer.path;
    this.#socket.write(fileQuestion(answer.path));
  }

  #tellAnswered(): void {
    try {
      this.#events.onAnswered();
    } catch (error) {
      this.#events.onFault(error);
    }
  }
}

function ignore(): void {}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Starts serving on a socket in the file system, which can be reached from other network namespaces and bind-mounted.
 *
 * @param socketPath absolute, of any length; what lies there is replaced
 */
export async function startToolServer(
  socketPath: string,
  handler: ToolHandler,
  { onAnswered = ignore, onFault = ignore }: ToolEvents = {},
): Promise<ToolServer> {
  const folder = dirname(socketPath);
  mkdirSync(folder, { recursive: true });
  rmSync(socketPath, { force: true });
  const sockets = new Set<Socket>();
  const line = new Line();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new ToolConnection(socket, handler, line, { onAnswered, onFault });
  });
  // A path that is too long for an address is named through the folder's descriptor.
  const descriptor = Buffer.byteLength(socketPath) > longestAddress ? openSync(folder, 'r') : null;
  const address = descriptor === null ? socketPath : join('/proc/self/fd', String(descriptor), basename(socketPath));
  await listen(server, address);
  // Like Juju's abstract sockets: whoever knows the context id may call, whatever user the charm has turned into.
  chmodSync(socketPath, 0o666);
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(socketPath, { force: true });
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}
