/** Workload status of the unit and of the application. */
import { callJson, callTool } from './call.ts';
import { asRecord, asText } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';

export interface StatusAnswer {
  readonly status: string;
  readonly message: string;
}

/** Our unit's status, or our application's, which only a leader may ask for. */
export function statusGet(runner: HookToolRunner, application: boolean): StatusAnswer {
  const args = ['--include-data', '--format=json', `--application=${application ? 'true' : 'false'}`];
  const answer = asRecord(callJson(runner, { tool: 'status-get', args }));
  const fields = application ? asRecord(answer['application-status']) : answer;
  return { status: asText(fields['status']) ?? 'unknown', message: asText(fields['message']) ?? '' };
}

/** Sets a status at once, whatever becomes of the hook. */
export function statusSet(runner: HookToolRunner, application: boolean, status: string, message: string): void {
  const args = [`--application=${application ? 'True' : 'False'}`, status, '--', message];
  callTool(runner, { tool: 'status-set', args });
}
