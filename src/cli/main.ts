/** The program behind `juju`: the one place of the command line that knows the process. */
import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { runJuju } from './run.ts';
import type { Terminal } from './terminal.ts';

/** Writes all of it before it returns, so that nothing is lost when the process ends; a reader that has gone away is no error. */
function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EPIPE') return;
      // A pipe whose reader is slow: it will have room again.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

const terminal: Terminal = {
  stdout: (text) => write(1, text),
  stderr: (text) => write(2, text),
  readInput: async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  },
  columns: process.stderr.columns,
  isInteractive: process.stderr.isTTY === true && process.stdout.isTTY === true,
};

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort());
}

runJuju(process.argv.slice(2), {
  terminal,
  environment: process.env,
  workingDirectory: process.cwd(),
  programFolder: process.env['JUJU_EMULATOR_PROGRAM'] ?? dirname(dirname(process.argv[1] ?? '')),
  interrupted: interruption.signal,
}).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    // runJuju answers for everything; what arrives here is a mistake in it.
    write(2, `ERROR ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
