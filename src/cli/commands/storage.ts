/** `juju storage` and `juju show-storage`. */
import { storageNamed } from '../../emulator/index.ts';
import { backingTable, storageDetails, storageDocument, storageTable } from '../../emulator/report/storage-view.ts';
import { localZone } from '../../emulator/report/time.ts';
import { compareNaturally } from '../../emulator/tools/natural-order.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';
import { isStorageId } from '../storage-directives.ts';

const formats = ['tabular', 'json', 'yaml'] as const;

export const storage: Command = {
  name: 'storage',
  aliases: ['list-storage'],
  usage: '',
  summary: 'Lists storage details.',
  options: [
    ...outputOptions(formats),
    { spelling: '--filesystem  (= false)', text: 'List filesystem storage' },
    { spelling: '--volume  (= false)', text: 'List volume storage' },
  ],
  examples: ['juju storage', 'juju storage --filesystem', 'juju storage --format yaml'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const filesystem = flags.boolean('filesystem');
    const volume = flags.boolean('volume');
    return (args) => {
      if (filesystem.value && volume.value) throw new UsageError('--filesystem and --volume can not be used together');
      if (args.length > 0) throw new UsageError('specifying IDs only supported with --filesystem and --volume options');
      return (context) => {
        const { model } = context.read();
        const kind = filesystem.value ? 'filesystem' : volume.value ? 'block' : null;
        const instances = model.storage
          .values()
          .filter((one) => kind === null || one.kind === kind)
          .sort((a, b) => compareNaturally(a.id, b.id));
        if (instances.length === 0) {
          if (output.format.value === 'tabular') context.terminal.stderr('No storage to display.\n');
          return 0;
        }
        const parts = kind === null ? 'all' : kind === 'block' ? 'volumes' : 'filesystems';
        writeResult(
          context,
          output,
          () => storageDocument(model, instances, localZone, parts),
          () => (kind === null ? storageTable(instances) : backingTable(model, instances)),
        );
        return 0;
      };
    };
  },
};

export const showStorage: Command = {
  name: 'show-storage',
  usage: '<storage ID> [...]',
  summary: 'Shows storage instance information.',
  options: outputOptions(['yaml', 'json']),
  examples: ['juju show-storage data/0'],
  prepare(flags) {
    const output = declareOutput(flags, ['yaml', 'json']);
    return (ids) => {
      if (ids.length === 0) throw new UsageError('must specify storage id(s)');
      return (context) => {
        const wrong = ids.find((id) => !isStorageId(id));
        if (wrong !== undefined) throw new CommandFailure(`invalid storage id ${wrong}`);
        const { model } = context.read();
        const instances = ids.map((id) => storageNamed(model, id));
        writeResult(
          context,
          output,
          () => storageDetails(model, instances, localZone),
          () => '',
        );
        return 0;
      };
    };
  },
};
