/** What TypeScript says of an action's JSON schema. */
import { describe, expect, it } from 'vitest';
import { propertyMembers, schemaType } from '../../../src/ops/typegen/json-schema.ts';
import { inline, object } from '../../../src/ops/typegen/type-tree.ts';

describe('a JSON schema becomes a type', () => {
  it.each<[string, unknown, string]>([
    ['string', { type: 'string' }, 'string'],
    ['integer', { type: 'integer', minimum: 1 }, 'number'],
    ['number', { type: 'number' }, 'number'],
    ['boolean', { type: 'boolean' }, 'boolean'],
    ['null', { type: 'null' }, 'null'],
    ['several types', { type: ['string', 'integer', 'number'] }, 'string | number'],
    ['a choice', { type: 'string', enum: ['soft', 'hard'] }, "'soft' | 'hard'"],
    ['a choice of mixed values', { enum: ['all', 1, true, null] }, "'all' | 1 | true | null"],
    [
      'a choice that needs quotes',
      { enum: ["it's", 'say "x"', 'back\\slash'] },
      `"it's" | 'say "x"' | 'back\\\\slash'`,
    ],
    ['a constant', { const: 'v1' }, "'v1'"],
    ['a list', { type: 'array', items: { type: 'string' } }, 'readonly string[]'],
    ['a list of a choice', { type: 'array', items: { enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
    ['a list of anything', { type: 'array' }, 'readonly unknown[]'],
    ['a tuple', { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] }, 'readonly (string | number)[]'],
    [
      'an object',
      { type: 'object', required: ['a'], properties: { a: { type: 'string' }, 'b-c': { type: 'integer' } } },
      "{ a: string; 'b-c'?: number }",
    ],
    ['an object without a type', { properties: { a: { type: 'string', default: '' } } }, '{ a: string }'],
    ['an open object', { type: 'object' }, '{ [key: string]: unknown }'],
    ['an object of numbers', { type: 'object', additionalProperties: { type: 'number' } }, '{ [key: string]: number }'],
    ['a closed empty object', { type: 'object', additionalProperties: false }, 'Record<never, never>'],
    [
      'alternatives',
      { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
      'string | readonly string[]',
    ],
    [
      'parts together',
      { allOf: [{ properties: { a: { type: 'string' } } }, { oneOf: [{ type: 'string' }, { type: 'null' }] }] },
      '{ a?: string } & (string | null)',
    ],
    ['a schema that says nothing', {}, 'unknown'],
    ['no schema at all', null, 'unknown'],
  ])('%s', (_, schema, expected) => {
    expect(inline(schemaType(schema))).toBe(expected);
  });

  it('makes a parameter optional unless it is required or has a default, which Juju fills in', () => {
    const members = propertyMembers(
      { id: { type: 'string' }, force: { type: 'boolean', default: false }, note: { type: 'string' } },
      ['id'],
    );
    expect(inline(object(members))).toBe('{ id: string; force: boolean; note?: string }');
  });
});
