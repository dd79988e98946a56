/** The tools of secrets. Content is handed to the runner apart from the arguments and never appears in them. */
import { callJson, callTool } from './call.ts';
import { asRecord, asStringMap, asStrings, asText } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

/** How often Juju tells an owner to renew a secret, with secret-rotate. */
export type SecretRotation = 'never' | 'hourly' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly';

/** What an owner can say about a secret besides its content. */
export interface SecretAttributes {
  readonly label?: string;
  readonly description?: string;
  readonly expire?: Date;
  readonly rotate?: SecretRotation;
}

/** What an owner may know of a secret; never its content. */
export interface SecretInfo {
  readonly id: string;
  readonly label: string | null;
  readonly revision: number | null;
  readonly expires: Date | null;
  readonly rotation: SecretRotation | null;
  readonly rotates: Date | null;
  readonly description: string | null;
}

export type SecretOwner = 'application' | 'unit';

/** Adds a secret and returns its id. */
export function secretAdd(
  runner: HookToolRunner,
  content: Readonly<Record<string, string>>,
  owner: SecretOwner,
  attributes: SecretAttributes,
): string {
  const args = [...attributeArgs(attributes), '--owner', owner];
  return callTool(runner, { tool: 'secret-add', args, content }).trim();
}

/** Changes a secret; a new revision comes to be only with content. */
export function secretSet(
  runner: HookToolRunner,
  id: string,
  change: SecretAttributes & { readonly content?: Readonly<Record<string, string>> },
  owner: SecretOwner,
): void {
  const args = [...attributeArgs(change), '--owner', owner, id];
  callTool(runner, { tool: 'secret-set', args, ...(change.content === undefined ? {} : { content: change.content }) });
}

/** Reads a secret by id or label; with both, the label becomes this unit's name for it. */
export function secretGet(
  runner: HookToolRunner,
  which: { readonly id: string | null; readonly label: string | null },
  mode: 'tracked' | 'refresh' | 'peek' = 'tracked',
): Record<string, string> {
  const args = ['--format=json'];
  if (which.id !== null) args.push(which.id);
  if (which.label !== null) args.push('--label', which.label);
  if (mode !== 'tracked') args.push(`--${mode}`);
  return asStringMap(callJson(runner, { tool: 'secret-get', args }));
}

/** What an owner may know of a secret, by id when known and else by label. */
export function secretInfoGet(
  runner: HookToolRunner,
  which: { readonly id: string | null; readonly label: string | null },
): SecretInfo {
  const selector = which.id === null ? ['--label', which.label ?? ''] : [which.id];
  const answer = asRecord(callJson(runner, { tool: 'secret-info-get', args: ['--format=json', ...selector] }));
  const [id = '', value] = Object.entries(answer)[0] ?? [];
  const fields = asRecord(value);
  const time = (name: string): Date | null => {
    const text = asText(fields[name]);
    return text === null ? null : parseTimestamp(text);
  };
  return {
    id,
    label: asText(fields['label']),
    revision: typeof fields['revision'] === 'number' ? fields['revision'] : null,
    expires: time('expiry'),
    rotation: readRotation(fields['rotation']),
    rotates: time('rotates'),
    description: asText(fields['description']),
  };
}

/** Ids of the secrets that this unit owns, and of the application's when it leads. */
export function secretIds(runner: HookToolRunner): readonly string[] {
  return asStrings(callJson(runner, { tool: 'secret-ids', args: ['--format=json'] }));
}

export function secretGrant(runner: HookToolRunner, id: string, relationId: number, unit: string | null): void {
  const args = ['--relation', String(relationId), ...(unit === null ? [] : ['--unit', unit]), id];
  callTool(runner, { tool: 'secret-grant', args });
}

export function secretRevoke(runner: HookToolRunner, id: string, relationId: number, unit: string | null): void {
  const args = ['--relation', String(relationId), ...(unit === null ? [] : ['--unit', unit]), id];
  callTool(runner, { tool: 'secret-revoke', args });
}

/** Removes one revision, or the whole secret. */
export function secretRemove(runner: HookToolRunner, id: string, revision: number | null): void {
  callTool(runner, {
    tool: 'secret-remove',
    args: [id, ...(revision === null ? [] : ['--revision', String(revision)])],
  });
}

function attributeArgs(attributes: SecretAttributes): string[] {
  const args: string[] = [];
  if (attributes.label !== undefined) args.push('--label', attributes.label);
  if (attributes.description !== undefined) args.push('--description', attributes.description);
  if (attributes.expire !== undefined) args.push('--expire', formatTimestamp(attributes.expire));
  if (attributes.rotate !== undefined) args.push('--rotate', attributes.rotate);
  return args;
}

const rotations: readonly SecretRotation[] = ['never', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'];

function readRotation(value: unknown): SecretRotation | null {
  return rotations.find((rotation) => rotation === value) ?? null;
}
