import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nagiosHostname, removeNrpeChecks, serviceCheck, writeNrpeChecks } from '../../../src/openstack/nrpe-checks.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

describe('Nagios checks', () => {
  const names = { hostname: 'juju-nova-compute-0', servicegroups: 'juju' };
  const check = serviceCheck('astara', 'astara-orchestrator');
  const commandPath = '/etc/nagios/nrpe.d/check_astara-orchestrator.cfg';
  const exportPath = '/var/lib/nagios/export/service__juju-nova-compute-0_check_astara-orchestrator.cfg';

  it('are not written where no agent is', () => {
    expect(writeNrpeChecks(new FakeHost(), 'astara', [check], names)).toBe(false);
  });

  it('are a command, a plugin and, where Nagios reads them, a service', () => {
    const host = new FakeHost({ directories: ['/etc/nagios/nrpe.d', '/var/lib/nagios/export'] });

    expect(writeNrpeChecks(host, 'astara', [check], names)).toBe(true);
    expect(writeNrpeChecks(host, 'astara', [check], names)).toBe(false);

    expect(host.files.read(commandPath)).toContain(
      'command[check_astara-orchestrator]=/usr/local/lib/nagios/plugins/check_service_of_astara astara-orchestrator\n',
    );
    expect(host.files.read(exportPath)).toContain(
      'check_command                   check_nrpe!check_astara-orchestrator',
    );
    expect(removeNrpeChecks(host, 'astara', [check.name])).toBe(true);
    expect(host.contents.size).toBe(0);
  });

  it('refuse words that would say more to the agent than one word', () => {
    const host = new FakeHost({ directories: ['/etc/nagios/nrpe.d'] });
    const write = (more: object) => () => writeNrpeChecks(host, 'astara', [{ ...check, ...more }], names);

    expect(write({ name: '../x' })).toThrow('expected a plain name');
    expect(write({ command: ['/bin/sh', '-c', 'id; id'] })).toThrow('is no plain word');
    expect(write({ description: 'a\nb' })).toThrow('does not fit one line');
  });

  it('have a plugin that any sh can read', () => {
    const host = new FakeHost({ directories: ['/etc/nagios/nrpe.d'] });
    writeNrpeChecks(host, 'astara', [check], names);

    const plugin = host.files.read('/usr/local/lib/nagios/plugins/check_service_of_astara') ?? '';

    expect(spawnSync('sh', ['-n'], { input: plugin }).status).toBe(0);
  });

  it('name the host as the relation says, or by context and unit', () => {
    expect(nagiosHostname('told', 'juju', 'astara/0')).toBe('told');
    expect(nagiosHostname(null, 'juju', 'astara/0')).toBe('juju-astara-0');
  });
});
