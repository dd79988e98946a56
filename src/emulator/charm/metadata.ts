/** metadata.yaml: read with Juju's schema, then checked by Juju's rules on names, subordinates and formats. */

import type {
  CharmContainer,
  CharmEndpoint,
  CharmMetadata,
  CharmPayloadClass,
  RelationRole,
  RelationScope,
} from '../model/charm.ts';
import { goQuote } from '../tools/go-text.ts';
import { readAssumes } from './assumes.ts';
import { CharmError } from './charm-error.ts';
import {
  bool,
  expected,
  inside,
  integer,
  list,
  map,
  oneOf,
  type Place,
  refuse,
  stringEntries,
  text,
  textList,
} from './coerce.ts';
import { isJsonObject } from './json-object.ts';
import { readResources } from './resource-meta.ts';
import { readStorage } from './storage-meta.ts';
import { parseYaml } from './yaml-read.ts';
import { mapEntry, toJson, type YamlMap, type YamlValue } from './yaml-value.ts';

const root: Place = { prefix: 'metadata: ', path: '', code: 'invalid-charm' };

function invalid(message: string): never {
  throw new CharmError('invalid-charm', message);
}

/** Reads and checks metadata.yaml. What depends on manifest.yaml is left to {@link checkFormat}. */
export function readMetadata(content: string): CharmMetadata {
  const parsed = parseYaml(content);
  const raw: YamlMap = parsed.kind === 'map' ? parsed : { kind: 'map', entries: [] };
  if (parsed.kind !== 'map' && parsed.kind !== 'null') expected({ ...root, prefix: '' }, 'map', parsed);
  const entry = (key: string): YamlValue | undefined => {
    const value = mapEntry(raw, key);
    return value?.kind === 'null' ? undefined : value;
  };
  const optional = <T>(key: string, take: (value: YamlValue, place: Place) => T, fallback: T): T => {
    const value = entry(key);
    return value === undefined ? fallback : take(value, inside(root, key));
  };
  const name = text(entry('name'), inside(root, 'name'));
  const meta: CharmMetadata = {
    name,
    summary: text(entry('summary'), inside(root, 'summary')),
    description: text(entry('description'), inside(root, 'description')),
    subordinate: optional('subordinate', bool, false),
    provides: optional('provides', (value, place) => readEndpoints(value, 'provider', place), {}),
    requires: optional('requires', (value, place) => readEndpoints(value, 'requirer', place), {}),
    peers: optional('peers', (value, place) => readEndpoints(value, 'peer', place), {}),
    extraBindings: optional('extra-bindings', readExtraBindings, []),
    storage: optional('storage', readStorage, {}),
    resources: optional('resources', readResources, {}),
    payloads: optional('payloads', readPayloads, {}),
    containers: optional('containers', readContainers, {}),
    assumes: optional('assumes', readAssumes, []),
    charmUser: optional('charm-user', readCharmUser, null),
    terms: optional('terms', textList, []),
    tags: optional('tags', textList, []),
    series: optional('series', textList, []),
    minimumJujuVersion: optional<string | null>('min-juju-version', text, null),
  };
  checkMetadata(meta);
  return meta;
}

function readEndpoints(value: YamlValue, role: RelationRole, place: Place): Record<string, CharmEndpoint> {
  return Object.fromEntries(
    stringEntries(value, place).map(([name, item]) => [name, readEndpoint(name, role, item, inside(place, name))]),
  );
}

function readEndpoint(name: string, role: RelationRole, value: YamlValue, place: Place): CharmEndpoint {
  // The short form `endpoint: interface`.
  if (value.kind === 'string')
    return { name, role, interface: value.value, scope: 'global', limit: null, optional: false };
  const fields = map(value, place);
  const limit = mapEntry(fields, 'limit');
  const scope = mapEntry(fields, 'scope');
  const optional = mapEntry(fields, 'optional');
  return {
    name,
    role,
    interface: text(mapEntry(fields, 'interface'), inside(place, 'interface')),
    scope:
      scope === undefined ? 'global' : oneOf<RelationScope>(scope, ['global', 'container'], inside(place, 'scope')),
    limit: limit === undefined || limit.kind === 'null' ? null : readLimit(limit, inside(place, 'limit')),
    optional: optional === undefined ? false : bool(optional, inside(place, 'optional')),
  };
}

function readLimit(value: YamlValue, place: Place): number {
  return value.kind === 'int' ? integer(value, place) : refuse(place, `unexpected value ${valueText(value)}`);
}

function valueText(value: YamlValue): string {
  return value.kind === 'string' ? goQuote(value.value) : JSON.stringify(toJson(value));
}

