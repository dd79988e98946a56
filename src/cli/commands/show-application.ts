/** `juju show-application`. */
import { applicationNamed } from '../../emulator/index.ts';
import { applicationDocument } from '../../emulator/report/application-document.ts';
import { byName } from '../../emulator/report/document.ts';
import { checkApplicationNames } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';

const formats = ['yaml', 'json'] as const;

export const showApplication: Command = {
  name: 'show-application',
  usage: '<application name or alias> [...]',
  summary: 'Displays information about an application.',
  options: outputOptions(formats),
  examples: ['juju show-application mysql', 'juju show-application mysql wordpress --format json'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    return (names) => {
      if (names.length === 0) throw new UsageError('an application name must be supplied');
      checkApplicationNames(names);
      return (context) => {
        const { model } = context.read();
        const applications = names.map((name) => applicationNamed(model, name));
        const document = byName(
          applications,
          (application) => application.name,
          (application) => applicationDocument(model, application),
        );
        writeResult(
          context,
          output,
          () => document,
          () => '',
        );
        return 0;
      };
    };
  },
};
