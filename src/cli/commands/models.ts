/** `juju add-model`, `models`, `show-model`, `switch`, `model-config`, `destroy-model`: the emulator has one model for each home folder. */
import { existsSync } from 'node:fs';
import { type ConfigValue, setModelConfig } from '../../emulator/index.ts';
import { columns } from '../../emulator/report/columns.ts';
import { printDocument, struct } from '../../emulator/report/document.ts';
import { dateTime } from '../../emulator/report/time.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { listFlag, onlyArgument, refuseSurplus } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { tableText } from '../output.ts';
import { homePath, isModelName, readSession, type SessionOptions } from '../session.ts';
import { baseOf, pairsOf } from '../settings.ts';

/** Model settings that are no text. */
function settingValue(text: string): ConfigValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}

function settings(pairs: ReadonlyMap<string, string>): Record<string, ConfigValue> {
  return Object.fromEntries([...pairs].map(([name, text]) => [name, settingValue(text)]));
}

export const addModel: Command = {
  name: 'add-model',
  usage: '<model name>',
  summary: 'Adds a workload model.',
  options: [
    { spelling: '--config', text: 'key=value settings of the model' },
    {
      spelling: '--juju-version (= 3.6)',
      text: 'The Juju that is played: 2.9, 3.6, 4.0, or a full version (of the emulator only)',
    },
    { spelling: '--machines (= auto)', text: 'Kind of machines: auto, plain or namespaces (of the emulator only)' },
  ],
  prepare(flags) {
    const config = listFlag(flags, 'config');
    const version = flags.text('', 'juju-version');
    const machines = flags.text('', 'machines');
    for (const ignored of ['credential', 'owner']) flags.text('', ignored);
    flags.boolean('no-switch');
    return ([name, ...rest]) => {
      if (name === undefined) throw new UsageError('model name is required');
      if (rest.length > 1) refuseSurplus(rest.slice(1));
      const given = settings(pairsOf(config));
      return async (context) => {
        if (existsSync(homePath(context)) && hasModel(context))
          throw new CommandFailure(
            `failed to create new model: model ${goQuote(readSession(context).model.current.name)} already exists in this home folder`,
          );
        const session = await context.open({
          name,
          ...(version.value === '' ? {} : { jujuVersion: version.value }),
          ...(machines.value === '' ? {} : { machines: machines.value }),
        });
        if (Object.keys(given).length > 0) setModelConfig(session.store, given);
        const { current } = session.model;
        session.say(
          `Added '${current.name}' model on ${current.cloudName}/${current.region} for user '${current.owner}'`,
        );
        return 0;
      };
    };
  },
};

function hasModel(context: SessionOptions): boolean {
  try {
    readSession(context);
    return true;
  } catch (error) {
    if (error instanceof CommandFailure) return false;
    throw error;
  }
}

export const models: Command = {
  name: 'models',
  aliases: ['list-models'],
  usage: '',
  summary: 'Lists models a user can access on a controller.',
  prepare() {
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        const header = ['Model', 'Cloud/Region', 'Type', 'Status', 'Machines', 'Units', 'Access', 'Last connection'];
        const rows: string[][] = [];
        if (hasModel(context)) {
          const { model, now } = context.read();
          const { current } = model;
          rows.push([
            `${current.name}*`,
            `${current.cloudName}/${current.region}`,
            current.cloudType,
            current.destroying ? 'destroying' : 'available',
            String(model.machines.size),
            String(model.units.size),
            'admin',
            dateTime(now).slice(0, 11),
          ]);
        }
        const table = columns([header, ...rows], { right: [4, 5] });
        context.terminal.stdout(`Controller: emulator\n\n${tableText(table)}`);
        return 0;
      };
    };
  },
};

export const showModel: Command = {
  name: 'show-model',
  usage: '[<model name>]',
  summary: 'Shows information about the current or specified model.',
  prepare(flags) {
    flags.text('yaml', 'format');
    return ([name]) =>
      (context) => {
        const { model } = context.read();
        const { current } = model;
        if (name !== undefined && name !== current.name) throw new CommandFailure(`model ${goQuote(name)} not found`);
        const document = {
          [current.name]: struct({
            name: `${current.owner}/${current.name}`,
            'short-name': current.name,
            'model-uuid': current.uuid,
            'model-type': 'iaas',
            'controller-name': current.controllerName,
            owner: current.owner,
            cloud: current.cloudName,
            region: current.region,
            type: current.cloudType,
            life: current.destroying ? 'dying' : 'alive',
            'agent-version': current.jujuVersion,
            'machine-kind': current.machineMode,
          }),
        };
        context.terminal.stdout(printDocument('yaml', document));
        return 0;
      };
  },
};

