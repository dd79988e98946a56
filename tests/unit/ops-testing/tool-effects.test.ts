/** What simulated hook tools change: at once, or when the hook has succeeded, or only in what is written down. */
import { describe, expect, it } from 'vitest';
import type { TestEvent } from '../../../src/ops/testing/event.ts';
import { peerRelation, relation } from '../../../src/ops/testing/parts/relation.ts';
import { openedPort } from '../../../src/ops/testing/parts/storage.ts';
import type { StateInput } from '../../../src/ops/testing/state.ts';
import { START, shell, unit } from './scene.ts';

const db = relation({
  endpoint: 'db',
  id: 3,
  remoteApp: 'pg',
  localUnitData: { a: '1' },
  localAppData: { ours: 'x' },
});
const model: StateInput = { relations: [peerRelation({ endpoint: 'cluster', id: 1 }), db] };
const action: TestEvent = { kind: 'action', action: 'backup', params: { target: 't' }, id: '1' };

describe('a tool changes', () => {
  it('our own databags, and later reads in the hook see it', () => {
    const { world, run } = shell({ ...model, leader: true });
    run(['relation-set', '-r', 'db:3', '--file', '-'], '{"a": "", "b": "2"}');
    run(['relation-set', '-r', 'db:3', '--app', '--file', '-'], '{"ours": "new"}');
    expect(run(['relation-get', '--format=json', '-r', 'db:3', '-', 'my-charm/0']).stdout).toBe('{"b":"2"}\n');
    expect(world.state.relations[1]).toMatchObject({ localUnitData: { b: '2' }, localAppData: { ours: 'new' } });
    expect(world.surviving.relations[1]).toBe(db);
  });

  it('a databag from YAML, where scalars count as their text', () => {
    const { world, run } = shell(model);
    run(['relation-set', '-r', '3', '--file', '-', 'c=d'], 'a: 5\nb: true\n');
    expect(world.state.relations[1]).toMatchObject({ localUnitData: { a: '5', b: 'true', c: 'd' } });
  });

  it('statuses and the version at once, so that they outlive a hook that fails', () => {
    const { world, run } = shell({ leader: true });
    run(['status-set', '--application=False', 'blocked', '--', '-x-']);
    run(['status-set', '--application=True', 'active', '--', '']);
    run(['application-version-set', '--', '1.2']);
    expect(world.surviving).toMatchObject({
      unitStatus: { name: 'blocked', message: '-x-' },
      appStatus: { name: 'active', message: '' },
      workloadVersion: '1.2',
    });
    expect(world.effects.statusHistory.map(({ of, name }) => `${of} ${name}`)).toEqual(['unit blocked', 'app active']);
  });

  it('ports, and forgets them again', () => {
    const { world, run } = shell({ openedPorts: [openedPort('tcp', 443)] });
    run(['open-port', '80/TCP']);
    run(['open-port', '80']);
    run(['open-port', 'icmp']);
    run(['close-port', '443/udp']);
    run(['close-port', '443/tcp']);
    expect(world.state.openedPorts).toEqual([openedPort('tcp', 80), openedPort('icmp')]);
    run(['open-port', '--endpoints', 'db,website', '90']);
    run(['close-port', '--endpoints', 'db', '90']);
    expect(run(['opened-ports', '--endpoints']).stdout).toBe('icmp (*)\n80/tcp (*)\n90/tcp (website)\n');
  });

  it('the results of an action, nested and over again', () => {
    const { world, run } = shell({}, action);
    run(['action-set', 'a.b=1', 'c=x=y']);
    run(['action-set', 'a.d=']);
    run(['action-log', '--', '-half']);
    run(['action-fail', '--', '']);
    expect(world.effects).toMatchObject({
      actionResults: { a: { b: '1', d: '' }, c: 'x=y' },
      actionLogs: ['-half'],
      actionFailure: '',
    });
  });

  it('what is kept at the controller', () => {
    const { world, run } = shell({ controllerState: { a: '1' } });
    run(['state-set', '--file', '-'], '{"b": ""}');
    run(['state-delete', 'a']);
    expect(world.state.controllerState).toEqual({ b: '' });
  });

  it('nothing else, but it writes down what was asked for', () => {
    const { world, run } = shell({}, START, unit({ version: '3.5.0' }));
    run(['juju-log', '--log-level', 'debug', '--', 'hello', 'you']);
    run(['juju-log', '-l', 'loud', 'x']);
    run(['storage-add', 'data=2']);
    run(['storage-add', 'data']);
    run(['add-metric', '--labels', 'a=b', 'users=4']);
    run(['juju-reboot', '--now']);
    expect(world.effects).toMatchObject({
      logs: [
        { level: 'DEBUG', message: 'hello you' },
        { level: 'WARNING', message: 'Specified log level of "LOUD" is not valid' },
        { level: 'INFO', message: 'x' },
      ],
      requestedStorages: { data: 3 },
      metrics: [{ labels: { a: 'b' }, values: { users: '4' } }],
      reboot: 'now',
    });
    expect(world.effects.calls.map(({ tool }) => tool)).toEqual([
      'juju-log',
      'juju-log',
      'storage-add',
      'storage-add',
      'add-metric',
      'juju-reboot',
    ]);
  });
});
