/** `juju add-model`, `models`, `show-model`, `switch`, `destroy-model`: the emulator has one model for each home folder. */
import { existsSync } from 'node:fs';
import { setModelConfig } from '../../emulator/index.ts';
import { columns } from '../../emulator/report/columns.ts';
import { struct } from '../../emulator/report/document.ts';
import { modelDocument, modelStatus } from '../../emulator/report/model-document.ts';
import { dateTime } from '../../emulator/report/time.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { listFlag, onlyArgument, refuseSurplus } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';
import { homePath, isModelName, readSession, type SessionOptions } from '../session.ts';
import { modelSettings } from '../settings.ts';

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
  examples: ['juju add-model old --juju-version 2.9', 'juju add-model test --config default-base=ubuntu@22.04'],
  prepare(flags) {
    const config = listFlag(flags, 'config');
    const version = flags.text('', 'juju-version');
    const machines = flags.text('', 'machines');
    for (const ignored of ['credential', 'owner']) flags.text('', ignored);
    flags.boolean('no-switch');
    return ([name, ...rest]) => {
      if (name === undefined) throw new UsageError('model name is required');
      if (rest.length > 1) refuseSurplus(rest.slice(1));
      const given = modelSettings(config);
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

const modelsFormats = ['tabular', 'json', 'yaml'] as const;
const showFormats = ['yaml', 'json'] as const;

export const models: Command = {
  name: 'models',
  aliases: ['list-models'],
  usage: '',
  summary: 'Lists models a user can access on a controller.',
  options: outputOptions(modelsFormats),
  examples: ['juju models', 'juju models --format json'],
  prepare(flags) {
    const output = declareOutput(flags, modelsFormats);
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        const known = hasModel(context) ? [context.read()] : [];
        const header = ['Model', 'Cloud/Region', 'Type', 'Status', 'Machines', 'Units', 'Access', 'Last connection'];
        const rows = known.map(({ model, now }) => {
          const { current } = model;
          return [
            `${current.name}*`,
            `${current.cloudName}/${current.region}`,
            current.cloudType,
            modelStatus(current),
            String(model.machines.size),
            String(model.units.size),
            'admin',
            dateTime(now).slice(0, 11),
          ];
        });
        writeResult(
          context,
          output,
          () =>
            struct({
              models: known.map(({ model }) => modelDocument(model)),
              'current-model': known[0]?.model.current.name,
            }),
          () => `Controller: emulator\n\n${columns([header, ...rows], { right: [4, 5] })}`,
        );
        return 0;
      };
    };
  },
};

export const showModel: Command = {
  name: 'show-model',
  usage: '[<model name>]',
  summary: 'Shows information about the current or specified model.',
  examples: ['juju show-model', 'juju show-model default --format json'],
  options: outputOptions(showFormats),
  prepare(flags) {
    const output = declareOutput(flags, showFormats);
    return ([name, ...rest]) => {
      refuseSurplus(rest);
      return (context) => {
        const { model } = context.read();
        const { current } = model;
        if (name !== undefined && !isModelName(model, name))
          throw new CommandFailure(`model ${current.controllerName}:${current.owner}/${name} not found`);
        writeResult(
          context,
          output,
          () => ({ [current.name]: modelDocument(model) }),
          () => '',
        );
        return 0;
      };
    };
  },
};

export const switchModel: Command = {
  name: 'switch',
  usage: '[<controller>|<model>|<controller>:<model>]',
  summary: 'Shows the selected model; another one is another home folder ($JUJU_EMULATOR_HOME).',
  examples: ['juju switch'],
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

export const destroyModel: Command = {
  name: 'destroy-model',
  usage: '[<model name>]',
  summary: 'Terminate all machines and resources of the model, and forget it.',
  options: [
    { spelling: '--force  (= false)', text: 'Run no hooks: remove the machines at once' },
    { spelling: '-y, --yes, --no-prompt  (= false)', text: 'Accepted: the emulator never asks' },
    { spelling: '--destroy-storage, --release-storage  (= false)', text: 'Accepted: storage goes with its machine' },
  ],
  examples: ['juju destroy-model', 'juju destroy-model default --force'],
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
