/** Field kinds: what each reads, what each refuses and in which words, and that what is written reads back. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../src/ops/fields.ts';
import {
  address,
  base64,
  boolean,
  cidr,
  float,
  integer,
  ipAddress,
  json,
  listOf,
  oneOf,
  optional,
  pem,
  port,
  secret,
  text,
  url,
  uuid,
} from '../../../src/ops/fields.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n';
const KEY = '-----BEGIN RSA PRIVATE KEY-----\nTUlJQg==\n-----END RSA PRIVATE KEY-----\n';
const packed = (content: string): string => Buffer.from(content).toString('base64');
const member = json(v.object({ name: v.string(), weight: v.number() }));
const ID = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';

const kinds: readonly (readonly [string, Field<unknown>])[] = [
  ['text', text()],
  ['secret', secret()],
  ['address', address()],
  ['ipAddress', ipAddress()],
  ['port', port()],
  ['integer', integer()],
  ['float', float()],
  ['boolean', boolean()],
  ['url', url()],
  ['uuid', uuid()],
  ['cidr', cidr()],
  ['oneOf', oneOf('a', 'b')],
  ['listOf', listOf(text())],
];

describe('a field reads', () => {
  it.each<[string, Field<unknown>, string, unknown]>([
    ['text', text(), 'RegionOne', 'RegionOne'],
    ['text in any script', text(), 'Zürich – 東京', 'Zürich – 東京'],
    ['a secret', secret(), 'p@ss;word=#1 $x', 'p@ss;word=#1 $x'],
    ['an IPv4 address', ipAddress(), '192.0.2.1', '192.0.2.1'],
    ['an IPv6 address', ipAddress(), '2001:db8::1', '2001:db8::1'],
    ['a bracketed IPv6 address', ipAddress(), '[2001:db8::1]', '2001:db8::1'],
    ['a host name', address(), 'db-0.example.com', 'db-0.example.com'],
    ['an address that is an IP', address(), '10.0.0.7', '10.0.0.7'],
    ['a port', port(), '5672', 5672],
    ['an integer', integer({ min: -1 }), '-1', -1],
    ['a float', float(), '0.25', 0.25],
    ["Python's True", boolean(), 'True', true],
    ['yes', boolean(), 'yes', true],
    ['on', boolean(), 'ON', true],
    ['1', boolean(), '1', true],
    ["Python's False", boolean(), 'False', false],
    ["Python's None", boolean(), 'None', false],
    ['a URL', url(), 'https://keystone.example:5000/v3', 'https://keystone.example:5000/v3'],
    ['a URL with an IPv6 host', url(), 'http://[2001:db8::1]:35357/v3', 'http://[2001:db8::1]:35357/v3'],
    ['a URL of another scheme', url({ schemes: ['rabbit'] }), 'rabbit://u:p@h:1//v', 'rabbit://u:p@h:1//v'],
    ['a UUID', uuid(), ID, ID],
    ["Keystone's identifier", uuid(), ID.replaceAll('-', ''), ID.replaceAll('-', '')],
    ['an IPv4 network', cidr(), '192.0.2.0/24', '192.0.2.0/24'],
    ['an IPv6 network', cidr(), 'fdca:3ba5:a17a:acda::/64', 'fdca:3ba5:a17a:acda::/64'],
    ['one of some words', oneOf('internal', 'public'), 'public', 'public'],
    ['a list', listOf(address()), 'a, b,,10.0.0.1 ', ['a', 'b', '10.0.0.1']],
    ['a list by blanks', listOf(port(), ' '), '80  443', [80, 443]],
    ['base64', base64(), packed('hello'), 'hello'],
    ['a certificate in base64', base64({ pem: 'CERTIFICATE' }), packed(CERTIFICATE), CERTIFICATE],
    ['a chain of certificates', pem({ label: 'CERTIFICATE' }), CERTIFICATE + CERTIFICATE, CERTIFICATE + CERTIFICATE],
    ['a private key of a named kind', pem({ label: 'PRIVATE KEY' }), KEY, KEY],
    ['JSON', member, '{"name": "a", "weight": 2}', { name: 'a', weight: 2 }],
  ])('%s', (_, field, given, value) => {
    expect(field.decode(given)).toEqual({ ok: true, value });
  });
});

describe('a field refuses', () => {
  it.each<[string, Field<unknown>, string, string]>([
    ['text off its pattern', text({ pattern: /[a-z]+/, expected: 'a name' }), 'A1', 'expected a name, got "A1"'],
    ['a pattern that only begins well', text({ pattern: /a|ab/ }), 'abc', 'expected text that matches a|ab, got "abc"'],
    ['text that is too long', text({ maxLength: 3 }), 'abcd', 'expected text of at most 3 characters, got "abcd"'],
    ['a host name as an IP', ipAddress(), 'db.example', 'expected an IP address, got "db.example"'],
    ['a zone', ipAddress(), 'fe80::1%eth0', 'expected an IP address, got "fe80::1%eth0"'],
    ['half an IP', address(), '10.0.0', 'expected an IP address or a host name, got "10.0.0"'],
    ['an address with a path', address(), 'host/x', 'expected an IP address or a host name, got "host/x"'],
    ['port 0', port(), '0', 'expected a port number from 1 to 65535, got "0"'],
    ['port 65536', port(), '65536', 'expected a port number from 1 to 65535, got "65536"'],
    ['a fraction', integer(), '1.5', 'expected a whole number, got "1.5"'],
    ['hexadecimal', integer(), '0x10', 'expected a whole number, got "0x10"'],
    ['out of range', integer({ min: 1, max: 5 }), '6', 'expected a whole number from 1 to 5, got "6"'],
    ['beyond what a number holds', integer(), '9007199254740993', 'expected a whole number, got "9007199254740993"'],
    ['a word for truth', boolean(), 'maybe', 'expected true or false, got "maybe"'],
    ['a URL without a scheme', url(), 'keystone:5000', 'expected a URL (http or https), got "keystone:5000"'],
    ['a file URL', url(), 'file:///etc/passwd', 'expected a URL (http or https), got "file:///etc/passwd"'],
    ['a UUID cut short', uuid(), ID.slice(1), `expected a UUID, got "${ID.slice(1)}"`],
    [
      'a network without a length',
      cidr(),
      '10.0.0.0',
      'expected a network in CIDR form, such as 192.0.2.0/24, got "10.0.0.0"',
    ],
    [
      'a length beyond the family',
      cidr(),
      '10.0.0.0/33',
      'expected a network in CIDR form, such as 192.0.2.0/24, got "10.0.0.0/33"',
    ],
    ['another word', oneOf('a', 'b'), 'A', 'expected one of "a", "b", got "A"'],
    [
      'items of a list',
      listOf(port()),
      '80,x,99999',
      'item 2: expected a port number from 1 to 65535, got "x"; item 3: expected a port number from 1 to 65535, got "99999"',
    ],
    ['what is no base64', base64(), 'a*b', 'expected base64, got text that is not'],
    ['base64 of binary data', base64(), '/////w==', 'expected base64 of UTF-8 text'],
    [
      'base64 of two lines',
      base64(),
      packed('a\nb'),
      'decoded from base64: expected one line of text without control characters, got U+000A at position 2',
    ],
    [
      'a key where a certificate is due',
      pem({ label: 'CERTIFICATE' }),
      KEY,
      'expected PEM of CERTIFICATE, got RSA PRIVATE KEY',
    ],
    ['text after PEM', pem(), `${CERTIFICATE}rm -rf /`, 'expected PEM, got text that is not PEM'],
    ['what is no JSON', member, '{name}', 'expected JSON, got "{name}"'],
    [
      'a line break inside JSON',
      member,
      '{"name": "a\\nb", "weight": 1}',
      'expected one line of text without control characters, got U+000A at position 2',
    ],
  ])('%s', (_, field, given, problem) => {
    expect(field.decode(given)).toEqual({ ok: false, problem });
  });

  it('JSON of another shape, naming the path', () => {
    expect(member.decode('{"name": "a"}')).toMatchObject({ ok: false, problem: expect.stringMatching(/^weight: /) });
  });

  it.each(kinds)('%s with a control character, whichever and wherever', (_, field) => {
    const control = fc.constantFrom('\n', '\r', '\0', '\t', '\u001b', '\u007f', '\u0085', '\u2028', '\u202e');
    fc.assert(
      fc.property(control, fc.constantFrom('1', 'a', 'true', '10.0.0.1'), (character, word) => {
        // A list forgives blanks around its items, as the kind says; anywhere else a control character is refused.
        const result = field.decode(`${word}${character}${word}`);
        expect(result.ok).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a secret', () => {
  it.each<[string, Field<unknown>, string]>([
    ['that holds a line break', secret(), 'hunter2\n'],
    ['off its pattern', secret({ pattern: /[0-9]+/ }), 'hunter2'],
    ['that is too long', secret({ maxLength: 3 }), 'hunter2'],
    ['in a list', listOf(secret({ maxLength: 3 })), 'hunter2,x'],
    ['in JSON', json(v.number(), { secret: true }), '"hunter2"'],
    ['in broken JSON', json(v.number(), { secret: true }), 'hunter2'],
    ['in PEM', pem(), 'hunter2'],
    ['in base64', base64({ pem: true }), packed('hunter2')],
  ])('%s is refused without repeating it', (_, field, given) => {
    const result = field.decode(given);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('in a URL is hidden in the problem', () => {
    expect(url().decode('amqp://user:hunter2@host/')).toEqual({
      ok: false,
      problem: 'expected a URL (http or https), got "amqp://***@host/"',
    });
  });

  it.each([
    [secret(), true],
    [listOf(secret()), true],
    [optional(secret()).field, true],
    [pem({ label: 'PRIVATE KEY' }), true],
    [text(), undefined],
  ])('is marked as one, also inside another kind (%#)', (field, marked) => {
    expect(field.secret).toBe(marked);
  });
});

describe('a field writes', () => {
  it.each<[string, string, string]>([
    ['true', boolean().encode(true), 'true'],
    ["Python's True", boolean({ write: 'python' }).encode(true), 'True'],
    ["Python's False", boolean({ write: 'python' }).encode(false), 'False'],
    ['a list', listOf(port()).encode([80, 443]), '80,443'],
    ['base64', base64().encode('hello'), packed('hello')],
    ['JSON', member.encode({ name: 'a', weight: 1 }), '{"name":"a","weight":1}'],
    ['nothing for an absent value', optional(port()).field.encode(undefined), ''],
  ])('%s', (_, written, expected) => {
    expect(written).toBe(expected);
  });

  it('what it then reads back, for any integer, port and truth', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 65535 }), fc.boolean(), (whole, number, truth) => {
        expect(integer().decode(integer().encode(whole))).toEqual({ ok: true, value: whole });
        expect(port().decode(port().encode(number))).toEqual({ ok: true, value: number });
        expect(boolean({ write: 'python' }).decode(boolean({ write: 'python' }).encode(truth)).ok).toBe(true);
      }),
    );
  });

  it('what it then reads back, for any network', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.ipV6(), (four, length, six) => {
        expect(cidr().decode(`${four}/${length}`).ok).toBe(true);
        expect(ipAddress().decode(`[${six}]`)).toEqual({ ok: true, value: six });
      }),
    );
  });
});

it('types a choice as its words and a JSON document as its schema says', () => {
  const side: Field<'internal' | 'public'> = oneOf('internal', 'public');
  const typed: Field<{ name: string; weight: number }> = member;
  expect([side.decode('public').ok, typed.decode('[]').ok]).toEqual([true, false]);
});
