/** `juju status`. */

import { onelineStatus, summaryStatus } from '../../emulator/report/status-brief.ts';
import { statusDocument } from '../../emulator/report/status-document.ts';
import { filterStatus } from '../../emulator/report/status-filter.ts';
import { tabularStatus } from '../../emulator/report/status-tabular.ts';
import { statusView } from '../../emulator/report/status-view.ts';
import { localZone, utc } from '../../emulator/report/time.ts';
import { readDuration } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';

const clearScreen = '\u001b[H\u001b[2J';
const formats = ['tabular', 'json', 'oneline', 'summary', 'yaml'] as const;

export const status: Command = {
  name: 'status',
  aliases: ['show-status'],
  usage: '[<selector> [...]]',
  summary: 'Report the status of the model, its machines, applications and units.',
  options: [
    ...outputOptions(formats),
    { spelling: '--relations, --integrations  (= false)', text: "Show 'relations' section in tabular output" },
    { spelling: '--utc  (= false)', text: 'Display timestamps in the UTC timezone' },
    { spelling: '--watch (= 0s)', text: 'Watch the status every period of time' },
    { spelling: '--storage  (= false)', text: "Show 'storage' section in tabular output" },
  ],
  details:
    'A selector is the name of an application, unit or machine (* matches any text), an open port, or a status word.',
  examples: [
    'juju status',
    'juju status mysql',
    'juju status blocked 443/tcp',
    'juju status --relations',
    'juju status --format oneline',
    'juju status --watch 5s',
  ],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const relations = flags.boolean('relations', 'integrations');
    const inUtc = flags.boolean('utc');
    const watch = flags.read(0, readDuration, 'watch');
    const storage = flags.boolean('storage');
    for (const ignored of ['color', 'no-color']) flags.boolean(ignored);
    for (const ignored of ['retry-count', 'retry-delay']) flags.text('', ignored);
    const show = (context: CommandContext, selectors: readonly string[]): void => {
      const { model, now } = context.read();
      const view = filterStatus(statusView(model, now), selectors);
      const zone = inUtc.value ? utc : localZone;
      writeResult(
        context,
        output,
        () => statusDocument(view, zone),
        (format) => {
          if (format === 'oneline') return onelineStatus(view);
          if (format === 'summary') return summaryStatus(view);
          return tabularStatus(view, { relations: relations.value, storage: storage.value, zone });
        },
      );
      if (output.format.value !== 'tabular' || view.applications.length > 0) return;
      const what = selectors.length > 0 ? 'Nothing matched specified filter.' : `Model "${view.model.name}" is empty.`;
      context.terminal.stderr(`\n${what}\n`);
    };
    return (selectors) => async (context) => {
      if (watch.value === 0) show(context, selectors);
      else {
        while (!context.interrupted.aborted) {
          context.terminal.stdout(clearScreen);
          show(context, selectors);
          await pause(watch.value, context.interrupted);
        }
      }
      return 0;
    };
  },
};

/** Waits so long, or until the user has seen enough. */
function pause(milliseconds: number, interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    interrupted.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
