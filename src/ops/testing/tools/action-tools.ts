/** action-get, action-set, action-log, action-fail. */
import { isRecord } from '../../juju/json-value.ts';
import { badArguments, failed } from './failure.ts';
import { noMoreThan, parseArguments } from './flags.ts';
import { formatted } from './output.ts';
import type { Setup, Tool, Tools, World } from './world.ts';

const SEGMENT = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const RESERVED = ['stdout', 'stdout-encoding', 'stderr', 'stderr-encoding'];
const NO_REASON = 'action failed without reason given, check action for errors';

type Results = Readonly<Record<string, unknown>>;

function actionOf(world: World): NonNullable<Setup['action']> {
  if (world.setup.action === null) throw failed('not running an action');
  return world.setup.action;
}

const actionGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  noMoreThan(1, given.words);
  const declared = world.setup.charm.actions.find((action) => action.name === actionOf(world).name);
  const defaults = Object.entries(declared?.params ?? {}).flatMap(([name, schema]) =>
    isRecord(schema) && schema['default'] !== undefined ? [[name, schema['default']] as const] : [],
  );
  let value: unknown = { ...Object.fromEntries(defaults), ...actionOf(world).params };
  for (const key of given.words[0]?.split('.') ?? []) value = isRecord(value) ? value[key] : undefined;
  return formatted(value ?? null, given);
};

/** The results with one more value; a value in the way of a nested one is replaced, as Juju does. */
function withResult(results: Results, path: readonly string[], value: string): Results {
  const [first = '', ...rest] = path;
  if (rest.length === 0) return { ...results, [first]: value };
  const inner = results[first];
  return { ...results, [first]: withResult(isRecord(inner) ? inner : {}, rest, value) };
}

const actionSet: Tool = (world, args) => {
  actionOf(world);
  const words = args[0] === '--' ? args.slice(1) : args;
  const parsed = words.map((word) => {
    const at = word.indexOf('=');
    if (at <= 0) throw badArguments(`argument "${word}" must be of the form key...=value`);
    const path = word.slice(0, at).split('.');
    for (const segment of path) {
      if (!SEGMENT.test(segment)) {
        throw badArguments(
          `key "${segment}" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods`,
        );
      }
    }
    const [first = ''] = path;
    if (RESERVED.includes(first)) throw badArguments(`cannot set reserved action key "${first}"`);
    return [path, word.slice(at + 1)] as const;
  });
  for (const [path, value] of parsed) {
    world.effects.actionResults = withResult(world.effects.actionResults ?? {}, path, value);
  }
  return '';
};

const actionLog: Tool = (world, args) => {
  const { words } = parseArguments(args, {});
  if (words.length === 0) throw badArguments('no message specified');
  actionOf(world);
  world.effects.actionLogs.push(words.join(' '));
  return '';
};

const actionFail: Tool = (world, args) => {
  const { words } = parseArguments(args, {});
  noMoreThan(1, words);
  actionOf(world);
  world.effects.actionFailure = words[0] ?? NO_REASON;
  return '';
};

export const actionTools: Tools = {
  'action-get': actionGet,
  'action-set': actionSet,
  'action-log': actionLog,
  'action-fail': actionFail,
};
