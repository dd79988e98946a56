/**
 * Validates a value against a draft 4 schema and words what is wrong as Juju's gojsonschema does:
 * `(root).outfile : must be of type string, given 5`.
 */
import type { JsonObject, JsonValue } from '../model/json.ts';
import { goJson } from '../tools/go-json.ts';
import { goFloat } from '../tools/go-number.ts';
import { goQuote } from '../tools/go-text.ts';
import { isJsonObject } from './json-object.ts';

/** Everything that is wrong with the value, in the schema's order; empty when it is valid. */
export function validate(schema: JsonObject, value: JsonValue, context = '(root)'): readonly string[] {
  const wrong = (what: string, given: JsonValue = value): string => `${context} : ${what}, given ${goJson(given)}`;
  const types = typeWords(schema);
  if (types.length > 0 && !types.some((type) => isOfType(type, value)))
    return [wrong(`must be of type ${types.length > 1 ? `[${types.join(',')}]` : types[0]}`)];
  const problems = [...combinationProblems(schema, value, context), ...enumProblems(schema, value)];
  if (Array.isArray(value)) problems.push(...arrayProblems(schema, value));
  else if (isJsonObject(value)) problems.push(...objectProblems(schema, value));
  else if (typeof value === 'string') problems.push(...stringProblems(schema, value));
  else if (typeof value === 'number') problems.push(...numberProblems(schema, value));
  return [...problems.map((what) => wrong(what)), ...nestedProblems(schema, value, context)];
}

function typeWords(schema: JsonObject): readonly string[] {
  const type = schema['type'];
  return typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : [];
}

function isOfType(type: string, value: JsonValue): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function count(schema: JsonObject, key: string): number | null {
  const value = schema[key];
  return typeof value === 'number' ? value : null;
}

function schemas(schema: JsonObject, key: string): readonly JsonObject[] | null {
  const list = schema[key];
  return Array.isArray(list) ? list.filter(isJsonObject) : null;
}

function combinationProblems(schema: JsonObject, value: JsonValue, context: string): string[] {
  const fits = (each: JsonObject): boolean => validate(each, value, context).length === 0;
  const problems: string[] = [];
  if (schemas(schema, 'anyOf')?.some(fits) === false) problems.push('must validate at least one schema (anyOf)');
  const one = schemas(schema, 'oneOf');
  if (one !== null && one.filter(fits).length !== 1) problems.push('must validate one and only one schema (oneOf)');
  if (schemas(schema, 'allOf')?.every(fits) === false) problems.push('must validate all the schemas (allOf)');
  const not = schema['not'];
  if (isJsonObject(not) && fits(not)) problems.push('must not validate the schema (not)');
  const dependencies = schema['dependencies'];
  if (isJsonObject(value) && isJsonObject(dependencies)) {
    for (const [name, needed] of Object.entries(dependencies)) {
      if (!Object.hasOwn(value, name)) continue;
      if (Array.isArray(needed)) {
        for (const other of needed) {
          if (!Object.hasOwn(value, String(other))) problems.push(`has a dependency on ${String(other)}`);
        }
      } else if (isJsonObject(needed) && !fits(needed)) problems.push(`has a dependency on ${name}`);
    }
  }
  return problems;
}

function enumProblems(schema: JsonObject, value: JsonValue): readonly string[] {
  const allowed = schema['enum'];
  if (!Array.isArray(allowed)) return [];
  const texts = allowed.map((item) => goJson(item));
  return texts.includes(goJson(value)) ? [] : [`must match one of the enum values [${texts.join(',')}]`];
}

function arrayProblems(schema: JsonObject, items: readonly JsonValue[]): readonly string[] {
  const problems: string[] = [];
  const tuple = schema['items'];
  if (Array.isArray(tuple) && schema['additionalItems'] === false && items.length > tuple.length)
    problems.push('no additional item allowed on array');
  const least = count(schema, 'minItems');
  if (least !== null && items.length < least) problems.push(`array must have at least ${least} items`);
  const most = count(schema, 'maxItems');
  if (most !== null && items.length > most) problems.push(`array must have at the most ${most} items`);
  if (schema['uniqueItems'] === true && new Set(items.map((item) => goJson(item))).size !== items.length)
    problems.push('array items must be unique');
  return problems;
}

