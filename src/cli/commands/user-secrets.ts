/** `juju add-secret`, `update-secret`, `remove-secret`, `grant-secret` and `revoke-secret`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  addUserSecret,
  changeSecretAccess,
  removeUserSecret,
  type UserSecretChange,
  updateUserSecret,
} from '../../emulator/index.ts';
import { readSecretContent } from '../../emulator/tools/secret-content.ts';
import { countReader, refuseSurplus } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';

const contentDetails = `A value whose key ends in #base64 is taken as it is, and one whose key ends in #file is read from that file.`;
const contentOptions = [
  { spelling: '--info (= "")', text: 'The secret description' },
  { spelling: '--file (= "")', text: 'A YAML file containing secret key values' },
] as const;

/** Keys and values, in base64; a bad one is a mistake in the command line. */
function contentOf(context: CommandContext, args: readonly string[], file: string): Record<string, string> {
  const read = (path: string): Buffer => {
    try {
      return readFileSync(resolve(context.workingDirectory, path));
    } catch (error) {
      throw new UsageError(`open ${path}: no such file or directory`, { cause: error });
    }
  };
  return readSecretContent({ read }, args, file);
}

export const addSecret: Command = {
  name: 'add-secret',
  usage: '<name> [key[#base64|#file]=value...]',
  summary: 'Add a new secret.',
  options: contentOptions,
  details: `The secret is the model's: charms read it once it was granted to their application, and its URI was told to
them, mostly as the value of a config option of type secret. ${contentDetails}`,
  examples: [
    'juju add-secret db-password password=s3cret',
    'juju add-secret tls key#file=./key.pem --info "for the web"',
  ],
  prepare(flags) {
    const info = flags.text('', 'info');
    const file = flags.text('', 'file');
    return ([name, ...args]) => {
      if (name === undefined) throw new UsageError('secret name needs to be supplied as the first argument');
      return async (context) => {
        const content = contentOf(context, args, file.value);
        if (Object.keys(content).length === 0) throw new UsageError('missing secret value or filename');
        const session = await context.open();
        const id = addUserSecret(session.store, { name, description: info.value, content });
        context.terminal.stdout(`secret:${id}\n`);
        return 0;
      };
    };
  },
};

export const updateSecret: Command = {
  name: 'update-secret',
  usage: '<ID>|<name> [key[#base64|#file]=value...]',
  summary: 'Update an existing secret.',
  options: [
    ...contentOptions,
    { spelling: '--name (= "")', text: 'The new secret name' },
    { spelling: '--auto-prune (= false)', text: 'Remove revisions by themselves once nobody tracks them' },
  ],
  details: `New content makes a new revision, and runs secret-changed on the units that have read the secret. ${contentDetails}`,
  examples: [
    'juju update-secret db-password password=n3w',
    'juju update-secret db-password --name old-password --auto-prune=true',
  ],
  prepare(flags) {
    const info = flags.text('', 'info');
    const file = flags.text('', 'file');
    const name = flags.text('', 'name');
    const autoPrune = flags.boolean('auto-prune');
    return ([reference, ...args]) => {
      if (reference === undefined) throw new UsageError('missing secret URI');
      return async (context) => {
        const content = contentOf(context, args, file.value);
        const change: UserSecretChange = {
          ...(name.value === '' ? {} : { name: name.value }),
          ...(info.value === '' ? {} : { description: info.value }),
          ...(Object.keys(content).length === 0 ? {} : { content }),
          ...(flags.given('auto-prune') ? { autoPrune: autoPrune.value } : {}),
        };
        const session = await context.openExisting();
        updateUserSecret(session.store, reference, change);
        await session.settle();
        return 0;
      };
    };
  },
};

export const removeSecret: Command = {
  name: 'remove-secret',
  usage: '<ID>|<name>',
  summary: 'Remove an existing secret.',
  options: [{ spelling: '--revision (= 0)', text: 'Remove the specified revision only' }],
  examples: ['juju remove-secret db-password', 'juju remove-secret db-password --revision 1'],
  prepare(flags) {
    const revision = flags.read(0, countReader(0), 'revision');
    return ([reference, ...rest]) => {
      if (reference === undefined) throw new UsageError('missing secret URI');
      refuseSurplus(rest);
      return async (context) => {
        const session = await context.openExisting();
        removeUserSecret(session.store, reference, revision.value > 0 ? revision.value : null);
        await session.settle();
        return 0;
      };
    };
  },
};

function accessChange(change: 'grant' | 'revoke', summary: string, details: string): Command {
  return {
    name: `${change}-secret`,
    usage: '<ID>|<name> <application>[,<application>...]',
    summary,
    details,
    examples: [`juju ${change}-secret db-password mysql`, `juju ${change}-secret db-password mysql,wordpress`],
    prepare() {
      return ([reference, applications, ...rest]) => {
        if (reference === undefined || applications === undefined)
          throw new UsageError('missing secret URI or application name');
        refuseSurplus(rest);
        return async (context) => {
          const session = await context.openExisting();
          const refused = changeSecretAccess(session.store, reference, applications.split(','), change);
          await session.settle();
          if (refused.length > 0) throw new CommandFailure(`failed to grant/revoke secret: ${refused.join(', ')}`);
          return 0;
        };
      };
    },
  };
}

export const grantSecret = accessChange(
  'grant',
  'Grant access to a secret.',
  'No hook runs for it: charms look when they are told the URI.',
);
export const revokeSecret = accessChange(
  'revoke',
  'Revoke access to a secret.',
  'A charm that reads the secret afterwards is refused: secret-get says permission denied.',
);
