/**
 * The tools of relations. A relation is always named with its endpoint, so that Juju can refuse an id of another one.
 * Databag values travel on standard input only.
 */
import { callJson, callTool, hookToolError, parseAnswer } from './call.ts';
import { asRecord, asStringMap, asStrings, asText } from './json-value.ts';
import type { HookToolCall, HookToolRunner } from './runner.ts';

/** Which relation: `endpoint:id` on a command line. */
export interface RelationKey {
  readonly name: string;
  readonly id: number;
}

/** Whose databag; `app` says that `member` is an application. */
export interface BagKey {
  readonly member: string;
  readonly app: boolean;
}

/** Ids of the endpoint's relations, in Juju's order. */
export function relationIds(runner: HookToolRunner, endpoint: string): readonly number[] {
  return asStrings(callJson(runner, relationIdsCall(endpoint)))
    .map((text) => Number(text.slice(text.lastIndexOf(':') + 1)))
    .filter((id) => Number.isSafeInteger(id));
}

/** Names of the remote units that are in the relation. */
export function relationList(runner: HookToolRunner, relation: RelationKey): readonly string[] {
  return asStrings(callJson(runner, relationListCall(relation)));
}

/** Name of the remote application. */
export function relationApp(runner: HookToolRunner, relation: RelationKey): string | null {
  const args = ['--format=json', '--app', '-r', relationArg(relation)];
  return asText(callJson(runner, { tool: 'relation-list', args }));
}

/** A whole databag. */
export function relationGet(runner: HookToolRunner, relation: RelationKey, bag: BagKey): Record<string, string> {
  return asStringMap(callJson(runner, relationGetCall(relation, bag)));
}

/** Several databags of one relation, in one batch. A bag that cannot be read throws what {@link relationGet} would. */
export function relationGetAll(
  runner: HookToolRunner,
  relation: RelationKey,
  bags: readonly BagKey[],
): Record<string, string>[] {
  const calls = bags.map((bag) => relationGetCall(relation, bag));
  return runner.runAll(calls).map((result, index) => {
    const call = calls[index] ?? relationGetCall(relation, { member: '', app: false });
    if (result.exitCode !== 0) throw hookToolError(call, result);
    return asStringMap(parseAnswer(call, result.stdout));
  });
}

/** Writes some keys of our own databag; an empty value deletes a key. */
export function relationSet(
  runner: HookToolRunner,
  relation: RelationKey,
  changes: Readonly<Record<string, string>>,
  app: boolean,
): void {
  callTool(runner, {
    tool: 'relation-set',
    args: ['-r', relationArg(relation), ...(app ? ['--app'] : []), '--file', '-'],
    // Juju reads YAML, which JSON is part of.
    input: JSON.stringify(changes),
  });
}

/** UUID of the model on the other side. Juju 3.6.2 and later. */
export function relationModelGet(runner: HookToolRunner, relation: RelationKey): string | null {
  const args = ['--format=json', '-r', relationArg(relation)];
  return asText(asRecord(callJson(runner, { tool: 'relation-model-get', args }))['uuid']);
}

export function relationIdsCall(endpoint: string): HookToolCall {
  return { tool: 'relation-ids', args: [endpoint, '--format=json'] };
}

export function relationListCall(relation: RelationKey): HookToolCall {
  return { tool: 'relation-list', args: ['--format=json', '-r', relationArg(relation)] };
}

export function relationGetCall(relation: RelationKey, bag: BagKey): HookToolCall {
  const app = bag.app ? ['--app'] : [];
  return { tool: 'relation-get', args: ['--format=json', '-r', relationArg(relation), ...app, '-', bag.member] };
}

function relationArg(relation: RelationKey): string {
  return `${relation.name}:${relation.id}`;
}
