/**
 * Answers that were asked for before there was anybody to hear them: `dispatch` runs the hook tools of a hook's first
 * questions while Node still starts, and hands over what they said through pipes (src/launcher/ask-ahead.sh).
 *
 * An answer serves once, for the very call that was made, and only until the hook tells Juju something: what is asked
 * after that may have another answer. A call that failed is made again, so that its caller hears why.
 */
import { closeSync, readFileSync } from 'node:fs';
import type { Environment } from './context.ts';
import { monotonicMilliseconds } from './monotonic.ts';
import type { HookToolCall, HookToolResult, HookToolRunner } from './runner.ts';

/** What `dispatch` has asked for. */
export interface AskedQuestions {
  /** As the hook before has written them down. */
  readonly text: string;
  /** By {@link monotonicMilliseconds}, some time before the first of them was asked; negative, for that was before this process. */
  readonly at: number;
}

/** What has been asked for this process; null when nothing has. */
export function askedQuestions(environment: Environment): AskedQuestions | null {
  const text = environment['OPS_ASKED'];
  if (text === undefined) return null;
  const secondsAgo =
    machineSeconds(readFileSync('/proc/uptime', 'latin1')) - machineSeconds(environment['OPS_ASKED_AT']);
  return { text, at: monotonicMilliseconds() - secondsAgo * 1000 };
}

/** Seconds since the machine's start; the beginning of time when it is not told, so that nothing counts as fresh. */
function machineSeconds(uptime: string | undefined): number {
  const seconds = Number.parseFloat(uptime ?? '');
  return Number.isNaN(seconds) ? Number.NEGATIVE_INFINITY : seconds;
}

/** The pipes in which `dispatch` answers. */
const pipes = [3, 4] as const;

/** Reads the answers to their end, for which it waits. */
export function readAnswers(): string {
  return pipes
    .map((descriptor) => {
      const text = readFileSync(descriptor, 'utf8');
      closeSync(descriptor);
      return text;
    })
    .join('');
}

const endOfPart = '\u001e';
const endOfWord = '\u001f';

/** Tools that change nothing that a question asks about. */
const harmlessTools: ReadonlySet<string> = new Set(['juju-log', 'status-set']);

/** A runner that looks among the answers first. */
export class AnswersAhead implements HookToolRunner {
  readonly #runner: HookToolRunner;
  readonly #read: () => string;
  #answers: Map<string, HookToolResult> | null = null;

  /** `read` is called once, when the first question is asked. */
  constructor(runner: HookToolRunner, read: () => string) {
    this.#runner = runner;
    this.#read = read;
  }

  run(call: HookToolCall): HookToolResult {
    return this.#take(call) ?? this.#runner.run(call);
  }

  runAll(calls: readonly HookToolCall[]): readonly HookToolResult[] {
    const taken = calls.map((call) => this.#take(call));
    const left = calls.filter((_, index) => taken[index] === null);
    const asked = left.length === 0 ? [] : this.#runner.runAll(left);
    let next = 0;
    return taken.map((result) => result ?? asked[next++] ?? { exitCode: 1, stdout: '', stderr: 'not asked' });
  }

  #take(call: HookToolCall): HookToolResult | null {
    if (harmlessTools.has(call.tool)) return null;
    this.#answers ??= parseAnswers(this.#read());
    const key = [call.tool, ...call.args, ''].join(endOfWord);
    const answer = this.#answers.get(key) ?? null;
    if (answer === null) {
      if (!isQuestion(call)) this.#answers.clear();
      return null;
    }
    this.#answers.delete(key);
    return answer;
  }
}

function isQuestion({ tool }: HookToolCall): boolean {
  return tool.endsWith('-get') || tool === 'is-leader' || tool === 'relation-ids' || tool === 'relation-list';
}

/** The good answers by the words of their calls. */
function parseAnswers(text: string): Map<string, HookToolResult> {
  const answers = new Map<string, HookToolResult>();
  const parts = text.split(endOfPart);
  for (let index = 0; index + 2 < parts.length; index += 3) {
    const [words = '', stdout = '', exitCode] = parts.slice(index, index + 3);
    if (exitCode === '0') answers.set(words, { exitCode: 0, stdout, stderr: '' });
  }
  return answers;
}
