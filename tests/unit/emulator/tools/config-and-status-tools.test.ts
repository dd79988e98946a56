import { beforeEach, describe, expect, it } from 'vitest';
import type { HookContext } from '../../../../src/emulator/context/index.ts';
import { dbHook, now, World } from '../context/world.ts';
import { failed, runTool, type Seen, succeeded } from './run-tool.ts';

let world: World;

beforeEach(() => {
  world = new World();
});

const leader = (): HookContext => world.hook('wordpress/0');
const follower = (): HookContext => world.hook('wordpress/1');
const contexts = { leader, follower };

type Case = [keyof typeof contexts, string[], Seen];

function check([which, words, expected]: Case): void {
  expect(runTool(contexts[which](), words)).toEqual(expected);
}

describe('config-get', () => {
  const set = 'big: 1e+06\ndebug: false\nempty: ""\nport: 80\nratio: 1.1\ntitle: My Title\n';
  it.each<Case>([
    ['leader', ['config-get'], succeeded(set)],
    ['leader', ['config-get', '-a'], succeeded(`${set}unset: null\n`)],
    [
      'leader',
      ['config-get', '--all', '--format=json'],
      succeeded('{"big":1000000,"debug":false,"empty":"","port":80,"ratio":1.1,"title":"My Title","unset":null}\n'),
    ],
    ['leader', ['config-get', ''], succeeded(set)],
    ['leader', ['config-get', 'title'], succeeded('My Title\n')],
    ['leader', ['config-get', 'port'], succeeded('80\n')],
    ['leader', ['config-get', 'big'], succeeded('1e+06\n')],
    ['leader', ['config-get', 'big', '--format', 'json'], succeeded('1000000\n')],
    ['leader', ['config-get', 'debug'], succeeded('False\n')],
    ['leader', ['config-get', 'debug', '--format', 'yaml'], succeeded('false\n')],
    ['leader', ['config-get', 'empty'], succeeded()],
    ['leader', ['config-get', 'empty', '--format', 'yaml'], succeeded('""\n')],
    ['leader', ['config-get', 'unset'], succeeded()],
    ['leader', ['config-get', 'unknown', '--format', 'json'], succeeded('null\n')],
    ['leader', ['config-get', '-o', 'f', 'port'], { ...succeeded(), file: { path: '/charm/f', content: '80\n' } }],
    ['leader', ['config-get', '--all', 'k'], failed('cannot use argument --all together with key "k"', 2)],
    ['leader', ['config-get', 'multiple', 'keys'], failed('unrecognized args: ["keys"]', 2)],
    ['leader', ['config-get', '--format', 'x'], failed('invalid value "x" for option --format: unknown format "x"', 2)],
  ])('for the %s: %j', (...one) => check(one));

  it('is a snapshot: settings that change while the hook runs are told by the next one', () => {
    const context = leader();
    expect(runTool(context, ['config-get', 'title'])).toEqual(succeeded('My Title\n'));
    world.model.applications.patch('wordpress', { config: { title: 'New' } });
    expect(runTool(context, ['config-get', 'title'])).toEqual(succeeded('My Title\n'));
    expect(runTool(leader(), ['config-get', 'title'])).toEqual(succeeded('New\n'));
  });
});