export const switchModel: Command = {
  name: 'switch',
  usage: '[<controller>|<model>|<controller>:<model>]',
  summary: 'Shows the selected model; another one is another home folder ($JUJU_EMULATOR_HOME).',
  prepare() {
    return ([name]) =>
      (context) => {
        const { current } = context.read().model;
        const full = `${current.controllerName}:${current.owner}/${current.name}`;
        const known = [current.name, current.controllerName, full, `${current.controllerName}:${current.name}`];
        if (name === undefined) context.terminal.stdout(`${full}\n`);
        else if (known.includes(name)) context.terminal.stderr(`${full} (no change)\n`);
        else
          throw new CommandFailure(
            `cannot determine if ${goQuote(name)} is a valid model: model ${full.split(':')[0]}:${name} not found`,
          );
        return 0;
      };
  },
};

export const modelConfig: Command = {
  name: 'model-config',
  usage: '[<model-key>[=<value>] ...]',
  summary: 'Displays or sets configuration values on a model.',
  options: [{ spelling: '--reset', text: 'Reset the provided comma delimited keys' }],
  prepare(flags) {
    const reset = listFlag(flags, 'reset');
    return (args) => {
      const pairs = args.filter((each) => each.includes('='));
      if (pairs.length > 0 && pairs.length < args.length)
        throw new UsageError('cannot set and retrieve values simultaneously');
      if (pairs.length === 0 && reset.length === 0) {
        return (context) => {
          const { config } = context.read().model.current;
          const [key] = args;
          if (key === undefined) {
            const rows = Object.entries(config).map(([name, value]) => [name, 'model', String(value)]);
            context.terminal.stdout(tableText(columns([['Attribute', 'From', 'Value'], ...rows.sort()])));
            return 0;
          }
          const value = config[key];
          if (value === undefined)
            throw new CommandFailure(
              `${goQuote(key)} not found in model ${goQuote(context.read().model.current.name)}`,
            );
          context.terminal.stdout(`${String(value)}\n`);
          return 0;
        };
      }
      const given = settings(pairsOf(pairs));
      return async (context) => {
        const session = await context.open();
        const gone = reset.flatMap((each) => each.split(',')).map((key) => [key, null] as const);
        setModelConfig(session.store, { ...Object.fromEntries(gone), ...given });
        const base = given['default-base'];
        if (typeof base === 'string') session.model.patchInfo({ defaultBase: baseOf(base) ?? null });
        await session.settle();
        return 0;
      };
    };
  },
};

export const destroyModel: Command = {
  name: 'destroy-model',
  usage: '[<model name>]',
  summary: 'Terminate all machines and resources of the model, and forget it.',
  options: [
    { spelling: '--force  (= false)', text: 'Run no hooks: remove the machines at once' },
    { spelling: '-y, --yes, --no-prompt  (= false)', text: 'Accepted: the emulator never asks' },
    { spelling: '--destroy-storage, --release-storage  (= false)', text: 'Accepted: storage goes with its machine' },
  ],
  prepare(flags) {
    const force = flags.boolean('force');
    for (const ignored of ['y', 'yes', 'no-prompt', 'destroy-storage', 'release-storage']) flags.boolean(ignored);
    flags.text('', 't', 'timeout');
    return (args) => {
      const name = args.length === 0 ? null : onlyArgument(args, 'no model specified');
      return async (context) => {
        // The home may hold machines of a model that a killed command had begun to remove.
        const { current } = context.read().model;
        if (name !== null && !isModelName(context.read().model, name))
          throw new CommandFailure(`model ${current.controllerName}:${current.owner}/${name} not found`);
        const session = await context.openExisting();
        session.say(`Destroying model`);
        await session.emulator.destroyModel({ force: force.value });
        if (context.interrupted.aborted)
          throw new CommandFailure('interrupted: run "juju destroy-model" again, or with --force');
        session.say('Model destroyed.');
        return 0;
      };
    };
  },
};
