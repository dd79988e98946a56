/** `juju add-machine`, and the emulator's own `reboot`. */
import { addMachines, rebootMachine, unitNamed } from '../../emulator/index.ts';
import { countReader, onlyArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { baseOf } from '../settings.ts';

export const addMachine: Command = {
  name: 'add-machine',
  usage: '',
  summary: 'Provision a new machine for the model.',
  options: [
    { spelling: '-n (= 1)', text: 'The number of machines to add' },
    { spelling: '--base (= "")', text: 'The operating system base to install on the new machine(s)' },
  ],
  examples: ['juju add-machine', 'juju add-machine -n 2 --base ubuntu@22.04'],
  prepare(flags) {
    const count = flags.read(1, countReader(1), 'n');
    const base = flags.text('', 'base');
    for (const ignored of ['constraints', 'disks', 'series']) flags.text('', ignored);
    return (args) => {
      if (args.length > 0) throw new UsageError('containers and manual machines cannot be added to the emulator');
      const wanted = baseOf(base.value) ?? { name: 'ubuntu', channel: '24.04/stable' };
      return async (context) => {
        const session = await context.open();
        for (const machine of addMachines(session.store, count.value, wanted))
          session.say(`created machine ${machine.id}`);
        await session.settle();
        return 0;
      };
    };
  },
};

export const reboot: Command = {
  name: 'reboot',
  usage: '<machine or unit>',
  summary: 'Reboots a machine, as its own "reboot" would (a word of the emulator only).',
  examples: ['juju reboot 0', 'juju reboot mysql/0'],
  prepare() {
    return (args) => {
      const target = onlyArgument(args, 'no machine specified');
      return async (context) => {
        const session = await context.openExisting();
        const isUnit = target.includes('/') && !session.model.machines.has(target);
        rebootMachine(session.store, isUnit ? unitNamed(session.model, target).machine : target);
        await session.settle();
        return 0;
      };
    };
  },
};
