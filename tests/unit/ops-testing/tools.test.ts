/** Simulated hook tools at the level of their arguments: what each prints, changes and refuses, in Juju's words. */
import { describe, expect, it } from 'vitest';
import type { TestEvent } from '../../../src/ops/testing/event.ts';
import { network } from '../../../src/ops/testing/parts/network.ts';
import { peerRelation, relation, subordinateRelation } from '../../../src/ops/testing/parts/relation.ts';
import { openedPort, resource, storage } from '../../../src/ops/testing/parts/storage.ts';
import type { StateInput } from '../../../src/ops/testing/state.ts';
import { START, shell, unit } from './scene.ts';

const db = relation({
  endpoint: 'db',
  id: 3,
  remoteApp: 'pg',
  localUnitData: { a: '1' },
  localAppData: { ours: 'x' },
  remoteAppData: { theirs: 'y' },
  remoteUnits: { 0: { host: '10.0.0.1' }, 10: { host: '10.0.0.3' }, 2: { host: '10.0.0.2' } },
});
const cluster = peerRelation({
  endpoint: 'cluster',
  id: 1,
  localAppData: { shared: 's' },
  peers: { 1: { n: '1' }, 2: {} },
});
const host = subordinateRelation({ endpoint: 'host', id: 7, remoteApp: 'nova', remoteUnitId: 4 });
const model: StateInput = { relations: [cluster, db, host] };
const changed: TestEvent = { kind: 'relation', hook: 'changed', relation: db, remoteUnit: 2, departingUnit: undefined };
const appChanged: TestEvent = { ...changed, remoteUnit: null };
const departed: TestEvent = { ...changed, hook: 'departed' };
const broken: TestEvent = { ...changed, hook: 'broken' };
const action: TestEvent = { kind: 'action', action: 'backup', params: { target: 't', nested: { x: 5 } }, id: '1' };

