/** Words that Juju does not have: `settle`, `advance-clock`, `elect-leader`. And `version`. */
import { hostArchitecture } from '../../emulator/controller/architecture.ts';
import { advanceClock, changeLeader, defaultJujuVersion, HomeFolder, unitNamed } from '../../emulator/index.ts';
import { readModel } from '../../emulator/model/read-model.ts';
import { printDocument } from '../../emulator/report/document.ts';
import { onlyArgument, readDuration, refuseSurplus } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeText } from '../output.ts';
import { homePath } from '../session.ts';

export const settle: Command = {
  name: 'settle',
  usage: '',
  summary: 'Runs the hooks that are owed: after --no-wait, an interruption, or an error (a word of the emulator only).',
  examples: ['juju settle'],
  prepare() {
    return (args) => {
      refuseSurplus(args);
      return async (context) => {
        const session = await context.openExisting();
        const summary = await session.settle();
        return summary !== null && summary.failed.length > 0 ? 1 : 0;
      };
    };
  },
};

export const advanceClockCommand: Command = {
  name: 'advance-clock',
  usage: '<duration>',
  summary:
    "Moves the model's clock on, so that update-status, rotation and expiry fall due (a word of the emulator only).",
  examples: ['juju advance-clock 5m', 'juju advance-clock 24h'],
  prepare() {
    return (args) => {
      const text = onlyArgument(args, 'no duration specified');
      let milliseconds: number;
      try {
        milliseconds = readDuration(text);
      } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
      }
      return async (context) => {
        const session = await context.openExisting();
        advanceClock(session.store, milliseconds);
        await session.settle();
        return 0;
      };
    };
  },
};

export const electLeader: Command = {
  name: 'elect-leader',
  usage: '<unit>',
  summary:
    "Makes a unit its application's leader, as if the present one's lease had run out (a word of the emulator only).",
  examples: ['juju elect-leader mysql/1'],
  prepare() {
    return (args) => {
      const name = onlyArgument(args, 'no unit specified');
      return async (context) => {
        const session = await context.openExisting();
        changeLeader(session.store, unitNamed(session.model, name).name);
        await session.settle();
        return 0;
      };
    };
  },
};

const versionFormats = ['smart', 'json', 'yaml'] as const;

export const version: Command = {
  name: 'version',
  usage: '',
  summary: 'Print the version of Juju that is played.',
  examples: ['juju version'],
  options: outputOptions(versionFormats),
  prepare(flags) {
    const output = declareOutput(flags, versionFormats);
    flags.boolean('all');
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        const model = readModel(new HomeFolder(homePath(context)));
        const number = model.exists ? model.current.jujuVersion : defaultJujuVersion;
        const text = `${number}-emulated-${hostArchitecture}`;
        const format = output.format.value;
        writeText(context, output, format === 'json' || format === 'yaml' ? printDocument(format, text) : `${text}\n`);
        return 0;
      };
    };
  },
};
