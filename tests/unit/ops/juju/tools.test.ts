/** Every hook tool: the exact arguments and input, and what is made of its answer. */
import { expect, it } from 'vitest';
import { actionFail, actionGet, actionLog, actionSet } from '../../../../src/ops/juju/action.ts';
import { applicationVersionSet, goalState } from '../../../../src/ops/juju/application.ts';
import { configGet } from '../../../../src/ops/juju/config.ts';
import { credentialGet } from '../../../../src/ops/juju/credential.ts';
import { isLeader, leaderGet, leaderSet } from '../../../../src/ops/juju/leadership.ts';
import { addMetric } from '../../../../src/ops/juju/metric.ts';
import { networkGet } from '../../../../src/ops/juju/network.ts';
import { closePort, openedPorts, openPort } from '../../../../src/ops/juju/port.ts';
import { jujuReboot } from '../../../../src/ops/juju/reboot.ts';
import {
  relationApp,
  relationGet,
  relationGetAll,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
} from '../../../../src/ops/juju/relation.ts';
import { resourceGet } from '../../../../src/ops/juju/resource.ts';
import type { HookToolRunner } from '../../../../src/ops/juju/runner.ts';
import {
  secretAdd,
  secretGet,
  secretGrant,
  secretIds,
  secretInfoGet,
  secretRemove,
  secretRevoke,
  secretSet,
} from '../../../../src/ops/juju/secret.ts';
import { stateDelete, stateGet, stateGetAll, stateSet } from '../../../../src/ops/juju/state.ts';
import { statusGet, statusSet } from '../../../../src/ops/juju/status.ts';
import { storageAdd, storageGet, storageList } from '../../../../src/ops/juju/storage.ts';
import { ScriptedTools } from '../scripted-tools.ts';

const db = { name: 'db', id: 3 };
const expire = new Date('2030-01-02T03:04:05Z');

type Case = readonly [
  name: string,
  call: (runner: HookToolRunner) => unknown,
  line: string,
  answer?: unknown,
  value?: unknown,
];

