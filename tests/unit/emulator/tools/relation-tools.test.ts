import { beforeEach, describe, expect, it } from 'vitest';
import { flushContext, type HookContext } from '../../../../src/emulator/context/index.ts';
import { writeApplicationBag, writeUnitBag } from '../../../../src/emulator/model/index.ts';
import { dbHook, endpoint, World } from '../context/world.ts';
import { failed, runTool, type Seen, succeeded } from './run-tool.ts';

let world: World;

beforeEach(() => {
  world = new World();
  writeUnitBag(world.model, 1, 'mysql/0', { user: 'jim', 'private-address': null, 'egress-subnets': null });
  writeUnitBag(world.model, 1, 'mysql/1', { user: 'joe' });
  writeApplicationBag(world.model, 1, 'mysql', { version: '8' });
  writeApplicationBag(world.model, 1, 'wordpress', { theme: 'dark' });
  writeApplicationBag(world.model, 0, 'wordpress', { cluster: 'yes' });
});

const leader = (): HookContext => world.hook('wordpress/0');
const follower = (): HookContext => world.hook('wordpress/1');
const changed = (): HookContext => world.hook('wordpress/0', dbHook('relation-changed'));
const created = (): HookContext => world.hook('wordpress/0', dbHook('relation-created', null));
const contexts = { leader, follower, changed, created };

type Case = [keyof typeof contexts, string, Seen];

function check([which, line, expected]: Case): void {
  expect(
    runTool(
      contexts[which](),
      line.split(' ').map((word) => (word === "''" ? '' : word)),
    ),
  ).toEqual(expected);
}

const automatic = 'egress-subnets: 10.0.0.1/32\ningress-address: 10.0.0.1\nprivate-address: 10.0.0.1\n';

describe('relation-get', () => {
  it.each<Case>([
    ['changed', 'relation-get', succeeded('ingress-address: 10.0.0.3\nuser: jim\n')],
    ['changed', 'relation-get -', succeeded('ingress-address: 10.0.0.3\nuser: jim\n')],
    ['changed', "relation-get ''", succeeded('ingress-address: 10.0.0.3\nuser: jim\n')],
    ['changed', 'relation-get user', succeeded('jim\n')],
    ['changed', 'relation-get user --format json', succeeded('"jim"\n')],
    ['changed', 'relation-get missing', succeeded()],
    ['changed', 'relation-get missing --format=json', succeeded('null\n')],
    ['changed', 'relation-get missing --format=yaml', succeeded()],
    ['changed', 'relation-get user=1', succeeded()],
    ['changed', 'relation-get toString', succeeded()],
    ['changed', 'relation-get user mysql/1', succeeded('joe\n')],
    ['changed', 'relation-get - wordpress/0', succeeded(automatic)],
    ['changed', 'relation-get --app', succeeded('version: "8"\n')],
    ['changed', 'relation-get --app version mysql', succeeded('8\n')],
    ['changed', 'relation-get --app version mysql/7', succeeded('8\n')],
    ['created', 'relation-get', succeeded('version: "8"\n')],
    ['created', 'relation-get --format json', succeeded('{"version":"8"}\n')],
    ['leader', 'relation-get -r 1 user mysql/0', succeeded('jim\n')],
    ['leader', 'relation-get -r ignored:1 user mysql/0', succeeded('jim\n')],
    ['leader', 'relation-get -r 1 --app theme wordpress', succeeded('dark\n')],
    ['leader', 'relation-get -r 0 - wordpress/1', succeeded(automatic.replaceAll('.1', '.2'))],
    ['follower', 'relation-get -r 0 --app cluster wordpress', succeeded('yes\n')],
    ['follower', 'relation-get -r 1 --app theme wordpress', failed('permission denied', 1)],
    ['follower', 'relation-get -r 1 - wordpress/0', failed('permission denied', 1)],
    ['leader', 'relation-get -r 1 - logger/0', failed('permission denied', 1)],
    ['leader', 'relation-get -r 1 --app - logger', failed('permission denied', 1)],
    ['leader', 'relation-get -r 2 - logger/1', failed('permission denied', 1)],
    ['leader', 'relation-get', failed('no relation id specified', 2)],
    ['leader', 'relation-get -r 1', failed('no unit or application specified', 2)],
    ['leader', 'relation-get -r 1 --app', failed('no unit or application specified', 2)],
    ['leader', 'relation-get -r one', failed('invalid value "one" for option -r: invalid relation id', 2)],
    ['leader', 'relation-get -r 9', failed('invalid value "9" for option -r: relation not found', 2)],
    [
      'leader',
      'relation-get --relation db:',
      failed('invalid value "db:" for option --relation: invalid relation id', 2),
    ],
    ['changed', 'relation-get user mysql', failed('expected unit name, got application name "mysql"', 2)],
    ['changed', 'relation-get user unit//0', failed('invalid unit name "unit//0"', 2)],
    ['changed', 'relation-get user mysql/0 x y', failed('unrecognized args: ["x" "y"]', 2)],
    ['changed', 'relation-get --cheese', failed('option provided but not defined: --cheese', 2)],
    [
      'changed',
      'relation-get - mysql/9',
      failed(
        'cannot read settings for unit "mysql/9" in relation "wordpress:db mysql:server": unit "mysql/9": settings not found',
        1,
      ),
    ],
  ])('in %s: %s', (...one) => check(one));

  it('shows what this hook has written to its own bags, before anybody else sees it', () => {
    const context = changed();
    runTool(context, ['relation-set', 'a=1', 'private-address=']);
    runTool(context, ['relation-set', '--app', 'theme=', 'b=2']);
    expect(runTool(context, ['relation-get', '--format=json', '-', 'wordpress/0']).stdout).toBe(
      '{"a":"1","egress-subnets":"10.0.0.1/32","ingress-address":"10.0.0.1"}\n',
    );
    expect(runTool(context, ['relation-get', '--app', '-', 'wordpress'])).toEqual(succeeded('b: "2"\n'));
    const other = world.hook('mysql/0', { ...dbHook('relation-changed', 'wordpress/0'), endpoint: 'server' });
    expect(runTool(other, ['relation-get', 'a'])).toEqual(succeeded());
  });

  it('answers a member from what it read before, until a hook about that member', () => {
    const { model } = world;
    expect(runTool(leader(), ['relation-get', '-r', '1', 'user', 'mysql/0'])).toEqual(succeeded('jim\n'));
    writeUnitBag(model, 1, 'mysql/0', { user: 'jill' });
    writeApplicationBag(model, 1, 'mysql', { version: '9' });
    expect(runTool(leader(), ['relation-get', '-r', '1', 'user', 'mysql/0'])).toEqual(succeeded('jim\n'));
    expect(runTool(leader(), ['relation-get', '-r', '1', '--app', 'version', 'mysql'])).toEqual(succeeded('9\n'));
    const other = world.hook('wordpress/0', dbHook('relation-changed', 'mysql/1'));
    expect(runTool(other, ['relation-get', 'user', 'mysql/0'])).toEqual(succeeded('jim\n'));
    expect(runTool(changed(), ['relation-get', 'user'])).toEqual(succeeded('jill\n'));
  });

  it('reads a departed unit, whose settings stay with the relation', () => {
    const departed = world.hook('wordpress/0', dbHook('relation-departed'));
    expect(runTool(departed, ['relation-get', 'user'])).toEqual(succeeded('jim\n'));
    world.setMembers(1, 'wordpress/0', ['mysql/1']);
    expect(runTool(leader(), ['relation-get', '-r1', 'user', 'mysql/0'])).toEqual(succeeded('jim\n'));
  });
});

