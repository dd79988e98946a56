/** Whether a JSON schema (draft 4) is one: action schemas are checked when a charm is read, not when an action is run. */
import type { JsonObject, JsonValue } from '../model/json.ts';
import { goQuote } from '../tools/go-text.ts';
import { isJsonObject } from './json-object.ts';

const jsonTypes = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'] as const;

const strings = ['title', 'description', 'pattern', 'format', 'id'];
const counts = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'];
const numbers = ['minimum', 'maximum', 'multipleOf'];
const booleans = ['exclusiveMinimum', 'exclusiveMaximum', 'uniqueItems'];
const schemaMaps = ['properties', 'patternProperties', 'definitions'];
const schemaLists = ['allOf', 'anyOf', 'oneOf'];

/** Null for a sound schema, else what is wrong with it. */
export function schemaProblem(schema: JsonObject): string | null {
  return typesProblem(schema) ?? scalarsProblem(schema) ?? listsProblem(schema) ?? nestedProblem(schema);
}

function typesProblem(schema: JsonObject): string | null {
  const type = schema['type'];
  if (type === undefined) return null;
  const words = Array.isArray(type) ? type : [type];
  for (const word of words) {
    if (typeof word !== 'string') return 'type must be of type string';
    if (!jsonTypes.some((known) => known === word)) return `${goQuote(word)} is not a valid type`;
  }
  return null;
}

function scalarsProblem(schema: JsonObject): string | null {
  const wrong = (keys: readonly string[], want: string, is: (value: JsonValue) => boolean): string | null => {
    const key = keys.find((each) => schema[each] !== undefined && !is(schema[each] ?? null));
    return key === undefined ? null : `${key} must be of type ${want}`;
  };
  const pattern = schema['pattern'];
  if (typeof pattern === 'string' && !isPattern(pattern))
    return `pattern ${goQuote(pattern)} is not a valid regular expression`;
  return (
    wrong(strings, 'string', (value) => typeof value === 'string') ??
    wrong(counts, 'integer', (value) => Number.isInteger(value) && Number(value) >= 0) ??
    wrong(numbers, 'number', (value) => typeof value === 'number') ??
    wrong(booleans, 'boolean', (value) => typeof value === 'boolean')
  );
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

function listsProblem(schema: JsonObject): string | null {
  const required = schema['required'];
  if (required !== undefined) {
    if (!Array.isArray(required)) return 'required must be of type array';
    if (required.some((name) => typeof name !== 'string')) return 'required items must be of type string';
    if (new Set(required).size !== required.length) return 'required items must be unique';
  }
  const values = schema['enum'];
  if (values !== undefined && !Array.isArray(values)) return 'enum must be of type array';
  return null;
}

function nestedProblem(schema: JsonObject): string | null {
  for (const key of schemaMaps) {
    const map = schema[key];
    if (map === undefined) continue;
    if (!isJsonObject(map)) return `${key} must be of type object`;
    for (const [name, each] of Object.entries(map)) {
      if (!isJsonObject(each)) return `${name} must be of type object`;
      const problem = schemaProblem(each);
      if (problem !== null) return problem;
    }
  }
  const lists = schemaLists.flatMap((key) => {
    const list = schema[key];
    return Array.isArray(list) ? list : [];
  });
  for (const each of [
    ...lists,
    schema['not'],
    schema['items'],
    schema['additionalProperties'],
    schema['additionalItems'],
  ].flat()) {
    if (isJsonObject(each)) {
      const problem = schemaProblem(each);
      if (problem !== null) return problem;
    }
  }
  return null;
}
