import { describe, expect, it } from 'vitest';
import { pauseFailureMessage, pauseServices, resumeServices } from '../../../src/openstack/pause.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

describe('a pause', () => {
  const isActive = 'systemctl is-active --quiet -- astara';
  const show =
    'systemctl show --property=ActiveState,SubState,UnitFileState,LoadState,MainPID,NRestarts,ActiveEnterTimestampMonotonic -- astara';

  it('stops, disables and masks, in this order', () => {
    const host = new FakeHost().announce(isActive, { exitCode: 3 }).allowAnything();
    host.announce(show, { stdout: 'ActiveState=inactive\nUnitFileState=enabled\n' });

    expect(pauseServices(host, ['astara'])).toEqual({ ok: true });

    expect(host.lines()).toEqual([
      'systemctl stop -- astara',
      show,
      'systemctl disable -- astara',
      'systemctl mask -- astara',
      isActive,
    ]);
  });

  it('masks a service that is not installed yet, and does not try to disable it', () => {
    const host = new FakeHost().announce(isActive, { exitCode: 3 }).allowAnything();
    host.announce('systemctl stop -- astara', { exitCode: 5, stderr: 'Unit astara.service not loaded.\n' });
    host.announce(show, { stdout: 'LoadState=not-found\nUnitFileState=\n' });

    expect(pauseServices(host, ['astara'])).toEqual({ ok: true });
    expect(host.lines()).toEqual(['systemctl stop -- astara', show, 'systemctl mask -- astara', isActive]);
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
