/** Output cut into lines as Juju cuts it. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readLines } from '../../../../src/emulator/agent/lines.ts';

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  const done = readLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await done;
  return lines;
}

it.each([
  { chunks: ['one\ntwo\n'], lines: ['one', 'two'] },
  { chunks: ['on', 'e\ntw', 'o'], lines: ['one', 'two'] },
  { chunks: ['\n\n'], lines: ['', ''] },
  { chunks: [], lines: [] },
  { chunks: [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], lines: ['é'] },
  { chunks: [`${'x'.repeat(4096)}y\n`], lines: ['x'.repeat(4096), 'y'] },
  { chunks: ['x'.repeat(5000), '\n'], lines: ['x'.repeat(4096), 'x'.repeat(904)] },
])('reads $lines.length lines', async ({ chunks, lines }) => {
  expect(await linesOf(chunks)).toEqual(lines);
});

it('ends when the stream is destroyed', async () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  const done = readLines(stream, (line) => lines.push(line));
  stream.write('half');
  setImmediate(() => stream.destroy());
  await done;
  expect(lines).toEqual(['half']);
});
