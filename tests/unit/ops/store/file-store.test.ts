import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StateError } from '../../../../src/ops/errors.ts';
import { FileStore } from '../../../../src/ops/store/file-store.ts';
import { JujuStore } from '../../../../src/ops/store/juju-store.ts';
import type { StateDocument } from '../../../../src/ops/store/store.ts';
import { ScriptedTools } from '../scripted-tools.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const document: StateDocument = {
  format: 1,
  eventCount: 3,
  snapshots: { 'C/on/start[1]': { a: [1, 'b', null] } },
  notices: [{ eventPath: 'C/on/start[1]', observerPath: 'C', method: 'onStart', deferrals: 1 }],
};

it('reads back what it wrote, in a file for the owner alone, and leaves nothing else behind', () => {
  const path = join(folder, '.unit-state.json');
  expect(new FileStore(path).read()).toBeNull();
  new FileStore(path).write(document);
  expect(new FileStore(path).read()).toEqual(document);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['.unit-state.json']);
});

it('brings a file that others could read back to the owner alone when it writes', () => {
  const path = join(folder, 'state');
  writeFileSync(path, '{"format":1,"eventCount":0,"snapshots":{},"notices":[]}');
  chmodSync(path, 0o644);
  new FileStore(path).write(document);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it.each([
  ['half a document', '{"format":1,"eventCount":3,'],
  ['another format', '{"format":2}'],
  ['no document', '[]'],
  ['a document without a queue', '{"format":1,"eventCount":0,"snapshots":{}}'],
  ['a queue of something else', '{"format":1,"eventCount":0,"snapshots":{},"notices":[{}]}'],
])('refuses %s and leaves the file alone', (_name, text) => {
  const path = join(folder, 'state');
  writeFileSync(path, text);
  expect(() => new FileStore(path).read()).toThrow(StateError);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('keeps the document at the controller with one call each way', () => {
  let kept = '';
  const tools = new ScriptedTools({
    'state-get': () => (kept === '' ? 'null' : JSON.stringify(JSON.parse(kept)['ops-state'])),
    'state-set': (call: { input?: string }) => {
      kept = call.input ?? '';
      return undefined;
    },
  });
  expect(new JujuStore(tools).read()).toBeNull();
  new JujuStore(tools).write(document);
  expect(new JujuStore(tools).read()).toEqual(document);
  expect(tools.calls.map((call) => [call.tool, ...call.args].join(' '))).toEqual([
    'state-get --format=json ops-state',
    'state-set --file -',
    'state-get --format=json ops-state',
  ]);
});
