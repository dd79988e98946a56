/** `juju deploy`: a charm, or a bundle. */
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { archiveFiles } from '../../emulator/charm/charm-files.ts';
import { deploy as deployCharm } from '../../emulator/index.ts';
import type { FlagSet } from '../../emulator/tools/flags.ts';
import { goQuote, goQuoteList } from '../../emulator/tools/go-text.ts';
import { countReader, listFlag, readList } from '../arguments.ts';
import { deployBundle } from '../bundle-deploy.ts';
import { type MachineMap, readMachineMap } from '../bundle-parts.ts';
import { type FoundCharm, findCharm } from '../catalogue.ts';
import { loadCharm, sourceOf } from '../charm-source.ts';
import type { Command, CommandContext, Work } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { baseOf, bindingsOf, deploySettings, placementsOf, resourcePaths } from '../settings.ts';
import { storageFlag, storageIds } from '../storage-directives.ts';

function declare(flags: FlagSet) {
  return {
    units: flags.read(1, countReader(1), 'n', 'num-units'),
    to: flags.text('', 'to'),
    config: listFlag(flags, 'config'),
    resource: listFlag(flags, 'resource'),
    bind: flags.text('', 'bind'),
    storage: readList(flags, storageFlag, 'storage'),
    attachStorage: readList(flags, storageIds, 'attach-storage'),
    overlay: listFlag(flags, 'overlay'),
    base: flags.text('', 'base'),
    series: flags.text('', 'series'),
    channel: flags.text('', 'channel'),
    revision: flags.read(-1, countReader(0), 'revision'),
    constraints: flags.text('', 'constraints'),
    trust: flags.boolean('trust'),
    force: flags.boolean('force'),
    dryRun: flags.boolean('dry-run'),
    mapMachines: flags.text('', 'map-machines'),
    hasUnits: () => flags.given('n', 'num-units'),
  };
}

type DeployFlags = ReturnType<typeof declare>;

export const deploy: Command = {
  name: 'deploy',
  usage: '<charm or bundle> [<application name>]',
  summary: 'Deploys a new application or bundle.',
  options: [
    { spelling: '-n, --num-units (= 1)', text: 'Number of application units to deploy for principal charms' },
    { spelling: '--to (= "")', text: 'The machine, unit or application to deploy the units on, comma separated' },
    { spelling: '--config', text: 'Either a path to yaml-formatted application config file or a key=value pair' },
    { spelling: '--resource', text: 'Resource to be uploaded to the controller: name=path' },
    { spelling: '--bind (= "")', text: 'Configure application endpoint bindings to spaces' },
    {
      spelling: '--storage',
      text: 'Charm storage directives: name=[pool,][count,][size]; in a bundle application:name=...',
    },
    { spelling: '--attach-storage', text: 'Existing storage to attach to the deployed unit' },
    { spelling: '--trust  (= false)', text: 'Allows charm to run hooks that require access credentials' },
    { spelling: '--base (= ""), --series (= "")', text: 'The base on which to deploy; a series is its name of old' },
    {
      spelling: '--channel (= ""), --revision (= -1)',
      text: 'Accepted for charms of the catalogue, which has one of each',
    },
    { spelling: '--constraints (= "")', text: 'Kept and shown; emulated machines are all alike' },
    { spelling: '--overlay', text: 'Bundles to overlay on the primary bundle, applied in order' },
    { spelling: '--map-machines (= "")', text: "The model's machines to use for the bundle's: existing,1=4" },
    { spelling: '--dry-run  (= false)', text: 'Just show what the bundle deploy would do' },
    { spelling: '--force  (= false)', text: 'Allow a charm to be deployed on another base or with unmet requirements' },
  ],
  details:
    'A path begins with "." or "/". A name without a path is looked for in the catalogue: the folders of $JUJU_EMULATOR_CHARMS,\nthen the charms built in the folder of this program.',
  examples: [
    'juju deploy ./mysql',
    'juju deploy ./bundle.yaml',
    'juju deploy ./mysql.charm db -n 2 --config port=3307',
  ],
  prepare(flags) {
    const given = declare(flags);
    return (args) => {
      const [what, application, ...rest] = args;
      if (what === undefined) throw new UsageError('no charm or bundle specified');
      if (rest.length > 0) throw new UsageError(`unrecognized args: ${goQuoteList(rest)}`);
      if (given.base.value !== '' && given.series.value !== '')
        throw new UsageError('--series and --base cannot be specified together');
      if (given.attachStorage.length > 0 && given.units.value !== 1)
        throw new UsageError('--attach-storage cannot be used with -n');
      return deployWork(what, application, given, readMachineMap(given.mapMachines.value));
    };
  },
};

