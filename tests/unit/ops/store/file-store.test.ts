/** Where a unit's state is kept between hooks: one file, or one value at the controller. */
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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

const remedy = 'restore it, or remove it to begin without what was kept';

it.each([
  ['half a document', '{"format":1,"eventCount":3,', `is not JSON; ${remedy}`],
  ['an empty file', '', `is not JSON; ${remedy}`],
  [
    'a newer format',
    '{"format":2}',
    'has format 2, which a newer version of this charm has written; upgrade to that one',
  ],
  ['another format', '{"format":"x"}', `has format "x", not 1; ${remedy}`],
  ['no document', '[]', `holds no document; ${remedy}`],
  [
    'a document without a queue',
    '{"format":1,"eventCount":0,"snapshots":{}}',
    `holds no document of format 1; ${remedy}`,
  ],
  [
    'a queue of something else',
    '{"format":1,"eventCount":0,"snapshots":{},"notices":[{}]}',
    `holds no document of format 1; ${remedy}`,
  ],
])('refuses %s, says what to do, and leaves the file alone', (_name, text, problem) => {
  const path = join(folder, 'state');
  writeFileSync(path, text);
  expect(() => new FileStore(path).read()).toThrow(new StateError(`cannot read the kept state: ${path} ${problem}`));
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('says that it is the state which cannot be read or written, and why', () => {
  expect(() => new FileStore(folder).read()).toThrow(/^cannot read the kept state: EISDIR/);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const store = new FileStore(join(file, 'state'));
  expect(() => store.write(document)).toThrow(/^cannot write the kept state: ENOTDIR/);
  expect(() => store.write(document)).toThrow(StateError);
});

it('removes what killed writers have left, and nothing that may still be in use', () => {
  const path = join(folder, '.unit-state.json');
  for (const name of ['..unit-state.json.old', '..unit-state.json.young', '.unit-state.json.backup']) {
    writeFileSync(join(folder, name), 'half');
  }
  const hourAgo = new Date(Date.now() - 3_600_000);
  for (const name of ['..unit-state.json.old', '.unit-state.json.backup'])
    utimesSync(join(folder, name), hourAgo, hourAgo);
  new FileStore(path).write(document);
  expect(readdirSync(folder).sort()).toEqual([
    '..unit-state.json.young',
    '.unit-state.json',
    '.unit-state.json.backup',
  ]);
});

it('holds the whole of one of two writers at once', () => {
  const path = join(folder, 'state');
  const [one, other] = [new FileStore(path), new FileStore(path)];
  one.read();
  other.read();
  one.write(document);
  other.write({ ...document, eventCount: 9 });
  expect(new FileStore(path).read()).toEqual({ ...document, eventCount: 9 });
});

it('keeps megabytes as it keeps bytes', () => {
  const path = join(folder, 'state');
  const large = { ...document, snapshots: { 'C/StoredStateData[s]': { text: 'ä'.repeat(4_000_000) } } };
  new FileStore(path).write(large);
  expect(new FileStore(path).read()).toEqual(large);
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
