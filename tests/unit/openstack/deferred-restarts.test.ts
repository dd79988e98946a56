import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  clearDeferredRestarts,
  deferRestart,
  deferredRestarts,
  dropOutdatedRestarts,
  filesChangedReason,
  renderDeferredEvents,
} from '../../../src/openstack/deferred-restarts.ts';
import { allowPackageRestarts, blockPackageRestarts } from '../../../src/openstack/restart-policy.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

const at = (seconds: number) => new FakeHost({ now: seconds * 1000 });
const wish = { service: 'astara-orchestrator', reason: filesChangedReason(['/b', '/a', '/b']) };

describe('a deferred restart', () => {
  it('is a file that names service, time, reason and requestor', () => {
    const host = at(1_700_000_000);

    expect(deferRestart(host, 'astara', wish)).toBe(true);

    const [name = ''] = host.files.list('/var/lib/policy-rc.d');
    expect(name).toMatch(/^charm-astara-[0-9a-f-]{36}\.deferred$/);
    expect(host.files.read(`/var/lib/policy-rc.d/${name}`)).toBe(
      `action: restart
policy_requestor_name: astara
policy_requestor_type: charm
reason: 'File(s) changed: /a, /b'
service: astara-orchestrator
timestamp: 1700000000
`,
    );
    expect(deferredRestarts(host, 'astara')).toEqual([
      { timestamp: 1_700_000_000, ...wish, action: 'restart', requestor: 'astara' },
    ]);
  });

  it('is noted once', () => {
    const host = at(1);

    expect([deferRestart(host, 'astara', wish), deferRestart(host, 'astara', wish)]).toEqual([true, false]);
    expect(deferRestart(host, 'astara', { ...wish, reason: 'Package update' })).toBe(true);
    expect(deferredRestarts(host, 'astara')).toHaveLength(2);
  });

  it('of another charm on the host is not ours', () => {
    const host = at(1);
    deferRestart(host, 'nova-compute', wish);

    expect(deferredRestarts(host, 'astara')).toEqual([]);
    expect(clearDeferredRestarts(host, 'astara', [wish.service])).toBe(0);
  });

  it("is read in Python's YAML too, and damaged files are passed over", () => {
    const host = at(1);
    host.put(
      '/var/lib/policy-rc.d/x.deferred',
      "policy_requestor_name: astara\nreason: 'it''s new'\nservice: s\ntimestamp: 5\n",
    );
    host.put('/var/lib/policy-rc.d/y.deferred', 'policy_requestor_name: astara\n');
    host.put('/var/lib/policy-rc.d/z.txt', 'service: s\n');

    expect(deferredRestarts(host, 'astara')).toEqual([
      { timestamp: 5, service: 's', reason: "it's new", action: 'restart', requestor: 'astara' },
    ]);
  });

  it('cannot be made to say more by its reason', () => {
    const host = at(1);

    deferRestart(host, 'astara', { service: 's', reason: 'x\nservice: other' });

    expect(deferredRestarts(host, 'astara')).toMatchObject([{ service: 's', reason: 'x service: other' }]);
  });

  it('is forgotten when the service was restarted', () => {
    const host = at(1);
    deferRestart(host, 'astara', wish);
    deferRestart(host, 'astara', { service: 'other', reason: 'r' });

    expect(clearDeferredRestarts(host, 'astara', [wish.service])).toBe(1);
    expect(deferredRestarts(host, 'astara').map((restart) => restart.service)).toEqual(['other']);
  });

  it('is outdated when the service has become active since', () => {
    const host = at(100_000);
    deferRestart(host, 'astara', wish);
    host.clock.time = 200_000_000;
    host.put('/proc/uptime', '50000.0 1.0\n');
    const show = (microseconds: number) =>
      `ActiveState=active\nLoadState=loaded\nActiveEnterTimestampMonotonic=${microseconds}\n`;

    host.announce(showLine, { stdout: show(-60_000_000_000) });
    expect(dropOutdatedRestarts(host, 'astara')).toEqual([]);
    host.announce(showLine, { stdout: show(1_000_000) });
    expect(dropOutdatedRestarts(host, 'astara')).toEqual([wish.service]);
    expect(deferredRestarts(host, 'astara')).toEqual([]);
  });
});

const showLine =
  'systemctl show --property=ActiveState,SubState,UnitFileState,LoadState,MainPID,NRestarts,ActiveEnterTimestampMonotonic -- astara-orchestrator';

