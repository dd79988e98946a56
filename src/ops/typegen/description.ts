/** A charm's YAML files as the values that its types are made of. */
import { parse } from 'yaml';
import { isRecord } from '../juju/json-value.ts';

export type Properties = Readonly<Record<string, unknown>>;

export interface Endpoint {
  readonly name: string;
  readonly role: 'requires' | 'provides' | 'peers';
  readonly interface: string;
  readonly scope: 'global' | 'container';
}

export interface Option {
  readonly name: string;
  readonly type: 'string' | 'int' | 'float' | 'boolean' | 'secret';
  /** Undefined when there is none. */
  readonly defaultValue: unknown;
  readonly description: string;
}

export interface Action {
  readonly name: string;
  readonly description: string;
  readonly params: Properties;
  readonly required: readonly string[];
  /** Null when action-results.yaml does not speak of the action: its results are then free. */
  readonly results: Properties | null;
}

export interface CharmDescription {
  readonly name: string;
  readonly subordinate: boolean;
  readonly endpoints: readonly Endpoint[];
  readonly options: readonly Option[];
  readonly actions: readonly Action[];
  readonly storages: readonly string[];
  readonly resources: readonly string[];
  readonly bindings: readonly string[];
}

/** The files' texts; an absent file is an empty text. */
export interface CharmTexts {
  readonly metadata: string;
  readonly config: string;
  readonly actions: string;
  /** `action-results.yaml`: action name to the JSON schemas of its results. Juju never reads it. */
  readonly results: string;
}

/** A file that cannot be turned into types; the message names the file and the place. */
export class DescriptionError extends Error {
  readonly code = 'charm-description';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DescriptionError';
  }
}

/** A map, or an empty one for nothing at all; anything else is an error that names `place`. */
function mapAt(value: unknown, place: string): Properties {
  if (value === undefined || value === null) return {};
  if (isRecord(value)) return value;
  throw new DescriptionError(
    `cannot read ${place}: expected a map, got ${Array.isArray(value) ? 'a list' : typeof value}`,
  );
}

function load(text: string, file: string): Properties {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new DescriptionError(`cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  return mapAt(value, file);
}

function textAt(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function endpointsOf(metadata: Properties): readonly Endpoint[] {
  const sections = [
    ['requires', 'requires'],
    ['provides', 'provides'],
    ['peers', 'peers'],
  ] as const;
  return sections.flatMap(([section, role]) =>
    Object.entries(mapAt(metadata[section], `metadata.yaml: ${section}`)).map(([name, value]): Endpoint => {
      const place = `metadata.yaml: ${section}: ${name}`;
      // Juju also takes the bare name of the interface.
      const details = typeof value === 'string' ? { interface: value } : mapAt(value, place);
      const found = details['interface'];
      if (typeof found !== 'string') throw new DescriptionError(`cannot read ${place}: no interface`);
      return { name, role, interface: found, scope: details['scope'] === 'container' ? 'container' : 'global' };
    }),
  );
}

const OPTION_TYPES = ['string', 'int', 'float', 'boolean', 'secret'] as const;

function optionsOf(config: Properties): readonly Option[] {
  return Object.entries(mapAt(config['options'], 'config.yaml: options')).map(([name, value]): Option => {
    const place = `config.yaml: options: ${name}`;
    const details = mapAt(value, place);
    const type = OPTION_TYPES.find((known) => known === (details['type'] ?? 'string'));
    if (type === undefined) {
      throw new DescriptionError(
        `cannot read ${place}: expected type ${OPTION_TYPES.join(', ')}, got ${details['type']}`,
      );
    }
    return {
      name,
      type,
      defaultValue: details['default'] ?? undefined,
      description: textAt(details['description']),
    };
  });
}

function actionsOf(actions: Properties, results: Properties): readonly Action[] {
  for (const name of Object.keys(results)) {
    if (!Object.hasOwn(actions, name)) {
      throw new DescriptionError(`cannot read action-results.yaml: ${name}: actions.yaml has no such action`);
    }
  }
  return Object.entries(actions).map(([name, value]): Action => {
    const details = mapAt(value, `actions.yaml: ${name}`);
    const required = details['required'];
    return {
      name,
      description: textAt(details['description']),
      params: mapAt(details['params'], `actions.yaml: ${name}: params`),
      required: Array.isArray(required) ? required.filter((key) => typeof key === 'string') : [],
      results: Object.hasOwn(results, name) ? mapAt(results[name], `action-results.yaml: ${name}`) : null,
    };
  });
}

/** The files' contents as their parser gave them. */
export interface CharmValues {
  readonly metadata: Properties;
  readonly config: Properties;
  readonly actions: Properties;
  readonly results: Properties;
}

/** Parses the texts; throws DescriptionError with the file of what is no YAML map. */
export function parseCharm(texts: CharmTexts): CharmValues {
  return splitCharmcraft({
    metadata: load(texts.metadata, 'metadata.yaml'),
    config: load(texts.config, 'config.yaml'),
    actions: load(texts.actions, 'actions.yaml'),
    results: load(texts.results, 'action-results.yaml'),
  });
}

/** A charmcraft.yaml holds all three files in one; charmcraft splits it when it packs, and so do we. */
export function splitCharmcraft(values: CharmValues): CharmValues {
  const { config, actions, ...metadata } = values.metadata;
  if (config === undefined && actions === undefined) return values;
  const either = (own: Properties, inside: unknown, name: string): Properties => {
    if (inside === undefined) return own;
    if (Object.keys(own).length === 0) return mapAt(inside, `charmcraft.yaml: ${name}`);
    throw new DescriptionError(`cannot read ${name}.yaml: charmcraft.yaml has ${name} too`);
  };
  return {
    metadata,
    config: either(values.config, config, 'config'),
    actions: either(values.actions, actions, 'actions'),
    results: values.results,
  };
}

/** Reads what the files say; throws DescriptionError with the file and the place of what is wrong. */
export function describeValues(values: CharmValues): CharmDescription {
  const { metadata } = values;
  const name = metadata['name'];
  if (typeof name !== 'string' || name === '') throw new DescriptionError('cannot read metadata.yaml: no name');
  const keysOf = (section: string): readonly string[] =>
    Object.keys(mapAt(metadata[section], `metadata.yaml: ${section}`));
  return {
    name,
    subordinate: metadata['subordinate'] === true,
    endpoints: endpointsOf(metadata),
    options: optionsOf(values.config),
    actions: actionsOf(values.actions, values.results),
    storages: keysOf('storage'),
    resources: keysOf('resources'),
    bindings: keysOf('extra-bindings'),
  };
}

export function describeCharm(texts: CharmTexts): CharmDescription {
  return describeValues(parseCharm(texts));
}
