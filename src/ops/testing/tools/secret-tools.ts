/** secret-add, secret-set, secret-get, secret-info-get, secret-ids, secret-grant, secret-revoke, secret-remove. */

import type { HookToolCall } from '../../juju/runner.ts';
import { nextNumber, secretIdentifier } from '../parts/number.ts';
import { remoteAppOf } from '../parts/relation.ts';
import type { SecretContent, SecretPart } from '../parts/secret.ts';
import { badArguments, failed, SimulationError } from './failure.ts';
import type { Arguments } from './flags.ts';
import { noMoreThan, parseArguments } from './flags.ts';
import { formatted, jsonText } from './output.ts';
import { relationOf } from './relation-lookup.ts';
import type { Tool, Tools, World } from './world.ts';

const IDENTIFIER = /^(?:secret:(?:\/\/[^/]+\/)?)?([0-9a-z]{20})$/;
const KEY = /^[a-z](-?[a-z0-9]){2,}$/;
const ROTATIONS = ['never', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'];
const METADATA_FLAGS = { values: ['expire', 'rotate', 'description', 'label', 'owner', 'file', 'format'] } as const;

function bareId(uri: string): string {
  const id = IDENTIFIER.exec(uri)?.[1];
  if (id === undefined) throw badArguments(`secret URI "${uri}" not valid`);
  return id;
}

function find(world: World, uri: string | undefined, label: string | undefined): SecretPart {
  const id = uri === undefined ? undefined : bareId(uri);
  const found = world.state.secrets.find((part) => (id === undefined ? part.label === label : bareId(part.id) === id));
  if (found !== undefined) return found;
  throw failed(id === undefined ? `consumer label "${label}" not found` : `secret "${id}" not found`);
}

function replace(world: World, changed: SecretPart): void {
  world.change({ secrets: world.state.secrets.map((part) => (part.id === changed.id ? changed : part)) });
}

/**
 * The secret of the first word, if we own it and may manage it: the application's only as the leader. Juju finds out at
 * the hook's end, and fails the whole hook; a test is served better by the call that was wrong.
 */
function owned(world: World, given: Arguments): SecretPart {
  const [uri] = given.words;
  if (uri === undefined) throw badArguments('missing secret URI');
  const found = find(world, uri, undefined);
  if (found.owner === null) throw failed(`secret "${bareId(found.id)}" not found`);
  if (found.owner === 'app' && !world.state.leader) throw failed('permission denied');
  return found;
}

function contentOf(call: HookToolCall, words: readonly string[]): SecretContent {
  const given = words.map((word): [string, string] => {
    const [, key = '', coding, value = ''] = /^([^=#]+)(?:#([^=]*))?=(.+)$/s.exec(word) ?? [];
    if (key === '') throw badArguments(`key value "${word}" not valid`);
    if (coding === 'file') {
      throw new SimulationError(`cannot read the secret value ${key}: hand it over as the call's content`);
    }
    return [key, coding === 'base64' ? Buffer.from(value, 'base64').toString('utf8') : value];
  });
  const content = { ...Object.fromEntries(given), ...call.content };
  for (const key of Object.keys(content)) if (!KEY.test(key)) throw badArguments(`key "${key}" not valid`);
  return content;
}

function metadataOf(given: Arguments): Partial<Pick<SecretPart, 'label' | 'description' | 'expire' | 'rotate'>> {
  const rotate = given.values.get('rotate');
  if (rotate !== undefined && !ROTATIONS.includes(rotate)) throw badArguments(`rotate policy "${rotate}" not valid`);
  const names = ['label', 'description', 'expire', 'rotate'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given.values.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Labels are unique among an owner's secrets. */
function refuseLabel(
  world: World,
  label: string | null | undefined,
  owner: SecretPart['owner'],
  except?: string,
): void {
  if (label == null) return;
  const taken = world.state.secrets.some((part) => part.label === label && part.owner === owner && part.id !== except);
  if (taken) throw failed(`secret with label "${label}" already exists`);
}

const secretAdd: Tool = (world, args, call) => {
  const given = parseArguments(args, METADATA_FLAGS);
  const content = contentOf(call, given.words);
  if (Object.keys(content).length === 0) throw badArguments('missing secret value or filename');
  const word = given.values.get('owner') ?? 'application';
  if (word !== 'application' && word !== 'unit') throw badArguments(`secret owner "${word}" not valid`);
  const owner = word === 'unit' ? 'unit' : 'app';
  const metadata = metadataOf(given);
  if (owner === 'app' && !world.state.leader) throw failed('this unit is not the leader');
  refuseLabel(world, metadata.label, owner);
  const revision = { revision: 1, content };
  const added: SecretPart = {
    id: `secret:${secretIdentifier(nextNumber('secret'))}`,
    owner,
    tracked: revision,
    latest: revision,
    label: null,
    description: null,
    expire: null,
    rotate: null,
    grants: {},
    removedRevisions: [],
    ...metadata,
  };
  world.change({ secrets: [...world.state.secrets, added] });
  return `${added.id}\n`;
};

function sameContent(a: SecretContent, b: SecretContent): boolean {
  return jsonText(a) === jsonText(b);
}

const secretSet: Tool = (world, args, call) => {
  const given = parseArguments(args, METADATA_FLAGS);
  const before = owned(world, given);
  const content = contentOf(call, given.words.slice(1));
  const metadata = metadataOf(given);
  refuseLabel(world, metadata.label, before.owner, before.id);
  // Only content makes a revision, and only content that differs.
  const renewed = Object.keys(content).length > 0 && !sameContent(content, before.latest.content);
  const latest = renewed ? { revision: before.latest.revision + 1, content } : before.latest;
  replace(world, { ...before, ...metadata, latest });
  return '';
};

/** Until these versions the owner of a secret always saw its newest revision. */
function ownerSeesLatest(world: World): boolean {
  const version = world.setup.jujuVersion;
  if (!version.isAtLeast('3.1.7')) return true;
  return version.isAtLeast('3.2.0') && !version.isAtLeast('3.3.1');
}

const secretGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format', 'label'], switches: ['peek', 'refresh'] });
  const label = given.values.get('label');
  const byLabelOnly = label !== undefined && (given.words.length === 0 || !IDENTIFIER.test(given.words[0] ?? ''));
  const [uri, key] = byLabelOnly ? [undefined, given.words[0]] : given.words;
  if (uri === undefined && label === undefined) throw badArguments('require either a secret URI or label');
  const peek = given.switches.has('peek');
  const refresh = given.switches.has('refresh');
  if (peek && refresh) throw badArguments('specify one of --peek or --refresh but not both');
  const found = find(world, uri, label);
  const revision = peek || refresh || (found.owner !== null && ownerSeesLatest(world)) ? found.latest : found.tracked;
  // Moving the pin and labelling take effect at once, and only change the reader's own view.
  world.changeNow((state) => ({
    secrets: state.secrets.map((part) => {
      if (part.id !== found.id) return part;
      return { ...part, label: label ?? part.label, tracked: refresh ? part.latest : part.tracked };
    }),
  }));
  if (key === undefined) return formatted(revision.content, given);
  const value = revision.content[key.split('#')[0] ?? key];
  if (value === undefined) throw failed(`secret key value "${key}" not found`);
  return formatted(key.endsWith('#base64') ? Buffer.from(value).toString('base64') : value, given);
};

const secretInfoGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format', 'label'] });
  const label = given.values.get('label');
  const [uri] = given.words;
  if (uri === undefined && label === undefined) throw badArguments('require either a secret URI or label');
  if (uri !== undefined && label !== undefined) throw badArguments('specify either a secret URI or label but not both');
  const found = find(world, uri, label);
  const id = bareId(found.id);
  if (found.owner === null) throw failed(`secret "${id}" not found`);
  if (found.owner === 'app' && !world.state.leader) throw failed('permission denied');
  const access = Object.entries(found.grants).flatMap(([relation, names]) =>
    names.map((name) => {
      const kind = name.includes('/') ? 'unit' : 'application';
      return { target: `${kind}-${name.replace('/', '-')}`, scope: `relation-${relation}`, role: 'view' };
    }),
  );
  const info = {
    revision: found.latest.revision,
    label: found.label,
    owner: found.owner === 'app' ? 'application' : 'unit',
    description: found.description,
    rotation: found.rotate ?? 'never',
    expiry: found.expire,
    access: access.length === 0 ? null : access,
  };
  const present = Object.fromEntries(Object.entries(info).filter(([, value]) => value !== null));
  return formatted({ [id]: present }, given);
};

const secretIds: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  noMoreThan(0, given.words);
  const ours = world.state.secrets.filter(({ owner }) => owner === 'unit' || (owner === 'app' && world.state.leader));
  const ids = ours.map((part) => bareId(part.id));
  // Go prints a list that was never made as null.
  return formatted(ids.length === 0 ? null : ids, given);
};

const GRANT_FLAGS = { values: ['relation', 'unit', 'app', 'application'], short: { r: 'relation' } } as const;

const secretGrant: Tool = (world, args) => {
  const given = parseArguments(args, GRANT_FLAGS);
  const before = owned(world, given);
  const part = relationOf(world, given);
  const app = remoteAppOf(part, world.setup.appName);
  const unit = given.values.get('unit');
  if (unit !== undefined && unit.split('/')[0] !== app) {
    throw badArguments(`cannot specify unit "${unit}" in relation to application "${app}"`);
  }
  const names = before.grants[part.id] ?? [];
  if (unit === undefined && names.some((name) => name.includes('/'))) {
    throw failed('any unit level grants need to be revoked before granting access to the corresponding application');
  }
  const granted = [...new Set([...names, unit ?? app])];
  replace(world, { ...before, grants: { ...before.grants, [part.id]: granted } });
  return '';
};

const secretRevoke: Tool = (world, args) => {
  const given = parseArguments(args, GRANT_FLAGS);
  const before = owned(world, given);
  const app = given.values.get('app') ?? given.values.get('application');
  const unit = given.values.get('unit');
  if (app !== undefined && unit !== undefined) throw badArguments('specify only one of application or unit');
  if (app !== undefined && given.values.has('relation')) throw badArguments('do not specify both relation and app');
  if (app === undefined && unit === undefined && !given.values.has('relation')) {
    throw badArguments('missing relation or application or unit');
  }
  const only = given.values.has('relation') ? relationOf(world, given).id : null;
  const gone = (name: string): boolean => (unit === undefined ? app === undefined || name === app : name === unit);
  const grants = Object.entries(before.grants).flatMap(([id, names]) => {
    const left = only === null || only === Number(id) ? names.filter((name) => !gone(name)) : names;
    return left.length === 0 ? [] : [[Number(id), left] as const];
  });
  replace(world, { ...before, grants: Object.fromEntries(grants) });
  return '';
};

const secretRemove: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['revision'] });
  const before = owned(world, given);
  const text = given.values.get('revision');
  if (text === undefined) {
    world.change({ secrets: world.state.secrets.filter((part) => part.id !== before.id) });
    return '';
  }
  const revision = Number(text);
  if (revision === before.latest.revision || revision === before.tracked.revision) {
    throw new SimulationError(`cannot remove revision ${text} of ${before.id}: it is in use`);
  }
  replace(world, { ...before, removedRevisions: [...before.removedRevisions, revision] });
  return '';
};

export const secretTools: Tools = {
  'secret-add': secretAdd,
  'secret-set': secretSet,
  'secret-get': secretGet,
  'secret-info-get': secretInfoGet,
  'secret-ids': secretIds,
  'secret-grant': secretGrant,
  'secret-revoke': secretRevoke,
  'secret-remove': secretRemove,
};
