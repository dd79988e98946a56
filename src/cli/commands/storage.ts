/** `juju storage`. */
import { printDocument } from '../../emulator/report/document.ts';
import { storageDocument, storageTable } from '../../emulator/report/storage-view.ts';
import { localZone } from '../../emulator/report/time.ts';
import { compareNaturally } from '../../emulator/tools/natural-order.ts';
import { refuseSurplus } from '../arguments.ts';
import type { Command } from '../command.ts';
import { declareOutput, outputOptions, writeText } from '../output.ts';

const formats = ['tabular', 'json', 'yaml'] as const;

export const storage: Command = {
  name: 'storage',
  aliases: ['list-storage'],
  usage: '',
  summary: 'Lists storage details.',
  options: outputOptions(formats),
  prepare(flags) {
    const output = declareOutput(flags, formats);
    for (const ignored of ['filesystem', 'volume']) flags.boolean(ignored);
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        const { model } = context.read();
        const instances = model.storage.values().sort((a, b) => compareNaturally(a.id, b.id));
        const format = output.format.value;
        if (format === 'json' || format === 'yaml')
          writeText(context, output, printDocument(format, storageDocument(model, instances, localZone)));
        else if (instances.length === 0) context.terminal.stderr('No storage to display.\n');
        else writeText(context, output, storageTable(instances));
        return 0;
      };
    };
  },
};
