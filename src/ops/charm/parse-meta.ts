/** Reads a charm's files into {@link CharmMeta}. Juju has checked them when the charm was deployed; this only gives types. */
import { MetadataError } from '../errors.ts';
import { asList, asRecord, asStrings, asText, isRecord } from '../juju/json-value.ts';
import type {
  ActionMeta,
  AssumesExpression,
  CharmFiles,
  CharmMeta,
  ConfigMeta,
  ConfigType,
  MetadataLinks,
  PayloadMeta,
  RelationMeta,
  RelationRole,
  ResourceMeta,
  StorageMeta,
} from './meta.ts';

/** Throws {@link MetadataError} for what cannot be understood. */
export function parseCharmMeta(files: CharmFiles): CharmMeta {
  if (!isRecord(files.metadata)) throw new MetadataError('cannot read metadata.yaml: it holds no map');
  const metadata = files.metadata;
  const requires = readRelations(metadata, 'requires');
  const provides = readRelations(metadata, 'provides');
  const peers = readRelations(metadata, 'peers');
  return {
    name: asText(metadata['name']) ?? '',
    summary: asText(metadata['summary']) ?? '',
    description: asText(metadata['description']) ?? '',
    maintainers: [
      ...texts(metadata['maintainer']),
      ...texts(metadata['maintainers']),
      ...texts(asRecord(metadata['links'])['contact']),
    ],
    links: readLinks(metadata),
    tags: asStrings(metadata['tags']),
    terms: asStrings(metadata['terms']),
    series: asStrings(metadata['series']),
    subordinate: metadata['subordinate'] === true,
    assumes:
      metadata['assumes'] === undefined ? null : { kind: 'all-of', conditions: readAssumes(metadata['assumes']) },
    minJujuVersion: asText(metadata['min-juju-version']),
    charmUser: readCharmUser(metadata['charm-user']),
    requires,
    provides,
    peers,
    relations: new Map([...requires, ...provides, ...peers]),
    storages: section(metadata, 'storage', readStorage),
    resources: section(metadata, 'resources', readResource),
    payloads: section(metadata, 'payloads', readPayload),
    extraBindings: Object.keys(asRecord(metadata['extra-bindings'])),
    actions: new Map(Object.entries(asRecord(files.actions)).map(([name, value]) => [name, readAction(name, value)])),
    config: section(asRecord(files.config), 'options', readOption),
  };
}

function section<V>(
  file: Readonly<Record<string, unknown>>,
  key: string,
  read: (name: string, fields: Readonly<Record<string, unknown>>) => V,
): ReadonlyMap<string, V> {
  return new Map(Object.entries(asRecord(file[key])).map(([name, value]) => [name, read(name, asRecord(value))]));
}

/** A text, or a list of texts. */
function texts(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : asStrings(value);
}

function readRelations(
  metadata: Readonly<Record<string, unknown>>,
  role: RelationRole,
): ReadonlyMap<string, RelationMeta> {
  const entries = Object.entries(asRecord(metadata[role]));
  return new Map(entries.map(([name, value]) => [name, readRelation(name, role, value)]));
}

function readRelation(name: string, role: RelationRole, value: unknown): RelationMeta {
  // `shared-db: mysql-shared` is short for a map with the interface alone.
  const fields = typeof value === 'string' ? { interface: value } : asRecord(value);
  const limit = fields['limit'] ?? null;
  if (limit !== null && !(typeof limit === 'number' && Number.isInteger(limit))) {
    throw new MetadataError(`cannot read metadata.yaml: the limit of the endpoint "${name}" is no whole number`);
  }
  const scope = fields['scope'] ?? 'global';
  if (scope !== 'global' && scope !== 'container') {
    throw new MetadataError(
      `cannot read metadata.yaml: the scope of the endpoint "${name}" is neither global nor container`,
    );
  }
  const interfaceName = asText(fields['interface']) ?? '';
  return { name, role, interface: interfaceName, limit, scope, optional: fields['optional'] === true };
}

function readLinks(metadata: Readonly<Record<string, unknown>>): MetadataLinks {
  const links = asRecord(metadata['links']);
  return {
    websites: [...texts(metadata['website']), ...texts(links['website'])],
    sources: [...texts(metadata['source']), ...texts(links['source'])],
    issues: [...texts(metadata['issues']), ...texts(links['issues'])],
    documentation: asText(metadata['docs']) ?? asText(links['documentation']),
  };
}

function readAssumes(value: unknown): readonly AssumesExpression[] {
  return asList(value).flatMap((item): readonly AssumesExpression[] => {
    if (typeof item === 'string') return [{ kind: 'feature', text: item }];
    const groups = asRecord(item);
    return (['all-of', 'any-of'] as const)
      .filter((kind) => groups[kind] !== undefined)
      .map((kind) => ({ kind, conditions: readAssumes(groups[kind]) }));
  });
}

function readCharmUser(value: unknown): CharmMeta['charmUser'] {
  return value === 'sudoer' || value === 'non-root' ? value : 'root';
}

function readStorage(name: string, fields: Readonly<Record<string, unknown>>): StorageMeta {
  return {
    name,
    type: asText(fields['type']) ?? '',
    description: asText(fields['description']) ?? '',
    shared: fields['shared'] === true,
    readOnly: fields['read-only'] === true,
    minimumSize: fields['minimum-size'] === undefined ? null : String(fields['minimum-size']),
    location: asText(fields['location']),
    multipleRange: readRange(name, asRecord(fields['multiple'])['range']),
    properties: asStrings(fields['properties']),
  };
}

/** `2`, `2-5`, `2-` or `2+`. */
function readRange(name: string, value: unknown): StorageMeta['multipleRange'] {
  if (value === undefined || value === null) return null;
  const match = /^(\d+)(?:(-|\+)(\d+)?)?$/.exec(String(value));
  if (match === null) throw new MetadataError(`cannot read metadata.yaml: the range of the storage "${name}" is none`);
  const least = Number(match[1]);
  if (match[2] === undefined) return [least, least];
  return [least, match[3] === undefined ? null : Number(match[3])];
}

function readResource(name: string, fields: Readonly<Record<string, unknown>>): ResourceMeta {
  return {
    name,
    type: asText(fields['type']) ?? 'file',
    filename: asText(fields['filename']),
    description: asText(fields['description']) ?? '',
  };
}

function readPayload(name: string, fields: Readonly<Record<string, unknown>>): PayloadMeta {
  return { name, type: asText(fields['type']) ?? '' };
}

function readAction(name: string, value: unknown): ActionMeta {
  const fields = asRecord(value);
  const additional = fields['additionalProperties'];
  return {
    name,
    title: asText(fields['title']) ?? '',
    description: asText(fields['description']) ?? '',
    parameters: asRecord(fields['params']),
    required: asStrings(fields['required']),
    additionalProperties: typeof additional === 'boolean' ? additional : null,
  };
}

const configTypes: readonly ConfigType[] = ['boolean', 'int', 'float', 'string', 'secret'];

function readOption(name: string, fields: Readonly<Record<string, unknown>>): ConfigMeta {
  const type = configTypes.find((one) => one === fields['type']);
  if (type === undefined) throw new MetadataError(`cannot read config.yaml: the option "${name}" has no known type`);
  const value = fields['default'];
  const usable = typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
  return { name, type, default: usable ? value : null, description: asText(fields['description']) ?? '' };
}
