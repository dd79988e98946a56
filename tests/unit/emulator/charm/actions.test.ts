/** actions.yaml, and parameters checked against it. */
import { describe, expect, it } from 'vitest';
import { prepareParameters } from '../../../../src/emulator/charm/action-parameters.ts';
import { readActions } from '../../../../src/emulator/charm/actions.ts';
import { validate } from '../../../../src/emulator/charm/schema-validate.ts';
import type { JsonObject, JsonValue } from '../../../../src/emulator/model/json.ts';

const lenient = { additionalProperties: true };

function action(text: string) {
  const [first] = Object.values(readActions(text));
  if (first === undefined) throw new Error('there is no action');
  return first;
}

const snapshot = action(`
snapshot:
  description: Take a snapshot.
  params:
    outfile: {type: string}
    quality: {type: integer, minimum: 0, maximum: 9, default: 5}
    kind: {type: object, properties: {level: {type: integer, default: 1}}}
  required: [outfile]
`);

describe('actions.yaml', () => {
  it('becomes an object schema', () => {
    expect(action('snapshot:\n  params: {outfile: {type: string}}\n  additionalProperties: false').schema).toEqual({
      description: 'No description',
      type: 'object',
      title: 'snapshot',
      properties: { outfile: { type: 'string' } },
      additionalProperties: false,
    });
  });

  it('may leave an action empty', () => {
    expect(readActions('pause:\nresume: {}')).toMatchObject({
      pause: { description: 'No description', parallel: false, executionGroup: '' },
      resume: { name: 'resume' },
    });
  });

  it('keeps what says how actions share a machine', () => {
    expect(action('a: {parallel: true, execution-group: g}')).toMatchObject({ parallel: true, executionGroup: 'g' });
  });

  it.each([
    ['Snapshot: {}', 'bad action name Snapshot'],
    ['juju: {}', 'cannot use action name juju: "juju" is a reserved name'],
    ['juju-run: {}', 'cannot use action name juju-run: the "juju-" prefix is reserved'],
    ['a: {description: [x]}', 'value for schema key "description" must be a string'],
    ['a: {parallel: "true"}', 'value for schema key "parallel" must be a bool'],
    ['a: {required: x}', 'value for schema key "required" must be a YAML list'],
    ['a: {params: }', 'params failed to parse as a map'],
    ['a: {params: 5}', 'params failed to parse as a map'],
    ['a: {params: {b: {$ref: x}}}', 'schema key "$ref" not compatible with this version of juju'],
    ['a: {$schema: x}', 'schema key "$schema" not compatible with this version of juju'],
    ['a: {params: {b: {5: x}}}', 'map keyed with non-string value'],
    ['a: {params: {b: {type: text}}}', 'invalid params schema for action schema a: "text" is not a valid type'],
  ])('is refused when it reads %j', (text, message) => {
    expect(() => readActions(text)).toThrow(expect.objectContaining({ message }));
  });
});

describe('parameters', () => {
  it('get the defaults they lack, nested ones too', () => {
    expect(prepareParameters(snapshot, { outfile: 'x' }, lenient)).toEqual({
      outfile: 'x',
      quality: 5,
      kind: { level: 1 },
    });
    expect(prepareParameters(snapshot, { outfile: 'x', kind: { level: 3 }, quality: 0 }, lenient)).toEqual({
      outfile: 'x',
      quality: 0,
      kind: { level: 3 },
    });
  });

  it.each([
    [{ outfile: 5 }, '(root).outfile : must be of type string, given 5'],
    [{ quality: 5 }, '(root) : "outfile" property is missing and required, given {"quality":5}'],
    [{ outfile: 'x', quality: 10 }, '(root).quality : must be lower than or equal to 9, given 10'],
    [
      { outfile: 5, quality: 'x' },
      '(root).outfile : must be of type string, given 5; (root).quality : must be of type integer, given "x"',
    ],
  ])('are refused when they are %j', (parameters, problem) => {
    expect(() => prepareParameters(snapshot, parameters, lenient)).toThrow(
      expect.objectContaining({ message: `validation failed: ${problem}` }),
    );
  });

  it('that no one named are refused by Juju 4 unless the action allows them', () => {
    const strict = { additionalProperties: false };
    expect(prepareParameters(snapshot, { outfile: 'x', bar: 1 }, lenient)).toHaveProperty('bar', 1);
    expect(() => prepareParameters(snapshot, { outfile: 'x', bar: 1 }, strict)).toThrow(
      'additional property "bar" is not allowed',
    );
    expect(prepareParameters(action('a: {additionalProperties: true}'), { bar: 1 }, strict)).toEqual({ bar: 1 });
  });
});

describe('a schema keyword', () => {
  const cases: readonly (readonly [JsonObject, JsonValue, string])[] = [
    [{ type: ['string', 'integer'] }, true, 'must be of type [string,integer]'],
    [{ enum: ['a', 1] }, 'b', 'must match one of the enum values ["a",1]'],
    [{ pattern: '^a+$' }, 'b', "does not match pattern '^a+$'"],
    [{ minLength: 2 }, 'b', 'string length must be greater or equal to 2'],
    [{ maxLength: 2 }, 'bcd', 'string length must be lower or equal to 2'],
    [{ minimum: 2 }, 1, 'must be greater than or equal to 2'],
    [{ minimum: 2, exclusiveMinimum: true }, 2, 'must be greater than 2'],
    [{ maximum: 2, exclusiveMaximum: true }, 2, 'must be lower than 2'],
    [{ multipleOf: 5 }, 7, 'must be a multiple of 5'],
    [{ minItems: 1 }, [], 'array must have at least 1 items'],
    [{ maxItems: 1 }, [1, 2], 'array must have at the most 1 items'],
    [{ uniqueItems: true }, [1, 1], 'array items must be unique'],
    [{ items: [{}], additionalItems: false }, [1, 2], 'no additional item allowed on array'],
    [{ minProperties: 1 }, {}, 'must have at least 1 properties'],
    [{ maxProperties: 0 }, { a: 1 }, 'must have at the most 0 properties'],
    [{ dependencies: { a: ['b'] } }, { a: 1 }, 'has a dependency on b'],
    [{ anyOf: [{ type: 'string' }] }, 1, 'must validate at least one schema (anyOf)'],
    [{ oneOf: [{ type: 'integer' }, { minimum: 0 }] }, 1, 'must validate one and only one schema (oneOf)'],
    [{ allOf: [{ type: 'string' }] }, 1, 'must validate all the schemas (allOf)'],
    [{ not: { type: 'integer' } }, 1, 'must not validate the schema (not)'],
  ];

  it.each(cases)('%j refuses %j', (schema, value, problem) => {
    expect(validate(schema, value)).toEqual([`(root) : ${problem}, given ${JSON.stringify(value)}`]);
  });

  it('reaches into lists and pattern properties', () => {
    expect(validate({ items: { type: 'string' } }, ['a', 5])).toEqual(['(root).1 : must be of type string, given 5']);
    const patterned: JsonObject = { patternProperties: { '^x': { type: 'string' } }, additionalProperties: false };
    expect(validate(patterned, { xa: 5 })).toEqual(['(root).xa : must be of type string, given 5']);
    expect(validate(patterned, { xa: '5' })).toEqual([]);
  });
});
