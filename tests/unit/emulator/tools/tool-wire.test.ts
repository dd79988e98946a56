import { describe, expect, it } from 'vitest';
import {
  fileQuestion,
  longestMessage,
  readFileReply,
  readRequest,
  WireBuffer,
  writeAnswer,
} from '../../../../src/emulator/tools/tool-wire.ts';

function framed(body: Buffer, header = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([header, length, body]);
}

describe('what goes between a hook tool and the server', () => {
  it('is taken when it is all there, however it was cut', () => {
    const bytes = Buffer.concat([framed(Buffer.from('first')), framed(Buffer.from('second'), Buffer.of(7))]);
    const buffer = new WireBuffer();
    const bodies: string[] = [];
    for (const byte of bytes) {
      buffer.add(Buffer.of(byte));
      const message = buffer.take(bodies.length === 0 ? 0 : 1);
      if (message !== null) bodies.push(`${message.header.toString('hex')} ${message.body.toString()}`);
    }
    expect(bodies).toEqual([' first', '07 second']);
  });

  it('is refused when it says that it is endless', () => {
    const buffer = new WireBuffer();
    const length = Buffer.alloc(4);
    length.writeUInt32BE(longestMessage + 1);
    buffer.add(length);
    expect(() => buffer.take(0)).toThrow(RangeError);
  });

  it('names context, folder, tool and arguments, empty ones too', () => {
    expect(readRequest(Buffer.from('id\0/charm\0juju-log\0-l\0\0a b'))).toEqual({
      contextId: 'id',
      cwd: '/charm',
      tool: 'juju-log',
      args: ['-l', '', 'a b'],
    });
    expect(readRequest(Buffer.from('id\0/charm\0is-leader')).args).toEqual([]);
  });

  it('holds a file, or why there is none', () => {
    expect(readFileReply(Buffer.of(0), Buffer.from('x'))).toEqual({ bytes: Buffer.from('x') });
    expect(readFileReply(Buffer.of(1), Buffer.from('is a directory'))).toEqual({ error: 'is a directory' });
  });

  it('asks for files and answers byte by byte', () => {
    expect(fileQuestion('/a\udcff')).toEqual(Buffer.of(0x49, 0, 0, 0, 3, 0x2f, 0x61, 0xff));
    const answer = writeAnswer({
      kind: 'answer',
      exitCode: 2,
      stdout: Buffer.from('out'),
      stderr: Buffer.alloc(0),
      file: { path: '/f', content: Buffer.from('c') },
    });
    expect(answer.toString('latin1')).toBe('R\0\0\0\x02\0\0\0\x03\0\0\0\0\0\0\0\x02\0\0\0\x01out/fc');
  });
});
