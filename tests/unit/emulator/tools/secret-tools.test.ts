import { beforeEach, describe, expect, it } from 'vitest';
import { flushContext, type HookContext } from '../../../../src/emulator/context/index.ts';
import type { Secret } from '../../../../src/emulator/model/index.ts';
import { dbHook, now, World } from '../context/world.ts';
import { type CallerSide, failed, runTool, type Seen, succeeded } from './run-tool.ts';

const id = '9m4e2mr0ui3e8a215n4g';
const hour = 3_600_000;

let world: World;
let leader: HookContext;

beforeEach(() => {
  world = new World();
  leader = world.hook('wordpress/0');
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Runs a tool for a unit and ends the hook. */
function once(unit: string, words: readonly string[], side?: CallerSide): Seen {
  const context = world.hook(unit);
  const seen = runTool(context, words, side);
  flushContext(context);
  return seen;
}

/** Adds a secret and ends the hook; the answer is the id. */
function add(unit: string, ...args: string[]): string {
  const seen = once(unit, ['secret-add', ...args]);
  expect(seen).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^secret:[0-9a-v]{20}\n$/) });
  return seen.stdout.slice('secret:'.length).trim();
}

function stored(secret: string): Secret {
  return world.model.secrets.get(secret);
}

describe('secret tools refuse', () => {
  it.each<[string[], string, 1 | 2]>([
    [['secret-add'], 'missing secret value or filename', 2],
    [['secret-add', 's3cret'], 'key value "s3cret" not valid', 2],
    [['secret-add', '=x'], 'key value "=x" not valid', 2],
    [['secret-add', 'key='], 'key value "key=" not valid', 2],
    [['secret-add', 'k=v'], 'key "k" not valid', 2],
    [['secret-add', 'Key=v'], 'key "Key" not valid', 2],
    [['secret-add', '--expire', '-1h', 'key=v'], 'negative expire duration "-1h" not valid', 2],
    [['secret-add', '--expire=2022-01-01', 'key=v'], 'expire time or duration "2022-01-01" not valid', 2],
    [['secret-add', '--rotate', 'foo', 'key=v'], 'rotate policy "foo" not valid', 2],
    [['secret-add', '--owner', 'foo', 'key=v'], 'secret owner "foo" not valid', 2],
    [['secret-add', 'key#file=none'], 'open /charm/none: no such file or directory', 2],
    [['secret-add', `key=${'x'.repeat(1_000_001)}`], 'secret content too large: 1333336 bytes', 2],
    [['secret-set'], 'missing secret URI', 2],
    [['secret-set', 'foo', 'key=v'], 'secret URI "foo" not valid', 2],
    [['secret-get'], 'require either a secret URI or label', 2],
    [['secret-get', 'foo'], 'secret URI "foo" not valid', 2],
    [['secret-get', id, '--peek', '--refresh'], 'specify one of --peek or --refresh but not both', 2],
    [['secret-get', id, 'key', 'x'], 'unrecognized args: ["x"]', 2],
    [['secret-get', id], `secret "${id}" not found`, 1],
    [['secret-get', '--label', 'none'], 'consumer label "none" not found', 1],
    [['secret-get', '--format', 'smart', id], 'invalid value "smart" for option --format: unknown format "smart"', 2],
    [['secret-info-get'], 'require either a secret URI or label', 2],
    [['secret-info-get', id, '--label', 'x'], 'specify either a secret URI or label but not both', 2],
    [['secret-info-get', id], `secret "${id}" not found`, 1],
    [['secret-info-get', '--label', 'x'], 'secret "x" not found', 1],
    [['secret-ids', 'x'], 'unrecognized args: ["x"]', 2],
    [['secret-grant'], 'missing secret URI', 2],
    [['secret-grant', id], 'no relation id specified', 2],
    [['secret-grant', id, '-r', '1', '--unit', 'foo'], 'unit "foo" not valid', 2],
    [
      ['secret-grant', id, '-r', '1', '--unit', 'foo/0'],
      'cannot specify unit "foo/0" in relation to application "mysql"',
      2,
    ],
    [['secret-grant', id, '-r', '1'], `secret "${id}" not found`, 1],
    [['secret-revoke', id], 'missing relation or application or unit', 2],
    [['secret-revoke', id, '--app', 'a', '--unit', 'a/0'], 'specify only one of application or unit', 2],
    [['secret-revoke', id, '-r', '1', '--app', 'a'], 'do not specify both relation and app', 2],
    [['secret-revoke', id, '--application', '0/foo'], 'application "0/foo" not valid', 2],
    [['secret-revoke', id, '--unit', 'foo'], 'unit "foo" not valid', 2],
    [['secret-remove'], 'missing secret URI', 2],
    [
      ['secret-remove', id, '--revision', 'x'],
      'invalid value "x" for option --revision: strconv.ParseInt: parsing "x": invalid syntax',
      2,
    ],
  ])('%j', (words, message, exitCode) => {
    expect(runTool(leader, words)).toEqual(failed(message, exitCode));
  });

  it('to let anybody but the leader make or change what the application owns', () => {
    expect(runTool(world.hook('wordpress/1'), ['secret-add', 'key=v'])).toEqual(
      failed('this unit is not the leader', 1),
    );
    const secret = add('wordpress/0', 'key=value');
    for (const words of [
      ['secret-set', secret, 'key=new'],
      ['secret-remove', secret],
    ]) {
      expect(runTool(world.hook('wordpress/1'), words)).toEqual(failed('this unit is not the leader', 1));
    }
    expect(runTool(world.hook('wordpress/1'), ['secret-grant', secret, '-r', '1'])).toEqual(
      failed(`secret "${secret}" not found`, 1),
    );
  });

  it('a label twice in the same hook', () => {
    runTool(leader, ['secret-add', '--label', 'x', 'key=v']);
    expect(runTool(leader, ['secret-add', '--label', 'x', 'key=v'])).toEqual(
      failed('secret with label "x" already exists', 1),
    );
  });
});