function deployWork(what: string, application: string | undefined, given: DeployFlags, machineMap: MachineMap): Work {
  return async (context) => {
    const found = findCharm(what, context);
    const bundle = await bundlePath(found);
    if (bundle !== null) {
      if (application !== undefined)
        throw new UsageError('Flags provided but not supported when deploying a bundle: application name');
      await deployBundle(bundle, given.overlay, context, {
        dryRun: given.dryRun.value,
        trust: given.trust.value,
        storage: given.storage,
        machineMap,
      });
      return 0;
    }
    if (found.isLocal && given.revision.value >= 0)
      throw new CommandFailure('cannot specify revision for local charms and bundles');
    if (!found.isLocal && given.revision.value >= 0 && given.channel.value === '')
      throw new CommandFailure(
        `specifying a revision for ${what} requires a channel for future upgrades. Please use --channel`,
      );
    await deployOne(found, application, given, context);
    return 0;
  };
}

/** The bundle's own file, when that is what was named: a YAML file, a folder with bundle.yaml, or a zip with one. */
async function bundlePath(found: FoundCharm): Promise<{ readonly path: string; readonly text?: string } | null> {
  const { path } = found;
  if (/\.ya?ml$/.test(path)) return { path };
  if (statSync(path).isDirectory()) {
    const inside = join(path, 'bundle.yaml');
    const isBundle = statSync(inside, { throwIfNoEntry: false }) !== undefined;
    return isBundle && statSync(join(path, 'metadata.yaml'), { throwIfNoEntry: false }) === undefined
      ? { path: inside }
      : null;
  }
  const files = await archiveFiles(path);
  const text = files.text('bundle.yaml');
  return text !== null && files.text('metadata.yaml') === null ? { path, text } : null;
}

async function deployOne(
  found: FoundCharm,
  application: string | undefined,
  given: DeployFlags,
  context: CommandContext,
): Promise<void> {
  const session = await context.open();
  const read = await loadCharm(found, session.model);
  const { metadata, options } = read.charm;
  const name = application ?? metadata.name;
  const { config, trust } = deploySettings(given.config, options, name, context.workingDirectory);
  const base = baseOf(given.base.value || given.series.value);
  if (metadata.subordinate && given.hasUnits())
    throw new CommandFailure('cannot use --num-units with subordinate application');
  if (given.dryRun.value) {
    session.say(`${goQuote(name)} from charm ${goQuote(metadata.name)} would be deployed`);
    return;
  }
  const deployed = deployCharm(session.store, {
    source: sourceOf(read, found.isLocal ? found.path : found.origin),
    application: name,
    ...(metadata.subordinate ? {} : { units: given.units.value }),
    to: placementsOf(given.to.value),
    config,
    trust: trust ?? given.trust.value,
    resources: resourcePaths(given.resource, context.workingDirectory),
    bindings: bindingsOf(given.bind.value),
    storage: Object.fromEntries(given.storage),
    attachStorage: given.attachStorage.flat(),
    constraints: given.constraints.value,
    force: given.force.value,
    ...(base === undefined ? {} : { base }),
  });
  const where = found.isLocal ? 'local charm' : 'catalogue charm';
  const revision = `revision ${deployed.charm.revision}`;
  session.say(
    `Located ${where} ${goQuote(metadata.name)}, ${revision}${found.isLocal ? '' : ` (${basename(found.path)})`}`,
  );
  const { base: chosen } = deployed.application;
  session.say(
    `Deploying ${goQuote(name)} from ${where} ${goQuote(metadata.name)}, ${revision} on ${chosen.name}@${chosen.channel}`,
  );
  await session.settle();
}
