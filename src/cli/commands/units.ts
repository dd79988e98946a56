/** `juju add-unit` and `resolved`. */
import { addUnits, resolveUnit } from '../../emulator/index.ts';
import { checkUnitNames, countReader, onlyArgument, readList } from '../arguments.ts';
import type { Command } from '../command.ts';
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
  examples: ['juju add-unit mysql', 'juju add-unit mysql -n 2 --to 0,new'],
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

export const resolved: Command = {
  name: 'resolved',
  aliases: ['resolve'],
  usage: '[<unit> ...]',
  summary: 'Marks unit errors resolved and re-executes failed hooks.',
  options: [
    { spelling: '--no-retry  (= false)', text: 'Do not re-execute failed hooks on the unit' },
    { spelling: '--all  (= false)', text: 'Marks all units in error as resolved' },
  ],
  examples: ['juju resolved mysql/0', 'juju resolved --no-retry mysql/0', 'juju resolved --all'],
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
