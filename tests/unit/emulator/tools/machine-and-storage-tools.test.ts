import { beforeEach, describe, expect, it } from 'vitest';
import { flushContext, type HookContext } from '../../../../src/emulator/context/index.ts';
import {
  addStorageInstance,
  type CharmStorage,
  JujuVersion,
  statusInfo,
} from '../../../../src/emulator/model/index.ts';
import { toolNames } from '../../../../src/emulator/tools/index.ts';
import { now, World } from '../context/world.ts';
import { failed, runTool, type Seen, succeeded } from './run-tool.ts';

const data: CharmStorage = {
  name: 'data',
  type: 'filesystem',
  description: '',
  shared: false,
  readOnly: false,
  minimumCount: 0,
  maximumCount: 3,
  minimumSize: 0,
  location: '/srv/data',
  properties: [],
};

let world: World;
let context: HookContext;

beforeEach(() => {
  world = new World();
  const { metadata } = world.model.charmOf('wordpress');
  const storage = { data, logs: { ...data, name: 'logs', location: '', maximumCount: 1 } };
  const payloads = { monitor: { name: 'monitor', type: 'docker' } };
  world.patchCharm('wordpress', { metadata: { ...metadata, storage, payloads } });
  const unit = world.model.units.get('wordpress/0');
  for (let count = 0; count < 2; count++) addStorageInstance(world.model, unit, data);
  world.model.storage.patch('data/1', { location: '/srv/data/1' });
  context = world.hook('wordpress/0');
});

