/** What `dispatch` asks while Node starts: real shells and tools, and in Node's place a program that shows what it is given. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;
let folder = '';

function program(path: string, script: string): void {
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, path), 0o755);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ask-ahead-'));
  for (const name of ['charm', 'charm/runtime', 'charm/dist', 'charm/.questions', 'tools'])
    mkdirSync(join(folder, name));
  copyFileSync(join(root, 'dispatch'), join(folder, 'charm/dispatch'));
  copyFileSync(join(root, 'src/launcher/ask-ahead.sh'), join(folder, 'charm/dist/ask-ahead.sh'));
  program('charm/runtime/node', 'cat <&3; cat <&4; exit 7');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Tools that know these answers by their calls, refuse all others, and note what they are asked. */
function tools(answers: Readonly<Record<string, unknown>>): void {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const cases = Object.entries(answers).map(
    ([call, answer]) => `${quoted(call)}) printf '%s\\n' ${quoted(JSON.stringify(answer))} ;;`,
  );
  const refusal = '*) echo "ERROR refused" >&2; exit 1 ;;';
  program(
    'tools/tool',
    [`call="\${0##*/} $*"; echo "$call" >>${folder}/calls`, 'case $call in', ...cases, refusal, 'esac'].join('\n'),
  );
  for (const name of ['config-get', 'is-leader', 'network-get', 'relation-ids', 'relation-list', 'relation-get']) {
    symlinkSync('tool', join(folder, 'tools', name));
  }
}

function questions(name: string, ...lanes: readonly string[]): void {
  writeFileSync(join(folder, 'charm/.questions', name), `${lanes.join('\n')}\n`);
}

interface Outcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stderr: string;
  /** Call, answer and exit code of each record that reached the program. */
  readonly records: readonly (readonly [call: string, answer: string, exitCode: string])[];
  readonly calls: readonly string[];
}

function dispatch(hook: string, more: Readonly<Record<string, string>> = {}): Outcome {
  const done = spawnSync(join(folder, 'charm/dispatch'), [], {
    encoding: 'utf8',
    env: {
      PATH: `${folder}/tools:/usr/bin:/bin`,
      JUJU_CHARM_DIR: join(folder, 'charm'),
      JUJU_DISPATCH_PATH: hook,
      JUJU_UNIT_NAME: 'app/0',
      ...more,
    },
  });
  const parts = done.stdout.split('\u001e');
  const records = Array.from({ length: Math.floor(parts.length / 3) }, (_, index) => {
    const [words = '', answer = '', exitCode = ''] = parts.slice(3 * index, 3 * index + 3);
    return [words.split('\u001f').slice(0, -1).join(' '), answer.trimEnd(), exitCode] as const;
  });
  const noted = join(folder, 'calls');
  const calls = existsSync(noted) ? readFileSync(noted, 'utf8').trim().split('\n') : [];
  return { status: done.status, signal: done.signal, stderr: done.stderr, records, calls };
}

const database = {
  'relation-ids db --format=json': ['db:3'],
  'relation-list --format=json -r db:3': ['pg/0', 'pg/1'],
  'relation-get --format=json -r db:3 - pg/0': { host: 'a b', note: "it's $HOME `id` \\n [x]" },
  'relation-get --format=json -r db:3 - pg/1': {},
};

