/** The application's options. */
import { callJson } from './call.ts';
import { asRecord } from './json-value.ts';
import type { HookToolCall, HookToolRunner } from './runner.ts';

export const configGetCall: HookToolCall = { tool: 'config-get', args: ['--format=json'] };

/** All options that have a value or a default. */
export function configGet(runner: HookToolRunner): Readonly<Record<string, boolean | number | string>> {
  const values: Record<string, boolean | number | string> = {};
  for (const [name, value] of Object.entries(asRecord(callJson(runner, configGetCall)))) {
    if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') values[name] = value;
  }
  return values;
}
