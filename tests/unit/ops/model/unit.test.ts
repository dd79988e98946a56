/** Units and applications: status, leadership, ports, versions, reboot, planned units, configuration, networks, storage. */
import { expect, it } from 'vitest';
import { InvalidStatusError, ModelError } from '../../../../src/ops/errors.ts';
import { HookExit } from '../../../../src/ops/hook-exit.ts';
import {
  ActiveStatus,
  BlockedStatus,
  ErrorStatus,
  MaintenanceStatus,
  mostUrgent,
  StatusBase,
  UnknownStatus,
  WaitingStatus,
} from '../../../../src/ops/model/status.ts';
import { failure, hookEnvironment, relationEnvironment } from '../scripted-tools.ts';
import { modelWith } from './model-under-test.ts';

it('sets a status at once, and not again when it is the same', () => {
  const { model, tools } = modelWith();
  model.unit.setStatus(new ActiveStatus('ok'));
  model.unit.setStatus(new ActiveStatus('ok'));
  model.unit.setStatus(new WaitingStatus('-ok'));
  expect(model.unit.getStatus()).toEqual(new WaitingStatus('-ok'));
  expect(tools.lines).toEqual([
    'status-set --application=False active -- ok',
    'status-set --application=False waiting -- -ok',
  ]);
});

it('reads a status once, and does not set what it has read', () => {
  const { model, tools } = modelWith({ 'status-get': { status: 'blocked', message: 'm' } });
  expect(model.unit.getStatus()).toEqual(new BlockedStatus('m'));
  model.unit.setStatus(new BlockedStatus('m'));
  expect(tools.lines).toEqual(['status-get --include-data --format=json --application=false']);
});

it('reads and sets the status of the application as the leader', () => {
  const { model, tools } = modelWith({
    'is-leader': true,
    'status-get': { 'application-status': { status: 'active', message: '' } },
  });
  expect(model.app.getStatus().name).toBe('active');
  model.app.setStatus(new BlockedStatus('m'));
  expect(tools.lines).toEqual([
    'is-leader --format=json',
    'status-get --include-data --format=json --application=true',
    'status-set --application=True blocked -- m',
  ]);
});

it.each([
  ['get', (model: ReturnType<typeof modelWith>['model']) => model.app.getStatus()],
  ['set', (model: ReturnType<typeof modelWith>['model']) => model.app.setStatus(new ActiveStatus())],
])('refuses to %s the status of the application as a follower, and says so to security', (verb, attempt) => {
  const { model, tools, lines } = modelWith({ 'is-leader': false });
  expect(() => attempt(model)).toThrow(/not the leader/);
  expect(tools.lines).toEqual(['is-leader --format=json']);
  expect(lines.texts('TRACE')[0]).toContain(`authz_fail:status-${verb}`);
});

it('knows no status of others, and sets none', () => {
  const { model } = modelWith();
  expect(model.getUnit('pg/0').getStatus()).toEqual(new UnknownStatus());
  expect(model.getApp('pg').getStatus()).toEqual(new UnknownStatus());
  expect(() => model.getUnit('pg/0').setStatus(new ActiveStatus())).toThrow(ModelError);
  expect(() => model.getApp('pg').setStatus(new ActiveStatus())).toThrow(ModelError);
});

it.each([new ErrorStatus('x'), new UnknownStatus(), 'active' as unknown as StatusBase])(
  'refuses to set %s',
  (status) => {
    const { model, tools } = modelWith();
    expect(() => model.unit.setStatus(status)).toThrow(InvalidStatusError);
    expect(tools.lines).toEqual([]);
  },
);

it('finds the most urgent status, the first of equals', () => {
  const active = new ActiveStatus('a');
  const first = new WaitingStatus('1');
  expect(mostUrgent([])).toBeNull();
  expect(mostUrgent([active, first, new WaitingStatus('2')])).toBe(first);
  expect(mostUrgent([first, new BlockedStatus('b'), new MaintenanceStatus('m')])?.name).toBe('blocked');
});

it('compares statuses by name and message', () => {
  expect(new ActiveStatus('a').equals(new ActiveStatus('a'))).toBe(true);
  expect(new ActiveStatus('a').equals(new ActiveStatus('b'))).toBe(false);
  expect(new ActiveStatus('a').equals(new BlockedStatus('a'))).toBe(false);
  expect(StatusBase.fromName('unknown', 'x')).toEqual(new UnknownStatus());
  expect(StatusBase.fromName('terminated', 'x').name).toBe('unknown');
});