describe('secret-add', () => {
  it('takes values plain, encoded and from files, and lets the file go before arguments', () => {
    const secret = once(
      'wordpress/0',
      ['secret-add', 'one=a=b==', 'two#base64=Yg==', 'three#file=f', '--file', 'y', 'four=x'],
      {
        files: { '/charm/f': Uint8Array.of(0xff, 0x0a), '/charm/y': 'four: file\nfive: !!binary aGVsbG8=\n' },
      },
    );
    expect(stored(secret.stdout.slice(7).trim()).revisions[0]?.content).toEqual({
      one: base64('a=b=='),
      two: 'Yg==',
      three: '/wo=',
      four: base64('file'),
      five: base64('hello'),
    });
  });

  it('keeps bytes of arguments that are no text', () => {
    expect(stored(add('wordpress/0', 'key=a\udcff')).revisions[0]?.content).toEqual({ key: 'Yf8=' });
  });

  it('remembers what was said of it', () => {
    const secret = add(
      'wordpress/1',
      '--owner=unit',
      '--expire=1h30m',
      '--rotate=daily',
      '--label=L',
      '--description=D',
      'key=v',
    );
    expect(stored(secret)).toMatchObject({
      owner: { kind: 'unit', name: 'wordpress/1' },
      label: 'L',
      description: 'D',
      rotatePolicy: 'daily',
      nextRotate: now + 24 * hour,
      revisions: [{ revision: 1, created: now, expires: now + 1.5 * hour }],
    });
  });

  it.each([
    ['2026-02-01T06:06:06', Date.UTC(2026, 1, 1, 6, 6, 6)],
    ['2026-02-01T06:06:06Z', Date.UTC(2026, 1, 1, 6, 6, 6)],
    ['2026-02-01T06:06:06+02:00', Date.UTC(2026, 1, 1, 4, 6, 6)],
    ['90s', now + 90_000],
  ])('expires %s', (expire, expected) => {
    expect(stored(add('wordpress/0', '--expire', expire, 'key=v')).revisions[0]?.expires).toBe(expected);
  });

  it('is forgotten with a hook that fails, and its label is free', () => {
    runTool(leader, ['secret-add', '--label', 'x', 'key=v']);
    expect(world.model.secrets.size).toBe(0);
    add('wordpress/0', '--label', 'x', 'key=v');
    runTool(leader, ['secret-add', '--label', 'x', 'key=v']);
    expect(() => flushContext(leader)).toThrow('secret with label "x" already exists');
    expect(world.model.secrets.size).toBe(1);
  });

  it('fails the hook of a leader that lost its leadership meanwhile', () => {
    runTool(leader, ['secret-add', 'key=v']);
    world.model.applications.patch('wordpress', { leader: 'wordpress/1' });
    expect(() => flushContext(leader)).toThrow('"wordpress/0" is not leader of "wordpress"');
  });
});

