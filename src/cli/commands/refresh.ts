/** `juju refresh` (`upgrade-charm` of old). */
import { createHash } from 'node:crypto';
import { type CharmFiles, folderFiles } from '../../emulator/charm/charm-files.ts';
import { applicationNamed, refresh as refreshCharm } from '../../emulator/index.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { listFlag, onlyArgument, readList } from '../arguments.ts';
import { type FoundCharm, findCharm, isPath } from '../catalogue.ts';
import { loadCharm, sourceOf } from '../charm-source.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { bindingsOf, deploySettings, resourcePaths } from '../settings.ts';
import { storageFlag } from '../storage-directives.ts';

export const refresh: Command = {
  name: 'refresh',
  aliases: ['upgrade-charm'],
  usage: '<application>',
  summary: "Refresh an application's charm.",
  options: [
    { spelling: '--path (= "")', text: 'Refresh to a charm located at path' },
    { spelling: '--switch (= "")', text: 'Crossgrade to a different charm: a path, or a name of the catalogue' },
    { spelling: '--config', text: 'Either a path to yaml-formatted application config file or a key=value pair' },
    { spelling: '--resource', text: 'Resource to be uploaded to the controller: name=path' },
    { spelling: '--bind (= "")', text: 'Configure application endpoint bindings to spaces' },
    { spelling: '--storage', text: 'Charm storage directives: name=[pool,][count,][size]' },
    { spelling: '--trust  (= false)', text: 'Allows charm to run hooks that require access credentials' },
    { spelling: '--force  (= false)', text: 'Allow a charm whose requirements are not met' },
    { spelling: '--force-units  (= false)', text: 'Refresh all units immediately, even if in error state' },
  ],
  details: 'Without --path or --switch the charm is read again from where it was deployed from.',
  examples: ['juju refresh mysql', 'juju refresh mysql --path ./mysql --config port=3307'],
  prepare(flags) {
    const given = {
      path: flags.text('', 'path'),
      switch: flags.text('', 'switch'),
      config: listFlag(flags, 'config'),
      resource: listFlag(flags, 'resource'),
      bind: flags.text('', 'bind'),
      storage: readList(flags, storageFlag, 'storage'),
      trust: flags.boolean('trust'),
      force: flags.boolean('force'),
      forceUnits: flags.boolean('force-units'),
    };
    for (const ignored of ['force-base', 'force-series']) flags.boolean(ignored);
    for (const ignored of ['channel', 'revision', 'base']) flags.text('', ignored);
    return (args) => {
      const name = onlyArgument(args, 'no application specified');
      if (given.path.value !== '' && given.switch.value !== '')
        throw new UsageError('--switch and --path are mutually exclusive');
      return async (context) => {
        const session = await context.openExisting();
        const { model, store } = session;
        const application = applicationNamed(model, name);
        const old = model.charms.get(application.charmUrl);
        const from = given.path.value || given.switch.value;
        const wanted =
          given.path.value !== '' && !isPath(given.path.value) ? `./${given.path.value}` : from || old.origin;
        const found: FoundCharm = findCharm(wanted, context);
        const read = await loadCharm(found, model);
        const { metadata, options } = read.charm;
        if (metadata.name !== old.metadata.name && given.switch.value === '') {
          throw new CommandFailure(`cannot refresh ${goQuote(old.metadata.name)} to ${goQuote(metadata.name)}`);
        }
        const isSame = digest(read.files) === digest(folderFiles(store.home.resolve(old.folder)));
        const settingCount = given.config.length + given.resource.length + given.storage.length;
        const isPlain = from === '' && settingCount === 0 && given.bind.value === '' && !given.trust.value;
        if (isSame && isPlain) {
          session.say(`charm ${goQuote(metadata.name)}: already up-to-date`);
          return 0;
        }
        const settings = deploySettings(given.config, options, name, context.workingDirectory);
        const charm = refreshCharm(store, name, {
          source: sourceOf(read, found.isLocal ? found.path : found.origin),
          config: settings.config,
          resources: resourcePaths(given.resource, context.workingDirectory),
          bindings: bindingsOf(given.bind.value),
          storage: Object.fromEntries(given.storage),
          trust: given.trust.value,
          force: given.force.value,
          forceUnits: given.forceUnits.value,
        });
        session.say(
          `Added ${found.isLocal ? 'local' : 'catalogue'} charm ${goQuote(metadata.name)}, revision ${charm.revision}, to the model`,
        );
        await session.settle();
        return 0;
      };
    };
  },
};

/** The same for the same files, wherever they lie. */
function digest(files: CharmFiles): string {
  const hash = createHash('sha256');
  for (const file of files.all()) {
    // Archives need not list directories, and unpacking adds write permission to them.
    if (file.kind === 'directory') continue;
    const bytes = file.read();
    hash.update(`${file.path}\0${file.kind}\0${file.mode & 0o111}\0${bytes.length}\0`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}
