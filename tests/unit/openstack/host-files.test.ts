import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nagiosHostname, removeNrpeChecks, serviceCheck, writeNrpeChecks } from '../../../src/openstack/nrpe-checks.ts';
import {
  checkFileOwnership,
  checkFilePermissions,
  checklistReport,
  checkUsesKeystone,
  checkUsesTlsForKeystone,
} from '../../../src/openstack/security-checklist.ts';
import { authorityBundleOf, trustAuthorities } from '../../../src/openstack/system-ca.ts';
import { writeTlsFiles } from '../../../src/openstack/tls-files.ts';
import { guestWorkerCount, workerCount } from '../../../src/openstack/workers.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

describe('worker processes', () => {
  it.each([
    [8, null, 4, 4],
    [2, null, 4, 1],
    [1, null, 2, 1],
    [4, null, 4, 2],
    [64, null, 4, 4],
    [8, 0.5, 4, 4],
    [8, 3, 24, 24],
    [2, 0.1, 1, 1],
    [2, 0, 1, 1],
  ])('on %s cores with multiplier %s are %s, or %s on a host of guests', (cpus, multiplier, usual, guest) => {
    expect(workerCount(cpus, multiplier)).toBe(usual);
    expect(guestWorkerCount(cpus, multiplier)).toBe(guest);
  });
});

describe('TLS files', () => {
  const directory = '/etc/astara/ssl';
  const host = () => new FakeHost({ groups: { astara: 990 } });

  it('are written with the key for the group only', () => {
    const machine = host();
    const files = [
      { name: 'db-client.key', content: 'KEY', secret: true },
      { name: 'db-client.ca', content: 'CA' },
    ];

    expect(writeTlsFiles(machine, directory, 'astara', files)).toEqual([
      `${directory}/db-client.ca`,
      `${directory}/db-client.key`,
    ]);

    expect(machine.contents.get(`${directory}/db-client.key`)).toMatchObject({ mode: 0o640, group: 'astara' });
    expect(machine.directories.get(directory)).toMatchObject({ mode: 0o750, group: 'astara' });
    expect(writeTlsFiles(machine, directory, 'astara', files)).toEqual([]);
  });

  it('that are no longer wanted are removed, and no directory is made for nothing', () => {
    const machine = host();

    expect(writeTlsFiles(machine, directory, 'astara', [{ name: 'ca', content: null }])).toEqual([]);
    expect(machine.files.exists(directory)).toBe(false);
    writeTlsFiles(machine, directory, 'astara', [{ name: 'ca', content: 'CA' }]);
    expect(writeTlsFiles(machine, directory, 'astara', [{ name: 'ca', content: null }])).toEqual([`${directory}/ca`]);
  });
});

describe('certificate authorities', () => {
  it('make one bundle with those of the system, each once, in a stable order', () => {
    expect(authorityBundleOf('SYSTEM\n', ['B\n', 'A', 'B'])).toBe('SYSTEM\nA\nB\n');
    expect(authorityBundleOf(null, [])).toBe('');
  });

  it('are trusted under a name of our own, once, and forgotten when they go', () => {
    const host = new FakeHost({ files: { '/usr/local/share/ca-certificates/vault_juju_ca_cert.crt': 'theirs' } });
    host.allow('update-ca-certificates --fresh');

    expect(trustAuthorities(host, 'astara', new Map([['vault/../x', 'CA']]))).toBe(true);
    expect(trustAuthorities(host, 'astara', new Map([['vault/../x', 'CA']]))).toBe(false);
    expect(host.files.list('/usr/local/share/ca-certificates')).toEqual([
      'astara-vault____x.crt',
      'vault_juju_ca_cert.crt',
    ]);
    expect(trustAuthorities(host, 'astara', new Map())).toBe(true);
    expect(host.files.list('/usr/local/share/ca-certificates')).toEqual(['vault_juju_ca_cert.crt']);
    expect(host.commands).toHaveLength(2);
  });
});

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
    expect(removeNrpeChecks(host, 'astara', [check.name], names.hostname)).toBe(true);
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

describe('the security checklist', () => {
  const file = { path: '/etc/astara/astara.conf', owner: 'root', group: 'astara', mode: 0o640 };
  const withMode = (mode: number, owner = 'root') =>
    new FakeHost({
      users: { astara: 990 },
      groups: { astara: 990 },
      files: { [file.path]: { content: '', mode, owner, group: 'astara' } },
    });

  it.each([
    [0o640, null],
    [0o600, null],
    [0o644, '/etc/astara/astara.conf has mode 0644 instead of 0640'],
  ])('on mode %s finds %s', (mode, problem) => {
    expect(checkFilePermissions(withMode(mode), [file])).toEqual({ name: 'validate-file-permissions', problem });
  });

  it('names a wrong owner, and passes over a file that is not there', () => {
    expect(checkFileOwnership(withMode(0o640, 'astara'), [file]).problem).toBe(
      '/etc/astara/astara.conf is owned by 990:990 instead of root:astara',
    );
    expect(checkFileOwnership(withMode(0o640), [file, { ...file, path: '/none' }]).problem).toBeNull();
  });

  it.each([
    [{ auth_url: 'https://k:35357/v3' }, null],
    [{ auth_url: 'http://k:35357/v3' }, 'TLS is not used for keystone'],
    [{ auth_url: 'https://k', insecure: 'True' }, 'insecure mode is on'],
    [{}, 'TLS is not used for keystone'],
  ])('on keystone_authtoken %o finds %s', (section, problem) => {
    expect(checkUsesTlsForKeystone({ keystone_authtoken: section }).problem).toBe(problem);
  });

  it('reports PASS and FAIL by name, and fails as a whole', () => {
    const good = checkUsesKeystone({ DEFAULT: { auth_strategy: 'keystone' } });
    const bad = checkUsesKeystone({ DEFAULT: { auth_strategy: 'noauth' } });

    expect(checklistReport([good])).toEqual({ results: { 'validate-uses-keystone': 'PASS' }, failure: null });
    expect(checklistReport([bad])).toEqual({
      results: { 'validate-uses-keystone': 'FAIL - auth_strategy is noauth instead of keystone' },
      failure: 'One or more tests failed',
    });
  });
});
