/** bundle.yaml, overlays and placements. */
import { describe, expect, it } from 'vitest';
import { overlay, readBundle } from '../../../../src/emulator/charm/bundle.ts';
import { parsePlacement } from '../../../../src/emulator/charm/placement.ts';
import { parseYaml } from '../../../../src/emulator/charm/yaml-read.ts';

const read = (text: string) => readBundle(parseYaml(text));

describe('a bundle', () => {
  it('is read with all that it says of an application', () => {
    const bundle = read(`
default-base: ubuntu@24.04
applications:
  mysql:
    charm: ./mysql
    num_units: 2
    to: ["0", "new"]
    options: {port: 3306, tuning: "yes"}
    resources: {tool: ./tool.tgz, image: 4}
    bindings: {"": alpha, server: internal}
    trust: true
    expose: true
    constraints: mem=4G
  ntp: {charm: ntp}
machines: {"0": {constraints: cores=2}}
relations:
- [mysql:juju-info, ntp:info]
`);
    expect(bundle.defaultBase).toBe('ubuntu@24.04');
    expect(bundle.applications[0]).toMatchObject({
      name: 'mysql',
      charm: './mysql',
      units: 2,
      to: ['0', 'new'],
      resources: { tool: './tool.tgz', image: '4' },
      bindings: { '': 'alpha', server: 'internal' },
      trust: true,
      expose: true,
      constraints: 'mem=4G',
    });
    expect(bundle.machines).toEqual([{ id: '0', base: null, constraints: 'cores=2' }]);
    expect(bundle.relations).toEqual([['mysql:juju-info', 'ntp:info']]);
  });

  it('takes the short form of several relations', () => {
    const bundle = read('applications: {a: {charm: a}, b: {charm: b}, c: {charm: c}}\nrelations: [[a, [b, c]]]');
    expect(bundle.relations).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
  });

  it.each([
    ['applications: {}', 'at least one application must be specified'],
    ['applications: {a: }', 'invalid bundle: bundle application for key "a" is undefined'],
    ['applications: {a: {num_units: 1}}', 'empty charm path'],
    ['applications: {a: {charm: a, num_units: -1}}', 'negative number of units specified on application "a"'],
    [
      'applications: {a: {charm: a, num_units: 1, to: [new, new]}}',
      'too many units specified in unit placement for application "a"',
    ],
    [
      'applications: {a: {charm: a, num_units: 1, to: ["1"]}}',
      'placement "1" refers to a machine not defined in this bundle',
    ],
    [
      'applications: {a: {charm: a, num_units: 1, to: [b]}}',
      'placement "b" refers to an application not defined in this bundle',
    ],
    [
      'applications: {a: {charm: a, num_units: 1, to: [b/1]}, b: {charm: b, num_units: 1}}',
      'placement "b/1" specifies a unit greater than the 1 unit(s) started by the target application',
    ],
    ['applications: {a: {charm: a, num_units: 1, to: ["x:y:z"]}}', 'invalid placement syntax "x:y:z"'],
    ['applications: {a: {charm: a}}\nmachines: {"0": }', 'machine "0" is not referred to by a placement directive'],
    ['applications: {a: {charm: a}}\nrelations: [[a]]', 'invalid bundle: relation ["a"] has 1 endpoint(s), not 2'],
    [
      'applications: {a: {charm: a}}\nrelations: [[a, b]]',
      'relation ["a" "b"] refers to application "b" not defined in this bundle',
    ],
    ['applications: {a: {charm: a}}\nrelations: [[a, a]]', 'relation ["a" "a"] relates an application to itself'],
    [
      'applications: {a: {charm: a}, b: {charm: b}}\nrelations: [[a, b], [b, a]]',
      'relation ["b" "a"] is defined more than once',
    ],
    ['applications: {a: {charm: ""}, B: {charm: b}}', 'empty charm path (and 1 more errors)'],
  ])('is refused when it reads %j', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ message }));
  });

  it('is changed by an overlay', () => {
    const base = parseYaml(
      'applications: {a: {charm: a, num_units: 1, options: {x: 1, z: 2}}, b: {charm: b}, c: {charm: c}}\nrelations: [[a, b], [b, c]]',
    );
    const bundle = readBundle(
      overlay(base, parseYaml('applications: {a: {num_units: 3, options: {x: 5}}, c: }\nrelations: [[a:u, b:v]]')),
    );
    expect(bundle.applications.map(({ name, units }) => [name, units])).toEqual([
      ['a', 3],
      ['b', 0],
    ]);
    expect(bundle.applications[0]?.options.entries.map(([, value]) => value)).toMatchObject([
      { value: 5n },
      { value: 2n },
    ]);
    expect(bundle.relations).toEqual([
      ['a', 'b'],
      ['a:u', 'b:v'],
    ]);
  });
});

describe('a placement', () => {
  it.each([
    ['new', null, { kind: 'new' }],
    ['3', null, { kind: 'machine', id: '3' }],
    ['3/lxd/0', null, { kind: 'machine', id: '3/lxd/0' }],
    ['lxd:3', 'lxd', { kind: 'machine', id: '3' }],
    ['lxd', 'lxd', { kind: 'new' }],
    ['mysql/2', null, { kind: 'unit', unit: 'mysql/2' }],
    ['lxd:mysql', 'lxd', { kind: 'application', application: 'mysql' }],
  ])('%s is understood', (text, container, target) => {
    expect(parsePlacement(text)).toEqual({ container, target });
  });
});