/** The schema of a property that `properties` does not name: undefined when there is none, false when it is refused. */
function unnamedSchema(schema: JsonObject, name: string): JsonObject | false | undefined {
  const patterns = schema['patternProperties'];
  if (isJsonObject(patterns)) {
    for (const [pattern, each] of Object.entries(patterns)) {
      if (new RegExp(pattern).test(name)) return isJsonObject(each) ? each : undefined;
    }
  }
  const additional = schema['additionalProperties'];
  if (isJsonObject(additional)) return additional;
  return additional === false ? false : undefined;
}

function namedSchema(schema: JsonObject, name: string): JsonObject | undefined {
  const properties = schema['properties'];
  const named = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(named) ? named : undefined;
}

function objectProblems(schema: JsonObject, value: JsonObject): readonly string[] {
  const problems: string[] = [];
  const size = Object.keys(value).length;
  const least = count(schema, 'minProperties');
  if (least !== null && size < least) problems.push(`must have at least ${least} properties`);
  const most = count(schema, 'maxProperties');
  if (most !== null && size > most) problems.push(`must have at the most ${most} properties`);
  const required = schema['required'];
  for (const name of Array.isArray(required) ? required.map(String) : []) {
    if (!Object.hasOwn(value, name)) problems.push(`${goQuote(name)} property is missing and required`);
  }
  for (const name of Object.keys(value).sort()) {
    if (namedSchema(schema, name) === undefined && unnamedSchema(schema, name) === false)
      problems.push(`additional property ${goQuote(name)} is not allowed`);
  }
  return problems;
}

function stringProblems(schema: JsonObject, value: string): readonly string[] {
  const problems: string[] = [];
  const length = [...value].length;
  const least = count(schema, 'minLength');
  if (least !== null && length < least) problems.push(`string length must be greater or equal to ${least}`);
  const most = count(schema, 'maxLength');
  if (most !== null && length > most) problems.push(`string length must be lower or equal to ${most}`);
  const pattern = schema['pattern'];
  if (typeof pattern === 'string' && !new RegExp(pattern).test(value))
    problems.push(`does not match pattern '${pattern}'`);
  return problems;
}

function numberProblems(schema: JsonObject, value: number): readonly string[] {
  const problems: string[] = [];
  const factor = count(schema, 'multipleOf');
  if (factor !== null && factor !== 0 && !Number.isInteger(value / factor))
    problems.push(`must be a multiple of ${goFloat(factor)}`);
  const most = count(schema, 'maximum');
  if (most !== null && schema['exclusiveMaximum'] === true) {
    if (value >= most) problems.push(`must be lower than ${goFloat(most)}`);
  } else if (most !== null && value > most) problems.push(`must be lower than or equal to ${goFloat(most)}`);
  const least = count(schema, 'minimum');
  if (least !== null && schema['exclusiveMinimum'] === true) {
    if (value <= least) problems.push(`must be greater than ${goFloat(least)}`);
  } else if (least !== null && value < least) problems.push(`must be greater than or equal to ${goFloat(least)}`);
  return problems;
}

function nestedProblems(schema: JsonObject, value: JsonValue, context: string): readonly string[] {
  if (Array.isArray(value)) {
    const items = schema['items'];
    return value.flatMap((item, index) => {
      const each = Array.isArray(items) ? (items[index] ?? schema['additionalItems']) : items;
      return isJsonObject(each) ? validate(each, item, `${context}.${index}`) : [];
    });
  }
  if (!isJsonObject(value)) return [];
  return Object.keys(value)
    .sort()
    .flatMap((name) => {
      const each = namedSchema(schema, name) ?? unnamedSchema(schema, name);
      return isJsonObject(each) ? validate(each, value[name] ?? null, `${context}.${name}`) : [];
    });
}
