/** The types of whole charms: the file's text, its freshness, and what is said of files that cannot be read. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCharm } from '../../../src/ops/typegen/description.ts';
import { generateTypes, typesOf } from '../../../src/ops/typegen/generate.ts';
import { interfaceName, renderTypes } from '../../../src/ops/typegen/render.ts';

const METADATA = `
name: my-charm2
requires:
  shared-db: {interface: mysql-shared}
  host: {interface: juju-info, scope: container}
provides:
  website: http
peers:
  cluster: {interface: my-cluster}
storage:
  data: {type: filesystem}
  logs: {type: filesystem}
resources:
  image: {type: file, filename: image.bin}
extra-bindings:
  public:
`;
const CONFIG = `
options:
  port: {type: int, default: 80, description: "Port.\\nMore."}
  name: {description: "*/ ends a comment"}
  ratio: {type: float, default: 0}
  ca: {type: secret}
  empty: {type: string, default: ""}
`;
const ACTIONS = `
pause:
backup:
  description: Make a copy.
  required: [target]
  params:
    target: {type: string, description: Where to.}
    level: {type: string, enum: [full, part], default: full}
`;
const RESULTS = 'backup: {size: {type: integer}, path: {type: string}}';
const texts = { metadata: METADATA, config: CONFIG, actions: ACTIONS, results: RESULTS };

describe('a generated file', () => {
  it('says everything that the YAML files say', () => {
    expect(
      renderTypes(describeCharm(texts)),
    ).toBe(`/** Types of my-charm2, generated from its YAML files by \`generate\`. Do not edit: change those and run it again. */

export interface MyCharm2Types {
  /** Options of config.yaml; one without a default may be unset. */
  config: {
    /** Port. More. */
    port: number;
    /** * / ends a comment */
    name?: string;
    ratio: number;
    ca?: string;
    empty: string;
  };
  /** Endpoints of metadata.yaml. */
  endpoints: {
    'shared-db': { role: 'requires'; interface: 'mysql-shared'; scope: 'global' };
    host: { role: 'requires'; interface: 'juju-info'; scope: 'container' };
    website: { role: 'provides'; interface: 'http'; scope: 'global' };
    cluster: { role: 'peers'; interface: 'my-cluster'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: {
    pause: { params: Record<never, never>; results: { [key: string]: unknown } };
    /** Make a copy. */
    backup: {
      params: {
        /** Where to. */
        target: string;
        level: 'full' | 'part';
      };
      results: { size?: number; path?: string };
    };
  };
  storages: 'data' | 'logs';
  resources: 'image';
  bindings: 'public';
}
`);
  });

  it('breaks what is too long for a line', () => {
    const choice = Array.from({ length: 12 }, (_, index) => `number-${index}-of-many`);
    const text = renderTypes(
      describeCharm({
        ...texts,
        actions: `x: {params: {y: {enum: [${choice.join(', ')}], description: ${'word '.repeat(60)}}}}`,
        results: '',
      }),
    );
    expect(text).toContain("        y?:\n          | 'number-0-of-many'\n");
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it.each([
    ['astara-orchestrator', 'AstaraOrchestratorTypes'],
    ['a', 'ATypes'],
    ['rabbitmq-server', 'RabbitmqServerTypes'],
  ])('names the interface of %s %s', (charm, name) => {
    expect(interfaceName(charm)).toBe(name);
  });

  it('of a charm with nothing but a name has no names to offer', () => {
    const text = renderTypes(describeCharm({ metadata: 'name: bare', config: '', actions: '', results: '' }));
    expect(text).toContain('config: Record<never, never>;');
    expect(text).toContain('storages: never;');
  });
});

describe('a file that cannot be read is named, with the place', () => {
  it.each<[string, Partial<typeof texts>, string]>([
    ['no name', { metadata: 'summary: x' }, 'cannot read metadata.yaml: no name'],
    [
      'a list for a map',
      { metadata: 'name: x\nrequires: [db]' },
      'cannot read metadata.yaml: requires: expected a map, got a list',
    ],
    [
      'no interface',
      { metadata: 'name: x\nprovides: {db: {scope: global}}' },
      'cannot read metadata.yaml: provides: db: no interface',
    ],
    [
      'an unknown option type',
      { config: 'options: {x: {type: text}}' },
      'cannot read config.yaml: options: x: expected type string, int, float, boolean, secret, got text',
    ],
    [
      'results of no action',
      { results: 'bakcup: {}' },
      'cannot read action-results.yaml: bakcup: actions.yaml has no such action',
    ],
  ])('%s', (_, changed, message) => {
    expect(() => describeCharm({ ...texts, ...changed })).toThrowError(message);
  });

  it('broken YAML', () => {
    expect(() => describeCharm({ ...texts, config: 'options: {' })).toThrowError(/^cannot read config.yaml: /);
  });
});

describe('the command', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ops-typegen-test-'));
    writeFileSync(join(folder, 'metadata.yaml'), METADATA);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes once, then finds it fresh, and stale as soon as the YAML changes', () => {
    const output = join(folder, 'src/deep/charm-types.ts');
    const options = { charm: folder, output };
    expect(generateTypes({ ...options, check: true })).toBe('stale');
    expect(generateTypes(options)).toBe('written');
    expect(generateTypes(options)).toBe('unchanged');
    expect(generateTypes({ ...options, check: true })).toBe('unchanged');
    writeFileSync(join(folder, 'config.yaml'), CONFIG);
    expect(generateTypes({ ...options, check: true })).toBe('stale');
    expect(generateTypes({ ...options, typeName: 'Mine' })).toBe('written');
    expect(readFileSync(output, 'utf8')).toContain('export interface Mine {');
  });

  it('needs a metadata.yaml', () => {
    expect(() => typesOf(join(folder, 'src'))).toThrowError(/^cannot read a charm: no metadata.yaml in /);
  });
});

it('reads a charmcraft.yaml, which holds all in one', () => {
  const inner = (text: string) => text.trim().replace(/^/gm, '  ');
  const whole = `${METADATA}\nconfig:\n${inner(CONFIG)}\nactions:\n${inner(ACTIONS)}\n`;
  const together = describeCharm({ metadata: whole, config: '', actions: '', results: RESULTS });
  expect(renderTypes(together)).toBe(renderTypes(describeCharm(texts)));
  expect(() => describeCharm({ ...texts, metadata: whole })).toThrowError(
    'cannot read config.yaml: charmcraft.yaml has config too',
  );
});

it("this repository's own types are fresh", () => {
  const root = join(import.meta.dirname, '../../..');
  expect(readFileSync(join(root, 'src/charm/charm-types.ts'), 'utf8')).toBe(typesOf(root));
});