const cases: readonly Case[] = [
  ['action-fail', (r) => actionFail(r, '-x'), 'action-fail -- -x'],
  ['action-get', (r) => actionGet(r), 'action-get --format=json', { a: 1 }, { a: 1 }],
  ['action-log', (r) => actionLog(r, '--help'), 'action-log -- --help'],
  ['action-set', (r) => actionSet(r, { 'a.b': '1', c: '' }), 'action-set a.b=1 c='],
  ['application-version-set', (r) => applicationVersionSet(r, '1.2'), 'application-version-set -- 1.2'],
  [
    'config-get',
    (r) => configGet(r),
    'config-get --format=json',
    { a: 1, b: true, c: 'x', d: null },
    { a: 1, b: true, c: 'x' },
  ],
  ['is-leader, yes', (r) => isLeader(r), 'is-leader --format=json', true, true],
  ['is-leader, no', (r) => isLeader(r), 'is-leader --format=json', false, false],
  ['leader-get', (r) => leaderGet(r), 'leader-get --format=json -', { a: 'b' }, { a: 'b' }],
  ['leader-set', (r) => leaderSet(r, { a: 'b', c: '' }), 'leader-set a=b c='],
  ['juju-reboot', (r) => jujuReboot(r, false), 'juju-reboot'],
  ['juju-reboot, now', (r) => jujuReboot(r, true), 'juju-reboot --now'],
  ['open-port', (r) => openPort(r, { protocol: 'tcp', port: 80 }), 'open-port 80/tcp'],
  ['open-port, a range', (r) => openPort(r, { protocol: 'udp', port: 80, lastPort: 90 }), 'open-port 80-90/udp'],
  ['open-port, icmp', (r) => openPort(r, { protocol: 'icmp', port: null }), 'open-port icmp'],
  [
    'open-port, some endpoints',
    (r) => openPort(r, { protocol: 'tcp', port: 80, endpoints: ['a', 'b'] }),
    'open-port --endpoints a,b 80/tcp',
  ],
  ['close-port', (r) => closePort(r, { protocol: 'tcp', port: 80 }), 'close-port 80/tcp'],
  [
    'opened-ports',
    (r) => openedPorts(r),
    'opened-ports --format=json',
    ['icmp', '80/tcp', '81', '8000-8010/udp', '5-5/tcp', 'sctp/9'],
    [
      { protocol: 'icmp', port: null },
      { protocol: 'tcp', port: 80 },
      { protocol: 'tcp', port: 81 },
      { protocol: 'udp', port: 8000, lastPort: 8010 },
      { protocol: 'tcp', port: 5 },
    ],
  ],
  [
    'opened-ports, with endpoints',
    (r) => openedPorts(r, { endpoints: true }),
    'opened-ports --endpoints --format=json',
    ['80/tcp (*)', '63/udp (a, b)'],
    [
      { protocol: 'tcp', port: 80 },
      { protocol: 'udp', port: 63, endpoints: ['a', 'b'] },
    ],
  ],
  ['relation-ids', (r) => relationIds(r, 'db'), 'relation-ids db --format=json', ['db:10', 'db:2'], [10, 2]],
  ['relation-ids, none', (r) => relationIds(r, 'db'), 'relation-ids db --format=json', null, []],
  ['relation-list', (r) => relationList(r, db), 'relation-list --format=json -r db:3', ['pg/0'], ['pg/0']],
  [
    'relation-list, the application',
    (r) => relationApp(r, db),
    'relation-list --format=json --app -r db:3',
    '"pg"',
    'pg',
  ],
  [
    'relation-get, a unit',
    (r) => relationGet(r, db, { member: 'pg/0', app: false }),
    'relation-get --format=json -r db:3 - pg/0',
    { a: 'b' },
    { a: 'b' },
  ],
  [
    'relation-get, an application',
    (r) => relationGet(r, db, { member: 'pg', app: true }),
    'relation-get --format=json -r db:3 --app - pg',
    null,
    {},
  ],
  ['relation-set, our unit', (r) => relationSet(r, db, { a: 'b' }, false), 'relation-set -r db:3 --file - < {"a":"b"}'],
  [
    'relation-set, our application',
    (r) => relationSet(r, db, { a: '' }, true),
    'relation-set -r db:3 --app --file - < {"a":""}',
  ],
  [
    'relation-model-get',
    (r) => relationModelGet(r, db),
    'relation-model-get --format=json -r db:3',
    { uuid: 'u' },
    'u',
  ],
  ['resource-get', (r) => resourceGet(r, 'snap'), 'resource-get snap', ' /path/x.snap\n', '/path/x.snap'],
  [
    'secret-add',
    (r) =>
      secretAdd(r, { password: 's3cret' }, 'application', { label: 'l', description: 'd', expire, rotate: 'daily' }),
    'secret-add --label l --description d --expire 2030-01-02T03:04:05.000Z --rotate daily --owner application + {"password":"s3cret"}',
    'secret:abc\n',
    'secret:abc',
  ],
  [
    'secret-add, bare',
    (r) => secretAdd(r, { key: 'v' }, 'unit', {}),
    'secret-add --owner unit + {"key":"v"}',
    'secret:x',
    'secret:x',
  ],
  [
    'secret-get',
    (r) => secretGet(r, { id: 'secret:abc', label: null }),
    'secret-get --format=json secret:abc',
    { password: 'x' },
    { password: 'x' },
  ],
  [
    'secret-get, refresh',
    (r) => secretGet(r, { id: 'i', label: 'l' }, 'refresh'),
    'secret-get --format=json i --label l --refresh',
    {},
    {},
  ],
  [
    'secret-get, peek',
    (r) => secretGet(r, { id: null, label: 'l' }, 'peek'),
    'secret-get --format=json --label l --peek',
    {},
    {},
  ],
  ['secret-grant', (r) => secretGrant(r, 'i', 3, null), 'secret-grant --relation 3 i'],
  ['secret-grant, one unit', (r) => secretGrant(r, 'i', 3, 'pg/0'), 'secret-grant --relation 3 --unit pg/0 i'],
  ['secret-ids', (r) => secretIds(r), 'secret-ids --format=json', ['a', 'b'], ['a', 'b']],
  [
    'secret-info-get',
    (r) => secretInfoGet(r, { id: 'i', label: 'l' }),
    'secret-info-get --format=json i',
    {
      i: {
        revision: 3,
        label: 'l',
        expiry: '2030-01-02T03:04:05Z',
        rotation: 'daily',
        rotates: '2030-01-02t03:04:05.123456789+01:00',
      },
    },
    {
      id: 'i',
      revision: 3,
      label: 'l',
      description: null,
      expires: expire,
      rotation: 'daily',
      rotates: new Date('2030-01-02T02:04:05.123Z'),
    },
  ],
  [
    'secret-info-get, by label',
    (r) => secretInfoGet(r, { id: null, label: 'l' }),
    'secret-info-get --format=json --label l',
    {},
    { id: '', revision: null, label: null, description: null, expires: null, rotation: null, rotates: null },
  ],
  ['secret-remove', (r) => secretRemove(r, 'i', null), 'secret-remove i'],
  ['secret-remove, one revision', (r) => secretRemove(r, 'i', 2), 'secret-remove i --revision 2'],
  ['secret-revoke', (r) => secretRevoke(r, 'i', 3, 'pg/0'), 'secret-revoke --relation 3 --unit pg/0 i'],
  [
    'secret-set',
    (r) => secretSet(r, 'i', { label: 'l', content: { password: 'x' } }, 'application'),
    'secret-set --label l --owner application i + {"password":"x"}',
  ],
  [
    'secret-set, no content',
    (r) => secretSet(r, 'i', { rotate: 'never' }, 'application'),
    'secret-set --rotate never --owner application i',
  ],
  ['state-get', (r) => stateGet(r, 'k'), 'state-get --format=json k', '"v"', 'v'],
  ['state-get, all', (r) => stateGetAll(r), 'state-get --format=json', 'null', {}],
  ['state-set', (r) => stateSet(r, { a: 'b' }), 'state-set --file - < {"a":"b"}'],
  ['state-delete', (r) => stateDelete(r, 'k'), 'state-delete k'],
  [
    'status-get, unit',
    (r) => statusGet(r, false),
    'status-get --include-data --format=json --application=false',
    { status: 'active', message: 'm', 'status-data': {} },
    { status: 'active', message: 'm' },
  ],
  [
    'status-get, application',
    (r) => statusGet(r, true),
    'status-get --include-data --format=json --application=true',
    { 'application-status': { status: 'blocked', message: 'm' }, units: {} },
    { status: 'blocked', message: 'm' },
  ],
  ['status-set, unit', (r) => statusSet(r, false, 'active', ''), 'status-set --application=False active -- '],
  [
    'status-set, application',
    (r) => statusSet(r, true, 'waiting', '-m'),
    'status-set --application=True waiting -- -m',
  ],
  ['storage-add', (r) => storageAdd(r, 'data', 2), 'storage-add data=2'],
  [
    'storage-get',
    (r) => storageGet(r, 'data', 1),
    'storage-get --format=json -s data/1',
    { kind: 'filesystem', location: '/srv' },
    { kind: 'filesystem', location: '/srv' },
  ],
  [
    'storage-get, nothing',
    (r) => storageGet(r, 'data', 1),
    'storage-get --format=json -s data/1',
    {},
    { kind: null, location: null },
  ],
  ['storage-list', (r) => storageList(r, 'data'), 'storage-list --format=json data', ['data/0', 'data/3'], [0, 3]],
  [
    'add-metric',
    (r) => addMetric(r, { users: 4.5, load: 1 }, { a: 'b', c: 'd' }),
    'add-metric --labels a=b,c=d users=4.5 load=1',
  ],
  ['add-metric, no labels', (r) => addMetric(r, { users: 0 }), 'add-metric users=0'],
  [
    'network-get',
    (r) => networkGet(r, 'db'),
    'network-get --format=json db',
    {},
    { bindAddresses: [], ingressAddresses: [], egressSubnets: [] },
  ],
  [
    'network-get, a relation',
    (r) => networkGet(r, 'db', 3),
    'network-get --format=json -r 3 db',
    {
      'bind-addresses': [
        {
          'mac-address': 'm',
          'interface-name': 'eth0',
          addresses: [{ hostname: 'h', value: '10.0.0.1', cidr: '10.0.0.0/24' }],
        },
        { 'interface-name': 'eth1', addresses: [{ address: '10.0.1.1' }] },
        { 'interface-name': 'lo', addresses: null },
      ],
      'ingress-addresses': ['10.0.0.2'],
      'egress-subnets': null,
    },
    {
      bindAddresses: [
        {
          macAddress: 'm',
          interfaceName: 'eth0',
          addresses: [{ hostname: 'h', value: '10.0.0.1', cidr: '10.0.0.0/24' }],
        },
        { macAddress: '', interfaceName: 'eth1', addresses: [{ hostname: '', value: '10.0.1.1', cidr: '' }] },
        { macAddress: '', interfaceName: 'lo', addresses: [] },
      ],
      ingressAddresses: ['10.0.0.2'],
      egressSubnets: [],
    },
  ],
];