it('asks for leadership again after thirty seconds', () => {
  let now = 0;
  const { model, tools } = modelWith({ 'is-leader': true }, hookEnvironment('install'), () => now);
  model.unit.isLeader();
  now = 29_999;
  model.unit.isLeader();
  expect(tools.lines).toHaveLength(1);
  now = 30_000;
  expect(model.unit.isLeader()).toBe(true);
  expect(tools.lines).toHaveLength(2);
  expect(() => model.getUnit('pg/0').isLeader()).toThrow(ModelError);
});

it('counts the thirty seconds from when it was asked, also where that was ahead of the hook', () => {
  let now = 1000;
  const ahead = { askedAheadAt: -500 };
  const { model, tools } = modelWith({ 'is-leader': true }, hookEnvironment('install'), () => now, ahead);
  model.unit.isLeader();
  now = 29_500;
  model.unit.isLeader();
  expect(tools.lines).toHaveLength(2);
  now = 59_499;
  model.unit.isLeader();
  expect(tools.lines).toHaveLength(2);
});

it('brings the ports to what is wished: closes, then opens', () => {
  const { model, tools } = modelWith({ 'opened-ports': ['443/tcp', '80/tcp'] });
  model.unit.setPorts(80, { protocol: 'udp', port: 53 });
  expect(tools.lines).toEqual(['opened-ports --format=json', 'close-port 443/tcp', 'open-port 53/udp']);
});

it('touches no port when all is as wished', () => {
  const { model, tools } = modelWith({ 'opened-ports': ['8000-8010/tcp', 'icmp'] });
  model.unit.setPorts({ protocol: 'tcp', port: 8000, lastPort: 8010 }, { protocol: 'icmp', port: null });
  expect(tools.lines).toEqual(['opened-ports --format=json']);
});

it.each([0, 65536, 1.5, Number.NaN])('refuses port %s', (port) => {
  const { model, tools } = modelWith();
  expect(() => model.unit.openPort(port)).toThrow(TypeError);
  expect(tools.lines).toEqual([]);
});

it('says how a port is given', () => {
  const { model } = modelWith();
  expect(() => model.unit.openPort('80/tcp' as unknown as number)).toThrow(
    'cannot use "80/tcp" as a port: give a number, or { protocol: \'udp\', port: 53 }',
  );
});

it('refuses an option that no file declares, before any call', () => {
  const { model, tools } = modelWith();
  expect(() => model.config.get('prot')).toThrow('cannot find the option "prot": config.yaml declares port, name');
  expect(() => model.config.get('toString')).toThrow('cannot find the option "toString"');
  expect(tools.lines).toEqual([]);
});

it('warns of an open port that it cannot read', () => {
  const { model, lines } = modelWith({ 'opened-ports': ['x/sctp', '80/tcp'] });
  expect(model.unit.openedPorts()).toEqual([{ protocol: 'tcp', port: 80 }]);
  expect(lines.texts('WARNING')).toEqual(['Cannot read the opened port "x/sctp"; it is left out.']);
});

it('sets the version of the workload', () => {
  const { model, tools } = modelWith();
  model.unit.setWorkloadVersion('1.2');
  expect(tools.lines).toEqual(['application-version-set -- 1.2']);
  expect(() => model.unit.setWorkloadVersion(1 as unknown as string)).toThrow(TypeError);
});

it('reboots after the hook, or at once and then ends the hook', () => {
  const { model, tools, lines } = modelWith();
  model.unit.reboot();
  expect(() => model.unit.reboot({ now: true })).toThrow(HookExit);
  expect(tools.lines).toEqual(['juju-reboot', 'juju-reboot --now']);
  expect(lines.texts('TRACE')[0]).toContain('sys_restart:');
});

it('counts the planned units without the dying ones', () => {
  const units = { 'c/0': { status: 'active' }, 'c/1': { status: 'dying' }, 'c/2': { status: '' } };
  const { model } = modelWith({ 'goal-state': { units, relations: {} } });
  expect(model.app.plannedUnits()).toBe(2);
  expect(() => model.getApp('pg').plannedUnits()).toThrow(ModelError);
});

it('reads the options once', () => {
  const { model, tools } = modelWith({ 'config-get': { port: 80, name: '' } });
  expect([model.config.get('port'), model.config.get('name')]).toEqual([80, '']);
  expect([model.config.has('port'), model.config.has('nosuch'), model.config.keys()]).toEqual([
    true,
    false,
    ['port', 'name'],
  ]);
  expect(model.config.toObject()).toEqual({ port: 80, name: '' });
  expect(tools.lines).toEqual(['config-get --format=json']);
});

