/** config-get, resource-get, goal-state, credential-get, state-*, storage-* and add-metric. */
import { remoteUnitIds } from '../parts/relation.ts';
import { badArguments, failed } from './failure.ts';
import { noMoreThan, pairs, parseArguments } from './flags.ts';
import { formatted } from './output.ts';
import { fileValues } from './relation-tools.ts';
import type { Tool, Tools, World } from './world.ts';

/** The configuration as the charm sees it: what the state says over config.yaml's defaults. */
function configuration(world: World): Readonly<Record<string, unknown>> {
  const defaults = world.setup.charm.options
    .filter((option) => option.defaultValue !== undefined)
    .map((option) => [option.name, option.defaultValue] as const);
  return { ...Object.fromEntries(defaults), ...world.state.config };
}

const configGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'], switches: ['all'], short: { a: 'all' } });
  noMoreThan(1, given.words);
  const [key] = given.words;
  const all = given.switches.has('all');
  if (key !== undefined && all) throw badArguments(`cannot use argument --all together with key "${key}"`);
  const values = configuration(world);
  if (key !== undefined) return formatted(values[key] ?? null, given);
  const unset = all ? Object.fromEntries(world.setup.charm.options.map((option) => [option.name, null])) : {};
  return formatted({ ...unset, ...values }, given);
};

const resourceGet: Tool = (world, args) => {
  const given = parseArguments(args, {});
  const [name] = given.words;
  if (name === undefined) throw badArguments('missing required resource name');
  noMoreThan(1, given.words);
  const found = world.state.resources.find((part) => part.name === name);
  if (found === undefined) throw failed(`could not download resource: resource "${name}" not found`);
  return found.path;
};

const SINCE = '2026-01-01 00:00:00Z';

/** Units of our own application: this one, known peers, and more of them up to the number that is planned. */
function ownUnits(world: World): readonly string[] {
  const { appName, unitName } = world.setup;
  const peers = world.state.relations.filter((part) => part.kind === 'peer').flatMap(remoteUnitIds);
  const names = new Set([unitName, ...peers.map((id) => `${appName}/${id}`)]);
  for (let id = 0; names.size < world.state.plannedUnits; id += 1) names.add(`${appName}/${id}`);
  return [...names].slice(0, world.state.plannedUnits).sort();
}

const goalState: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  noMoreThan(0, given.words);
  const active = { status: 'active', since: SINCE };
  const relations: Record<string, Record<string, unknown>> = {};
  for (const part of world.state.relations) {
    if (part.kind === 'peer') continue;
    const entries = relations[part.endpoint] ?? {};
    entries[part.remoteApp] = { status: 'joined', since: SINCE };
    for (const id of remoteUnitIds(part)) entries[`${part.remoteApp}/${id}`] = active;
    relations[part.endpoint] = entries;
  }
  return formatted({ units: Object.fromEntries(ownUnits(world).map((name) => [name, active])), relations }, given);
};

const credentialGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  const spec = world.state.model.cloudSpec;
  if (!world.setup.trusted || spec === null) throw failed('cannot access cloud credentials: permission denied');
  return formatted(spec, given);
};

const stateGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'], switches: ['strict'] });
  noMoreThan(1, given.words);
  const key = given.words[0] ?? '';
  const kept = world.state.controllerState;
  if (key === '' || key === '-') return formatted(kept, given);
  const value = kept[key];
  if (value === undefined && given.switches.has('strict')) throw failed(`"${key}" not found`);
  return formatted(value ?? '', given);
};

const stateSet: Tool = (world, args, call) => {
  const given = parseArguments(args, { values: ['file'] });
  const changes = { ...fileValues(given.values.get('file'), call.input), ...Object.fromEntries(pairs(given.words)) };
  world.change({ controllerState: { ...world.state.controllerState, ...changes } });
  return '';
};

const stateDelete: Tool = (world, args) => {
  const given = parseArguments(args, {});
  noMoreThan(1, given.words);
  const [key] = given.words;
  const kept = Object.entries(world.state.controllerState).filter(([name]) => name !== key);
  world.change({ controllerState: Object.fromEntries(kept) });
  return '';
};

const storageList: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  noMoreThan(1, given.words);
  const [name] = given.words;
  const ids = world.state.storages
    .filter((part) => name === undefined || part.name === name)
    .map((part) => `${part.name}/${part.index}`);
  return formatted(ids.sort(), given);
};

const storageGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format', 'storage'], short: { s: 'storage' } });
  noMoreThan(1, given.words);
  const id = given.values.get('storage') ?? world.setup.storage;
  if (id === null) throw badArguments('no storage instance specified');
  const found = world.state.storages.find((part) => `${part.name}/${part.index}` === id);
  if (found === undefined) throw failed(`storage "${id}" not found`);
  const details: Readonly<Record<string, string>> = { kind: 'filesystem', location: found.location };
  const [key] = given.words;
  if (key === undefined) return formatted(details, given);
  const value = details[key];
  if (value === undefined) throw failed(`invalid storage attribute "${key}"`);
  return formatted(value, given);
};

const storageAdd: Tool = (world, args) => {
  const { words } = parseArguments(args, {});
  if (words.length === 0) throw badArguments('storage add requires a storage directive');
  const asked: Record<string, number> = {};
  for (const part of words) {
    const [name = '', count = '1'] = part.split('=');
    if (Object.hasOwn(asked, name)) throw failed(`storage "${name}" specified more than once`);
    if (!world.setup.charm.storages.includes(name)) throw failed(`charm storage "${name}" not found`);
    if (!/^[1-9]\d*$/.test(count)) {
      throw failed(`cannot parse count: count must be greater than zero, got "${count}"`);
    }
    asked[name] = Number(count);
  }
  const requested = world.effects.requestedStorages;
  for (const [name, count] of Object.entries(asked)) requested[name] = (requested[name] ?? 0) + count;
  return '';
};

const addMetric: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['labels'], short: { l: 'labels' } });
  if (given.words.length === 0) throw badArguments('no metrics specified');
  const labels = given.values.get('labels');
  world.effects.metrics.push({
    labels: Object.fromEntries(pairs(labels === undefined ? [] : labels.split(','))),
    values: Object.fromEntries(pairs(given.words)),
  });
  return '';
};

export const modelTools: Tools = {
  'config-get': configGet,
  'resource-get': resourceGet,
  'goal-state': goalState,
  'credential-get': credentialGet,
  'state-get': stateGet,
  'state-set': stateSet,
  'state-delete': stateDelete,
  'storage-list': storageList,
  'storage-get': storageGet,
  'storage-add': storageAdd,
  'add-metric': addMetric,
};
