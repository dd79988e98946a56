/** `juju add-unit`, `remove-unit`, `remove-application`, `resolved`. */
import {
  addUnits,
  removeApplication as endApplication,
  isMovable,
  isUnitName,
  type Model,
  removeUnits,
  resolveUnit,
  type StorageInstance,
} from '../../emulator/index.ts';
import type { FlagSet } from '../../emulator/tools/flags.ts';
import { compareNaturally } from '../../emulator/tools/natural-order.ts';
import {
  checkApplicationNames,
  checkUnitNames,
  countReader,
  findApplication,
  findUnit,
  onlyArgument,
  readList,
} from '../arguments.ts';
import type { Command, CommandOption } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { placementsOf } from '../settings.ts';
import { storageIds } from '../storage-directives.ts';

export const addUnit: Command = {
  name: 'add-unit',
  usage: '<application name>',
  summary: 'Adds one or more units to a deployed application.',
  options: [
    { spelling: '-n, --num-units (= 1)', text: 'Number of units to add' },
    { spelling: '--to (= "")', text: 'The machine, unit or application to put the units on, comma separated' },
    { spelling: '--attach-storage', text: 'Existing storage to attach to the new unit' },
  ],
  prepare(flags) {
    const count = flags.read(1, countReader(1), 'n', 'num-units');
    const to = flags.text('', 'to');
    const storage = readList(flags, storageIds, 'attach-storage');
    return (args) => {
      const name = onlyArgument(args, 'no application specified');
      if (storage.length > 0 && count.value !== 1) throw new UsageError('--attach-storage cannot be used with -n');
      const placements = placementsOf(to.value);
      return async (context) => {
        const session = await context.openExisting();
        addUnits(session.store, name, count.value, placements, storage.flat());
        await session.settle();
        return 0;
      };
    };
  },
};

const removalOptions: readonly CommandOption[] = [
  { spelling: '--no-prompt  (= false)', text: 'Accepted: the emulator never asks' },
  { spelling: '--force  (= false)', text: 'Completely remove, ignoring hooks that fail' },
  { spelling: '--destroy-storage  (= false)', text: 'Destroy storage attached to the unit' },
  { spelling: '--dry-run  (= false)', text: 'Print what this command would remove without removing' },
];

function removalFlags(flags: FlagSet) {
  for (const ignored of ['no-prompt', 'no-wait-for-agent']) flags.boolean(ignored);
  return {
    force: flags.boolean('force'),
    destroyStorage: flags.boolean('destroy-storage'),
    dryRun: flags.boolean('dry-run'),
  };
}

/** What becomes of a unit's storage when the unit goes. */
function storageLines(model: Model, unit: string, destroys: boolean): readonly string[] {
  const storage = model.storageOf(unit).sort((a, b) => compareNaturally(a.id, b.id));
  const goes = (one: StorageInstance): boolean => destroys || !isMovable(one);
  return [
    ...storage.filter(goes).map((one) => `- will remove storage ${one.id}`),
    ...storage.filter((one) => !goes(one)).map((one) => `- will detach storage ${one.id}`),
  ];
}

export const removeUnit: Command = {
  name: 'remove-unit',
  usage: '<unit> [...]',
  summary: 'Remove application units from the model.',
  options: removalOptions,
  prepare(flags) {
    const given = removalFlags(flags);
    flags.text('', 'num-units');
    return (names) => {
      if (names.length === 0) throw new UsageError('no units specified');
      const wrong = names.find((name) => !isUnitName(name) && !name.endsWith('/leader'));
      if (wrong !== undefined) throw new UsageError(`invalid unit name "${wrong}"`);
      return async (context) => {
        const session = await context.openExisting();
        for (const name of names) {
          const unit = findUnit(session.model, name);
          session.say(`will remove unit ${unit.name}`);
          for (const subordinate of session.model.subordinatesOf(unit.name))
            session.say(`- will remove unit ${subordinate.name}`);
          for (const line of storageLines(session.model, unit.name, given.destroyStorage.value)) session.say(line);
        }
        if (given.dryRun.value) return 0;
        removeUnits(session.store, names, { force: given.force.value, destroyStorage: given.destroyStorage.value });
        await session.settle();
        return 0;
      };
    };
  },
};

export const removeApplication: Command = {
  name: 'remove-application',
  usage: '<application> [<application>...]',
  summary: 'Remove applications from the model.',
  options: removalOptions,
  prepare(flags) {
    const given = removalFlags(flags);
    return (names) => {
      if (names.length === 0) throw new UsageError('no application specified');
      checkApplicationNames(names);
      return async (context) => {
        const session = await context.openExisting();
        const { model } = session;
        for (const name of names) {
          findApplication(model, name);
          session.say(`will remove application ${name}`);
          const units = model.unitsOf(name);
          for (const unit of units) session.say(`- will remove unit ${unit.name}`);
          for (const unit of units)
            for (const line of storageLines(model, unit.name, given.destroyStorage.value)) session.say(line);
        }
        if (given.dryRun.value) return 0;
        const end = { force: given.force.value, destroyStorage: given.destroyStorage.value };
        for (const name of names) endApplication(session.store, name, end);
        await session.settle();
        return 0;
      };
    };
  },
};

export const resolved: Command = {
  name: 'resolved',
  aliases: ['resolve'],
  usage: '[<unit> ...]',
  summary: 'Marks unit errors resolved and re-executes failed hooks.',
  options: [
    { spelling: '--no-retry  (= false)', text: 'Do not re-execute failed hooks on the unit' },
    { spelling: '--all  (= false)', text: 'Marks all units in error as resolved' },
  ],
  prepare(flags) {
    const noRetry = flags.boolean('no-retry');
    const all = flags.boolean('all');
    return (names) => {
      if (all.value && names.length > 0) throw new UsageError('specifying unit names(s) with --all is not supported');
      if (!all.value && names.length === 0) throw new UsageError('no unit specified');
      checkUnitNames(names);
      return async (context) => {
        const session = await context.openExisting();
        const failed = session.model.unitAgents.values().filter((agent) => agent.current?.step === 'failed');
        const wanted = all.value ? failed.map((agent) => agent.unit) : names;
        if (wanted.length === 0) throw new CommandFailure('no units are in an error state');
        session.model.transact(() => {
          for (const name of wanted) resolveUnit(session.store, name, !noRetry.value);
        });
        session.store.commit();
        await session.settle();
        return 0;
      };
    };
  },
};