it.each(cases.map((one) => [one[0], one] as const))('%s', (_name, [, call, line, answer, value]) => {
  const tools = new ScriptedTools(answer === undefined ? {} : { [line.split(' ')[0] ?? '']: answer });
  const result = call(tools);
  expect(tools.lines).toEqual([line]);
  if (value !== undefined) expect(result).toEqual(value);
});

it('reads several bags of a relation in one batch', () => {
  const tools = new ScriptedTools({
    'relation-get': (call: { args: readonly string[] }) => ({ member: call.args.at(-1) }),
  });
  const bags = relationGetAll(tools, db, [
    { member: 'pg/0', app: false },
    { member: 'pg', app: true },
  ]);
  expect(bags).toEqual([{ member: 'pg/0' }, { member: 'pg' }]);
  expect(tools.batches).toBe(1);
});

it('reads a goal state that leaves things out', () => {
  const tools = new ScriptedTools({
    'goal-state': {
      units: { 'c/0': { status: 'active', since: '2200-11-05 15:29:12Z' }, 'c/1': { status: 'dying' } },
      relations: { db: { pg: { status: 'joined' } } },
    },
  });
  const goal = goalState(tools);
  expect(tools.lines).toEqual(['goal-state --format=json']);
  expect([...goal.units]).toEqual([
    ['c/0', { status: 'active', since: new Date('2200-11-05T15:29:12Z') }],
    ['c/1', { status: 'dying', since: null }],
  ]);
  expect(goal.relations.get('db')?.get('pg')).toEqual({ status: 'joined', since: null });
});

