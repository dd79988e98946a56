/** The bytes between the client on a unit's PATH and the server; `client-script.ts` says what they mean. */
import { bytesOfText, textOfBytes } from './bytes.ts';
import type { ToolAnswer } from './hook-tool.ts';
import type { CallerFile, ToolRequest } from './tool-call.ts';

/** No caller has a reason to send more: a command line ends at 2 MiB, and a secret at one million bytes. */
export const longestMessage = 64 * 1024 * 1024;

export interface WireRequest extends ToolRequest {
  readonly contextId: string;
}

/** What came and was not read yet. */
export class WireBuffer {
  #bytes: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  /** A length and as many bytes, after a first part of fixed size; null while they are not all there. */
  take(headerSize: number): { readonly header: Buffer; readonly body: Buffer } | null {
    const start = headerSize + 4;
    if (this.#bytes.length < start) return null;
    const length = this.#bytes.readUInt32BE(headerSize);
    if (length > longestMessage) throw new RangeError(`cannot take a message of ${length} bytes: too long`);
    if (this.#bytes.length < start + length) return null;
    const header = this.#bytes.subarray(0, headerSize);
    const body = this.#bytes.subarray(start, start + length);
    this.#bytes = this.#bytes.subarray(start + length);
    return { header, body };
  }
}

export function readRequest(body: Buffer): WireRequest {
  const [contextId = '', cwd = '', tool = '', ...args] = textOfBytes(body).split('\0');
  return { contextId, cwd, tool, args };
}

export function readFileReply(header: Buffer, body: Buffer): CallerFile {
  return header[0] === 0 ? { bytes: body } : { error: body.toString('utf8') };
}

export function fileQuestion(path: string): Buffer {
  const name = bytesOfText(path);
  const head = Buffer.alloc(5);
  head.write('I', 'latin1');
  head.writeUInt32BE(name.length, 1);
  return Buffer.concat([head, name]);
}

export function writeAnswer(answer: ToolAnswer): Buffer {
  const path = bytesOfText(answer.file?.path ?? '');
  const content = answer.file?.content ?? Buffer.alloc(0);
  const head = Buffer.alloc(21);
  head.write('R', 'latin1');
  [answer.exitCode, answer.stdout.length, answer.stderr.length, path.length, content.length].forEach(
    (number, index) => {
      head.writeUInt32BE(number, 1 + 4 * index);
    },
  );
  return Buffer.concat([head, answer.stdout, answer.stderr, path, content]);
}
