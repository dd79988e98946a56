/** config.yaml, and values for its options from the command line, settings files and bundles. */
import { describe, expect, it } from 'vitest';
import {
  parseConfigText,
  parseConfigYaml,
  parseSettingsFile,
  readConfigOptions,
} from '../../../../src/emulator/charm/config.ts';
import { parseYaml } from '../../../../src/emulator/charm/yaml-read.ts';

const options = readConfigOptions(`
options:
  title: {type: string, default: My Title, description: A title}
  outlook: {description: no default}
  skill-level: {type: int}
  agility: {type: float, default: 2}
  open: {type: boolean, default: yes}
  token: {type: secret}
  nothing: {type: string, default: ""}
`);

describe('config.yaml', () => {
  it('types its defaults and keeps the order', () => {
    expect(Object.values(options).map(({ name, type, default: value }) => [name, type, value])).toEqual([
      ['title', 'string', 'My Title'],
      ['outlook', 'string', null],
      ['skill-level', 'int', null],
      ['agility', 'float', 2],
      ['open', 'boolean', true],
      ['token', 'secret', null],
      ['nothing', 'string', ''],
    ]);
  });

  it.each([
    ['int', '0x10', 16],
    ['int', '"12"', 12],
    ['int', '010', 8],
    ['float', '1e3', 1000],
    ['boolean', '"T"', true],
    ['boolean', 'off', false],
    ['secret', '""', ''],
    ['string', '"5"', '5'],
  ])('takes a default of type %s written %s', (type, written, value) => {
    expect(readConfigOptions(`options: {t: {type: ${type}, default: ${written}}}`)['t']?.default).toBe(value);
  });

  it.each([
    ['', 'invalid config: empty configuration'],
    ['other: 1', 'invalid config: empty configuration'],
    ['options: {t: {type: foo}}', 'invalid config: option "t" has unknown type "foo"'],
    ['options: {t: {type: int, default: true}}', 'invalid config default: option "t" expected int, got true'],
    ['options: {t: {type: int, default: 2.5}}', 'invalid config default: option "t" expected int, got 2.5'],
    ['options: {t: {type: int, default: x}}', 'invalid config default: option "t" expected int, got "x"'],
    ['options: {t: {type: string, default: 2.5}}', 'invalid config default: option "t" expected string, got 2.5'],
    ['options: {t: {type: float, default: "1"}}', 'invalid config default: option "t" expected float, got "1"'],
    [
      'options: {t: {type: boolean, default: maybe}}',
      'invalid config default: option "t" expected boolean, got "maybe"',
    ],
  ])('is refused when it reads %j', (text, message) => {
    expect(() => readConfigOptions(text)).toThrow(expect.objectContaining({ message }));
  });

  it('may have no option at all', () => {
    expect(readConfigOptions('options:')).toEqual({});
  });
});

describe('a value given as text', () => {
  it.each([
    ['title', '', ''],
    ['skill-level', '12', 12],
    ['agility', '1.5', 1.5],
    ['open', 'False', false],
    ['token', 'secret:cjmvq3jnvb4c6f1k8l10', 'secret:cjmvq3jnvb4c6f1k8l10'],
  ])('for %s is read by the type', (name, text, value) => {
    expect(parseConfigText(options, name, text)).toBe(value);
  });

  it.each([
    ['skill-level', 'cheese', 'option "skill-level" expected int, got "cheese"'],
    ['skill-level', '', 'option "skill-level" expected int, got ""'],
    ['open', 'yes', 'option "open" expected boolean, got "yes"'],
    ['agility', 'high', 'option "agility" expected float, got "high"'],
    ['token', 'x', 'option "token" expected secret, got "x"'],
    ['ping', 'x', 'unknown option "ping"'],
    ['toString', 'x', 'unknown option "toString"'],
  ])('for %s is refused when it is %j', (name, text, message) => {
    expect(() => parseConfigText(options, name, text)).toThrow(expect.objectContaining({ message }));
  });
});

describe('a value given in YAML', () => {
  it('is checked, not converted', () => {
    expect(parseConfigYaml(options, 'skill-level', parseYaml('5'))).toBe(5);
    expect(parseConfigYaml(options, 'skill-level', parseYaml('""'))).toBeNull();
    expect(() => parseConfigYaml(options, 'title', parseYaml('5'))).toThrow('option "title" expected string, got 5');
  });

  it('comes from a settings file under the name of the application', () => {
    expect(parseSettingsFile(options, 'dummy: {title: x, open: false}', 'dummy')).toEqual({ title: 'x', open: false });
    expect(() => parseSettingsFile(options, 'other: {}', 'dummy')).toThrow('no settings found for "dummy"');
    expect(() => parseSettingsFile(options, 'dummy: {colour: red}', 'dummy')).toThrow('unknown option "colour"');
  });

  it('comes back from what `juju config` printed', () => {
    const printed =
      'application: d\nsettings:\n  title: {source: user, value: x}\n  open: {source: default, value: true}\n';
    expect(parseSettingsFile(options, printed, 'dummy')).toEqual({ title: 'x' });
  });
});
