/** Where a charm finds its files, and what is said of those that are not there or no YAML. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCharmFiles } from '../../../../src/ops/charm/charm-files.ts';
import { MetadataError } from '../../../../src/ops/index.ts';

let folder = '';
let bundle = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-files-'));
  bundle = join(folder, 'dist');
  mkdirSync(bundle);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

it('reads the YAML files, of which two may be absent or empty', async () => {
  write({ 'metadata.yaml': 'name: c', 'config.yaml': '' });
  expect(await readCharmFiles(folder, bundle)).toEqual({ metadata: { name: 'c' }, config: null, actions: null });
});

it('prefers what the build has compiled', async () => {
  write({ 'metadata.yaml': 'name: c', 'dist/charm.json': '{"metadata":{"name":"d"},"actions":{}}' });
  expect(await readCharmFiles(folder, bundle)).toEqual({ metadata: { name: 'd' }, config: undefined, actions: {} });
});

it.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['no metadata.yaml', {}, /^cannot read metadata\.yaml: there is none in /],
  [
    'a file that is no YAML',
    { 'metadata.yaml': 'name: c', 'actions.yaml': 'a: [' },
    /^cannot read actions\.yaml: it is not YAML$/,
  ],
  ['compiled files that are no map', { 'dist/charm.json': '[]' }, /^cannot read charm\.json: it holds no map$/],
  ['compiled files that are half', { 'dist/charm.json': '{"meta' }, /^cannot read charm\.json: it is not JSON$/],
])('names %s', async (_name, files, message) => {
  write(files);
  const read = readCharmFiles(folder, bundle);
  await expect(read).rejects.toThrow(message);
  await expect(read).rejects.toBeInstanceOf(MetadataError);
});
