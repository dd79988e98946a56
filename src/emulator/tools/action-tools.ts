/** action-get, action-set, action-fail and action-log. */
import type { JsonValue } from '../model/index.ts';
import { goQuote } from './go-text.ts';
import type { HookTool } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

const KEY = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const RESERVED = new Set(['stdout', 'stdout-encoding', 'stderr', 'stderr-encoding']);
const NO_REASON = 'action failed without reason given, check action for errors';

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value below a path of keys; null when the path leads nowhere. */
function below(value: JsonValue, path: readonly string[]): JsonValue {
  let at: JsonValue | undefined = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return null;
    at = at[key];
  }
  return at ?? null;
}

export const actionGet: HookTool = {
  name: 'action-get',
  usage: '[<key>[.<key>.<key>...]]',
  summary: 'Get action parameters.',
  run(call) {
    call.declareOutput();
    const args = call.parseAtMost(1);
    const { parameters } = call.context.action;
    const [path] = args;
    call.answer(path === undefined ? parameters : below(parameters, path.split('.')));
  },
};

function readResult(argument: string): { readonly path: readonly string[]; readonly value: string } {
  const equals = argument.indexOf('=');
  if (equals < 0) throw new UsageError(`argument ${goQuote(argument)} must be of the form key...=value`);
  const path = argument.slice(0, equals).split('.');
  for (const key of path) {
    if (!KEY.test(key)) {
      const rule =
        'must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods';
      throw new UsageError(`key ${goQuote(key)} ${rule}`);
    }
    if (RESERVED.has(key)) throw new UsageError(`cannot set reserved action key "${key}"`);
  }
  return { path, value: argument.slice(equals + 1) };
}

export const actionSet: HookTool = {
  name: 'action-set',
  usage: '<key>=<value> [<key>=<value> ...]',
  summary: 'Set action results.',
  run(call) {
    for (const { path, value } of call.parse().map(readResult)) call.context.action.set(path, value);
  },
};

export const actionFail: HookTool = {
  name: 'action-fail',
  usage: '["<failure message>"]',
  summary: 'Set action fail status with message.',
  run(call) {
    const [message = NO_REASON] = call.parseAtMost(1);
    call.context.action.fail(message);
  },
};

export const actionLog: HookTool = {
  name: 'action-log',
  usage: '<message>',
  summary: 'Record a progress message for the current action.',
  run(call) {
    const words = call.parse();
    if (words.length === 0) throw new UsageError('no message specified');
    call.context.action.log(words.join(' '));
  },
};
