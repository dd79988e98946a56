/** `juju model-config`. */
import { setModelConfig } from '../../emulator/index.ts';
import { columns } from '../../emulator/report/columns.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { listFlag } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { tableText } from '../output.ts';
import { baseOf, modelSettings } from '../settings.ts';

export const modelConfig: Command = {
  name: 'model-config',
  usage: '[<model-key>[=<value>] ...]',
  summary: 'Displays or sets configuration values on a model.',
  options: [{ spelling: '--reset', text: 'Reset the provided comma delimited keys' }],
  examples: [
    'juju model-config',
    'juju model-config update-status-hook-interval=1m',
    'juju model-config --reset default-base',
  ],
  prepare(flags) {
    const reset = listFlag(flags, 'reset');
    return (args) => {
      const pairs = args.filter((each) => each.includes('='));
      if (pairs.length > 0 && pairs.length < args.length)
        throw new UsageError('cannot set and retrieve values simultaneously');
      if (pairs.length === 0 && reset.length === 0) {
        return (context) => {
          const { config } = context.read().model.current;
          const [key] = args;
          if (key === undefined) {
            const rows = Object.entries(config).map(([name, value]) => [name, 'model', String(value)]);
            context.terminal.stdout(tableText(columns([['Attribute', 'From', 'Value'], ...rows.sort()])));
            return 0;
          }
          const value = config[key];
          if (value === undefined)
            throw new CommandFailure(
              `${goQuote(key)} not found in model ${goQuote(context.read().model.current.name)}`,
            );
          context.terminal.stdout(`${String(value)}\n`);
          return 0;
        };
      }
      const given = modelSettings(pairs);
      return async (context) => {
        const session = await context.open();
        const gone = reset.flatMap((each) => each.split(',')).map((key) => [key, null] as const);
        setModelConfig(session.store, { ...Object.fromEntries(gone), ...given });
        const base = given['default-base'];
        if (typeof base === 'string') session.model.patchInfo({ defaultBase: baseOf(base) ?? null });
        await session.settle();
        return 0;
      };
    };
  },
};
