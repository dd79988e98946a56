/** One call of a hook tool with its outcome judged: text or JSON when it went well, the right error when it did not. */
import {
  HookToolError,
  type HookToolFailure,
  PermissionDeniedError,
  RelationNotFoundError,
  SecretNotFoundError,
} from '../errors.ts';
import type { HookToolCall, HookToolResult, HookToolRunner } from './runner.ts';

/** Runs a tool and returns its standard output; throws {@link HookToolError} or a subclass when it fails. */
export function callTool(runner: HookToolRunner, call: HookToolCall): string {
  const result = runner.run(call);
  if (result.exitCode !== 0) throw hookToolError(call, result);
  return result.stdout;
}

/** Runs a tool that answers in JSON. No output at all reads as null, as Juju 4 answers for an empty value. */
export function callJson(runner: HookToolRunner, call: HookToolCall): unknown {
  return parseAnswer(call, callTool(runner, call));
}

/** The JSON that a tool printed. */
export function parseAnswer(call: HookToolCall, stdout: string): unknown {
  if (stdout.trim() === '') return null;
  try {
    return JSON.parse(stdout);
  } catch (error) {
    // The parser's message quotes the text, which may be a secret: it is not repeated, only classed.
    const failure = { ...failureOf(call, { exitCode: 0, stdout: '', stderr: '' }), stderr: 'its output is not JSON' };
    throw new HookToolError(failure, 'hook-tool-failed', error instanceof SyntaxError ? undefined : error);
  }
}

/** The error that fits a failed call. */
export function hookToolError(call: HookToolCall, result: HookToolResult): HookToolError {
  const failure = failureOf(call, result);
  const said = result.stderr.toLowerCase();
  if (result.exitCode === 127) return new HookToolError(failure);
  const aboutRelation = call.tool.startsWith('relation-') || call.tool.startsWith('network-');
  // Juju 3.6 and later name the id in network-get: "relation 2 not found" (canonical/operator issue 2709).
  if (aboutRelation && /relation (?:"?[\w:-]+"? )?not found/.test(said)) return new RelationNotFoundError(failure);
  if (call.tool.startsWith('secret-') && said.includes('not found')) return new SecretNotFoundError(failure);
  if (isRefusal(said)) return new PermissionDeniedError(failure);
  return new HookToolError(failure);
}

/** Whether a tool's error output says that this unit lacks a right. */
export function isRefusal(stderr: string): boolean {
  const said = stderr.toLowerCase();
  return ['permission denied', 'access denied', 'not the leader', 'cannot write relation settings'].some((text) =>
    said.includes(text),
  );
}

function failureOf(call: HookToolCall, result: HookToolResult): HookToolFailure {
  return { tool: call.tool, args: shownArgs(call), exitCode: result.exitCode, stderr: result.stderr };
}

/** Arguments as an error or a log may show them: an action's results may be anything, so their values are masked. */
export function shownArgs(call: HookToolCall): readonly string[] {
  const args = call.tool === 'action-set' ? call.args.map((arg) => arg.replace(/=.*/s, '=***')) : call.args;
  return [...args, ...Object.keys(call.content ?? {}).map((key) => `${key}#file=***`)];
}