describe('a tool prints', () => {
  it.each<[string, string, StateInput, TestEvent, string]>([
    ['a unit databag', 'relation-get --format=json -r db:3 - pg/0', model, START, '{"host":"10.0.0.1"}'],
    ['one key', 'relation-get --format=json -r 3 host pg/2', model, START, '"10.0.0.2"'],
    ['a missing key', 'relation-get --format=json -r 3 port pg/2', model, START, 'null'],
    ['the remote application databag', 'relation-get --format=json -r db:3 --app - pg', model, START, '{"theirs":"y"}'],
    ['our own unit databag', 'relation-get --format=json -r db:3 - my-charm/0', model, START, '{"a":"1"}'],
    [
      'our own application databag to the leader',
      'relation-get --format=json -r db:3 --app - my-charm',
      { ...model, leader: true },
      START,
      '{"ours":"x"}',
    ],
    [
      'the peers application databag to everybody',
      'relation-get --format=json -r cluster:1 --app - my-charm',
      model,
      START,
      '{"shared":"s"}',
    ],
    ['the databag of the unit that acts', 'relation-get --format=json', model, changed, '{"host":"10.0.0.2"}'],
    ['the databag of the application that acts', 'relation-get --format=json', model, appChanged, '{"theirs":"y"}'],
    [
      'a departed unit still has its databag',
      'relation-get --format=json -r db:3 host pg/2',
      model,
      departed,
      '"10.0.0.2"',
    ],
    ['remote units sorted as text', 'relation-list --format=json -r db:3', model, START, '["pg/0","pg/10","pg/2"]'],
    [
      'remote units without the one that departs',
      'relation-list --format=json -r db:3',
      model,
      departed,
      '["pg/0","pg/10"]',
    ],
    ['no units of a broken relation', 'relation-list --format=json -r db:3', model, broken, '[]'],
    ['the application of a broken relation', 'relation-list --format=json --app -r db:3', model, broken, '"pg"'],
    [
      'peers without ourselves',
      'relation-list --format=json -r cluster:1',
      model,
      START,
      '["my-charm/1","my-charm/2"]',
    ],
    [
      'the one unit of a container-scoped relation',
      'relation-list --format=json -r host:7',
      model,
      START,
      '["nova/4"]',
    ],
    ['relation ids', 'relation-ids db --format=json', model, START, '["db:3"]'],
    ['no id of a broken relation', 'relation-ids db --format=json', model, broken, '[]'],
    ['no ids of an unknown endpoint', 'relation-ids nothing --format=json', model, START, '[]'],
    [
      'the model of the other side',
      'relation-model-get --format=json -r db:3',
      model,
      START,
      '{"uuid":"00000000-0000-4000-8000-000000000001"}',
    ],
    [
      'configuration over its defaults',
      'config-get --format=json',
      { config: { name: 'n', port: 90 } },
      START,
      '{"debug":false,"name":"n","port":90}',
    ],
    [
      'unset options on request',
      'config-get --format=json --all',
      {},
      START,
      '{"ca":null,"debug":false,"name":null,"port":80,"ratio":null}',
    ],
    ['one option as Juju prints it', 'config-get debug', {}, START, 'False'],
    ['leadership', 'is-leader --format=json', { leader: true }, START, 'true'],
    [
      'a unit status',
      'status-get --include-data --format=json --application=false',
      { unitStatus: { name: 'active', message: 'm' } },
      START,
      '{"message":"m","status":"active","status-data":{}}',
    ],
    [
      'storages',
      'storage-list --format=json data',
      { storages: [storage({ name: 'data', index: 1 }), storage({ name: 'data' })] },
      START,
      '["data/0","data/1"]',
    ],
    [
      'a storage',
      'storage-get --format=json -s data/0',
      { storages: [storage({ name: 'data', location: '/srv' })] },
      START,
      '{"kind":"filesystem","location":"/srv"}',
    ],
    [
      'opened ports in order',
      'opened-ports --format=json',
      { openedPorts: [openedPort('udp', 53), openedPort('tcp', 443), openedPort('tcp', 80, 90), openedPort('icmp')] },
      START,
      '["icmp","80-90/tcp","443/tcp","53/udp"]',
    ],
    [
      'all parameters with their defaults',
      'action-get --format=json',
      {},
      action,
      '{"level":"full","nested":{"x":5},"target":"t"}',
    ],
    ['a nested parameter', 'action-get --format=json nested.x', {}, action, '5'],
    ['what is kept at the controller', 'state-get --format=json k', { controllerState: { k: 'v' } }, START, '"v"'],
    ['nothing for what is not kept', 'state-get --format=json k', {}, START, '""'],
    [
      'the address of a network',
      'network-get --bind-address public',
      { networks: [network({ binding: 'public', address: '10.0.0.9' })] },
      START,
      '10.0.0.9',
    ],
    ['a network of a container-scoped endpoint', 'network-get --ingress-address host', {}, START, '192.0.2.0'],
    ['leader settings', 'leader-get --format=json k', { leaderSettings: { k: 'v' } }, START, '"v"'],
    [
      'planned units',
      'goal-state --format=json',
      { plannedUnits: 1 },
      START,
      '{"relations":{},"units":{"my-charm/0":{"since":"2026-01-01 00:00:00Z","status":"active"}}}',
    ],
  ])('%s', (_, line, input, event, expected) => {
    const result = shell(input, event).run(line.split(' '));
    expect(result).toEqual({ exitCode: 0, stdout: `${expected}\n`, stderr: '' });
  });

  it('the whole of a network', () => {
    const networks = [network({ binding: 'db', address: '2001:db8:1:2::9' })];
    const { stdout } = shell({ ...model, networks }).run(['network-get', '--format=json', '-r', '3', 'db']);
    expect(JSON.parse(stdout)).toEqual({
      'bind-addresses': [
        {
          'mac-address': '02:00:00:00:00:01',
          'interface-name': 'eth0',
          addresses: [{ hostname: '', value: '2001:db8:1:2::9', cidr: '2001:db8:1:2::/64' }],
        },
      ],
      'egress-subnets': ['2001:db8:1:2::/64'],
      'ingress-addresses': ['2001:db8:1:2::9'],
    });
  });

  it('a resource without a line break', () => {
    expect(shell({ resources: [resource('image', '/srv/image.bin')] }).run(['resource-get', 'image']).stdout).toBe(
      '/srv/image.bin',
    );
  });

  it('goal state with peers, related units, and as many units as are planned', () => {
    const { stdout } = shell({ ...model, plannedUnits: 4 }).run(['goal-state', '--format=json']);
    const goal = JSON.parse(stdout);
    expect(Object.keys(goal.units)).toEqual(['my-charm/0', 'my-charm/1', 'my-charm/2', 'my-charm/3']);
    expect(Object.keys(goal.relations.db)).toEqual(['pg', 'pg/0', 'pg/10', 'pg/2']);
  });
});