function readExtraBindings(value: YamlValue, place: Place): readonly string[] {
  const entries = stringEntries(value, place);
  if (entries.length === 0) invalid('extra bindings cannot be empty when specified');
  for (const [name, item] of entries) {
    if (item.kind !== 'null') expected(inside(place, name), 'empty value', item);
  }
  return entries.map(([name]) => name);
}

function readPayloads(value: YamlValue, place: Place): Record<string, CharmPayloadClass> {
  return Object.fromEntries(
    stringEntries(value, place).map(([name, item]) => {
      const here = inside(place, name);
      return [name, { name, type: text(mapEntry(map(item, here), 'type'), inside(here, 'type')) }];
    }),
  );
}

function readContainers(value: YamlValue, place: Place): Record<string, CharmContainer> {
  return Object.fromEntries(
    stringEntries(value, place).map(([name, item]) => {
      const here = inside(place, name);
      const fields: YamlMap = item.kind === 'null' ? { kind: 'map', entries: [] } : map(item, here);
      const resource = mapEntry(fields, 'resource');
      const mounts = mapEntry(fields, 'mounts');
      return [
        name,
        {
          resource: resource === undefined ? null : text(resource, inside(here, 'resource')),
          mounts: mounts === undefined ? [] : list(mounts, inside(here, 'mounts')).map(toJson).filter(isJsonObject),
        },
      ];
    }),
  );
}

function readCharmUser(value: YamlValue, place: Place): CharmMetadata['charmUser'] {
  const name = text(value, place);
  if (name === 'root' || name === 'sudoer' || name === 'non-root') return name;
  return invalid(`invalid charm-user ${goQuote(name)} expected one of root, sudoer or non-root`);
}

function isReserved(name: string): boolean {
  return name === 'juju' || name.startsWith('juju-');
}

function checkMetadata(meta: CharmMetadata): void {
  const seen = new Set<string>();
  const endpoints = [...Object.values(meta.provides), ...Object.values(meta.requires), ...Object.values(meta.peers)];
  // A charm that is Juju's own may use Juju's names.
  const jujusOwn = meta.name.startsWith('juju-');
  for (const relation of endpoints) {
    const exempt = meta.subordinate && relation.role === 'requirer' && relation.scope === 'container';
    if (!jujusOwn && !exempt && isReserved(relation.name))
      invalid(`charm ${goQuote(meta.name)} using a reserved relation name: ${goQuote(relation.name)}`);
    if (!jujusOwn && relation.role !== 'requirer' && isReserved(relation.interface))
      invalid(
        `charm ${goQuote(meta.name)} relation ${goQuote(relation.name)} using a reserved interface: ${goQuote(relation.interface)}`,
      );
    if (seen.has(relation.name))
      invalid(`charm ${goQuote(meta.name)} using a duplicated relation name: ${goQuote(relation.name)}`);
    seen.add(relation.name);
  }
  const clashing = meta.extraBindings.filter((name) => seen.has(name)).sort();
  if (clashing.length > 0)
    invalid(
      `charm ${goQuote(meta.name)} has invalid extra bindings: relation names (${clashing.join(', ')}) cannot be used in extra bindings`,
    );
  if (meta.subordinate && !Object.values(meta.requires).some((each) => each.scope === 'container'))
    invalid(`subordinate charm ${goQuote(meta.name)} lacks "requires" relation with container scope`);
  for (const store of Object.values(meta.storage)) {
    if (store.location !== '' && store.type === 'block')
      invalid(
        `charm ${goQuote(meta.name)} storage ${goQuote(store.name)}: location may not be specified for "type: block"`,
      );
  }
  for (const name of Object.keys(meta.payloads)) {
    if (!/^[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(name)) invalid(`invalid payload class name ${goQuote(name)}`);
  }
}

/** Which metadata format a charm is of, with Juju's refusals of mixtures. */
export function checkFormat(meta: CharmMetadata, baseCount: number, hasManifest: boolean): 1 | 2 {
  const older: string[] = [];
  if (meta.series.length > 0) older.push('series');
  if (meta.minimumJujuVersion !== null) older.push('min-juju-version');
  const isSecond = meta.series.length === 0 && (baseCount > 0 || Object.keys(meta.containers).length > 0);
  if (older.length > 0 && Object.keys(meta.containers).length > 0)
    invalid(`ambiguous metadata: keys ${older.map(goQuote).join(', ')} cannot be used with "containers"`);
  if (isSecond) {
    if (!hasManifest) invalid('metadata v2 without manifest.yaml not valid');
    if (meta.minimumJujuVersion !== null) invalid('min-juju-version in metadata v2 not valid');
    return 2;
  }
  if (hasManifest && baseCount > 0 && meta.series.length > 0) invalid('series slice in metadata v2 not valid');
  if (meta.assumes.length > 0) invalid('assumes in metadata v1 not valid');
  if (meta.charmUser !== null) invalid('charm-user in metadata v1 not valid');
  return 1;
}
