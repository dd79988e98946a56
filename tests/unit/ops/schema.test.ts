/** Schemas: every problem at once, readiness, and writing that cannot produce what reading would refuse. */
import { describe, expect, it } from 'vitest';
import { address, boolean, integer, listOf, oneOf, optional, port, secret, text } from '../../../src/ops/fields.ts';
import { bagSchema, configSchema, decoded, paramsSchema, refine, refused } from '../../../src/ops/schema.ts';

const database = bagSchema({
  db_host: address(),
  password: secret(),
  port: optional(port(), 3306),
  ca: optional(text()),
});

describe('a databag schema', () => {
  it('reads a typed value, with fallbacks for optional keys, and ignores keys it does not know', () => {
    expect(database.readiness({ db_host: '10.0.0.3', password: 'x', 'egress-subnets': '10.0.0.3/32' })).toEqual({
      kind: 'ready',
      data: { db_host: '10.0.0.3', password: 'x', port: 3306, ca: undefined },
    });
  });

  it.each([
    ['an empty bag', {}, { kind: 'incomplete', missing: ['db_host', 'password'] }],
    ['an empty value', { db_host: '', password: 'x' }, { kind: 'incomplete', missing: ['db_host'] }],
    [
      'several problems at once, before what is missing',
      { db_host: 'a b', port: '99999' },
      {
        kind: 'invalid',
        problems: [
          'db_host: expected an IP address or a host name, got "a b"',
          'port: expected a port number from 1 to 65535, got "99999"',
        ],
      },
    ],
  ])('says what is wrong with %s', (_, bag, expected) => {
    expect(database.readiness(bag)).toEqual(expected);
  });

  it('is not fooled by keys that every object has', () => {
    expect(bagSchema({ constructor: text() }).readiness({})).toEqual({ kind: 'incomplete', missing: ['constructor'] });
  });

  it('writes every key, an absent one as the empty text that deletes it', () => {
    expect(database.encode({ db_host: 'db', password: 'x', port: 3307, ca: undefined })).toEqual({
      db_host: 'db',
      password: 'x',
      port: '3307',
      ca: '',
    });
  });

  it('refuses to write what it would refuse to read, naming every problem and no secret', () => {
    const write = () => database.encode({ db_host: '', password: 'hunter2\n', port: 0, ca: undefined });
    expect(write).toThrowError(
      'cannot write to the relation: db_host: required; password: expected one line of text without control ' +
        'characters, got U+000A at position 8; port: expected a port number from 1 to 65535, got "0"',
    );
  });

  it('names its secret keys', () => {
    expect(database.secretKeys).toEqual(['password']);
  });
});

describe('a configuration schema', () => {
  const options = configSchema({
    debug: boolean(),
    workers: optional(integer({ min: 1 }), 2),
    level: oneOf('INFO', 'DEBUG'),
    hosts: optional(listOf(address())),
  });

  it('reads typed values and texts alike', () => {
    expect(options.parse({ debug: true, workers: 4, level: 'INFO', hosts: 'a,b', other: 1 })).toEqual({
      debug: true,
      workers: 4,
      level: 'INFO',
      hosts: ['a', 'b'],
    });
  });

  it('lists every problem at once', () => {
    expect(() => options.parse({ debug: 'perhaps', workers: 0 })).toThrowError(
      'cannot use the configuration: debug: expected true or false, got "perhaps"; ' +
        'workers: expected a whole number of at least 1, got "0"; level: required',
    );
  });
});

describe('an action parameter schema', () => {
  const params = paramsSchema({ routers: listOf(text()), force: optional(boolean(), false) });

  it('reads real lists', () => {
    expect(params.parse({ routers: ['a', 'b'] })).toEqual({ routers: ['a', 'b'], force: false });
  });

  it.each([
    ['an unknown parameter', { routers: [], forse: true }, ['forse: unknown parameter']],
    ['an object for a single value', { routers: ['a'], force: {} }, ['force: expected a single value, got an object']],
    [
      'a bad item',
      { routers: ['a\n'] },
      ['routers: item 1: expected one line of text without control characters, got U+000A at position 2'],
    ],
  ])('refuses %s', (_, given, problems) => {
    expect(params.readiness(given)).toEqual({ kind: 'invalid', problems });
  });
});

it('refines a kind into another', () => {
  const even = refine(
    integer(),
    (value) => (value % 2 === 0 ? decoded(value / 2) : refused(`expected an even number, got ${value}`)),
    (half) => half * 2,
  );
  expect([even.decode('8'), even.decode('7'), even.encode(4)]).toEqual([
    { ok: true, value: 4 },
    { ok: false, problem: 'expected an even number, got 7' },
    '8',
  ]);
});
