/** `juju config`. */
import { type ConfigChanges, checkOptionNames, parseSettingsFile } from '../../emulator/charm/config.ts';
import { applicationNamed, type Model, setConfig, setTrust } from '../../emulator/index.ts';
import { configDocument, configValue } from '../../emulator/report/application-document.ts';
import { printDocument } from '../../emulator/report/document.ts';
import type { FlagValue } from '../../emulator/tools/flags.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { listFlag } from '../arguments.ts';
import type { Command, CommandContext, Work } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, type OutputFlags, outputOptions, writeResult, writeText } from '../output.ts';
import { pairsOf, readText, settingsOf } from '../settings.ts';

const formats = ['yaml', 'json'] as const;

export const config: Command = {
  name: 'config',
  usage: '<application name> [--reset <key[,key]>] [<attribute-key>][=<value>] ...]',
  summary: 'Get, set, or reset configuration for a deployed application.',
  options: [
    ...outputOptions(formats),
    { spelling: '--file (= "")', text: 'Path to yaml-formatted configuration file; - is standard input' },
    { spelling: '--reset', text: 'Reset the provided comma delimited keys' },
  ],
  examples: [
    'juju config mysql',
    'juju config mysql port',
    'juju config mysql port=3307 title=@title.txt',
    'juju config mysql --reset port',
  ],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const file = flags.text('', 'file');
    const reset = listFlag(flags, 'reset');
    return (args) => {
      const [application, ...rest] = args;
      if (application === undefined || application.includes('=')) throw new UsageError('no application name specified');
      const resets = resetKeys(reset);
      const pairs = rest.filter((each) => each.includes('='));
      if (file.value !== '' && rest.length > 0)
        throw new UsageError('cannot specify --file and key=value arguments simultaneously');
      if (pairs.length > 0 && pairs.length < rest.length)
        throw new UsageError('cannot set and retrieve values simultaneously');
      if (pairs.length > 0 || file.value !== '') return changeWork(application, pairsOf(pairs), resets, file);
      if (rest.length > 1) throw new UsageError('can only retrieve a single value, or all values');
      if (rest.length === 1 && resets.length > 0)
        throw new UsageError('cannot reset and retrieve values simultaneously');
      if (resets.length > 0) return changeWork(application, new Map(), resets, file);
      return readWork(application, rest[0], output);
    };
  },
};

function resetKeys(given: readonly string[]): readonly string[] {
  const keys = given.flatMap((each) => each.replace(/^,+|,+$/g, '').split(',')).filter((key) => key !== '');
  const wrong = keys.find((key) => key.includes('='));
  if (wrong !== undefined)
    throw new UsageError(`--reset accepts a comma delimited set of keys "a,b,c", received: ${goQuote(wrong)}`);
  return keys;
}

function readWork(name: string, key: string | undefined, output: OutputFlags): Work {
  return (context) => {
    const { model } = context.read();
    const application = applicationNamed(model, name);
    if (key === undefined) {
      writeResult(
        context,
        output,
        () => configDocument(model, application),
        () => '',
      );
      return 0;
    }
    const value = configValue(model, application, key);
    if (value === undefined)
      throw new CommandFailure(
        `key ${goQuote(key)} not found in ${goQuote(name)} application config or charm settings.`,
      );
    const text = output.format.value === 'json' ? printDocument('json', value) : plainValue(value);
    writeText(context, output, text);
    return 0;
  };
}

/** One value as it is, so that a shell can use it; nothing for an option without a value. */
function plainValue(value: ReturnType<typeof configValue>): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? `${value}\n` : printDocument('yaml', value);
}

async function fileText(path: string, context: CommandContext): Promise<string> {
  return path === '-' ? await context.terminal.readInput() : readText(path, context.workingDirectory);
}

function changeWork(
  name: string,
  pairs: ReadonlyMap<string, string>,
  resets: readonly string[],
  file: FlagValue<string>,
): Work {
  return async (context) => {
    const text = file.value === '' ? null : await fileText(file.value, context);
    const session = await context.openExisting();
    const { changes, trust } = changesFor(session.model, name, pairs, resets, text, context);
    warnOfSame(session.model, name, changes, (line) => session.say(line));
    session.model.transact(() => {
      setConfig(session.store, name, changes);
      if (trust !== undefined) setTrust(session.store, name, trust);
    });
    session.store.commit();
    await session.settle();
    return 0;
  };
}

function changesFor(
  model: Model,
  name: string,
  pairs: ReadonlyMap<string, string>,
  resets: readonly string[],
  file: string | null,
  context: CommandContext,
): { readonly changes: ConfigChanges; readonly trust: boolean | undefined } {
  const application = applicationNamed(model, name);
  const { options } = model.charms.get(application.charmUrl);
  const given = settingsOf(pairs, options, context.workingDirectory);
  const kept = resets.filter((key) => key !== 'trust' || Object.hasOwn(options, key));
  checkOptionNames(options, kept);
  const changes: Record<string, ConfigChanges[string]> = {};
  for (const key of kept) changes[key] = null;
  if (file !== null) Object.assign(changes, parseSettingsFile(options, file, name));
  Object.assign(changes, given.config);
  return { changes, trust: kept.length < resets.length ? false : given.trust };
}

function warnOfSame(model: Model, name: string, changes: ConfigChanges, say: (line: string) => void): void {
  const application = model.applications.get(name);
  for (const [key, value] of Object.entries(changes)) {
    if (value !== null && application.config[key] === value)
      say(`WARNING the configuration setting ${goQuote(key)} already has the value ${goQuote(String(value))}`);
  }
}
