/** relation-get, relation-set, relation-ids, relation-list, relation-model-get. */
import { parse } from 'yaml';
import type { Bag } from '../parts/relation.ts';
import { remoteAppOf } from '../parts/relation.ts';
import { badArguments, failed } from './failure.ts';
import { noMoreThan, pairs, parseArguments } from './flags.ts';
import { formatted } from './output.ts';
import { isBroken, memberNames, readAppBag, readUnitBag, relationOf, replaceRelation } from './relation-lookup.ts';
import type { Tool, Tools, World } from './world.ts';

const FLAGS = { values: ['format', 'relation', 'file'], switches: ['app'], short: { r: 'relation' } } as const;
const UNIT_NAME = /^[a-z][a-z0-9-]*\/(0|[1-9]\d*)$/;

const relationGet: Tool = (world, args) => {
  const given = parseArguments(args, FLAGS);
  const part = relationOf(world, given);
  const bag = chosenBag(world, part, given.words[1], given.switches.has('app'));
  noMoreThan(2, given.words);
  const key = given.words[0] ?? '';
  return formatted(key === '' || key === '-' ? bag : (bag[key] ?? null), given);
};

function chosenBag(
  world: World,
  part: Parameters<typeof readUnitBag>[1],
  whose: string | undefined,
  ofApp: boolean,
): Bag {
  if (whose !== undefined) {
    if (ofApp) return readAppBag(world, part, whose.split('/')[0] ?? whose);
    if (UNIT_NAME.test(whose)) return readUnitBag(world, part, whose);
    if (whose.includes('/')) throw badArguments(`invalid unit name "${whose}"`);
    throw badArguments(`expected unit name, got application name "${whose}"`);
  }
  const hook = world.setup.relation;
  if (!ofApp && hook?.remoteUnit != null) return readUnitBag(world, part, hook.remoteUnit);
  if (hook?.remoteApp != null) return readAppBag(world, part, hook.remoteApp);
  throw badArguments('no unit or application specified');
}

const relationSet: Tool = (world, args, call) => {
  const given = parseArguments(args, FLAGS);
  const part = relationOf(world, given);
  const ofApp = given.switches.has('app');
  const changes = { ...fileValues(given.values.get('file'), call.input), ...Object.fromEntries(pairs(given.words)) };
  if (ofApp && !world.state.leader) throw failed('cannot write relation settings');
  const bag = ofApp ? part.localAppData : part.localUnitData;
  const merged = Object.fromEntries(Object.entries({ ...bag, ...changes }).filter(([, value]) => value !== ''));
  replaceRelation(world, ofApp ? { ...part, localAppData: merged } : { ...part, localUnitData: merged });
  return '';
};

/** The map that `--file -` brings, which is YAML; scalars count as their text. */
export function fileValues(file: string | undefined, input: string | undefined): Bag {
  if (file === undefined) return {};
  if (file !== '-') throw failed(`open ${file}: no such file or directory`);
  const text = input ?? '';
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { schema: 'failsafe' });
  } catch (error) {
    throw failed(`yaml: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw failed('yaml: unmarshal errors: cannot unmarshal into map[string]string');
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, part === null ? '' : String(part)]));
}

const relationIds: Tool = (world, args) => {
  const given = parseArguments(args, FLAGS);
  noMoreThan(1, given.words);
  const endpoint = given.words[0] ?? world.setup.relation?.endpoint;
  if (endpoint === undefined) throw badArguments('no endpoint name specified');
  const ids = world.state.relations
    .filter((part) => part.endpoint === endpoint && !isBroken(world, part))
    .map((part) => `${endpoint}:${part.id}`);
  return formatted(ids.sort(), given);
};

const relationList: Tool = (world, args) => {
  const given = parseArguments(args, FLAGS);
  noMoreThan(0, given.words);
  const part = relationOf(world, given);
  if (given.switches.has('app')) return formatted(remoteAppOf(part, world.setup.appName), given);
  return formatted(memberNames(world, part), given);
};

const relationModelGet: Tool = (world, args) => {
  const given = parseArguments(args, FLAGS);
  const part = relationOf(world, given);
  const remote = part.kind === 'relation' ? part.remoteModelUuid : null;
  return formatted({ uuid: remote ?? world.state.model.uuid }, given);
};

export const relationTools: Tools = {
  'relation-get': relationGet,
  'relation-set': relationSet,
  'relation-ids': relationIds,
  'relation-list': relationList,
  'relation-model-get': relationModelGet,
};