describe('a tool refuses, in the words of Juju,', () => {
  it.each<[string, string, StateInput, TestEvent, number, string]>([
    [
      'an unknown relation',
      'relation-get -r 99 - pg/0',
      model,
      START,
      2,
      'invalid value "99" for option -r: relation not found',
    ],
    [
      'an id under another endpoint',
      'relation-list -r website:3',
      model,
      START,
      2,
      'invalid value "website:3" for option -r: relation not found',
    ],
    [
      'what is no id',
      'relation-list -r db:x',
      model,
      START,
      2,
      'invalid value "db:x" for option -r: invalid relation id',
    ],
    ['no relation at all', 'relation-get', model, START, 2, 'no relation id specified'],
    [
      'our application databag to a non-leader',
      'relation-get -r db:3 --app - my-charm',
      model,
      START,
      1,
      'permission denied',
    ],
    ['a foreign unit', 'relation-get -r db:3 - mysql/0', model, START, 1, 'permission denied'],
    ['a foreign application', 'relation-get -r db:3 --app - mysql', model, START, 1, 'permission denied'],
    [
      'an application where a unit is due',
      'relation-get -r db:3 - pg',
      model,
      START,
      2,
      'expected unit name, got application name "pg"',
    ],
    [
      'a unit that never was there',
      'relation-get -r db:3 - pg/5',
      model,
      START,
      1,
      'cannot read settings for unit "pg/5" in relation "db:3": settings not found',
    ],
    ['nobody to read from', 'relation-get -r db:3', model, START, 2, 'no unit or application specified'],
    [
      'a write to the application databag by a non-leader',
      'relation-set -r db:3 --app a=b',
      model,
      START,
      1,
      'cannot write relation settings',
    ],
    ['a word that is no pair', 'relation-set -r db:3 haha', model, START, 2, 'expected "key=value", got "haha"'],
    [
      'an application status from a non-leader',
      'status-set --application=True active -- x',
      {},
      START,
      1,
      'this unit is not the leader',
    ],
    [
      'reading an application status',
      'status-get --application=true',
      {},
      START,
      1,
      'finding application status: this unit is not the leader',
    ],
    [
      'a status that cannot be set',
      'status-set error',
      {},
      START,
      2,
      'invalid status "error", expected one of [maintenance blocked waiting active]',
    ],
    ['too many words', 'status-set active a b', {}, START, 2, 'unrecognized args: ["b"]'],
    ['an unknown flag', 'is-leader --cheese', {}, START, 2, 'option provided but not defined: --cheese'],
    ['a flag without its value', 'relation-get -r', model, START, 2, 'option needs an argument: -r'],
    [
      'an unknown format',
      'is-leader --format=xml',
      {},
      START,
      2,
      'invalid value "xml" for option --format: unknown format "xml"',
    ],
    [
      'a binding that the charm has not',
      'network-get other',
      {},
      START,
      1,
      'no network config found for binding "other"',
    ],
    ['action tools outside an action', 'action-get', {}, START, 1, 'not running an action'],
    ['action results outside an action', 'action-set a=b', {}, START, 1, 'not running an action'],
    ['a reserved result', 'action-set stdout=x', {}, action, 2, 'cannot set reserved action key "stdout"'],
    [
      'a badly named result',
      'action-set Aa=x',
      {},
      action,
      2,
      'key "Aa" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods',
    ],
    ['a reboot from an action', 'juju-reboot', {}, action, 1, 'juju-reboot is not supported when running an action.'],
    [
      'a resource that is not there',
      'resource-get image',
      {},
      START,
      1,
      'could not download resource: resource "image" not found',
    ],
    [
      'cloud credentials without trust',
      'credential-get',
      {},
      START,
      1,
      'cannot access cloud credentials: permission denied',
    ],
    [
      'a port that overlaps',
      'open-port 85',
      { openedPorts: [openedPort('tcp', 80, 90)] },
      START,
      1,
      'cannot open 85/tcp (unit "my-charm/0"): port range conflicts with 80-90/tcp (unit "my-charm/0")',
    ],
    ['a port of icmp', 'open-port 80/icmp', {}, START, 2, `protocol "icmp" doesn't support any ports; got "80"`],
    ['a missing key when asked to be strict', 'state-get --strict five', {}, START, 1, '"five" not found'],
    [
      'leader settings from a non-leader',
      'leader-set a=b',
      {},
      START,
      1,
      'cannot write leadership settings: cannot write settings: not the leader',
    ],
    ['a storage that is not declared', 'storage-add logs', {}, START, 1, 'charm storage "logs" not found'],
  ])('%s', (_, line, input, event, exitCode, message) => {
    const { world, run } = shell(input, event);
    const before = world.state;
    expect(run(line.split(' '))).toEqual({ exitCode, stdout: '', stderr: `ERROR ${message}\n` });
    expect(world.state).toBe(before);
  });

  it.each([
    ['secret-get', '2.9.50'],
    ['relation-model-get', '3.6.1'],
    ['leader-get', '4.0.0'],
    ['add-metric', '4.0.0'],
    ['no-such-tool', '3.6.14'],
  ])('%s on Juju %s, which has no such tool', (tool, version) => {
    expect(shell({}, START, unit({ version })).run([tool])).toMatchObject({
      exitCode: 127,
      stderr: `${tool}: command not found\n`,
    });
  });
});
