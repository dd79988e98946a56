/** Splits a program's output into lines for the log while it runs; a chunk that never ends is cut, as Juju cuts it. */
import type { Readable } from 'node:stream';

const longest = 4096;

/** Calls back once for each line, without its end; settles when the stream has ended. */
export function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    let buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = buffer.indexOf(10);
      if (end === -1 || end > longest) {
        if (buffer.length < longest) break;
        onLine(buffer.subarray(0, longest).toString('utf8'));
        buffer = buffer.subarray(longest);
      } else {
        onLine(buffer.subarray(0, end).toString('utf8'));
        buffer = buffer.subarray(end + 1);
      }
    }
    rest = buffer;
  };
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer | string) => take(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    stream.once('error', reject);
    stream.once('close', () => {
      if (rest.length > 0) onLine(rest.toString('utf8'));
      rest = Buffer.alloc(0);
      resolve();
    });
  });
}

/** Keeps all bytes of a stream, up to a limit, for an action's results. */
export class OutputBuffer {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  attach(stream: Readable): void {
    stream.on('data', (chunk: Buffer | string) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      const room = outputLimit - this.#length;
      if (room <= 0) return;
      const kept = bytes.subarray(0, room);
      this.#chunks.push(kept);
      this.#length += kept.length;
    });
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

const outputLimit = 10 * 1024 * 1024;
