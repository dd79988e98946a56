import { expect, it } from 'vitest';
import { parseCharmMeta } from '../../../../src/ops/charm/parse-meta.ts';
import { MetadataError } from '../../../../src/ops/errors.ts';

it('reads everything that metadata.yaml may say', () => {
  const meta = parseCharmMeta({
    metadata: {
      name: 'c',
      summary: 's',
      description: 'd',
      maintainer: 'a <a@example.com>',
      maintainers: ['b'],
      links: { contact: 'e', website: ['w1', 'w2'], source: 'src', issues: 'i', documentation: 'doc' },
      website: 'w0',
      tags: ['t'],
      terms: ['x'],
      series: ['jammy'],
      subordinate: true,
      'min-juju-version': '3.6.0',
      'charm-user': 'sudoer',
      assumes: ['juju >= 3.6', { 'any-of': ['a', { 'all-of': ['b', 'c'] }] }],
      requires: { db: { interface: 'mysql', limit: 1, scope: 'container', optional: true } },
      provides: { web: 'http' },
      peers: { cluster: { interface: 'p' } },
      storage: {
        data: {
          type: 'filesystem',
          description: 'x',
          shared: true,
          'read-only': true,
          'minimum-size': '1G',
          location: '/srv',
          properties: ['transient'],
          multiple: { range: '2-5' },
        },
      },
      resources: { snap: { filename: 'x.snap', description: 'r' } },
      payloads: { monitor: { type: 'docker' } },
      'extra-bindings': { internal: null },
    },
    config: {
      options: {
        a: { type: 'int', default: 1, description: 'n' },
        b: { type: 'secret' },
        c: { type: 'string', default: '' },
      },
    },
    actions: {
      run: {
        title: 'T',
        description: 'D',
        params: { p: { type: 'string' } },
        required: ['p'],
        additionalProperties: false,
      },
      bare: null,
    },
  });
  expect(meta).toMatchObject({
    name: 'c',
    summary: 's',
    maintainers: ['a <a@example.com>', 'b', 'e'],
    links: { websites: ['w0', 'w1', 'w2'], sources: ['src'], issues: ['i'], documentation: 'doc' },
    subordinate: true,
    minJujuVersion: '3.6.0',
    charmUser: 'sudoer',
    extraBindings: ['internal'],
  });
  expect(meta.assumes).toEqual({
    kind: 'all-of',
    conditions: [
      { kind: 'feature', text: 'juju >= 3.6' },
      {
        kind: 'any-of',
        conditions: [
          { kind: 'feature', text: 'a' },
          {
            kind: 'all-of',
            conditions: [
              { kind: 'feature', text: 'b' },
              { kind: 'feature', text: 'c' },
            ],
          },
        ],
      },
    ],
  });
  expect([...meta.relations.values()]).toEqual([
    { name: 'db', role: 'requires', interface: 'mysql', limit: 1, scope: 'container', optional: true },
    { name: 'web', role: 'provides', interface: 'http', limit: null, scope: 'global', optional: false },
    { name: 'cluster', role: 'peers', interface: 'p', limit: null, scope: 'global', optional: false },
  ]);
  expect(meta.storages.get('data')).toMatchObject({
    shared: true,
    readOnly: true,
    minimumSize: '1G',
    multipleRange: [2, 5],
  });
  expect(meta.resources.get('snap')).toEqual({ name: 'snap', type: 'file', filename: 'x.snap', description: 'r' });
  expect(meta.payloads.get('monitor')).toEqual({ name: 'monitor', type: 'docker' });
  expect([...meta.config.values()]).toEqual([
    { name: 'a', type: 'int', default: 1, description: 'n' },
    { name: 'b', type: 'secret', default: null, description: '' },
    { name: 'c', type: 'string', default: '', description: '' },
  ]);
  expect(meta.actions.get('run')).toEqual({
    name: 'run',
    title: 'T',
    description: 'D',
    parameters: { p: { type: 'string' } },
    required: ['p'],
    additionalProperties: false,
  });
  expect(meta.actions.get('bare')).toMatchObject({ parameters: {}, additionalProperties: null });
});

it.each([
  ['a name alone', { metadata: { name: 'c' } }],
  ['null options and actions', { metadata: { name: 'c' }, config: { options: null }, actions: null }],
  ['empty files', { metadata: { name: 'c', requires: null }, config: {}, actions: {} }],
])('reads %s', (_name, files) => {
  const meta = parseCharmMeta(files);
  expect([meta.name, meta.relations.size, meta.config.size, meta.actions.size, meta.subordinate]).toEqual([
    'c',
    0,
    0,
    0,
    false,
  ]);
});

it.each([
  ['2', [2, 2]],
  [2, [2, 2]],
  ['2-5', [2, 5]],
  ['2-', [2, null]],
  ['2+', [2, null]],
])('reads the range %j of a storage', (range, expected) => {
  const meta = parseCharmMeta({ metadata: { name: 'c', storage: { data: { type: 'block', multiple: { range } } } } });
  expect(meta.storages.get('data')?.multipleRange).toEqual(expected);
});

it.each([
  ['no map', { metadata: null }],
  ['a limit that is no number', { metadata: { requires: { db: { interface: 'x', limit: '1' } } } }],
  ['an unknown scope', { metadata: { requires: { db: { interface: 'x', scope: 'local' } } } }],
  ['a range that is none', { metadata: { storage: { data: { multiple: { range: 'some' } } } } }],
  ['an option without a type', { metadata: {}, config: { options: { a: {} } } }],
  ['an option of an unknown type', { metadata: {}, config: { options: { a: { type: 'text' } } } }],
])('refuses %s', (_name, files) => {
  expect(() => parseCharmMeta(files)).toThrow(MetadataError);
});