describe('storage tools', () => {
  it.each<[string[], Seen]>([
    [['storage-list'], succeeded('data/0\ndata/1\n')],
    [['storage-list', 'data', '--format=json'], succeeded('["data/0","data/1"]\n')],
    [['storage-list', 'logs'], succeeded()],
    [['storage-list', 'logs', '--format=yaml'], succeeded('[]\n')],
    [['storage-list', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
    [['storage-get', '-s', 'data/1'], succeeded('kind: filesystem\nlocation: /srv/data/1\n')],
    [['storage-get', '-s', 'data/1', 'location'], succeeded('/srv/data/1\n')],
    [['storage-get', '-s', 'data/1', 'size'], failed('invalid storage attribute "size"', 1)],
    [['storage-get'], failed('no storage instance specified', 2)],
    [['storage-get', '-s', 'data/7'], failed('invalid value "data/7" for option -s: storage not found', 2)],
    [['storage-get', '-s', 'data/1', 'kind', 'x'], failed('unrecognized args: ["x"]', 2)],
    [['storage-add'], failed('storage add requires a storage directive', 2)],
    [['storage-add', 'data=loop,2G'], failed('only count can be specified for "data"', 2)],
    [['storage-add', 'data=100M'], failed('only count can be specified for "data"', 2)],
    [
      ['storage-add', 'data=-676'],
      failed(
        'cannot parse constraints for storage "data": cannot parse count: count must be greater than zero, got "-676"',
        2,
      ),
    ],
    [
      ['storage-add', 'data='],
      failed(
        'cannot parse constraints for storage "data": storage constraints require at least one field to be specified',
        2,
      ),
    ],
    [['storage-add', 'data', 'data=2'], failed('storage "data" specified more than once', 2)],
  ])('%j', (words, expected) => {
    expect(runTool(context, words)).toEqual(expected);
  });

  it('speak of directives in Juju 4', () => {
    const newer = new World('4.0').hook('wordpress/0');
    expect(runTool(newer, ['storage-add', 'data=']).stderr).toContain('storage directives require at least one');
  });

  it('take the instance of a storage hook when none is named', () => {
    const attached = world.hook('wordpress/0', { kind: 'storage-attached', storageId: 'data/0' });
    expect(runTool(attached, ['storage-get', 'kind'])).toEqual(succeeded('filesystem\n'));
  });

  it('make new instances at the end of the hook, as many as the charm allows', () => {
    expect(runTool(context, ['storage-add', 'data=1', 'logs'])).toEqual(succeeded());
    expect(runTool(context, ['storage-list'])).toEqual(succeeded('data/0\ndata/1\n'));
    flushContext(context);
    expect(world.model.storageOf('wordpress/0').map(({ id }) => id)).toEqual(['data/0', 'data/1', 'data/2', 'logs/3']);
    context = world.hook('wordpress/0');
    runTool(context, ['storage-add', 'data']);
    expect(() => flushContext(context)).toThrow('charm storage "data" supports at most 3 instances, 4 specified');
  });

  it('fail the hook for a storage that the charm does not have', () => {
    runTool(context, ['storage-add', 'none']);
    expect(() => flushContext(context)).toThrow('cannot add "none" storage to unit "wordpress/0"');
  });
});

describe('resource-get', () => {
  it('prints the path without a newline', () => {
    world.resources = { site: '/var/lib/juju/agents/unit-wordpress-0/resources/site/site.tgz' };
    expect(runTool(context, ['resource-get', 'site'])).toEqual(succeeded(world.resources['site']));
  });

  it.each<[string[], Seen]>([
    [['resource-get'], failed('missing required resource name', 2)],
    [['resource-get', 'a', 'b'], failed('unrecognized args: ["b"]', 2)],
    [['resource-get', 'none'], failed('could not download resource: resource "none" not found', 1)],
  ])('%j', (words, expected) => {
    expect(runTool(context, words)).toEqual(expected);
  });
});

describe('goal-state', () => {
  it('shows own units and what they are to be related to', () => {
    world.model.units.patch('wordpress/1', { life: 'dying', workloadStatus: statusInfo('active', '', now + 500) });
    expect(runTool(context, ['goal-state'])).toEqual(
      succeeded(`units:
  wordpress/0:
    status: waiting
    since: 2026-01-02 03:04:05Z
  wordpress/1:
    status: dying
    since: 2026-01-02 03:04:05Z
relations:
  db:
    mysql:
      status: joined
      since: 2026-01-02 03:04:05Z
    mysql/0:
      status: waiting
      since: 2026-01-02 03:04:05Z
    mysql/1:
      status: waiting
      since: 2026-01-02 03:04:05Z
  logs:
    logger:
      status: joined
      since: 2026-01-02 03:04:05Z
    logger/0:
      status: waiting
      since: 2026-01-02 03:04:05Z
`),
    );
  });

  it.each<[string[], Seen]>([
    [
      ['goal-state', '--format', 'smart'],
      failed('invalid value "smart" for option --format: unknown format "smart"', 2),
    ],
    [['goal-state', 'x'], failed('unrecognized args: ["x"]', 2)],
  ])('%j', (words, expected) => {
    expect(runTool(context, words)).toEqual(expected);
  });

  it('has the same order in JSON', () => {
    const { stdout } = runTool(world.hook('mysql/0'), ['goal-state', '--format=json']);
    expect(stdout).toMatch(
      /^\{"units":\{"mysql\/0":\{"status":"waiting","since":"2026-01-02 03:04:05Z"\},.*\},"relations":\{"server"/,
    );
  });
});

describe('juju-reboot', () => {
  it.each([
    [['juju-reboot'], 'after', 0],
    [['juju-reboot', '--now'], 'now', 1],
  ])('%j asks for a reboot %s', (words, reboot, kills) => {
    let killed = 0;
    const hook = world.factory('wordpress/0').forHook({ kind: 'install' }, () => {
      killed += 1;
    });
    expect(runTool(hook, words)).toEqual(succeeded());
    expect([hook.reboot, killed]).toEqual([reboot, kills]);
  });

  it('is refused with arguments and in actions', () => {
    expect(runTool(context, ['juju-reboot', 'x'])).toEqual(failed('unrecognized args: ["x"]', 2));
    expect(runTool(world.action('wordpress/0'), ['juju-reboot'])).toEqual(
      failed('juju-reboot is not supported when running an action.', 1),
    );
  });
});

describe('credential-get', () => {
  it('is for trusted applications', () => {
    expect(runTool(context, ['credential-get'])).toEqual(
      failed('cannot access cloud credentials: permission denied', 1),
    );
    world.model.applications.patch('wordpress', { trust: true });
    expect(runTool(context, ['credential-get', '--format=json'])).toEqual(
      succeeded('{"type":"manual","name":"emulator","credential":{"auth-type":"empty"}}\n'),
    );
  });
});

describe('metrics and payloads', () => {
  it.each<[string[], Seen]>([
    [['add-metric'], failed('no metrics specified', 2)],
    [['add-metric', 'key'], failed('invalid metrics: expected "key=value", got "key"', 2)],
    [['add-metric', 'key='], failed('invalid metrics: expected "key=value", got "key="', 2)],
    [['add-metric', 'key=1', 'key=2'], failed('invalid metrics: key "key" specified more than once', 2)],
    [['add-metric', '-l', 'a', 'key=1'], failed('invalid labels: expected "key=value", got "a"', 2)],
    [['add-metric', 'juju-key=1'], failed('juju-key uses a reserved prefix', 1)],
    [['add-metric', 'key=1'], failed('cannot record metric: metrics not allowed in this context', 1)],
    [['payload-register', 'docker', 'monitor'], failed('missing required arguments', 2)],
    [['payload-register', 'docker', 'c', 'id'], failed('payload "c" not found in metadata.yaml', 1)],
    [
      ['payload-register', 't', 'monitor', 'id'],
      failed('incorrect type "t" for payload "monitor", expected "docker"', 1),
    ],
    [['payload-status-set', 'monitor', 'id'], failed('missing required arguments', 2)],
    [['payload-unregister', 'monitor'], failed('missing required arguments', 2)],
  ])('%j', (words, expected) => {
    expect(runTool(context, words)).toEqual(expected);
  });

  it('payloads are kept at once', () => {
    expect(runTool(context, ['payload-register', 'docker', 'monitor', 'id0', 'eu'])).toEqual(succeeded());
    expect(runTool(context, ['payload-status-set', 'monitor', 'id0', 'stopped'])).toEqual(succeeded());
    expect(world.model.units.get('wordpress/0').payloads).toEqual([
      { class: 'monitor', type: 'docker', id: 'id0', status: 'stopped', tags: ['eu'] },
    ]);
    expect(runTool(context, ['payload-unregister', 'monitor', 'id0'])).toEqual(succeeded());
    expect(world.model.units.get('wordpress/0').payloads).toEqual([]);
  });

  it('metrics are kept at the end of collect-metrics', () => {
    const collect = world.hook('wordpress/0', { kind: 'collect-metrics' });
    expect(runTool(collect, ['add-metric', '--labels', 'a=b,c=d', 'users=5'])).toEqual(succeeded());
    flushContext(collect);
    expect(world.model.units.get('wordpress/0').metrics).toEqual([
      { key: 'users', value: '5', time: now, labels: { a: 'b', c: 'd' } },
    ]);
  });
});

describe('the tools of a version', () => {
  const all = toolNames(new JujuVersion('3.6'));
  it.each([
    ['2.9', all.filter((name) => !name.startsWith('secret-') && name !== 'relation-model-get')],
    ['3.6', all],
    ['4.0', all.filter((name) => !/^(leader-|payload-|add-metric)/.test(name))],
  ])('%s', (version, names) => {
    expect(toolNames(new JujuVersion(version))).toEqual(names);
  });

  it('are all of Juju 3.6', () => {
    expect(all).toEqual([
      ...['action-fail', 'action-get', 'action-log', 'action-set', 'add-metric', 'application-version-set'],
      ...['close-port', 'config-get', 'credential-get', 'goal-state', 'is-leader', 'juju-log', 'juju-reboot'],
      ...['leader-get', 'leader-set', 'network-get', 'open-port', 'opened-ports', 'payload-register'],
      ...['payload-status-set', 'payload-unregister', 'relation-get', 'relation-ids', 'relation-list'],
      ...['relation-model-get', 'relation-set', 'resource-get', 'secret-add', 'secret-get', 'secret-grant'],
      ...['secret-ids', 'secret-info-get', 'secret-remove', 'secret-revoke', 'secret-set', 'state-delete'],
      ...[
        'state-get',
        'state-set',
        'status-get',
        'status-set',
        'storage-add',
        'storage-get',
        'storage-list',
        'unit-get',
      ],
    ]);
  });

  it('and no other answer', () => {
    expect(runTool(new World('2.9').hook('wordpress/0'), ['secret-get', 'x'])).toEqual(
      failed('bad request: unknown command: secret-get', 1),
    );
  });
});
