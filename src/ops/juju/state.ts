/** Juju's own store of a unit's state, which lives at the controller. */
import { callJson, callTool } from './call.ts';
import { asStringMap, asText } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';

/** One value, or null. */
export function stateGet(runner: HookToolRunner, key: string): string | null {
  return asText(callJson(runner, { tool: 'state-get', args: ['--format=json', key] }));
}

/** Everything that is stored. */
export function stateGetAll(runner: HookToolRunner): Record<string, string> {
  return asStringMap(callJson(runner, { tool: 'state-get', args: ['--format=json'] }));
}

export function stateSet(runner: HookToolRunner, values: Readonly<Record<string, string>>): void {
  callTool(runner, { tool: 'state-set', args: ['--file', '-'], input: JSON.stringify(values) });
}

export function stateDelete(runner: HookToolRunner, key: string): void {
  callTool(runner, { tool: 'state-delete', args: [key] });
}