describe('dispatch', () => {
  it('hands over what the last hook of this kind has asked first, in both lanes, and the exit code', () => {
    tools({
      'config-get --format=json': { debug: true },
      'is-leader --format=json': false,
      'network-get --format=json public': {},
    });
    questions('config-changed', 'config leadership', 'network:public');
    expect(dispatch('hooks/config-changed')).toMatchObject({
      status: 7,
      stderr: '',
      records: [
        ['config-get --format=json', '{"debug":true}', '0'],
        ['is-leader --format=json', 'false', '0'],
        ['network-get --format=json public', '{}', '0'],
      ],
    });
  });

  it('follows an endpoint to its relations, their units and what these say, word for word', () => {
    tools(database);
    questions('relation-changed', 'relations:none:db', '');
    const { records } = dispatch('hooks/queue-relation-changed');
    expect(records).toEqual(Object.entries(database).map(([call, answer]) => [call, JSON.stringify(answer), '0']));
  });

  it.each([
    ['theirs', 'relation-get --format=json -r db:3 --app - pg'],
    ['ours', 'relation-get --format=json -r db:3 --app - app'],
  ])('asks for an application too: %s', (application, call) => {
    tools({ ...database, [call]: { key: 'value' } });
    questions('relation-changed', `relation:${application}:db:3`, '');
    expect(dispatch('hooks/db-relation-changed').records.at(-1)).toEqual([call, '{"key":"value"}', '0']);
  });

  it('passes by the relation that is going away, the unit that leaves, and our own', () => {
    tools({ ...database, 'relation-list --format=json -r db:3': ['app/0', 'pg/0', 'pg/1'] });
    questions('relation-broken', 'relation:none:db:3', '');
    expect(dispatch('hooks/db-relation-broken', { JUJU_RELATION_ID: 'db:3' }).calls).toEqual([]);
    questions('relation-departed', 'relation:none:db:3', '');
    const leaving = { JUJU_RELATION_ID: 'db:3', JUJU_DEPARTING_UNIT: 'pg/1' };
    expect(dispatch('hooks/db-relation-departed', leaving).calls).toEqual([
      'relation-list --format=json -r db:3',
      'relation-get --format=json -r db:3 - pg/0',
    ]);
  });

  it('leaves the bags of many units to Node, which reads them two at a time', () => {
    const units = Array.from({ length: 9 }, (_, number) => `pg/${number}`);
    tools({ 'relation-list --format=json -r db:3': units });
    questions('relation-changed', 'relation:theirs:db:3', '');
    expect(dispatch('hooks/db-relation-changed').calls).toEqual(['relation-list --format=json -r db:3']);
  });

  it('says of a refused call that it was, and goes on', () => {
    tools({ 'is-leader --format=json': true });
    questions('config-changed', 'config relations:none:db relation:none:db:3', 'leadership');
    expect(dispatch('hooks/config-changed').records).toEqual([
      ['config-get --format=json', '', '1'],
      ['relation-ids db --format=json', '', '1'],
      ['relation-list --format=json -r db:3', '', '1'],
      ['is-leader --format=json', 'true', '0'],
    ]);
  });

  it('runs nothing but questions to Juju, whatever the file says', () => {
    tools({});
    const text = `x; touch ${folder}/never $(touch ${folder}/never) * \\n %s relation: relation:ours: relations: network:`;
    questions('config-changed', text, text);
    const { status, stderr, calls } = dispatch('hooks/config-changed');
    expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
    expect(existsSync(join(folder, 'never'))).toBe(false);
    expect([...new Set(calls.map((call) => call.split(' ')[0]))].sort()).toEqual(['network-get', 'relation-list']);
  });

  it.each(['actions/pause', 'hooks/start', ''])('asks nothing where nothing is written down: %j', (hook) => {
    tools({});
    program('charm/runtime/node', 'echo plain; [ ! -e /proc/$$/fd/3 ] || echo pipe >&2; exit 7');
    expect(dispatch(hook)).toMatchObject({ status: 7, stderr: '', calls: [] });
  });

  it('starts Node all the same in a charm that was built without the questions', () => {
    tools({});
    questions('start', 'config', '');
    rmSync(join(folder, 'charm/dist/ask-ahead.sh'));
    program('charm/runtime/node', 'exit 7');
    expect(dispatch('hooks/start')).toMatchObject({ status: 7, stderr: '', calls: [] });
  });

  it.each(['KILL', 'TERM', 'ABRT'])('ends by the signal by which Node has ended: %s', (signal) => {
    tools({ 'config-get --format=json': {} });
    questions('start', 'config', '');
    program('charm/runtime/node', `kill -s ${signal} $$`);
    expect(dispatch('hooks/start')).toMatchObject({ status: null, signal: `SIG${signal}` });
    mkdirSync(join(folder, 'charm/.rest'));
    writeFileSync(join(folder, 'charm/.rest/start'), '-\n-\n');
    copyFileSync(join(root, 'src/launcher/rest.sh'), join(folder, 'charm/dist/rest.sh'));
    expect(dispatch('hooks/start')).toMatchObject({ status: null, signal: `SIG${signal}` });
  });

  it('ends when Node ends without wanting to know, however much there was to say', () => {
    tools({ 'config-get --format=json': { text: 'x'.repeat(200_000) }, 'is-leader --format=json': true });
    questions('start', 'config leadership', 'config');
    program('charm/runtime/node', 'exit 3');
    expect(dispatch('hooks/start')).toMatchObject({ status: 3, stderr: '' });
  });
});
