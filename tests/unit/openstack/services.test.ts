import { describe, expect, it } from 'vitest';
import {
  isServiceRunning,
  reloadServiceManager,
  ServiceError,
  serviceState,
  startService,
  stopService,
} from '../../../src/openstack/services.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

const show =
  'systemctl show --property=ActiveState,SubState,UnitFileState,LoadState,MainPID,NRestarts,ActiveEnterTimestampMonotonic -- astara';

describe('a service', () => {
  it('tells its state and since when it runs', () => {
    const host = new FakeHost({ now: 1_000_000_000, files: { '/proc/uptime': '5000.50 100.0\n' } });
    const stdout =
      'ActiveState=active\nSubState=running\nUnitFileState=enabled\nLoadState=loaded\nMainPID=77\nNRestarts=2\nActiveEnterTimestampMonotonic=4000000000\n';
    host.announce(show, { stdout });

    expect(serviceState(host, 'astara')).toEqual({
      active: 'active',
      sub: 'running',
      unitFile: 'enabled',
      loaded: true,
      mainPid: 77,
      restarts: 2,
      activeSince: 998_999,
    });
  });

  it('that does not exist is not loaded and has never been active', () => {
    const host = new FakeHost().announce(show, {
      stdout: 'ActiveState=inactive\nSubState=dead\nLoadState=not-found\n',
    });

    expect(serviceState(host, 'astara')).toMatchObject({ loaded: false, activeSince: null, mainPid: 0 });
  });

  it('runs when systemd calls it active', () => {
    const host = new FakeHost();
    host
      .announce('systemctl is-active --quiet -- astara')
      .announce('systemctl is-active --quiet -- astara', { exitCode: 3 });

    expect([isServiceRunning(host, 'astara'), isServiceRunning(host, 'astara')]).toEqual([true, false]);
  });

  it('that cannot be started says why', () => {
    const host = new FakeHost();
    host.announce('systemctl start -- astara', {
      exitCode: 1,
      stderr: 'Failed to start astara.service: Unit is masked.\n',
    });

    expect(() => startService(host, 'astara')).toThrow(ServiceError);
    host.announce('systemctl start -- astara', { exitCode: null, timedOut: true });
    expect(() => startService(host, 'astara')).toThrow('cannot start astara: it ran out of time');
  });

  it('that systemd does not know needs no stop', () => {
    const host = new FakeHost().announce('systemctl stop -- astara', {
      exitCode: 5,
      stderr: 'Unit astara not loaded.',
    });

    expect(() => stopService(host, 'astara')).not.toThrow();
  });

  it('whose unit file changed is read again', () => {
    const host = new FakeHost().announce('systemctl daemon-reload', { exitCode: 1 });

    expect(() => reloadServiceManager(host)).toThrow('cannot reload the units of systemd: systemctl exited with 1');
  });
});
