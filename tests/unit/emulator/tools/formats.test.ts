import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../../../src/emulator/tools/formats.ts';
import { formatValue } from '../../../../src/emulator/tools/formats.ts';
import { GoStruct, type GoValue, StringList } from '../../../../src/emulator/tools/go-value.ts';
import { goYaml } from '../../../../src/emulator/tools/go-yaml.ts';

const golden: [GoValue, string][] = JSON.parse(readFileSync(new URL('go-yaml.golden.json', import.meta.url), 'utf8'));

describe('YAML', () => {
  it.each(golden)('of %j is what go-yaml 2.4.0 printed', (value, expected) => {
    expect(goYaml(value)).toBe(expected);
  });

  const raw = '\udcff';
  it.each<[string, GoValue, string]>([
    ['short', `${raw}\udcfe`, '!!binary //4=\n'],
    ['of exactly one line', raw.repeat(51), `!!binary ${'/'.repeat(68)}\n`],
    ['long', raw.repeat(60), `!!binary |\n  ${'/'.repeat(70)}\n  //////////\n`],
    ['as key and value', { [`k${raw}`]: `v${raw}`, a: 'x' }, 'a: x\n!!binary a/8=: !!binary dv8=\n'],
    ['as a long key', { [raw.repeat(60)]: 'x' }, `? !!binary |\n  ${'/'.repeat(70)}\n  //////////\n: x\n`],
  ])('of bytes that are no UTF-8, %s, is base64 under a tag', (_, value, expected) => {
    expect(goYaml(value)).toBe(expected);
  });

  it('keeps the order of a struct and leaves out what only JSON has', () => {
    const value = new GoStruct([
      { name: 'zoo', value: 1n },
      { name: 'alias', value: 'x', only: 'yaml' },
      { name: 'bare', value: 'y', only: 'json' },
    ]);
    expect(goYaml([value])).toBe('- zoo: 1\n  alias: x\n');
  });
});

describe('formats', () => {
  it.each<[GoValue, string, string, string]>([
    [null, '', '', 'null'],
    ['', '', '""', '""'],
    ['hello', 'hello', 'hello', '"hello"'],
    ['foo: bar', 'foo: bar', "'foo: bar'", '"foo: bar"'],
    ['\n\n\n', '\n\n\n', '|2+', '"\\n\\n\\n"'],
    ['pew\npew\n', 'pew\npew\n', '|\n  pew\n  pew', '"pew\\npew\\n"'],
    ['12345', '12345', '"12345"', '"12345"'],
    [true, 'True', 'true', 'true'],
    [false, 'False', 'false', 'false'],
    [45n, '45', '45', '45'],
    [45, '45', '45', '45'],
    [1.1, '1.1', '1.1', '1.1'],
    [1000000, '1e+06', '1e+06', '1000000'],
    [1234567890123, '1.234567890123e+12', '1.234567890123e+12', '1234567890123'],
    [new StringList([]), '', '[]', '[]'],
    [new StringList(null), '', '[]', 'null'],
    [new StringList(['a', 'b']), 'a\nb', '- a\n- b', '["a","b"]'],
    [['a', 'b'], '- a\n- b', '- a\n- b', '["a","b"]'],
    [{}, '{}', '{}', '{}'],
    [{ b: 1, a: 'x' }, 'a: x\nb: 1', 'a: x\nb: 1', '{"a":"x","b":1}'],
    [{ a10: 1, a2: 1, B: 1 }, 'B: 1\na2: 1\na10: 1', 'B: 1\na2: 1\na10: 1', '{"B":1,"a10":1,"a2":1}'],
    ['<&>', '<&>', '<&>', '"\\u003c\\u0026\\u003e"'],
    ['a\udcffb', 'a\udcffb', '!!binary Yf9i', '"a\ufffdb"'],
    ['\u{1f600}', '\u{1f600}', '"\\U0001F600"', '"\u{1f600}"'],
  ])('%o is printed as Juju prints it', (value, smart, yaml, json) => {
    const print = (format: FormatName): string => formatValue(format, value);
    const ended = (text: string): string => (text === '' ? '' : `${text}\n`);
    expect([print('smart'), print('yaml'), print('json')]).toEqual([ended(smart), ended(yaml), ended(json)]);
  });
});