describe('relation-set', () => {
  it.each<Case>([
    ['changed', 'relation-set', succeeded()],
    ['changed', 'relation-set a=b', succeeded()],
    ['changed', 'relation-set haha', failed('expected "key=value", got "haha"', 2)],
    ['changed', 'relation-set =haha', failed('expected "key=value", got "=haha"', 2)],
    ['changed', 'relation-set a=1 a=2', failed('key "a" specified more than once', 2)],
    ['leader', 'relation-set a=1', failed('no relation id specified', 2)],
    ['follower', 'relation-set -r 1 --app a=1', failed('cannot write relation settings', 1)],
    ['follower', 'relation-set -r 0 --app', failed('cannot write relation settings', 1)],
    ['changed', 'relation-set --file', failed('option needs an argument: --file', 2)],
    ['changed', 'relation-set --file none', failed('open /charm/none: no such file or directory', 1)],
    [
      'changed',
      'relation-set --format x a=1',
      { exitCode: 0, stdout: '', stderr: '--format flag deprecated for command "relation-set"' },
    ],
  ])('in %s: %s', (...one) => check(one));

  it.each<[string, Record<string, string | null>]>([
    ['', {}],
    ['{}', {}],
    ['{a: 1, b: true, c: ~, d: 1.50, e: "x"}', { a: '1', b: 'true', c: null, d: '1.50', e: 'x' }],
    ['{"a": "multi\\nline"}', { a: 'multi\nline' }],
    ['a: &x one\nb: *x\n', { a: 'one', b: 'one' }],
    ['a: 1\n---\nb: 2\n', { a: '1' }],
    ['1: yes\n0x10: 012\n', { '1': 'yes', '0x10': '012' }],
    ['a: !!binary aGVsbG8=\n', { a: 'hello' }],
  ])('takes the texts of the file %j', (content, expected) => {
    const context = changed();
    expect(runTool(context, ['relation-set', '--file', 'f.yaml'], { files: { '/charm/f.yaml': content } })).toEqual(
      succeeded(),
    );
    expect(context.relation(1).ownSettings.changes()).toEqual(expected);
  });

  it.each([
    ['haha', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `haha` into map[string]string'],
    ['longer text', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `longer ...` into map[string]string'],
    ['- x', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]string'],
    ['5', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!int `5` into map[string]string'],
    ['a: 1\nb: [x]', 'yaml: unmarshal errors:\n  line 2: cannot unmarshal !!seq into string'],
    ['a: {b: c}', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!map into string'],
  ])('refuses the file %j', (content, message) => {
    expect(runTool(changed(), ['relation-set', '--file', '-'], { files: { '-': content } })).toEqual(
      failed(message, 1),
    );
  });

  it('prefers arguments to the file, and removes a key with an empty value', () => {
    const context = changed();
    runTool(context, ['relation-set', '--file', '-', 'a=argument', 'c='], {
      files: { '-': '{a: file, b: file, c: file}' },
    });
    expect(context.relation(1).ownSettings.changes()).toEqual({ a: 'argument', b: 'file', c: null });
  });

  it('reaches the other side when the hook has ended well, and makes no event of an equal value', () => {
    const { model } = world;
    const before = model.relationUnit(1, 'wordpress/0')?.version ?? 0;
    const same = changed();
    runTool(same, ['relation-set', 'private-address=10.0.0.1', 'none=']);
    flushContext(same);
    expect(model.relationUnit(1, 'wordpress/0')?.version).toBe(before);
    const context = changed();
    runTool(context, ['relation-set', 'a=1\udcff']);
    runTool(context, ['relation-set', 'b=2']);
    flushContext(context);
    expect(model.relationUnit(1, 'wordpress/0')).toMatchObject({
      version: before + 1,
      settings: { a: '1\ufffd', b: '2' },
    });
  });
});

describe('relation-ids', () => {
  it.each<Case>([
    ['changed', 'relation-ids', succeeded('db:1\n')],
    ['leader', 'relation-ids db', succeeded('db:1\n')],
    ['leader', 'relation-ids db --format=yaml', succeeded('- db:1\n')],
    ['leader', 'relation-ids none', succeeded()],
    ['leader', 'relation-ids none --format json', succeeded('[]\n')],
    ['leader', 'relation-ids none --format yaml', succeeded('[]\n')],
    ['leader', 'relation-ids ring', succeeded('ring:0\n')],
    ['leader', 'relation-ids', failed('no endpoint name specified', 2)],
    ['leader', 'relation-ids db x', failed('unrecognized args: ["x"]', 2)],
  ])('in %s: %s', (...one) => check(one));

  it('sorts as text', () => {
    const db = endpoint('db', 'requirer', 'mysql');
    const server = endpoint('server', 'provider', 'mysql');
    for (const id of [10, 2])
      world.relate(id, [
        ['wordpress', db],
        ['mysql', server],
      ]);
    expect(runTool(leader(), ['relation-ids', 'db'])).toEqual(succeeded('db:1\ndb:10\ndb:2\n'));
  });

  it('leaves out a relation that is broken, though -r still takes it; one that loses its last member is listed', () => {
    world.model.relations.patch('1', { life: 'dying' });
    world.setMembers(1, 'wordpress/0', ['mysql/0']);
    const departed = world.hook('wordpress/0', dbHook('relation-departed'));
    expect(runTool(departed, ['relation-ids', 'db'])).toEqual(succeeded('db:1\n'));
    world.setMembers(1, 'wordpress/0', []);
    const broken = world.hook('wordpress/0', dbHook('relation-broken', null));
    expect(runTool(broken, ['relation-ids', 'db'])).toEqual(succeeded());
    expect(runTool(broken, ['relation-list', '-r', 'db:1'])).toEqual(succeeded());
    expect(runTool(broken, ['relation-get', '--app', 'version'])).toEqual(succeeded('8\n'));
  });
});

describe('relation-list', () => {
  it.each<Case>([
    ['changed', 'relation-list', succeeded('mysql/0\nmysql/1\n')],
    ['leader', 'relation-list -r 0', succeeded('wordpress/1\n')],
    ['leader', 'relation-list -r 2 --format=json', succeeded('["logger/0"]\n')],
    ['leader', 'relation-list -r 0 --app', succeeded('wordpress\n')],
    ['changed', 'relation-list --app --format=yaml', succeeded('mysql\n')],
    ['leader', 'relation-list', failed('no relation id specified', 2)],
    ['changed', 'relation-list x', failed('unrecognized args: ["x"]', 2)],
  ])('in %s: %s', (...one) => check(one));

  it('holds whoever joins, and no longer whoever departs', () => {
    world.setMembers(1, 'wordpress/0', ['mysql/1']);
    const joined = world.hook('wordpress/0', dbHook('relation-joined'));
    expect(runTool(joined, ['relation-list'])).toEqual(succeeded('mysql/0\nmysql/1\n'));
    const departed = world.hook('wordpress/0', dbHook('relation-departed', 'mysql/1'));
    expect(runTool(departed, ['relation-list', '--format=json'])).toEqual(succeeded('[]\n'));
  });
});

describe('relation-model-get', () => {
  it.each<Case>([
    ['changed', 'relation-model-get', succeeded('uuid: 0c8f6f2e-6f1b-4c5a-8a59-0123456789ab\n')],
    ['leader', 'relation-model-get -r 1 --format json', succeeded('{"uuid":"0c8f6f2e-6f1b-4c5a-8a59-0123456789ab"}\n')],
    ['leader', 'relation-model-get', failed('no relation id specified', 2)],
    ['changed', 'relation-model-get x', failed('unrecognized args: ["x"]', 2)],
  ])('in %s: %s', (...one) => check(one));
});
