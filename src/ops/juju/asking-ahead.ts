/**
 * A runner that can ask several questions at once, ahead of the code that wants the answers: that code stays as it is, asks
 * one after the other, and finds each answer here, whether it is good or bad. An answer serves once and only while its
 * batch is being taken in, so that nothing that is asked later can be told what was true before.
 */
import type { HookToolCall, HookToolResult, HookToolRunner } from './runner.ts';

export class AskingAhead implements HookToolRunner {
  readonly #runner: HookToolRunner;
  readonly #answers = new Map<string, HookToolResult>();

  constructor(runner: HookToolRunner) {
    this.#runner = runner;
  }

  run(call: HookToolCall): HookToolResult {
    const key = keyOf(call);
    const answer = this.#answers.get(key);
    if (answer === undefined) return this.#runner.run(call);
    this.#answers.delete(key);
    return answer;
  }

  runAll(calls: readonly HookToolCall[]): readonly HookToolResult[] {
    return this.#runner.runAll(calls);
  }

  /** Makes the calls in one batch and keeps their answers for those that `take` makes. */
  askAhead(calls: readonly HookToolCall[], take: () => void): void {
    for (const [index, result] of this.#runner.runAll(calls).entries()) {
      const call = calls[index];
      if (call !== undefined) this.#answers.set(keyOf(call), result);
    }
    try {
      take();
    } finally {
      this.#answers.clear();
    }
  }
}

function keyOf(call: HookToolCall): string {
  return [call.tool, ...call.args].join('\0');
}