it('reads the network of a binding once, with a subnet for every address', () => {
  const { model, tools } = modelWith({
    'network-get': {
      'bind-addresses': [
        { 'interface-name': 'eth0', addresses: [{ value: '10.0.0.1', cidr: '10.0.0.0/24' }, { value: 'fd00::1' }] },
        { 'interface-name': 'eth1', addresses: [{ value: 'host.example', hostname: 'host.example' }] },
      ],
      'ingress-addresses': ['10.0.0.9'],
      'egress-subnets': ['10.0.0.9/32'],
    },
  });
  const { network } = model.getBinding('db');
  expect(model.getBinding('db').network).toBe(network);
  expect(tools.lines).toEqual(['network-get --format=json db']);
  expect([network.bindAddress, network.ingressAddress, network.egressSubnets]).toEqual([
    '10.0.0.1',
    '10.0.0.9',
    ['10.0.0.9/32'],
  ]);
  expect(network.interfaces.map((one) => one.subnet)).toEqual(['10.0.0.0/24', 'fd00::1/128', null]);
});

it('has no address where Juju knows none', () => {
  const { network } = modelWith({ 'network-get': {} }).model.getBinding('db');
  expect([network.bindAddress, network.ingressAddress, network.interfaces]).toEqual([null, null, []]);
});

it('falls back to the endpoint when the relation is gone', () => {
  const { model, tools } = modelWith(
    { 'network-get --format=json -r 3 db': failure('ERROR relation 3 not found'), 'network-get': {} },
    relationEnvironment('broken'),
  );
  expect(model.getBinding(model.getRelation('db', 3)).network.bindAddress).toBeNull();
  expect(tools.lines).toEqual(['network-get --format=json -r 3 db', 'network-get --format=json db']);
  expect(() => model.getBinding(3 as unknown as string)).toThrow(ModelError);
});

it('lists storage once, asks for locations when needed, and requests more', () => {
  const { model, tools } = modelWith({
    'storage-list': ['my-data/0', 'my-data/2'],
    'storage-get': { kind: 'filesystem', location: '/srv' },
  });
  const [first, second] = model.storages.get('my-data');
  expect([first?.fullId, second?.fullId, first?.location, first?.kind]).toEqual([
    'my-data/0',
    'my-data/2',
    '/srv',
    'filesystem',
  ]);
  model.storages.get('my-data');
  model.storages.request('my-data', 2);
  expect(tools.lines).toEqual([
    'storage-list --format=json my-data',
    'storage-get --format=json -s my-data/0',
    'storage-add my-data=2',
  ]);
  expect(() => model.storages.get('nosuch')).toThrow(/my-data/);
  expect(() => model.storages.request('nosuch')).toThrow(ModelError);
  expect(() => model.storages.request('my-data', 0)).toThrow(TypeError);
  expect(() => model.storages.request('my-data', true as unknown as number)).toThrow(TypeError);
});

it('takes the location of the storage that the hook is about from the environment', () => {
  const { model, tools } = modelWith(
    { 'storage-list': ['my-data/1'] },
    hookEnvironment('my-data-storage-attached', { JUJU_STORAGE_ID: 'my-data/1', JUJU_STORAGE_LOCATION: '/here' }),
  );
  expect(model.storages.get('my-data')[0]?.location).toBe('/here');
  expect(tools.lines).toEqual(['storage-list --format=json my-data']);
});

it('fetches a resource once, and only a declared one', () => {
  const { model, tools } = modelWith({ 'resource-get': '/path/x.snap' });
  expect([model.resources.fetch('snap'), model.resources.fetch('snap')]).toEqual(['/path/x.snap', '/path/x.snap']);
  expect(tools.lines).toEqual(['resource-get snap']);
  expect(() => model.resources.fetch('nosuch')).toThrow(/snap/);
});

it('gives the same unit and application for the same name', () => {
  const { model } = modelWith();
  expect(model.getUnit('c/0')).toBe(model.unit);
  expect(model.getApp('c')).toBe(model.app);
  expect(model.getUnit('pg/0').app).toBe(model.getApp('pg'));
  expect([model.name, model.uuid, String(model.jujuVersion)]).toEqual([
    'm',
    'f0e1d2c3-0000-4000-8000-000000000001',
    '3.6.14',
  ]);
});
