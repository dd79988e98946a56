/** The tools of an action: its parameters, its messages, its results and its failure. */
import { callJson, callTool } from './call.ts';
import { asRecord } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';

/** All parameters of the action that runs. */
export function actionGet(runner: HookToolRunner): Readonly<Record<string, unknown>> {
  return asRecord(callJson(runner, { tool: 'action-get', args: ['--format=json'] }));
}

/** Adds results; keys may be dotted, as {@link flattenResults} makes them. */
export function actionSet(runner: HookToolRunner, results: Readonly<Record<string, string>>): void {
  callTool(runner, { tool: 'action-set', args: Object.entries(results).map(([key, value]) => `${key}=${value}`) });
}

/** Shows a message to whoever ran the action, at once. */
export function actionLog(runner: HookToolRunner, message: string): void {
  callTool(runner, { tool: 'action-log', args: ['--', message] });
}

/** Marks the action as failed. */
export function actionFail(runner: HookToolRunner, message: string): void {
  callTool(runner, { tool: 'action-fail', args: ['--', message] });
}
