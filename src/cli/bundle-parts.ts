/** What a bundle says, read and checked before any of it is done. */
import { type Bundle, type BundleApplication, overlay, readBundle } from '../emulator/charm/bundle.ts';
import { type ConfigChanges, changesOf } from '../emulator/charm/config.ts';
import type { ReadCharm } from '../emulator/charm/read-charm.ts';
import { parseYamlDocuments } from '../emulator/charm/yaml-read.ts';
import type { Model, StorageDirective } from '../emulator/index.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import { type FoundCharm, findCharm } from './catalogue.ts';
import { loadCharm } from './charm-source.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure, UsageError } from './errors.ts';
import { optionText, readText } from './settings.ts';
import { storageDirectives } from './storage-directives.ts';

/** `application:store` and what is wanted of it, over what the bundle says. */
export type BundleStorage = readonly (readonly [string, StorageDirective])[];

/** An application of the bundle. */
export interface Part {
  readonly application: BundleApplication;
  readonly found: FoundCharm;
  readonly read: ReadCharm;
  readonly config: ConfigChanges;
  readonly storage: Readonly<Record<string, StorageDirective>>;
}

/** Which of the model's machines serve as machines of the bundle. */
export interface MachineMap {
  /** Whether a machine of the model serves as the bundle's of the same number. */
  readonly existing: boolean;
  /** The bundle's machine and the model's. */
  readonly pairs: ReadonlyMap<string, string>;
}

/** `existing,1=4` */
export function readMachineMap(text: string): MachineMap {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const pairs = parts.filter((part) => part !== 'existing').map(machinePair);
  return { existing: parts.includes('existing'), pairs: new Map(pairs) };
}

function machinePair(part: string): readonly [string, string] {
  const problem = 'error in --map-machines: ';
  const [bundleId, modelId, ...rest] = part.split('=');
  if (bundleId === undefined || modelId === undefined || rest.length > 0)
    throw new UsageError(`${problem}expected "existing" or "<bundle-id>=<machine-id>", got ${goQuote(part)}`);
  for (const [what, id] of [
    ['bundle-id', bundleId],
    ['machine-id', modelId],
  ] as const) {
    if (!/^\d+$/.test(id)) throw new UsageError(`${problem}${what} ${goQuote(id)} is not a top level machine id`);
  }
  return [bundleId, modelId];
}

export function readBundleFile(text: string, overlays: readonly string[], context: CommandContext): Bundle {
  const documents = [
    ...parseYamlDocuments(text),
    ...overlays.flatMap((path) => parseYamlDocuments(readText(path, context.workingDirectory))),
  ];
  const [base, ...others] = documents.filter((document) => document.kind !== 'null');
  if (base === undefined) throw new CommandFailure('empty bundle not valid');
  return readBundle(others.reduce(overlay, base));
}

export async function readPart(
  application: BundleApplication,
  folder: string,
  context: CommandContext,
  model: Model,
  storage: BundleStorage,
): Promise<Part> {
  const found = findCharm(application.charm, context, folder);
  const read = await loadCharm(found, model);
  const { metadata } = read.charm;
  if (metadata.subordinate && application.to.length > 0)
    throw new CommandFailure(`application ${goQuote(application.name)} is subordinate but specifies unit placement`);
  if (metadata.subordinate && application.units > 0)
    throw new CommandFailure(`application ${goQuote(application.name)} is subordinate but has non-zero num_units`);
  const config: Record<string, ConfigChanges[string]> = {};
  for (const [name, value] of Object.entries(changesOf(read.charm.options, application.options))) {
    // `include-file://` reads a value from beside the bundle.
    const included = typeof value === 'string' ? /^include-(file|base64):\/\/(.*)$/s.exec(value) : null;
    if (included === null) config[name] = value;
    else {
      const text = optionText(`@${included[2] ?? ''}`, folder);
      config[name] = included[1] === 'base64' ? Buffer.from(text, 'utf8').toString('base64') : text;
    }
  }
  const own = storageDirectives(Object.entries(application.storage).map(([key, value]) => `${key}=${value}`));
  const given = storage
    .filter(([name]) => name.startsWith(`${application.name}:`))
    .map(([name, directive]) => [name.slice(application.name.length + 1), directive] as const);
  return { application, found, read, config, storage: { ...own, ...Object.fromEntries(given) } };
}
