/** `juju secrets` and `juju show-secret`. */
import { latestRevision, ownerTag, type Secret } from '../../emulator/model/index.ts';
import { byName } from '../../emulator/report/document.ts';
import { secretDocument, secretsTable } from '../../emulator/report/secret-document.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { countReader, onlyArgument, refuseSurplus } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult } from '../output.ts';

const formats = ['tabular', 'json', 'yaml'] as const;

export const secrets: Command = {
  name: 'secrets',
  aliases: ['list-secrets'],
  usage: '',
  summary: 'Lists secrets available in the model.',
  options: [...outputOptions(formats), { spelling: '--owner (= "")', text: 'Include secrets for the specified owner' }],
  details: 'An owner is named by its tag: application-mysql, unit-mysql-0, model-<uuid>.',
  examples: ['juju secrets', 'juju secrets --owner application-mysql', 'juju secrets --format yaml'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const owner = flags.text('', 'owner');
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        if (owner.value !== '' && !/^(application|unit|model)-./.test(owner.value))
          throw new CommandFailure(`invalid owner ${goQuote(owner.value)}`);
        const { model, now } = context.read();
        const chosen = model.secrets
          .values()
          .filter((secret) => owner.value === '' || ownerTag(secret.owner) === owner.value);
        writeResult(
          context,
          output,
          () =>
            byName(
              chosen,
              (secret) => secret.id,
              (secret) =>
                secretDocument(model, secret, { reveal: false, revisions: false, revision: 0, access: false }),
            ),
          () => secretsTable(chosen, now),
        );
        return 0;
      };
    };
  },
};

export const showSecret: Command = {
  name: 'show-secret',
  usage: '<ID>|<name>',
  summary: 'Shows details for a specific secret.',
  options: [
    ...outputOptions(['yaml', 'json']),
    { spelling: '--reveal  (= false)', text: 'Reveal secret values, applicable to yaml or json formats only' },
    { spelling: '-r, --revision (= 0)', text: 'Show the content of this revision' },
    { spelling: '--revisions  (= false)', text: 'Show the secret revisions metadata' },
  ],
  examples: ['juju show-secret db-password', 'juju show-secret db-password --revision 2 --reveal'],
  prepare(flags) {
    const output = declareOutput(flags, ['yaml', 'json']);
    const reveal = flags.boolean('reveal');
    const revisions = flags.boolean('revisions');
    const revision = flags.read(0, countReader(1), 'r', 'revision');
    return (args) => {
      const wanted = onlyArgument(args, 'secret ID is required').replace(/^secret:(\/\/[^/]*\/)?/, '');
      if (revisions.value && reveal.value) throw new UsageError('specify either --revisions or --reveal but not both');
      if (revisions.value && revision.value > 0)
        throw new UsageError('specify either --revisions or --revision but not both');
      return (context) => {
        const { model } = context.read();
        const isWanted = (secret: Secret): boolean => secret.id === wanted || secret.label === wanted;
        const secret = model.secrets.values().find(isWanted);
        if (secret === undefined || latestRevision(secret) === 0)
          throw new CommandFailure(`secret ${goQuote(wanted)} not found`);
        const options = {
          reveal: reveal.value,
          revisions: revisions.value,
          revision: revision.value,
          access: true,
        };
        if (revision.value > 0 && !secret.revisions.some((each) => each.revision === revision.value))
          throw new CommandFailure(`secret revision ${secret.id}/${revision.value} not found`);
        writeResult(
          context,
          output,
          () => ({ [secret.id]: secretDocument(model, secret, options) }),
          () => '',
        );
        return 0;
      };
    };
  },
};
