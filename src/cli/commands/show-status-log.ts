/** `juju show-status-log`. */
import { isUnitName } from '../../emulator/model/index.ts';
import { historyTable, historyTypes, parseHistory, selectHistory } from '../../emulator/report/status-history.ts';
import { localZone, utc } from '../../emulator/report/time.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { readIfExists } from '../../system/files.ts';
import { countReader, onlyArgument, readDuration } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { tableText } from '../output.ts';

const day = 86_400_000;

export const showStatusLog: Command = {
  name: 'show-status-log',
  usage: '<entity name>',
  summary: 'Output past statuses for the specified entity.',
  options: [
    { spelling: '-n (= 20)', text: 'Returns the last N logs (0 for all)' },
    { spelling: '--days (= 0)', text: 'Returns the logs for the past <days> days' },
    { spelling: '--since (= 0s)', text: 'Returns the logs of this last while: 10m, 2h' },
    { spelling: '--from-date (= "")', text: 'Returns logs for any date after the passed one (yyyy-mm-dd)' },
    {
      spelling: '--type (= "unit")',
      text: `Type of statuses to be displayed [${Object.keys(historyTypes).join('|')}]`,
    },
    { spelling: '--include-status-updates  (= false)', text: 'Include update status hook messages' },
    { spelling: '--utc  (= false)', text: 'Display timestamps in the UTC timezone' },
  ],
  examples: ['juju show-status-log mysql/0', 'juju show-status-log --type application mysql'],
  prepare(flags) {
    const last = flags.read(20, countReader(0), 'n');
    const days = flags.read(0, countReader(0), 'days');
    const since = flags.text('', 'from-date');
    const within = flags.read(0, readDuration, 'since');
    const type = flags.text('', 'type');
    const updates = flags.boolean('include-status-updates');
    const inUtc = flags.boolean('utc');
    return (args) => {
      const entity = onlyArgument(args, 'entity name is missing');
      const wanted = type.value === '' ? guessType(entity) : type.value;
      const kinds = historyTypes[wanted];
      if (kinds === undefined) throw new UsageError(`unexpected status type ${goQuote(wanted)}`);
      if (since.value !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(since.value))
        throw new UsageError(
          `parsing time ${goQuote(since.value)} as "2006-01-02": cannot parse ${goQuote(since.value)} as "2006"`,
        );
      return (context) => {
        const { home, now } = context.read();
        const records = selectHistory(parseHistory(readIfExists(home.statusHistoryFile) ?? ''), {
          entity,
          kinds,
          last: days.value > 0 || since.value !== '' || within.value > 0 ? 0 : last.value,
          since: Math.max(
            days.value > 0 ? now - days.value * day : 0,
            within.value > 0 ? now - within.value : 0,
            since.value === '' ? 0 : Date.parse(`${since.value}T00:00:00Z`),
          ),
          includeUpdateStatus: updates.value,
        });
        if (records.length === 0) throw new CommandFailure('no status history available');
        context.terminal.stdout(tableText(historyTable(records, inUtc.value ? utc : localZone)));
        return 0;
      };
    };
  },
};

/** Juju wants `--type` for anything but a unit; what the name says is good enough here. */
function guessType(entity: string): string {
  if (isUnitName(entity)) return 'unit';
  return /^\d/.test(entity) ? 'juju-machine' : 'application';
}
