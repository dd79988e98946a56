/** `juju actions` and `juju show-action`. */
import { applicationNamed } from '../../emulator/index.ts';
import { actionSchemas, actionsDocument, actionsTable } from '../../emulator/report/charm-tables.ts';
import { printDocument } from '../../emulator/report/document.ts';
import { plainValue } from '../../emulator/report/operation-document.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { onlyArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';

const formats = ['tabular', 'json', 'yaml'] as const;

export const actions: Command = {
  name: 'actions',
  aliases: ['list-actions'],
  usage: '<application>',
  summary: 'List actions defined for an application.',
  options: [...outputOptions(formats), { spelling: '--schema  (= false)', text: 'Display the full action schema' }],
  examples: ['juju actions mysql', 'juju actions mysql --schema'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const schema = flags.boolean('schema');
    return (args) => {
      const name = onlyArgument(args, 'no application specified');
      return (context) => {
        const { model } = context.read();
        const charm = model.charmOf(applicationNamed(model, name).name);
        if (Object.keys(charm.actions).length === 0) {
          context.terminal.stderr(`No actions defined for ${name}.\n`);
          return 0;
        }
        if (schema.value && output.format.value === 'tabular') output.format.value = 'yaml';
        writeResult(
          context,
          output,
          () => (schema.value ? actionSchemas(charm) : actionsDocument(charm)),
          () => actionsTable(charm),
        );
        return 0;
      };
    };
  },
};

export const showAction: Command = {
  name: 'show-action',
  usage: '<application> <action>',
  summary: 'Shows detailed information about an action.',
  examples: ['juju show-action mysql backup'],
  prepare() {
    return ([application, name, ...rest]) => {
      if (application === undefined) throw new UsageError('no application name specified');
      if (name === undefined) throw new UsageError('no action name specified');
      if (rest.length > 0) throw new UsageError(`unrecognized args: ["${rest.join('" "')}"]`);
      return (context) => {
        const { model } = context.read();
        const charm = model.charmOf(applicationNamed(model, application).name);
        const action = Object.hasOwn(charm.actions, name) ? charm.actions[name] : undefined;
        if (action === undefined) {
          throw new CommandFailure(`unknown action ${goQuote(name)}`);
        }
        const properties = action.schema['properties'] ?? {};
        context.terminal.stdout(`${action.description}\n\nArguments\n`);
        context.terminal.stdout(printDocument('yaml', plainValue(properties)));
        return 0;
      };
    };
  },
};