describe('secret-get', () => {
  it('prints all values, one, or one as it is encoded', () => {
    const secret = add('wordpress/0', 'key=k', 'cert=a\nb\n', 'num=123');
    expect(once('wordpress/0', ['secret-get', secret])).toEqual(succeeded('cert: |\n  a\n  b\nkey: k\nnum: "123"\n'));
    expect(once('wordpress/0', ['secret-get', `secret:${secret}`, '--format=json'])).toEqual(
      succeeded('{"cert":"a\\nb\\n","key":"k","num":"123"}\n'),
    );
    expect(once('wordpress/1', ['secret-get', `secret://0c8f6f2e-6f1b/${secret}`, 'key'])).toEqual(succeeded('k\n'));
    expect(once('wordpress/0', ['secret-get', secret, 'num'])).toEqual(succeeded('"123"\n'));
    expect(once('wordpress/0', ['secret-get', secret, 'key#base64'])).toEqual(succeeded('aw==\n'));
    expect(once('wordpress/0', ['secret-get', secret, 'none#base64'])).toEqual(
      failed('secret key value "none" not found', 1),
    );
  });

  it('reads what this hook has made, and what it has changed when the latest is asked for', () => {
    const uri = runTool(leader, ['secret-add', '--label', 'mine', 'key=one']).stdout.trim();
    expect(runTool(leader, ['secret-get', uri, 'key'])).toEqual(succeeded('one\n'));
    expect(runTool(leader, ['secret-get', '--label', 'mine'])).toEqual(succeeded('key: one\n'));
    flushContext(leader);
    const next = world.hook('wordpress/0');
    expect(runTool(next, ['secret-get', uri, 'key'])).toEqual(succeeded('one\n'));
    runTool(next, ['secret-set', uri, 'key=two']);
    expect(runTool(next, ['secret-get', uri, 'key'])).toEqual(succeeded('one\n'));
    expect(runTool(next, ['secret-get', uri, 'key', '--peek'])).toEqual(succeeded('two\n'));
    expect(runTool(next, ['secret-get', '--label=mine', '--refresh'])).toEqual(succeeded('key: two\n'));
    flushContext(next);
    expect(once('wordpress/0', ['secret-get', uri, 'key'])).toEqual(succeeded('two\n'));
  });

  it('pins a reader to the revision of the first time, until it refreshes', () => {
    const secret = add('wordpress/0', 'key=one');
    expect(once('wordpress/1', ['secret-get', secret, 'key', '--peek'])).toEqual(succeeded('one\n'));
    expect(stored(secret).consumers).toEqual({});
    expect(once('wordpress/1', ['secret-get', secret, 'key'])).toEqual(succeeded('one\n'));
    once('wordpress/0', ['secret-set', secret, 'key=two']);
    expect(once('wordpress/1', ['secret-get', secret, 'key'])).toEqual(succeeded('one\n'));
    expect(once('wordpress/1', ['secret-get', secret, 'key', '--peek'])).toEqual(succeeded('two\n'));
    expect(once('wordpress/1', ['secret-get', secret, 'key'])).toEqual(succeeded('one\n'));
    expect(once('wordpress/1', ['secret-get', secret, 'key', '--refresh'])).toEqual(succeeded('two\n'));
    expect(once('wordpress/1', ['secret-get', secret, 'key'])).toEqual(succeeded('two\n'));
    expect(stored(secret).consumers['wordpress/1']).toEqual({ unit: 'wordpress/1', revision: 2, label: '' });
  });

  it('moves the pin at once, even in a hook that fails', () => {
    const secret = add('wordpress/0', 'key=one');
    runTool(world.hook('wordpress/1'), ['secret-get', secret]);
    expect(stored(secret).consumers['wordpress/1']?.revision).toBe(1);
  });

  it('gives a reader a label of its own', () => {
    const secret = add('wordpress/0', '--label=owner', 'key=one');
    once('wordpress/0', ['secret-grant', secret, '-r', '1']);
    expect(once('mysql/0', ['secret-get', secret, '--label', 'theirs', 'key'])).toEqual(succeeded('one\n'));
    expect(once('mysql/0', ['secret-get', '--label', 'theirs'])).toEqual(succeeded('key: one\n'));
    expect(once('mysql/0', ['secret-get', '--label', 'owner'])).toEqual(failed('consumer label "owner" not found', 1));
    expect(stored(secret).label).toBe('owner');
    once('wordpress/0', ['secret-get', secret, '--label', 'renamed']);
    expect(stored(secret).label).toBe('renamed');
  });
});

