/** actions.yaml: each action's keys become a JSON schema of its parameters, as Juju builds it. */
import type { CharmAction } from '../model/charm.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { isActionName } from './names.ts';
import { schemaProblem } from './schema-check.ts';
import { parseYaml } from './yaml-read.ts';
import { keyText, type YamlMap, type YamlValue } from './yaml-value.ts';

function invalid(message: string): never {
  throw new CharmError('invalid-action', message);
}

export function readActions(content: string): Readonly<Record<string, CharmAction>> {
  const file = parseYaml(content);
  if (file.kind === 'null') return {};
  if (file.kind !== 'map') return invalid('invalid actions: expected a map of actions');
  const actions: Record<string, CharmAction> = {};
  for (const [key, value] of file.entries) {
    const name = keyText(key);
    checkActionName(name);
    actions[name] = readAction(name, value);
  }
  return actions;
}

function checkActionName(name: string): void {
  if (!isActionName(name)) invalid(`bad action name ${name}`);
  if (name === 'juju') invalid(`cannot use action name ${name}: "juju" is a reserved name`);
  if (name.startsWith('juju-')) invalid(`cannot use action name ${name}: the "juju-" prefix is reserved`);
}

function readAction(name: string, value: YamlValue): CharmAction {
  const keys: YamlMap = value.kind === 'map' ? value : { kind: 'map', entries: [] };
  if (value.kind !== 'map' && value.kind !== 'null') return invalid('params failed to parse as a map');
  let parallel = false;
  let executionGroup = '';
  const schema: Record<string, JsonValue> = {
    description: 'No description',
    type: 'object',
    title: name,
    properties: {},
  };
  for (const [key, item] of keys.entries) {
    if (key.kind !== 'string') return invalid('map keyed with non-string value');
    switch (key.value) {
      case 'description':
      case 'title':
        schema[key.value] = text(key.value, item);
        break;
      case 'execution-group':
        executionGroup = text(key.value, item);
        break;
      case 'parallel':
        if (item.kind !== 'bool') return invalid('value for schema key "parallel" must be a bool');
        parallel = item.value;
        break;
      case 'required':
        if (item.kind !== 'list') return invalid('value for schema key "required" must be a YAML list');
        schema['required'] = cleanse(item);
        break;
      case 'params':
        if (item.kind !== 'map') return invalid('params failed to parse as a map');
        schema['properties'] = cleanse(item);
        break;
      default:
        refuseKey(key.value);
        schema[key.value] = cleanse(item);
    }
  }
  const problem = schemaProblem(schema);
  if (problem !== null) invalid(`invalid params schema for action schema ${name}: ${problem}`);
  return { name, description: String(schema['description']), parallel, executionGroup, schema: schema as JsonObject };
}

function text(key: string, value: YamlValue): string {
  return value.kind === 'string' ? value.value : invalid(`value for schema key ${goQuote(key)} must be a string`);
}

function refuseKey(key: string): void {
  if (key === '$ref' || key === '$schema')
    invalid(`schema key ${goQuote(key)} not compatible with this version of juju`);
}

/** The value as JSON, without references and with string keys only. */
function cleanse(value: YamlValue): JsonValue {
  switch (value.kind) {
    case 'null':
      return null;
    case 'list':
      return value.items.map(cleanse);
    case 'map': {
      const result: Record<string, JsonValue> = {};
      for (const [key, item] of value.entries) {
        if (key.kind !== 'string') return invalid('map keyed with non-string value');
        refuseKey(key.value);
        result[key.value] = cleanse(item);
      }
      return result;
    }
    default:
      return value.kind === 'int' ? Number(value.value) : value.value;
  }
}