describe('status-set and status-get', () => {
  it.each<Case>([
    ['leader', ['status-set'], failed('invalid args, require <status> [message]', 2)],
    [
      'leader',
      ['status-set', 'error', 'x'],
      failed('invalid status "error", expected one of [maintenance blocked waiting active]', 2),
    ],
    ['leader', ['status-set', 'active', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
    ['follower', ['status-set', '--application', 'active'], failed('this unit is not the leader', 1)],
    ['follower', ['status-get', '--application'], failed('finding application status: this unit is not the leader', 1)],
    ['leader', ['status-get', 'x'], failed('unrecognized args: ["x"]', 2)],
  ])('refuse for the %s: %j', (...one) => check(one));

  it.each([
    [[], 'blocked\n'],
    [['--include-data'], 'message: no database\nstatus: blocked\nstatus-data: {}\n'],
    [['--format=yaml'], 'status: blocked\n'],
    [['--format=json'], '{"status":"blocked"}\n'],
    [['--format=json', '--include-data'], '{"message":"no database","status":"blocked","status-data":{}}\n'],
  ])('show the unit with %j', (flags, stdout) => {
    runTool(leader(), ['status-set', 'blocked', 'no database']);
    expect(runTool(leader(), ['status-get', ...flags])).toEqual(succeeded(stdout));
  });

  it('take effect at once, whatever becomes of the hook', () => {
    world.time = now + 5000;
    expect(runTool(follower(), ['status-set', 'active'])).toEqual(succeeded());
    expect(world.model.units.get('wordpress/1').workloadStatus).toEqual({
      status: 'active',
      message: '',
      since: now + 5000,
      data: {},
    });
    expect(world.model.unitAgents.get('wordpress/1').statusSet).toBe(true);
  });

  it('show the application as the leader set it, or else as the worst of its units', () => {
    runTool(leader(), ['status-set', 'active', 'ready']);
    runTool(follower(), ['status-set', 'blocked', 'stuck']);
    expect(runTool(leader(), ['status-get', '--application'])).toEqual(succeeded('blocked\n'));
    runTool(leader(), ['status-set', '--application', 'maintenance', 'migrating']);
    expect(runTool(leader(), ['status-get', '--application'])).toEqual(succeeded('maintenance\n'));
    expect(runTool(leader(), ['status-get', '--application', '--include-data']).stdout).toBe(
      [
        'application-status:',
        '  message: migrating',
        '  status: maintenance',
        '  status-data: {}',
        '  units:',
        '    wordpress/0:',
        '      message: ready',
        '      status: active',
        '      status-data: {}',
        '    wordpress/1:',
        '      message: stuck',
        '      status: blocked',
        '      status-data: {}',
        '',
      ].join('\n'),
    );
  });
});

describe('application-version-set', () => {
  it('sets the version that the status shows, at once', () => {
    expect(runTool(leader(), ['application-version-set', '1.2'])).toEqual(succeeded());
    expect(world.model.units.get('wordpress/0').workloadVersion).toBe('1.2');
  });

  it.each<Case>([
    ['leader', ['application-version-set'], failed('no version specified', 2)],
    ['leader', ['application-version-set', '1', '2'], failed('unrecognized args: ["2"]', 2)],
  ])('refuses for the %s: %j', (...one) => check(one));
});

describe('leadership tools', () => {
  it.each<Case>([
    ['leader', ['is-leader'], succeeded('True\n')],
    ['follower', ['is-leader'], succeeded('False\n')],
    ['leader', ['is-leader', '--format', 'yaml'], succeeded('true\n')],
    ['follower', ['is-leader', '--format', 'json'], succeeded('false\n')],
    ['leader', ['is-leader', 'x'], failed('unrecognized args: ["x"]', 2)],
    ['leader', ['leader-get'], succeeded('{}\n')],
    ['leader', ['leader-get', 'x=x'], failed('invalid key "x=x"', 2)],
    ['leader', ['leader-get', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
    ['leader', ['leader-set'], succeeded()],
    ['leader', ['leader-set', 'x'], failed('expected "key=value", got "x"', 2)],
    [
      'follower',
      ['leader-set', 'a=1'],
      failed('cannot write leadership settings: cannot write settings: not the leader', 1),
    ],
  ])('for the %s: %j', (...one) => check(one));

  it('share what the leader sets with every unit at once', () => {
    runTool(leader(), ['leader-set', 'a=1', 'b=2']);
    runTool(leader(), ['leader-set', 'b=']);
    expect(runTool(follower(), ['leader-get'])).toEqual(succeeded('a: "1"\n'));
    expect(runTool(follower(), ['leader-get', '-', '--format=json'])).toEqual(succeeded('{"a":"1"}\n'));
    expect(runTool(follower(), ['leader-get', 'a'])).toEqual(succeeded('1\n'));
    expect(runTool(follower(), ['leader-get', 'b', '--format=json'])).toEqual(succeeded('null\n'));
  });
});

describe('juju-log', () => {
  it.each<[string[], string, string]>([
    [['hello', 'world'], 'INFO', 'hello world'],
    [['-l', 'error', 'x'], 'ERROR', 'x'],
    [['--log-level', 'WARN', 'x'], 'WARNING', 'x'],
    [['--debug', '-l', 'ERROR', 'x'], 'DEBUG', 'x'],
    [['--', '-x'], 'INFO', '-x'],
  ])('with %j logs at %s', (args, level, message) => {
    expect(runTool(leader(), ['juju-log', ...args])).toEqual(succeeded());
    expect(world.lines).toEqual([
      { time: now, entity: 'unit-wordpress-0', level, module: 'unit.wordpress/0.juju-log', message },
    ]);
  });

  it('names the relation of the hook', () => {
    runTool(world.hook('wordpress/0', dbHook('relation-changed')), ['juju-log', 'x']);
    expect(world.lines[0]?.message).toBe('db:1: x');
  });

  it('warns of a level that there is not, and goes on', () => {
    expect(runTool(leader(), ['juju-log', '-l', 'LOUD', 'x'])).toEqual(succeeded());
    expect(world.lines.map(({ level, message }) => [level, message])).toEqual([
      ['WARNING', 'Specified log level of "LOUD" is not valid'],
      ['INFO', 'x'],
    ]);
  });

  it.each<Case>([
    ['leader', ['juju-log'], failed('no message specified', 2)],
    [
      'leader',
      ['juju-log', '--format', 'json', 'x'],
      { exitCode: 0, stdout: '', stderr: '--format flag deprecated for command "juju-log"' },
    ],
  ])('for the %s: %j', (...one) => check(one));
});

describe('help', () => {
  it('goes to standard output and changes nothing', () => {
    expect(runTool(leader(), ['status-set', 'active', '--help'])).toEqual(
      succeeded(`Usage: status-set [options] <maintenance | blocked | waiting | active> [message]

Summary:
Set status information.

Options:
--application  (= false)
`),
    );
    expect(world.model.units.get('wordpress/0').workloadStatus.status).toBe('waiting');
  });

  it('names every flag of a tool that answers', () => {
    expect(runTool(leader(), ['config-get', '-h']).stdout).toContain(
      'Options:\n--format  (= smart)\n-a, --all  (= false)\n-o, --output\n',
    );
  });
});
