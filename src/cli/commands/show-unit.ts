/** `juju show-unit`. */
import { unitNamed } from '../../emulator/index.ts';
import { byName } from '../../emulator/report/document.ts';
import { unitDocument } from '../../emulator/report/unit-document.ts';
import { checkUnitNames } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';

const formats = ['yaml', 'json', 'smart'] as const;

export const showUnit: Command = {
  name: 'show-unit',
  usage: '<unit name> [...]',
  summary: 'Displays information about a unit, and what it sees of its relations.',
  options: [
    ...outputOptions(formats),
    { spelling: '--app  (= false)', text: 'Only show application relation data' },
    { spelling: '--endpoint (= "")', text: 'Only show relation data for the specified endpoint' },
    { spelling: '--related-unit (= "")', text: 'Only show relation data for the specified unit' },
  ],
  examples: ['juju show-unit mysql/0', 'juju show-unit mysql/0 --endpoint db --format json'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const applicationOnly = flags.boolean('app');
    const endpoint = flags.text('', 'endpoint');
    const relatedUnit = flags.text('', 'related-unit');
    return (names) => {
      if (names.length === 0) throw new UsageError('a unit name must be supplied');
      checkUnitNames(names);
      return (context) => {
        const { model } = context.read();
        const units = names.map((name) => unitNamed(model, name));
        const options = {
          endpoint: endpoint.value,
          relatedUnit: relatedUnit.value,
          applicationOnly: applicationOnly.value,
        };
        const document = byName(
          units,
          (unit) => unit.name,
          (unit) => unitDocument(model, unit, options),
        );
        if (output.format.value === 'smart') output.format.value = 'yaml';
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