describe('show-deferred-events', () => {
  it('prints restarts with the service padded to forty, sorted, and hooks', () => {
    const restart = (timestamp: number, service: string) => ({
      timestamp,
      service,
      reason: 'Package update',
      action: 'restart',
      requestor: 'astara',
    });

    expect(renderDeferredEvents([restart(20, 'b'), restart(10, 'a')], ['config-changed'])).toBe(
      `hooks:
- config-changed
restarts:
- 10 a                                        Package update
- 20 b                                        Package update
`,
    );
    expect(renderDeferredEvents([], [])).toBe('hooks: []\nrestarts: []\n');
  });
});

describe('the restart policy', () => {
  it('is a policy file and a program behind an alternative, and goes again', () => {
    const host = new FakeHost().allowAnything();

    expect(blockPackageRestarts(host, 'astara', ['b', 'a'])).toBe(true);
    expect(blockPackageRestarts(host, 'astara', ['a', 'b'])).toBe(false);

    expect(host.files.read('/etc/policy-rc.d/charm-astara.policy')).toBe(
      `# Managed by juju
blocked_actions:
  a: [restart, stop, try-restart]
  b: [restart, stop, try-restart]
policy_requestor_name: astara
policy_requestor_type: charm
`,
    );
    expect(host.lines()).toEqual([
      'update-alternatives --install /usr/sbin/policy-rc.d policy-rc.d /var/lib/charm/astara/policy-rc.d 90',
    ]);
    expect(allowPackageRestarts(host, 'astara')).toBe(true);
    expect(host.files.exists('/etc/policy-rc.d/charm-astara.policy')).toBe(false);
    expect(allowPackageRestarts(host, 'astara')).toBe(false);
  });

  it('is registered also when a hook was killed before it could be', () => {
    const host = new FakeHost();
    host.allow('update-alternatives --install /usr/sbin/policy-rc.d policy-rc.d /var/lib/charm/astara/policy-rc.d 90');
    blockPackageRestarts(host, 'astara', ['a']);
    // The program is written first, the policy last.
    host.files.remove('/etc/policy-rc.d/charm-astara.policy');

    expect(blockPackageRestarts(host, 'astara', ['a'])).toBe(true);

    expect(host.commands).toHaveLength(2);
  });

  const flow = 'blocked_actions:\n  neutron-x: [restart, stop]\npolicy_requestor_name: neutron\n';
  const block =
    "blocked_actions:\n  other:\n  - reload\n  'nova-compute':\n  - restart\n  - try-restart\npolicy_requestor_name: nova\n";

  it.each([
    ['restarts that a flow-style policy blocks', 'neutron-x', 'restart', 101],
    ['services by their full unit name', 'neutron-x.service', 'stop', 101],
    ['restarts that a block-style policy blocks', 'nova-compute', 'try-restart', 101],
    ['one of several actions', 'nova-compute', 'start restart', 101],
    ['nothing that no policy blocks', 'neutron-x', 'start', 0],
    ['nothing of a service that merely begins alike', 'nova', 'restart', 0],
    ['no action of another service', 'nova-compute', 'reload', 0],
  ])('program refuses %s', (_, service, action, exitCode) => {
    const host = new FakeHost().allowAnything();
    blockPackageRestarts(host, 'astara', ['a']);
    const root = mkdtempSync(join(tmpdir(), 'restart-policy-'));
    try {
      for (const name of ['etc', 'var']) mkdirSync(join(root, name));
      const script = (host.files.read('/var/lib/charm/astara/policy-rc.d') ?? '')
        .replaceAll('/etc/policy-rc.d', join(root, 'etc'))
        .replaceAll('/var/lib/policy-rc.d', join(root, 'var'));
      writeFileSync(join(root, 'program'), script);
      writeFileSync(join(root, 'etc', 'one.policy'), flow);
      writeFileSync(join(root, 'etc', 'two.policy'), block);

      const child = spawnSync('sh', [join(root, 'program'), service, action], { encoding: 'utf8' });

      expect(child.stderr).toBe('');
      expect(child.status).toBe(exitCode);
      const noted = readdirSync(join(root, 'var'));
      expect(noted).toHaveLength(exitCode === 0 ? 0 : 1);
      for (const name of noted) {
        expect(readFileSync(join(root, 'var', name), 'utf8')).toContain(
          `service: ${service.replace('.service', '')}\n`,
        );
      }
      execFileSync('sh', ['-n', join(root, 'program')]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
