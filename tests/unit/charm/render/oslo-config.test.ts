/** The writer against our reader: whatever is written comes back, and what could not come back is refused. */
import fc from 'fast-check';
import { parse } from 'ini';
import { describe, expect, it } from 'vitest';
import { OsloConfigError, type OsloOption, writeOsloConfig } from '../../../../src/charm/render/oslo-config.ts';
import { OsloParseError, osloValue, readOsloConfig } from '../../../../src/charm/render/oslo-reader.ts';
import { textProblem } from '../../../../src/charm/render/oslo-text.ts';

function roundTrip(value: OsloOption['value']): string | undefined {
  const text = writeOsloConfig([{ name: 'database', options: [{ name: 'connection', value }] }]);
  return osloValue(readOsloConfig(text), 'database', 'connection');
}

/** Text made of the characters that have a meaning to some reader. */
const hostileText = fc.string({
  unit: fc.constantFrom(...'$\\"\'#;=:[]%{}, \tab_\n\u00a0\u2028\u3000é'),
  maxLength: 12,
});
const anyText = fc.oneof(hostileText, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));

describe('writeOsloConfig', () => {
  it('writes whatever it does not refuse so that the reader gets it back', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        if (textProblem(value) === null) expect(roundTrip(value)).toBe(value);
        else expect(() => roundTrip(value)).toThrow(OsloConfigError);
      }),
      { numRuns: 3000 },
    );
  });

  it('never lets a value add an option or a section', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 4 }), (values) => {
        const writable = values.filter((value) => textProblem(value) === null);
        const options = writable.map((value, index) => ({ name: `o${index}`, value }));
        const file = readOsloConfig(writeOsloConfig([{ name: 'DEFAULT', options }]));
        expect([...file.keys()]).toEqual(options.length === 0 ? [] : ['DEFAULT']);
        expect([...(file.get('DEFAULT')?.keys() ?? [])]).toEqual(options.map((option) => option.name));
      }),
    );
  });

  it.each([
    ['a password with a dollar', 'pa$word', 'connection = pa$$word'],
    ['a dollar behind a backslash', 'a\\$b', 'connection = a\\\\$b'],
    ['a value in quotes', '"q"', 'connection = ""q""'],
    ['a value with blanks around it', ' x ', 'connection = " x "'],
    ['a hash and a semicolon', 'a # b ; c', 'connection = a # b ; c'],
    ['an empty value', '', 'connection ='],
    ['two lines', 'one\ntwo', 'connection = one\n    two'],
  ])('writes %s as oslo.config expects it', (_, value, line) => {
    expect(writeOsloConfig([{ name: 'database', options: [{ name: 'connection', value }] }])).toBe(
      `[database]\n${line}\n`,
    );
  });

  it.each([
    ['booleans', true, 'True'],
    ['numbers', 16, '16'],
    ['lists', ['router', 'loadbalancer'], 'router,loadbalancer'],
  ])('writes %s', (_, value, text) => {
    expect(roundTrip(value)).toBe(text);
  });

  it('leaves references alone where they are meant', () => {
    const options = [
      { name: 'state_path', value: '/var/lib/astara' },
      { name: 'lock_path', value: '$state_path/lock', references: true },
    ];
    const file = readOsloConfig(writeOsloConfig([{ name: 'DEFAULT', options }]));
    expect(osloValue(file, 'DEFAULT', 'lock_path')).toBe('/var/lib/astara/lock');
  });

  it.each([
    ['a carriage return', 'a\rb'],
    ['a NUL', 'a\u0000b'],
    ['an escape sequence', 'a\u001b[0m'],
    ['an empty line', 'a\n\nb'],
    ['an indented line', 'a\n  b'],
  ])('refuses %s and does not repeat the value', (_, value) => {
    expect(() => roundTrip(value)).toThrow(OsloConfigError);
    try {
      roundTrip(value);
    } catch (error) {
      expect(String(error)).not.toContain(value);
    }
  });

  it.each(['a,b', '', ' a', 'a\nb'])('refuses the list item %j, which a ListOpt would split or trim', (item) => {
    expect(() => roundTrip(['x', item])).toThrow(OsloConfigError);
  });

  it.each(['default', 'Default', 'a]b', 'a b', ''])('refuses the section name %j', (name) => {
    expect(() => writeOsloConfig([{ name, options: [{ name: 'a', value: 'b' }] }])).toThrow(OsloConfigError);
  });

  it.each(['a b', 'a=b', '', '[x]', '#x', 'a:b'])('refuses the option name %j', (name) => {
    expect(() => writeOsloConfig([{ name: 'DEFAULT', options: [{ name, value: '1' }] }])).toThrow(OsloConfigError);
  });

  it('leaves out sections without options and ends with one line break', () => {
    const text = writeOsloConfig([
      { name: 'DEFAULT', comment: ['Kept by Juju.', ''], options: [{ name: 'debug', value: false }] },
      { name: 'router', options: [] },
    ]);
    expect(text).toBe('# Kept by Juju.\n#\n[DEFAULT]\ndebug = False\n');
  });

  it('has the sections and keys that an independent reader of plain INI sees', () => {
    const text = writeOsloConfig([
      { name: 'DEFAULT', options: [{ name: 'debug', value: true }] },
      { name: 'keystone_authtoken', options: [{ name: 'username', value: 'astara' }] },
    ]);
    expect(parse(text)).toEqual({ DEFAULT: { debug: 'True' }, keystone_authtoken: { username: 'astara' } });
  });
});

describe('readOsloConfig', () => {
  it('keeps what oslo.config keeps', () => {
    const file = readOsloConfig(
      ['[DEFAULT]', 'a = 1 # not a comment', "b: 'quoted'", 'a = 2', '', '[Router]', 'x =', '  more', ''].join('\n'),
    );
    expect(file.get('DEFAULT')?.get('a')).toEqual(['1 # not a comment', '2']);
    expect(osloValue(file, 'DEFAULT', 'b')).toBe('quoted');
    expect(osloValue(file, 'router', 'x')).toBe('\nmore');
  });

  it.each([
    ['an option before any section', 'a = 1'],
    ['a line without a separator', '[DEFAULT]\nnonsense'],
    ['a continuation of nothing', '[DEFAULT]\n  x'],
    ['an open bracket', '[DEFAULT'],
    ['a nameless section', '[]'],
    ['a nameless option', '[DEFAULT]\n= 1'],
  ])('refuses %s', (_, text) => {
    expect(() => readOsloConfig(text)).toThrow(OsloParseError);
  });

  it('cannot read an option that refers to one that is not there', () => {
    const file = readOsloConfig('[database]\nconnection = pa$word\n');
    expect(() => osloValue(file, 'database', 'connection')).toThrow(/refers to "word"/);
  });
});
