/** Options given on the command line: `k=v`, `k=@file`, files; resources, bindings, placements, bases. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type ConfigChanges,
  type ConfigOptions,
  parseConfigText,
  parseSettingsFile,
} from '../emulator/charm/config.ts';
import { readChannel } from '../emulator/charm/manifest.ts';
import { type Placement, parsePlacement } from '../emulator/charm/placement.ts';
import type { Base, ConfigValue } from '../emulator/index.ts';
import { goParseBool, goQuote } from '../emulator/tools/go-text.ts';
import { KeyValueError, parseKeyValues } from '../emulator/tools/key-values.ts';
import { CommandFailure, UsageError } from './errors.ts';

const largestValue = 5 * 1024 * 1024;

/** `key=value` arguments; throws as a usage error. */
export function pairsOf(args: readonly string[]): Map<string, string> {
  try {
    return parseKeyValues(args);
  } catch (error) {
    if (error instanceof KeyValueError) throw new UsageError(error.message);
    throw error;
  }
}

/** The text of an option: what follows an `@` names a file that holds it. */
export function optionText(text: string, workingDirectory: string): string {
  if (!text.startsWith('@')) return text;
  const name = text.slice(1);
  const path = resolve(workingDirectory, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new CommandFailure(`cannot read option from file ${goQuote(name)}: stat ${path}: no such file or directory`);
  if (found.size > largestValue) throw new CommandFailure('size of option file is larger than 5M');
  return readFileSync(path, 'utf8');
}

export interface GivenSettings {
  readonly config: ConfigChanges;
  /** The application-level setting; undefined when it was not given. */
  readonly trust: boolean | undefined;
}

/** Reads `k=v` pairs by the charm's options. `trust` is the application's own unless the charm has an option of that name. */
export function settingsOf(
  pairs: ReadonlyMap<string, string>,
  options: ConfigOptions,
  workingDirectory: string,
): GivenSettings {
  const config: Record<string, ConfigValue> = {};
  let trust: boolean | undefined;
  for (const [name, written] of pairs) {
    const text = optionText(written, workingDirectory);
    if (name === 'trust' && !Object.hasOwn(options, name)) {
      const value = goParseBool(text);
      if (value === null) throw new CommandFailure(`option "trust" expected boolean, got ${goQuote(text)}`);
      trust = value;
    } else config[name] = parseConfigText(options, name, text);
  }
  return { config, trust };
}

/** What `deploy --config` was given: pairs and files of settings. */
export function deploySettings(
  given: readonly string[],
  options: ConfigOptions,
  application: string,
  workingDirectory: string,
): GivenSettings {
  const pairs = settingsOf(pairsOf(given.filter((each) => each.includes('='))), options, workingDirectory);
  let config: ConfigChanges = {};
  for (const path of given.filter((each) => !each.includes('='))) {
    config = { ...config, ...parseSettingsFile(options, readText(path, workingDirectory), application) };
  }
  return { config: { ...config, ...pairs.config }, trust: pairs.trust };
}

export function readText(path: string, workingDirectory: string): string {
  const absolute = resolve(workingDirectory, path);
  try {
    return readFileSync(absolute, 'utf8');
  } catch (error) {
    throw new CommandFailure(`open ${path}: no such file or directory`, { cause: error });
  }
}

/** `--resource name=path`, several of them; paths are made absolute, image names are left as they are. */
export function resourcePaths(given: readonly string[], workingDirectory: string): Record<string, string> {
  const pairs = pairsOf(given);
  const isImage = (text: string): boolean =>
    statSync(resolve(workingDirectory, text), { throwIfNoEntry: false }) === undefined && !/^[./]/.test(text);
  return Object.fromEntries(
    [...pairs].map(([name, text]) => [name, isImage(text) ? text : resolve(workingDirectory, text)]),
  );
}

const bindHelp = `--bind must be in the form '[<default-space>] [<endpoint-name>=<space> ...]'`;

/** `--bind "alpha db=internal"`: a word alone is the default. */
export function bindingsOf(given: string): Record<string, string> {
  const bindings: Record<string, string> = {};
  for (const word of given.split(/\s+/).filter((each) => each !== '')) {
    const [endpoint = '', space, ...rest] = word.split('=');
    if (rest.length > 0)
      throw new CommandFailure(
        `${bindHelp}; found multiple "=" in binding. Did you forget to space-separate the binding list?`,
      );
    if (endpoint === '' && space !== undefined)
      throw new CommandFailure(
        `${bindHelp}; found "=" without endpoint name. Use a lone space name to set the default.`,
      );
    if (space === undefined) bindings[''] = endpoint;
    else bindings[endpoint] = space;
  }
  return bindings;
}

/** `--to 0,lxd:1,mysql/0`. */
export function placementsOf(given: string): readonly Placement[] {
  return given
    .split(',')
    .filter((each) => each !== '')
    .map((text) => {
      try {
        return parsePlacement(text);
      } catch {
        throw new UsageError(`invalid --to parameter ${goQuote(text)}`);
      }
    });
}

const seriesChannels: Readonly<Record<string, string>> = {
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
};

/** `ubuntu@24.04`, `ubuntu@24.04/stable`, or a series' name; undefined for none. */
export function baseOf(text: string): Base | undefined {
  if (text === '') return undefined;
  const channel = seriesChannels[text];
  if (channel !== undefined) return { name: 'ubuntu', channel: `${channel}/stable` };
  const [name = '', track, ...rest] = text.split('@');
  if (track === undefined || rest.length > 0 || name === '')
    throw new UsageError(`expected base string to contain os and channel separated by '@'`);
  return { name, channel: readChannel(track) };
}

/** Model settings that are no text. */
function settingValue(text: string): ConfigValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** A model's settings from `key=value`. */
export function modelSettings(pairs: readonly string[]): Record<string, ConfigValue> {
  return Object.fromEntries([...pairsOf(pairs)].map(([name, text]) => [name, settingValue(text)]));
}
