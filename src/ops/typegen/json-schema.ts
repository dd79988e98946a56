/** The TypeScript type of what a JSON schema (draft 4, as Juju's actions have it) lets through. */
import { isRecord } from '../juju/json-value.ts';
import type { Properties } from './description.ts';
import type { Member, TypeNode } from './type-tree.ts';
import { literal, object, union, word } from './type-tree.ts';

const UNKNOWN = word('unknown');

function constant(value: unknown): TypeNode {
  if (typeof value === 'string') return word(literal(value));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return word(String(value));
  return UNKNOWN;
}

function listAt(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) && value.length > 0 ? value : null;
}

function named(type: unknown, schema: Properties): TypeNode {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return word(type);
    case 'integer':
    case 'number':
      return word('number');
    case 'array': {
      const items = schema['items'];
      // A list of schemas describes a tuple; few write one, and a list of their union is true of it as well.
      const item = Array.isArray(items) ? union(items.map(schemaType)) : schemaType(items);
      return { kind: 'list', item };
    }
    case 'object':
      return objectType(schema);
    default:
      return UNKNOWN;
  }
}

function objectType(schema: Properties): TypeNode {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = listAt(schema['required']) ?? [];
  const members = propertyMembers(properties, required);
  const more = schema['additionalProperties'];
  if (members.length > 0) return object(members);
  if (more === false) return object([]);
  return object([], isRecord(more) ? schemaType(more) : UNKNOWN);
}

/** The type that one schema describes; `unknown` where a schema says nothing that TypeScript could say. */
export function schemaType(schema: unknown): TypeNode {
  if (!isRecord(schema)) return UNKNOWN;
  const choices = listAt(schema['enum']);
  if (choices !== null) return union(choices.map(constant));
  if (Object.hasOwn(schema, 'const')) return constant(schema['const']);
  const alternatives = listAt(schema['oneOf']) ?? listAt(schema['anyOf']);
  if (alternatives !== null) return union(alternatives.map(schemaType));
  const together = listAt(schema['allOf']);
  if (together !== null) return { kind: 'all', members: together.map(schemaType) };
  const type = schema['type'];
  if (Array.isArray(type)) return union(type.map((one) => named(one, schema)));
  if (type === undefined && isRecord(schema['properties'])) return objectType(schema);
  return named(type, schema);
}

/**
 * Members of an object. A property with a default is always there: Juju fills defaults in before the charm sees them.
 */
export function propertyMembers(properties: Properties, required: readonly unknown[]): readonly Member[] {
  return Object.entries(properties).map(([name, schema]): Member => {
    const details = isRecord(schema) ? schema : {};
    const doc = details['description'];
    return {
      name,
      optional: !required.includes(name) && details['default'] === undefined,
      type: schemaType(schema),
      ...(typeof doc === 'string' && doc.trim() !== '' ? { doc } : {}),
    };
  });
}
