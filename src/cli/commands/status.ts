/** `juju status`. */

import { statusDocument } from '../../emulator/report/status-document.ts';
import { filterStatus } from '../../emulator/report/status-filter.ts';
import { tabularStatus } from '../../emulator/report/status-tabular.ts';
import { statusView } from '../../emulator/report/status-view.ts';
import { localZone, utc } from '../../emulator/report/time.ts';
import type { Command } from '../command.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';

const formats = ['tabular', 'json', 'yaml'] as const;

export const status: Command = {
  name: 'status',
  aliases: ['show-status'],
  usage: '[<selector> [...]]',
  summary: 'Report the status of the model, its machines, applications and units.',
  options: [
    ...outputOptions(formats),
    { spelling: '--relations, --integrations  (= false)', text: "Show 'relations' section in tabular output" },
    { spelling: '--utc  (= false)', text: 'Display timestamps in the UTC timezone' },
    { spelling: '--color, --no-color, --storage, --watch', text: 'Accepted, without effect' },
  ],
  details: 'A selector is the name of an application, unit or machine (* matches any text), or a status word.',
  examples: ['juju status', 'juju status mysql', 'juju status --relations', 'juju status --format json'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const relations = flags.boolean('relations', 'integrations');
    const inUtc = flags.boolean('utc');
    for (const ignored of ['color', 'no-color', 'storage']) flags.boolean(ignored);
    return (selectors) => (context) => {
      const { model, now } = context.read();
      const view = filterStatus(statusView(model, now), selectors);
      const zone = inUtc.value ? utc : localZone;
      writeResult(
        context,
        output,
        () => statusDocument(view, zone),
        () => tabularStatus(view, { relations: relations.value, zone }),
      );
      if (output.format.value !== 'tabular' || view.applications.length > 0) return 0;
      const what = selectors.length > 0 ? 'Nothing matched specified filter.' : `Model "${view.model.name}" is empty.`;
      context.terminal.stderr(`\n${what}\n`);
      return 0;
    };
  },
};
