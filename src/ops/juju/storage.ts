/** Storage that Juju attaches to the unit. */
import { callJson, callTool } from './call.ts';
import { asRecord, asStrings, asText } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';

export interface StorageAnswer {
  readonly kind: string | null;
  readonly location: string | null;
}

/** Numbers of the attached instances of a storage. */
export function storageList(runner: HookToolRunner, name: string): readonly number[] {
  return asStrings(callJson(runner, { tool: 'storage-list', args: ['--format=json', name] }))
    .map((id) => Number(id.slice(id.lastIndexOf('/') + 1)))
    .filter((index) => Number.isSafeInteger(index));
}

export function storageGet(runner: HookToolRunner, name: string, index: number): StorageAnswer {
  const args = ['--format=json', '-s', `${name}/${index}`];
  const answer = asRecord(callJson(runner, { tool: 'storage-get', args }));
  return { kind: asText(answer['kind']), location: asText(answer['location']) };
}

/** Asks for more instances. */
export function storageAdd(runner: HookToolRunner, name: string, count: number): void {
  callTool(runner, { tool: 'storage-add', args: [`${name}=${count}`] });
}
