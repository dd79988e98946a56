import { describe, expect, it } from 'vitest';
import { pauseFailureMessage, pauseServices, resumeServices } from '../../../src/openstack/pause.ts';
import { listeningSockets, portsNotOpen, portsOpen } from '../../../src/openstack/ports.ts';
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

describe('a pause', () => {
  const isActive = 'systemctl is-active --quiet -- astara';

  it('stops, disables and masks, in this order', () => {
    const host = new FakeHost().announce(isActive, { exitCode: 3 }).allowAnything();

    expect(pauseServices(host, ['astara'])).toEqual({ ok: true });

    expect(host.lines()).toEqual([
      'systemctl stop -- astara',
      'systemctl disable -- astara',
      'systemctl mask -- astara',
      isActive,
    ]);
  });

  it('that fails for one service goes on with the others and names it', () => {
    const host = new FakeHost().allow('systemctl is-active --quiet -- b', { exitCode: 3 }).allowAnything();
    host.announce('systemctl stop -- a', { exitCode: 1, stderr: 'Access denied\n' });

    const outcome = pauseServices(host, ['a', 'b']);

    expect(outcome).toEqual({ ok: false, problem: "Couldn't pause: cannot stop a: Access denied" });
    expect(host.lines()).toContain('systemctl mask -- b');
    expect(pauseFailureMessage('pause', outcome.ok ? '' : outcome.problem)).toMatch(
      /^Action pause failed: Couldn't pause: /,
    );
  });

  it('fails when the service still runs', () => {
    const host = new FakeHost().allowAnything();

    expect(pauseServices(host, ['astara'])).toEqual({
      ok: false,
      problem: "Couldn't pause: astara didn't stop cleanly",
    });
  });

  it('ends with unmask, enable and start', () => {
    const host = new FakeHost().allowAnything();

    expect(resumeServices(host, ['astara'], { start: true })).toEqual({ ok: true });
    expect(host.lines()).toEqual([
      'systemctl unmask -- astara',
      'systemctl enable -- astara',
      'systemctl start -- astara',
      isActive,
    ]);
  });

  it('can end without a start', () => {
    const host = new FakeHost().allowAnything();

    resumeServices(host, ['astara'], { start: false });

    expect(host.lines()).not.toContain('systemctl start -- astara');
  });
});

describe('ports', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const line = (local: string, state: string) =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000\n`;
  const host = new FakeHost({
    files: {
      '/proc/net/tcp': head + line('0900000A:ACDA', '0A') + line('0100007F:0050', '01'),
      '/proc/net/tcp6': head + line('000000FD000000000000000009000000:25E1', '0A'),
    },
  });

  it('that are listened on are read from the kernel, for both families', () => {
    expect(listeningSockets(host)).toEqual([
      { address: '10.0.0.9', port: 44250, inode: '12345' },
      { address: 'fd00::9', port: 9697, inode: '12345' },
    ]);
  });

  it('of a mere connection are not open', () => {
    expect(portsNotOpen(host, [44250, 9697, 80])).toEqual([80]);
    expect(portsOpen(host, [44250, 80])).toEqual([44250]);
  });

  it('are all closed when the tables cannot be read', () => {
    expect(portsNotOpen(new FakeHost(), [80])).toEqual([80]);
  });
});
