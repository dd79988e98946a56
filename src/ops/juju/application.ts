/** What a unit tells and asks about its application: the workload's version and the goal state. */
import { callJson, callTool } from './call.ts';
import { asRecord, asText } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';
import { parseTimestamp } from './timestamp.ts';

/** Sets the workload's version that `juju status` shows. */
export function applicationVersionSet(runner: HookToolRunner, version: string): void {
  callTool(runner, { tool: 'application-version-set', args: ['--', version] });
}

/** What one unit or application will be, and since when that is so. */
export interface GoalStatus {
  readonly status: string;
  readonly since: Date | null;
}

/** Units and relations as they will be when Juju is done. */
export interface GoalState {
  /** The application's own units by name. */
  readonly units: ReadonlyMap<string, GoalStatus>;
  /** Local endpoint to remote applications and units. */
  readonly relations: ReadonlyMap<string, ReadonlyMap<string, GoalStatus>>;
}

/** What the model will look like when Juju is done. */
export function goalState(runner: HookToolRunner): GoalState {
  const answer = asRecord(callJson(runner, { tool: 'goal-state', args: ['--format=json'] }));
  const relations = Object.entries(asRecord(answer['relations']));
  return {
    units: readStatuses(answer['units']),
    relations: new Map(relations.map(([endpoint, statuses]) => [endpoint, readStatuses(statuses)])),
  };
}

function readStatuses(value: unknown): ReadonlyMap<string, GoalStatus> {
  return new Map(
    Object.entries(asRecord(value)).map(([name, status]) => {
      const fields = asRecord(status);
      const since = asText(fields['since']);
      return [name, { status: asText(fields['status']) ?? '', since: since === null ? null : parseTimestamp(since) }];
    }),
  );
}
