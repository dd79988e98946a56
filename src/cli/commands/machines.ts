/** `juju machines` and `juju show-machine`. */
import { byName, struct } from '../../emulator/report/document.ts';
import { machineDocument } from '../../emulator/report/status-document.ts';
import { machineSection } from '../../emulator/report/status-tabular.ts';
import { statusView } from '../../emulator/report/status-view.ts';
import { localZone } from '../../emulator/report/time.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';

const formats = ['tabular', 'json', 'yaml'] as const;

function machineCommand(name: string, aliases: readonly string[], isOne: boolean): Command {
  return {
    name,
    aliases,
    usage: isOne ? '<machineID> ...' : '',
    summary: isOne ? "Show a machine's status." : 'Lists machines in a model.',
    options: outputOptions(formats),
    examples: isOne ? ['juju show-machine 0', 'juju show-machine 0 --format json'] : ['juju machines'],
    prepare(flags) {
      const output = declareOutput(flags, isOne ? (['yaml', 'json', 'tabular'] as const) : formats);
      flags.boolean('utc');
      flags.boolean('color');
      return (ids) => {
        if (!isOne && ids.length > 0) throw new UsageError(`unrecognized args: ["${ids.join('" "')}"]`);
        return (context) => {
          const { model, now } = context.read();
          const view = statusView(model, now);
          const missing = ids.find((id) => !model.machines.has(id));
          if (missing !== undefined) throw new CommandFailure(`machine ${goQuote(missing)} not found`);
          const chosen = view.machines.filter((machine) => ids.length === 0 || ids.includes(machine.id));
          const document = struct({
            model: view.model.name,
            machines: byName(
              chosen,
              (machine) => machine.id,
              (machine) => machineDocument(machine, view.model.version, localZone),
            ),
          });
          writeResult(
            context,
            output,
            () => document,
            () => machineSection(chosen),
          );
          return 0;
        };
      };
    },
  };
}

export const machines = machineCommand('machines', ['list-machines'], false);
export const showMachine = machineCommand('show-machine', [], true);
