/** Whether this unit leads its application, and the old leader settings of Juju 2.9 and 3. */
import { callJson, callTool } from './call.ts';
import { asStringMap } from './json-value.ts';
import type { HookToolCall, HookToolRunner } from './runner.ts';

export const isLeaderCall: HookToolCall = { tool: 'is-leader', args: ['--format=json'] };

/** True when this unit leads; Juju then guarantees it for 30 seconds. */
export function isLeader(runner: HookToolRunner): boolean {
  return callJson(runner, isLeaderCall) === true;
}

/** All leader settings. Juju before 4 only. */
export function leaderGet(runner: HookToolRunner): Record<string, string> {
  return asStringMap(callJson(runner, { tool: 'leader-get', args: ['--format=json', '-'] }));
}

/** Writes leader settings; an empty value deletes one. Juju before 4, leader only. The tool reads no file, so keep secrets out. */
export function leaderSet(runner: HookToolRunner, settings: Readonly<Record<string, string>>): void {
  callTool(runner, { tool: 'leader-set', args: Object.entries(settings).map(([key, value]) => `${key}=${value}`) });
}
