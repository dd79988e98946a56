/** Runs a tool as a charm would and returns what the charm would see. */
import type { HookContext } from '../../../../src/emulator/context/index.ts';
import { type CallerFile, runHookTool } from '../../../../src/emulator/tools/index.ts';

export interface Seen {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Path and content of the file that `--output` named. */
  readonly file?: { readonly path: string; readonly content: string };
}

export interface CallerSide {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly cwd?: string;
}

/** @param words the tool and its arguments */
export function runTool(context: HookContext, words: readonly string[], side: CallerSide = {}): Seen {
  const [tool = '', ...args] = words;
  const files = new Map<string, CallerFile>();
  for (;;) {
    const answer = runHookTool({ tool, args, cwd: side.cwd ?? '/charm', files }, context);
    if (answer.kind === 'answer') {
      const seen = {
        exitCode: answer.exitCode,
        stdout: answer.stdout.toString('utf8'),
        stderr: answer.stderr.toString('utf8'),
      };
      if (answer.file === null) return seen;
      return { ...seen, file: { path: answer.file.path, content: answer.file.content.toString('utf8') } };
    }
    if (files.has(answer.path)) throw new Error(`asked twice for ${answer.path}`);
    const content = side.files?.[answer.path];
    const found = typeof content === 'string' ? Buffer.from(content) : content;
    files.set(answer.path, found === undefined ? { error: 'no such file or directory' } : { bytes: found });
  }
}

export function succeeded(stdout = ''): Seen {
  return { exitCode: 0, stdout, stderr: '' };
}

export function failed(message: string, exitCode: 1 | 2): Seen {
  return { exitCode, stdout: '', stderr: `ERROR ${message}\n` };
}
