/** `juju add-storage`, `attach-storage`, `detach-storage` and `remove-storage`. */
import {
  addStorageTo,
  attachStorage as attach,
  ControllerError,
  detachStorage as detach,
  isUnitName,
  removeStorage as remove,
} from '../../emulator/index.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import type { Command, CommandContext } from '../command.ts';
import { SilentFailure, UsageError } from '../errors.ts';
import type { Session } from '../session.ts';
import { storageDirectives } from '../storage-directives.ts';

export const addStorage: Command = {
  name: 'add-storage',
  usage: '<unit> <storage-directive> ...',
  summary: 'Adds storage to a unit after it has been deployed.',
  details: `A storage directive is <storage-name>[=<pool>,<count>,<size>], of which each part may be left out.
The name is one of the storages in the charm's metadata. Without a size it is that of the deployment,
else the least that the charm takes, else 1G. Any pool may be named: here all are folders or files.`,
  examples: ['juju add-storage mysql/0 data', 'juju add-storage mysql/0 data=2,10G logs=tmpfs,100M'],
  prepare() {
    return ([unit, ...given]) => {
      if (unit === undefined || given.length === 0)
        throw new UsageError('add-storage requires a unit and a storage directive');
      if (!isUnitName(unit)) throw new UsageError(`unit name ${goQuote(unit)} not valid`);
      const directives = Object.entries(storageDirectives(given)).sort(([a], [b]) => (a < b ? -1 : 1));
      return async (context) => {
        const session = await context.openExisting();
        const failures: string[] = [];
        const reasons = new Set<string>();
        for (const [name, directive] of directives) {
          const reason = refusalOf(() => {
            for (const id of addStorageTo(session.store, unit, name, directive))
              session.say(`added storage ${id} to ${unit}`);
          });
          if (reason === null) continue;
          failures.push(`failed to add storage ${goQuote(name)} to ${unit}: ${reason.message}`);
          reasons.add(reason.message);
        }
        await session.settle();
        if (failures.length === 0) return 0;
        // What is wrong with the unit is wrong for each, and said once.
        const isSame = failures.length === directives.length && reasons.size < failures.length;
        context.terminal.stderr(`${[...(isSame ? [...reasons].sort() : failures)].join('\n')}\n`);
        throw new SilentFailure(1);
      };
    };
  },
};

/** What the controller says no with; null when it does not. */
function refusalOf(work: () => void): ControllerError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof ControllerError) return error;
    throw error;
  }
}

/** Does the same with each storage: those that can be done are, and those that cannot are told of. */
async function eachStorage(
  ids: readonly string[],
  context: CommandContext,
  words: { readonly done: (id: string) => string; readonly failed: (id: string) => string },
  change: (session: Session, id: string) => void,
): Promise<number> {
  const session = await context.openExisting();
  const refused: { readonly id: string; readonly error: ControllerError }[] = [];
  for (const id of ids) {
    const error = refusalOf(() => change(session, id));
    if (error === null) session.say(words.done(id));
    else refused.push({ id, error });
  }
  for (const { id, error } of refused) context.terminal.stderr(`${words.failed(id)}: ${error.message}\n`);
  if (refused.some(({ error }) => error.code === 'storage-attached')) {
    context.terminal.stderr(`
Use the --force option to remove attached storage, or use
"juju detach-storage" to explicitly detach the storage
before removing.
`);
  }
  await session.settle();
  if (refused.length > 0) throw new SilentFailure(1);
  return 0;
}

export const attachStorage: Command = {
  name: 'attach-storage',
  usage: '<unit> <storage> [<storage> ...]',
  summary: 'Attaches existing storage to a unit.',
  details: `Storage of the pools rootfs, tmpfs and loop lies on its machine: only units there can have it.
Storage of another pool can go to a unit on any machine; here it is empty when it arrives on another one.`,
  examples: ['juju attach-storage mysql/1 data/0'],
  prepare() {
    return ([unit, ...ids]) => {
      if (unit === undefined || ids.length === 0)
        throw new UsageError('attach-storage requires a unit ID and at least one storage ID');
      const words = {
        done: (id: string) => `attaching ${id} to ${unit}`,
        failed: (id: string) => `failed to attach ${id} to ${unit}`,
      };
      return (context) => eachStorage(ids, context, words, ({ store }, id) => attach(store, unit, id));
    };
  },
};

export const detachStorage: Command = {
  name: 'detach-storage',
  usage: '<storage> [<storage> ...]',
  summary: 'Detaches storage from units.',
  details: 'The storage stays in the model until it is removed. A unit keeps the least that its charm needs.',
  examples: ['juju detach-storage data/0'],
  prepare(flags) {
    flags.boolean('force');
    return (ids) => {
      if (ids.length === 0) throw new UsageError('detach-storage requires at least one storage ID');
      const words = { done: (id: string) => `detaching ${id}`, failed: (id: string) => `failed to detach ${id}` };
      return (context) => eachStorage(ids, context, words, ({ store }, id) => detach(store, id));
    };
  },
};

export const removeStorage: Command = {
  name: 'remove-storage',
  usage: '<storage> [<storage> ...]',
  summary: 'Removes storage from the model.',
  options: [
    { spelling: '--force  (= false)', text: 'Remove storage even if it is currently attached' },
    { spelling: '--no-destroy  (= false)', text: 'Accepted: nothing but the emulator knows of the storage' },
  ],
  examples: ['juju remove-storage data/0', 'juju remove-storage --force data/0'],
  prepare(flags) {
    const force = flags.boolean('force');
    flags.boolean('no-destroy');
    return (ids) => {
      if (ids.length === 0) throw new UsageError('remove-storage requires at least one storage ID');
      const words = { done: (id: string) => `removing ${id}`, failed: (id: string) => `failed to remove ${id}` };
      return (context) => eachStorage(ids, context, words, ({ store }, id) => remove(store, id, force.value));
    };
  },
};
