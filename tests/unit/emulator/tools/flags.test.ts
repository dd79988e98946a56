import { describe, expect, it } from 'vitest';
import { FlagSet, refuseSurplus } from '../../../../src/emulator/tools/flags.ts';
import { HelpRequested, UsageError } from '../../../../src/emulator/tools/tool-error.ts';

interface Outcome {
  readonly all: boolean;
  readonly relation: string;
  readonly args: string[];
}

function parse(args: readonly string[]): Outcome {
  const flags = new FlagSet();
  const all = flags.boolean('a', 'all');
  const relation = flags.text('', 'r', 'relation');
  flags.read(
    '',
    (text) => {
      throw new Error(`unknown format ${JSON.stringify(text)}`);
    },
    'format',
  );
  const rest = flags.parse(args);
  return { all: all.value, relation: relation.value, args: rest };
}

describe('flags', () => {
  it.each<[string[], Partial<Outcome>]>([
    [[], { all: false, relation: '', args: [] }],
    [['x', '--all', 'y'], { all: true, args: ['x', 'y'] }],
    [['--all', 'false'], { all: true, args: ['false'] }],
    [['--all=false'], { all: false, args: [] }],
    [['--all=T'], { all: true }],
    [['-a', '-r', '1'], { all: true, relation: '1' }],
    [['-r1'], { relation: '1' }],
    [['-r=1'], { relation: '=1' }],
    [['-relation', '1'], { relation: 'elation', args: ['1'] }],
    [['--relation=db:1=2'], { relation: 'db:1=2' }],
    [['--relation='], { relation: '' }],
    [['--r', '5', '--a'], { all: true, relation: '5' }],
    [['-ar1'], { all: true, relation: '' }],
    [['-ar1', 'key'], { all: true, relation: '1', args: ['key'] }],
    [['-r', '--all'], { all: false, relation: '--all' }],
    [['--relation', '-'], { relation: '-' }],
    [['-', '', 'x'], { args: ['-', '', 'x'] }],
    [['a', '--', '--all', '-r'], { all: false, args: ['a', '--all', '-r'] }],
    [['-r', '1', '-r', '2'], { relation: '2' }],
  ])('reads %j as Juju does', (args, expected) => {
    expect(parse(args)).toMatchObject(expected);
  });

  it.each([
    [['--cheese'], 'option provided but not defined: --cheese'],
    [['-c'], 'option provided but not defined: -c'],
    [['--al'], 'option provided but not defined: --al'],
    [['--relation'], 'option needs an argument: --relation'],
    [['-r'], 'option needs an argument: -r'],
    [['--format', 'x'], 'invalid value "x" for option --format: unknown format "x"'],
    [['--all=x'], 'invalid value "x" for option --all: strconv.ParseBool: parsing "x": invalid syntax'],
    [['--=x'], 'empty option in argument "--=x"'],
  ])('refuses %j', (args, message) => {
    expect(() => parse(args)).toThrow(new UsageError(message));
  });

  it.each([[['-h']], [['--help']], [['x', '--help', '--cheese']]])('takes %j for a call for help', (args) => {
    expect(() => parse(args)).toThrow(HelpRequested);
  });

  it('remembers which spelling was given', () => {
    const flags = new FlagSet();
    flags.text('', 'r', 'relation');
    flags.parse(['-r', '1']);
    expect([flags.given('r'), flags.given('relation'), flags.given('r', 'relation')]).toEqual([true, false, true]);
  });

  it('quotes surplus arguments as Go does', () => {
    expect(() => refuseSurplus(['x', 'a"b\n'])).toThrow('unrecognized args: ["x" "a\\"b\\n"]');
    expect(refuseSurplus([])).toBeUndefined();
  });
});