describe('secret-grant and secret-revoke', () => {
  const read = (unit: string, secret: string): number => once(unit, ['secret-get', secret]).exitCode;

  it('open a secret to an application, or to one of its units, through a relation', () => {
    const secret = add('wordpress/0', 'key=v');
    expect(once('mysql/0', ['secret-get', secret])).toEqual(failed('permission denied', 1));
    once('wordpress/0', ['secret-grant', secret, '-r', 'db:1', '--unit', 'mysql/0']);
    expect([read('mysql/0', secret), read('mysql/1', secret)]).toEqual([0, 1]);
    expect(once('wordpress/0', ['secret-grant', secret, '-r', '1'])).toEqual(
      failed('any unit level grants need to be revoked before granting access to the corresponding application', 1),
    );
    once('wordpress/0', ['secret-revoke', secret, '--unit', 'mysql/0']);
    expect(read('mysql/0', secret)).toBe(1);
    once('wordpress/0', ['secret-grant', secret, '-r', '1']);
    expect([read('mysql/0', secret), read('mysql/1', secret), read('logger/0', secret)]).toEqual([0, 0, 1]);
    once('wordpress/0', ['secret-revoke', secret, '-r', '1']);
    expect([read('mysql/0', secret), read('mysql/1', secret)]).toEqual([1, 1]);
  });

  it('take the relation of the hook, and end with the relation', () => {
    const secret = add('wordpress/0', 'key=v');
    const context = world.hook('wordpress/0', dbHook('relation-changed'));
    expect(runTool(context, ['secret-grant', secret])).toEqual(succeeded());
    expect(read('mysql/0', secret)).toBe(1);
    flushContext(context);
    expect(read('mysql/0', secret)).toBe(0);
    world.model.relations.delete('1');
    expect(read('mysql/0', secret)).toBe(1);
  });

  it('revoking an application takes its units along', () => {
    const secret = add('wordpress/0', 'key=v');
    once('wordpress/0', ['secret-grant', secret, '-r', '1', '--unit', 'mysql/0']);
    once('wordpress/0', ['secret-revoke', secret, '--app', 'mysql']);
    expect(stored(secret).grants).toEqual([]);
  });
});