it('reads a cloud with all its parts, and one with hardly any', () => {
  const full = new ScriptedTools({
    'credential-get': {
      type: 'lxd',
      name: 'localhost',
      region: 'localhost',
      endpoint: 'https://10.0.0.1:8443',
      'identity-endpoint': 'i',
      'storage-endpoint': 's',
      credential: { 'auth-type': 'certificate', attrs: { user: 'u' }, redacted: ['key'] },
      cacertificates: ['c'],
      'skip-tls-verify': true,
      'is-controller-cloud': true,
    },
  });
  expect(credentialGet(full)).toEqual({
    type: 'lxd',
    name: 'localhost',
    region: 'localhost',
    endpoint: 'https://10.0.0.1:8443',
    identityEndpoint: 'i',
    storageEndpoint: 's',
    credential: { authType: 'certificate', attributes: { user: 'u' }, redacted: ['key'] },
    caCertificates: ['c'],
    skipTlsVerify: true,
    isControllerCloud: true,
  });
  expect(full.lines).toEqual(['credential-get --format=json']);
  expect(credentialGet(new ScriptedTools({ 'credential-get': { type: 'manual', name: 'm' } }))).toMatchObject({
    region: null,
    credential: null,
    caCertificates: [],
    skipTlsVerify: false,
  });
});

it.each([
  ['a key that begins with a digit', { '1a': 1 }, {}],
  ['a negative value', { users: -1 }, {}],
  ['a value that is no number', { users: Number.NaN }, {}],
  ['an endless value', { users: Number.POSITIVE_INFINITY }, {}],
  ['an empty label', { users: 1 }, { a: '' }],
  ['a label with a comma', { users: 1 }, { a: 'b,c' }],
  ['a label key that ends with a hyphen', { users: 1 }, { 'a-': 'b' }],
])('refuses a metric with %s before any call', (_name, metrics, labels) => {
  const tools = new ScriptedTools();
  expect(() => addMetric(tools, metrics as Record<string, number>, labels as Record<string, string>)).toThrow(/metric/);
  expect(tools.calls).toEqual([]);
});
