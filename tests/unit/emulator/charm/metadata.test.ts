/** metadata.yaml as Juju reads and refuses it. */
import { describe, expect, it } from 'vitest';
import { checkFormat, readMetadata } from '../../../../src/emulator/charm/metadata.ts';

const header = 'name: a\nsummary: s\ndescription: d\n';

describe('metadata.yaml', () => {
  it('keeps endpoints with their roles, scopes and limits, in the order of the file', () => {
    const meta = readMetadata(
      `${header}subordinate: true\nprovides:\n  website: http\n  admin: {interface: http, limit: 2, optional: true}\n` +
        'requires:\n  host: {interface: juju-info, scope: container}\npeers:\n  ring: {interface: r, limit: null}\n',
    );
    expect(Object.keys(meta.provides)).toEqual(['website', 'admin']);
    expect(meta.provides['website']).toEqual({
      name: 'website',
      role: 'provider',
      interface: 'http',
      scope: 'global',
      limit: null,
      optional: false,
    });
    expect(meta.provides['admin']).toMatchObject({ limit: 2, optional: true });
    expect(meta.requires['host']).toMatchObject({ role: 'requirer', scope: 'container', interface: 'juju-info' });
    expect(meta.peers['ring']).toMatchObject({ role: 'peer', limit: null });
    expect(meta.subordinate).toBe(true);
  });

  it('reads storage, resources, payloads, containers and extra bindings', () => {
    const meta = readMetadata(
      `${header}storage:\n  data: {type: filesystem, multiple: {range: 1-3}, minimum-size: 2G, location: /srv}\n  raw: {type: block, multiple: {range: 0+}}\n  two: {type: block, multiple: {range: 2}}\n` +
        'resources:\n  tool: {type: file, filename: t.tgz, description: x}\npayloads:\n  mon: {type: docker}\n' +
        'extra-bindings: {cluster: , public: }\nterms: [t]\ntags: [x, z]\n',
    );
    expect(meta.storage['data']).toMatchObject({
      minimumCount: 1,
      maximumCount: 3,
      minimumSize: 2048,
      location: '/srv',
    });
    expect(meta.storage['raw']).toMatchObject({ minimumCount: 0, maximumCount: null });
    expect(meta.storage['two']).toMatchObject({ minimumCount: 2, maximumCount: 2 });
    expect(meta.resources['tool']).toEqual({ name: 'tool', type: 'file', filename: 't.tgz', description: 'x' });
    expect(meta.payloads['mon']).toEqual({ name: 'mon', type: 'docker' });
    expect(meta.extraBindings).toEqual(['cluster', 'public']);
    expect(meta.tags).toEqual(['x', 'z']);
  });

  it.each([
    ['summary: s\ndescription: d', 'metadata: name: expected string, got nothing'],
    ['name: 5\nsummary: s\ndescription: d', 'metadata: name: expected string, got int(5)'],
    [`${header}provides: [x]`, 'metadata: provides: expected map, got []interface {}([]interface {}{"x"})'],
    [`${header}provides: {db: 42}`, 'metadata: provides.db: expected map, got int(42)'],
    [`${header}provides: {db: {scope: global}}`, 'metadata: provides.db.interface: expected string, got nothing'],
    [`${header}provides: {db: {interface: x, scope: wide}}`, 'metadata: provides.db.scope: unexpected value "wide"'],
    [`${header}provides: {db: {interface: x, limit: many}}`, 'metadata: provides.db.limit: unexpected value "many"'],
    [`${header}provides: {juju-snap: blah}`, 'charm "a" using a reserved relation name: "juju-snap"'],
    [`${header}requires: {juju: blah}`, 'charm "a" using a reserved relation name: "juju"'],
    [`${header}provides: {b: juju}`, 'charm "a" relation "b" using a reserved interface: "juju"'],
    [`${header}peers: {b: juju-x}`, 'charm "a" relation "b" using a reserved interface: "juju-x"'],
    [`${header}provides: {foo: x}\npeers: {foo: z}`, 'charm "a" using a duplicated relation name: "foo"'],
    [`${header}subordinate: true`, 'subordinate charm "a" lacks "requires" relation with container scope'],
    [`${header}subordinate: maybe`, 'metadata: subordinate: expected bool, got string("maybe")'],
    [`${header}extra-bindings: {}`, 'extra bindings cannot be empty when specified'],
    [
      `${header}provides: {foo: x}\nextra-bindings: {foo: }`,
      'charm "a" has invalid extra bindings: relation names (foo) cannot be used in extra bindings',
    ],
    [
      `${header}storage: {s: {type: block, location: /x}}`,
      'charm "a" storage "s": location may not be specified for "type: block"',
    ],
    [`${header}storage: {s: {type: tape}}`, 'metadata: storage.s.type: unexpected value "tape"'],
    [
      `${header}storage: {s: {type: block, multiple: {range: x}}}`,
      `metadata: storage.s.multiple.range: value "x" does not match 'm', 'm-n', or 'm+'`,
    ],
    [`${header}resources: {r: {type: file}}`, 'resource missing filename'],
    [`${header}resources: {r: {filename: a/b}}`, 'filename cannot contain "/" (got "a/b")'],
    [`${header}resources: {r: {type: x, filename: b}}`, 'unsupported resource type "x"'],
    [`${header}charm-user: barry`, 'invalid charm-user "barry" expected one of root, sudoer or non-root'],
    [`${header}assumes: juju`, 'malformed "assumes" block; expected an expression list'],
    [
      `${header}assumes: ["juju => 3"]`,
      'parsing expression 1 in top level "assumes" block: malformed feature expression "juju => 3"',
    ],
    [
      `${header}assumes: [juju, {some-of: []}]`,
      'parsing expression 2 in top level "assumes" block: expected a feature, "any-of" or "all-of" expression',
    ],
    ['name: a\nname: b', 'yaml: line 2: key "name" already set in map'],
  ])('refuses %j', (text, message) => {
    expect(() => readMetadata(text)).toThrow(expect.objectContaining({ message }));
  });

  it.each([
    'name: juju-x\nsummary: s\ndescription: d\nprovides: {juju-snap: juju}',
    `${header}requires: {info: juju-info}`,
    `${header}subordinate: true\nrequires: {juju-info: {interface: juju-info, scope: container}}`,
    `${header}storage: {multi-part: {type: filesystem}}\nunknown-key: 5`,
  ])('accepts %j', (text) => {
    expect(readMetadata(text)).toMatchObject({ summary: 's' });
  });
});

describe('the metadata format', () => {
  it.each([
    ['', 1, true, 2],
    ['series: [jammy]', 0, false, 1],
    ['', 0, false, 1],
  ])('of %j with %d bases is found', (text, bases, manifest, format) => {
    expect(checkFormat(readMetadata(header + text), bases, manifest)).toBe(format);
  });

  it.each([
    [
      'series: [jammy]\ncontainers: {c: }',
      0,
      false,
      'ambiguous metadata: keys "series" cannot be used with "containers"',
    ],
    ['containers: {c: }', 0, false, 'metadata v2 without manifest.yaml not valid'],
    ['series: [jammy]', 1, true, 'series slice in metadata v2 not valid'],
    ['assumes: [juju]', 0, false, 'assumes in metadata v1 not valid'],
    ['charm-user: root', 0, false, 'charm-user in metadata v1 not valid'],
  ])('refuses %j', (text, bases, manifest, message) => {
    expect(() => checkFormat(readMetadata(header + text), bases, manifest)).toThrow(
      expect.objectContaining({ message }),
    );
  });
});
