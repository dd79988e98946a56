/** `juju remove-unit`, `remove-application`, `remove-machine`. */
import {
  applicationNamed,
  ControllerError,
  removeApplication as endApplication,
  removeMachine as endMachine,
  isMovable,
  isUnitName,
  type Model,
  removeUnits,
  type StorageInstance,
  type Store,
  unitNamed,
} from '../../emulator/index.ts';
import type { FlagSet, FlagValue } from '../../emulator/tools/flags.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { compareNaturally } from '../../emulator/tools/natural-order.ts';
import { checkApplicationNames } from '../arguments.ts';
import type { Command, CommandContext, CommandOption } from '../command.ts';
import { CommandFailure, SilentFailure, UsageError } from '../errors.ts';

const commonOptions: readonly CommandOption[] = [
  { spelling: '--dry-run  (= false)', text: 'Print what this command would remove without removing' },
  { spelling: '--no-prompt  (= false)', text: 'Accepted: the emulator never asks' },
];

const storageOption: CommandOption = {
  spelling: '--destroy-storage  (= false)',
  text: 'Destroy storage attached to the unit',
};

/** Flags of every word that removes. */
function declare(flags: FlagSet) {
  for (const ignored of ['no-prompt', 'no-wait-for-agent']) flags.boolean(ignored);
  return { force: flags.boolean('force'), dryRun: flags.boolean('dry-run') };
}

interface Removal {
  /** What the complaint of one that cannot be removed begins with. */
  failure(name: string): string;
  /** What goes, and with it; refuses a name of nothing. */
  plan(model: Model, name: string): readonly string[];
  act(store: Store, name: string): void;
}

/** One after the other; one that cannot be removed does not keep the others. */
async function remove(
  context: CommandContext,
  names: readonly string[],
  dryRun: FlagValue<boolean>,
  removal: Removal,
): Promise<readonly string[]> {
  const { terminal } = context;
  const session = await context.openExisting();
  const said: string[] = [];
  let failed = false;
  for (const name of names) {
    try {
      const lines = removal.plan(session.model, name);
      if (!dryRun.value) removal.act(session.store, name);
      said.push(...lines);
    } catch (error) {
      if (!(error instanceof ControllerError || error instanceof CommandFailure)) throw error;
      terminal.stderr(`ERROR ${removal.failure(name)}: ${error.message}\n`);
      failed = true;
    }
  }
  if (dryRun.value && failed) throw new SilentFailure(1);
  if (dryRun.value) terminal.stderr('WARNING This command will perform the following actions:\n');
  terminal.stdout(said.map((line) => `${line}\n`).join(''));
  if (!dryRun.value && said.length > 0) await session.settle();
  if (failed) throw new SilentFailure(1);
  return said;
}

/** What becomes of the units' storage when they go. */
function storageLines(model: Model, units: readonly string[], destroys: boolean): readonly string[] {
  const storage = units.flatMap((unit) => model.storageOf(unit)).sort((a, b) => compareNaturally(a.id, b.id));
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
  options: [
    ...commonOptions,
    { spelling: '--force  (= false)', text: 'Completely remove, ignoring hooks that fail' },
    storageOption,
  ],
  examples: ['juju remove-unit mysql/2', 'juju remove-unit mysql/1 mysql/2 --destroy-storage'],
  prepare(flags) {
    const { force, dryRun } = declare(flags);
    const destroyStorage = flags.boolean('destroy-storage');
    const count = flags.text('', 'num-units');
    return (names) => {
      if (count.value !== '') throw new UsageError('--num-units for non k8s models not valid');
      if (names.length === 0) throw new UsageError('no units specified');
      const wrong = names.find((name) => !isUnitName(name));
      if (wrong !== undefined) throw new UsageError(`invalid unit name ${goQuote(wrong)}`);
      return async (context) => {
        await remove(context, names, dryRun, {
          failure: (name) => `removing unit ${name} failed`,
          plan: (model, name) => {
            unitNamed(model, name);
            return [`will remove unit ${name}`, ...storageLines(model, [name], destroyStorage.value)];
          },
          act: (store, name) =>
            removeUnits(store, [name], { force: force.value, destroyStorage: destroyStorage.value }),
        });
        return 0;
      };
    };
  },
};

export const removeApplication: Command = {
  name: 'remove-application',
  usage: '<application> [<application>...]',
  summary: 'Remove applications from the model.',
  options: [
    ...commonOptions,
    { spelling: '--force  (= false)', text: 'Completely remove, ignoring hooks that fail' },
    storageOption,
  ],
  examples: ['juju remove-application mysql', 'juju remove-application mysql wordpress --dry-run'],
  prepare(flags) {
    const { force, dryRun } = declare(flags);
    const destroyStorage = flags.boolean('destroy-storage');
    return (names) => {
      if (names.length === 0) throw new UsageError('no application specified');
      checkApplicationNames(names);
      return async (context) => {
        await remove(context, names, dryRun, {
          failure: (name) => `removing application ${name} failed`,
          plan: (model, name) => {
            const units = model.unitsOf(applicationNamed(model, name).name).map((unit) => unit.name);
            return [
              `will remove application ${name}`,
              ...units.map((unit) => `- will remove unit ${unit}`),
              ...storageLines(model, units, destroyStorage.value),
            ];
          },
          act: (store, name) =>
            endApplication(store, name, { force: force.value, destroyStorage: destroyStorage.value }),
        });
        return 0;
      };
    };
  },
};

export const removeMachine: Command = {
  name: 'remove-machine',
  usage: '<machine number> ...',
  summary: 'Removes one or more machines from a model.',
  options: [
    ...commonOptions,
    { spelling: '--force  (= false)', text: 'Completely remove a machine and all its dependencies' },
  ],
  examples: ['juju remove-machine 5', 'juju remove-machine 6 --force'],
  prepare(flags) {
    const { force, dryRun } = declare(flags);
    flags.boolean('keep-instance');
    return (ids) => {
      if (ids.length === 0) throw new UsageError('no machines specified');
      const wrong = ids.find((id) => !/^\d+(\/[a-z]+\/\d+)*$/.test(id));
      if (wrong !== undefined) throw new UsageError(`invalid machine id ${goQuote(wrong)}`);
      return async (context) => {
        const said = await remove(context, ids, dryRun, {
          failure: () => 'removing machine failed',
          plan: (model, id) => {
            if (!model.machines.has(id)) throw new CommandFailure(`machine ${id} not found`);
            const units = model.unitsOn(id).map((unit) => unit.name);
            return [
              `will remove machine ${id}`,
              ...units.map((unit) => `- will remove unit ${unit}`),
              ...storageLines(model, units, false),
            ];
          },
          act: (store, id) => endMachine(store, id, force.value),
        });
        if (dryRun.value && said.length > ids.length) context.terminal.stderr('\nThis will require `--force`\n');
        return 0;
      };
    };
  },
};
