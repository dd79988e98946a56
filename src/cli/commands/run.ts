/** `juju run`: an action on units. */

import { isJsonObject } from '../../emulator/charm/json-object.ts';
import { isActionName } from '../../emulator/charm/names.ts';
import { parseYaml } from '../../emulator/charm/yaml-read.ts';
import { toJson } from '../../emulator/charm/yaml-value.ts';
import { isUnitName, type JsonObject, type JsonValue, queueAction } from '../../emulator/index.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { readDuration } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions } from '../output.ts';
import { readText } from '../settings.ts';
import { runTasks } from '../tasks.ts';

const formats = ['plain', 'json', 'yaml'] as const;

export const run: Command = {
  name: 'run',
  usage: '<unit> [<unit> ...] <action-name> [<key>=<value> [<key>[.<key> ...]=<value>]]',
  summary: 'Run an action on a specified unit.',
  options: [
    ...outputOptions(formats),
    { spelling: '--params (= "")', text: 'Path to yaml-formatted params file; - is standard input' },
    { spelling: '--string-args  (= false)', text: 'Use raw string values of CLI args' },
    { spelling: '--background  (= false)', text: 'Run the task in the background: queue it only' },
    { spelling: '--wait, --max-wait, --timeout (= 0s)', text: 'Maximum time for the action, after which it is ended' },
    {
      spelling: '--parallel (= true), --execution-group (= "")',
      text: 'Override what the charm says of running beside other hooks',
    },
  ],
  examples: ['juju run mysql/0 backup', 'juju run mysql/leader backup outfile=x.tgz compression.kind=xz --format yaml'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const params = flags.text('', 'params');
    const stringArguments = flags.boolean('string-args');
    const background = flags.boolean('background');
    const wait = flags.read(0, readDuration, 'wait', 'max-wait', 'timeout');
    const parallel = flags.boolean('parallel');
    const group = flags.text('', 'execution-group');
    flags.boolean('utc');
    flags.boolean('color');
    flags.boolean('no-color');
    return (args) => {
      const isUnit = (text: string): boolean => isUnitName(text) || /^[a-z][a-z0-9-]*\/leader$/.test(text);
      const firstOther = args.findIndex((text) => !isUnit(text));
      const units = firstOther < 0 ? args : args.slice(0, firstOther);
      const [action, ...pairs] = firstOther < 0 ? [] : args.slice(firstOther);
      if (args.length === 0) throw new UsageError('no unit specified');
      if (units.length === 0) throw new UsageError(`invalid unit or action name ${goQuote(args[0] ?? '')}`);
      if (action === undefined) throw new UsageError('no action specified');
      if (!isActionName(action)) throw new UsageError(`invalid unit or action name ${goQuote(action)}`);
      const given = readPairs(pairs, stringArguments.value);
      return async (context) => {
        const text =
          params.value === ''
            ? null
            : params.value === '-'
              ? await context.terminal.readInput()
              : readText(params.value, context.workingDirectory);
        const session = await context.openExisting();
        const queued = queueAction(session.store, {
          units,
          action,
          parameters: given.reduce(
            (all, [path, value]) => withValue(all, path, value),
            text === null ? {} : fileParameters(text),
          ),
          timeout: wait.value,
          ...(flags.given('parallel') ? { parallel: parallel.value } : {}),
          ...(group.value === '' ? {} : { executionGroup: group.value }),
        });
        await runTasks(queued, session, context, output, { background: background.value, streams: false });
        return 0;
      };
    };
  },
};

type Pair = readonly [path: readonly string[], value: JsonValue];

function readPairs(pairs: readonly string[], asText: boolean): readonly Pair[] {
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new UsageError(`argument ${goQuote(pair)} must be of the form key.key.key...=value`);
    const path = pair.slice(0, equals).split('.');
    const wrong = path.find((key) => !isActionName(key));
    if (wrong !== undefined)
      throw new UsageError(
        `key ${goQuote(wrong)} must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`,
      );
    const text = pair.slice(equals + 1);
    return [path, asText ? text : toJson(parseYaml(text))];
  });
}

function withValue(all: JsonObject, [key = '', ...rest]: readonly string[], value: JsonValue): JsonObject {
  if (rest.length === 0) return { ...all, [key]: value };
  const inner = all[key];
  return { ...all, [key]: withValue(isJsonObject(inner) ? inner : {}, rest, value) };
}

function fileParameters(text: string): JsonObject {
  const parameters = toJson(parseYaml(text));
  if (parameters === null) return {};
  if (!isJsonObject(parameters)) throw new CommandFailure('params must be a map');
  return parameters;
}