describe('secret-set', () => {
  it('makes a revision of new content only', () => {
    const secret = add('wordpress/0', 'key=one');
    once('wordpress/0', ['secret-set', secret, 'key=one']);
    expect(stored(secret).revisions).toHaveLength(1);
    once('wordpress/0', ['secret-set', secret, '--description', 'D', '--rotate', 'hourly', '--expire=1h']);
    expect(stored(secret)).toMatchObject({ description: 'D', rotatePolicy: 'hourly', nextRotate: now + hour });
    expect(stored(secret).revisions).toMatchObject([{ revision: 1, expires: now + hour }]);
    once('wordpress/0', ['secret-set', secret, 'key=two', 'more=x']);
    expect(stored(secret).revisions).toMatchObject([
      { revision: 1 },
      { revision: 2, content: { key: base64('two'), more: base64('x') }, expires: null },
    ]);
  });

  it('changes one that this hook has made before it is made', () => {
    const uri = runTool(leader, ['secret-add', 'key=one']).stdout.trim();
    runTool(leader, ['secret-set', uri, '--label=late', 'key=two']);
    flushContext(leader);
    expect(world.model.secrets.values()).toMatchObject([
      { label: 'late', revisions: [{ revision: 1, content: { key: base64('two') } }] },
    ]);
  });

  it('fails the hook when the secret is not there or another owns it', () => {
    const context = world.hook('wordpress/0');
    runTool(context, ['secret-set', id, 'key=v']);
    expect(() => flushContext(context)).toThrow(`secret "${id}" not found`);
    const theirs = add('mysql/0', 'key=v');
    runTool(leader, ['secret-set', theirs, 'key=w']);
    expect(() => flushContext(leader)).toThrow('permission denied');
  });
});

describe('secret-remove', () => {
  it('removes a revision, or all with the secret, at the end of the hook', () => {
    const secret = add('wordpress/0', 'key=one');
    once('wordpress/0', ['secret-set', secret, 'key=two']);
    once('wordpress/0', ['secret-set', secret, 'key=three']);
    once('wordpress/0', ['secret-remove', secret, '--revision', '1']);
    expect(stored(secret).revisions.map(({ revision }) => revision)).toEqual([2, 3]);
    runTool(leader, ['secret-remove', secret]);
    expect(runTool(leader, ['secret-ids'])).toEqual(succeeded());
    expect(world.model.secrets.has(secret)).toBe(true);
    flushContext(leader);
    expect(world.model.secrets.has(secret)).toBe(false);
  });

  it('takes back one that this hook has made', () => {
    const uri = runTool(leader, ['secret-add', 'key=one']).stdout.trim();
    runTool(leader, ['secret-remove', uri]);
    flushContext(leader);
    expect(world.model.secrets.size).toBe(0);
  });
});

describe('secret-info-get and secret-ids', () => {
  it('tell the owner all that is known but the content', () => {
    const secret = add('wordpress/0', '--label=L', '--description=D', '--rotate=daily', '--expire=1h', 'key=v');
    once('wordpress/0', ['secret-grant', secret, '-r', '1']);
    expect(once('wordpress/0', ['secret-info-get', secret])).toEqual(
      succeeded(`${secret}:
  revision: 1
  label: L
  owner: application
  description: D
  rotation: daily
  expiry: 2026-01-02T04:04:05Z
  rotates: 2026-01-03T03:04:05Z
  access:
  - target: application-mysql
    scope: relation-wordpress.db#mysql.server
    role: view
`),
    );
    expect(once('wordpress/1', ['secret-info-get', secret])).toEqual(failed(`secret "${secret}" not found`, 1));
  });

  it('count what this hook has changed', () => {
    const uri = runTool(leader, ['secret-add', '--label', 'new', 'key=v']).stdout.trim();
    const secret = uri.slice(7);
    runTool(leader, ['secret-grant', uri, '-r', '1', '--unit', 'mysql/1']);
    const access = '"access":[{"target":"unit-mysql-1","scope":"relation-wordpress.db#mysql.server","role":"view"}]';
    expect(runTool(leader, ['secret-info-get', '--label', 'new', '--format=json'])).toEqual(
      succeeded(`{"${secret}":{"revision":1,"label":"new","owner":"application",${access}}}\n`),
    );
    expect(runTool(leader, ['secret-ids'])).toEqual(succeeded(`${secret}\n`));
  });

  it('list what the unit may manage', () => {
    const shared = add('wordpress/0', 'key=v');
    const own = add('wordpress/1', '--owner=unit', 'key=v');
    expect(once('wordpress/0', ['secret-ids', '--format=json'])).toEqual(succeeded(`["${shared}"]\n`));
    expect(once('wordpress/1', ['secret-ids'])).toEqual(succeeded(`${own}\n`));
    expect(once('mysql/0', ['secret-ids', '--format=json'])).toEqual(succeeded('null\n'));
    expect(once('mysql/0', ['secret-ids'])).toEqual(succeeded());
  });
});
