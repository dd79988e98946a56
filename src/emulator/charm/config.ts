/** config.yaml, and the values that users give for its options. */
import type { ConfigOption, ConfigType, ConfigValue } from '../model/charm.ts';
import { goParseBool, goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { parseYaml } from './yaml-read.ts';
import { goSyntax, keyText, mapEntry, type YamlValue } from './yaml-value.ts';

export type ConfigOptions = Readonly<Record<string, ConfigOption>>;
/** What to do to each option: null puts it back to its default. */
export type ConfigChanges = Readonly<Record<string, ConfigValue | null>>;

const types: readonly ConfigType[] = ['string', 'int', 'float', 'boolean', 'secret'];
const secretUri = /^secret:(\/\/[0-9a-f-]+\/)?[0-9a-z]{20}$/;

function invalid(message: string): never {
  throw new CharmError('invalid-config', message);
}

/** Reads config.yaml. */
export function readConfigOptions(content: string): ConfigOptions {
  const file = parseYaml(content);
  const listed = file.kind === 'map' ? mapEntry(file, 'options') : undefined;
  if (listed === undefined) return invalid('invalid config: empty configuration');
  if (listed.kind === 'null') return {};
  if (listed.kind !== 'map') return invalid('invalid config: expected a map of options');
  const options: Record<string, ConfigOption> = {};
  for (const [key, value] of listed.entries) {
    const name = keyText(key);
    options[name] = readOption(name, value);
  }
  return options;
}

function readOption(name: string, value: YamlValue): ConfigOption {
  const field = (key: string): YamlValue | undefined => (value.kind === 'map' ? mapEntry(value, key) : undefined);
  const written = field('type');
  const word = written === undefined || written.kind === 'null' ? 'string' : keyText(written);
  const type = types.find((each) => each === word);
  if (type === undefined) return invalid(`invalid config: option ${goQuote(name)} has unknown type ${goQuote(word)}`);
  const description = field('description');
  const fallback = field('default');
  const bare: ConfigOption = {
    name,
    type,
    description: description === undefined || description.kind === 'null' ? '' : keyText(description),
    default: null,
  };
  if (fallback === undefined || fallback.kind === 'null') return bare;
  const checked = checkValue(type, fallback);
  if (checked === undefined) return invalid(`invalid config default: ${mismatch(bare, goSyntax(fallback))}`);
  return { ...bare, default: checked };
}

function mismatch(option: ConfigOption, got: string): string {
  return `option ${goQuote(option.name)} expected ${option.type}, got ${got}`;
}

/** The value of a YAML scalar for an option; undefined when it is of the wrong type. */
function checkValue(type: ConfigType, value: YamlValue): ConfigValue | undefined {
  switch (type) {
    case 'string':
      return value.kind === 'string' ? value.value : undefined;
    case 'secret':
      return value.kind === 'string' && (value.value === '' || secretUri.test(value.value)) ? value.value : undefined;
    case 'int':
      if (value.kind === 'int') return Number(value.value);
      return value.kind === 'string' ? goInteger(value.value) : undefined;
    case 'float':
      return value.kind === 'float' || value.kind === 'int' ? Number(value.value) : undefined;
    case 'boolean':
      if (value.kind === 'bool') return value.value;
      return value.kind === 'string' ? (goParseBool(value.value) ?? undefined) : undefined;
  }
}

/** Go's ParseInt with base 0: prefixes decide the base. */
function goInteger(text: string): number | undefined {
  const parts = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]+|0|[1-9][0-9]*)$/.exec(text);
  if (parts === null) return undefined;
  const digits = parts[2] ?? '0';
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return parts[1] === '-' ? -value : value;
}

/** A value as `juju config app k=v` takes it: text, read by the option's type. */
export function parseConfigText(options: ConfigOptions, name: string, text: string): ConfigValue {
  const option = optionNamed(options, name);
  const value = parseText(option.type, text);
  return value ?? invalid(mismatch(option, goQuote(text)));
}

function parseText(type: ConfigType, text: string): ConfigValue | null {
  switch (type) {
    case 'string':
      return text;
    case 'secret':
      return text === '' || secretUri.test(text) ? text : null;
    case 'int':
      return /^[-+]?[0-9]+$/.test(text) ? Number(text) : null;
    case 'float':
      return /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : null;
    case 'boolean':
      return goParseBool(text);
  }
}

function optionNamed(options: ConfigOptions, name: string): ConfigOption {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  return option ?? invalid(`unknown option ${goQuote(name)}`);
}

/** Refuses options that the charm does not have. */
export function checkOptionNames(options: ConfigOptions, names: readonly string[]): void {
  for (const name of names) optionNamed(options, name);
}

/** A value that a YAML file (a settings file or a bundle) gives for an option; null when it gives none. */
export function parseConfigYaml(options: ConfigOptions, name: string, value: YamlValue): ConfigValue | null {
  const option = optionNamed(options, name);
  if (value.kind === 'null') return null;
  // An empty text means "none" for every type but string and secret.
  if (value.kind === 'string' && value.value === '' && option.type !== 'string' && option.type !== 'secret')
    return null;
  return checkValue(option.type, value) ?? invalid(mismatch(option, goSyntax(value)));
}

/**
 * A settings file as `deploy --config file` and `config --file` read it: options under the application's name.
 * What `juju config` prints (`settings: {option: {value: ...}}`) is read too.
 */
export function parseSettingsFile(options: ConfigOptions, content: string, application: string): ConfigChanges {
  const file = parseYaml(content);
  if (file.kind !== 'map') return invalid(`cannot parse settings data: expected a map, got ${goSyntax(file)}`);
  const own = mapEntry(file, application);
  const printed = mapEntry(file, 'settings');
  if (own === undefined && printed?.kind === 'map') return printedSettings(options, printed);
  if (own === undefined) return invalid(`no settings found for ${goQuote(application)}`);
  if (own.kind === 'null') return {};
  if (own.kind !== 'map') return invalid(`cannot parse settings data: expected a map, got ${goSyntax(own)}`);
  return changesOf(options, own);
}

/** The settings of a YAML map. */
export function changesOf(options: ConfigOptions, map: YamlValue): ConfigChanges {
  const changes: Record<string, ConfigValue | null> = {};
  for (const [key, value] of map.kind === 'map' ? map.entries : []) {
    const name = keyText(key);
    changes[name] = parseConfigYaml(options, name, value);
  }
  return changes;
}

function printedSettings(options: ConfigOptions, settings: YamlValue): ConfigChanges {
  const changes: Record<string, ConfigValue | null> = {};
  for (const [key, shown] of settings.kind === 'map' ? settings.entries : []) {
    const value = shown.kind === 'map' ? mapEntry(shown, 'value') : undefined;
    const source = shown.kind === 'map' ? mapEntry(shown, 'source') : undefined;
    if (value === undefined || (source !== undefined && keyText(source) === 'default')) continue;
    changes[keyText(key)] = parseConfigYaml(options, keyText(key), value);
  }
  return changes;
}
