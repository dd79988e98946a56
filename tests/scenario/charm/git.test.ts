/** openstack-origin-git: an installation from git, its refusals, and what becomes of it later. */
import { describe, expect, it } from 'vitest';
import { Cloud } from './cloud.ts';

const origin = (branch: string, python = 'python3'): string =>
  JSON.stringify({
    repositories: [
      { name: 'requirements', repository: 'https://example.com/requirements.git', branch },
      { name: 'astara', repository: 'https://example.com/astara.git', branch },
    ],
    python,
  });

describe('an installation from git', () => {
  it('links the programs and runs them', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin-git': origin('stable') });
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.now.workloadVersion).toBe('9.0.0.stable');
    expect(cloud.machine.host.links.get('/usr/local/bin/astara-rootwrap')).toBe(
      '/mnt/openstack-git/venv/bin/astara-rootwrap',
    );
    expect(cloud.machine.option('root_helper')).toBe('sudo /usr/local/bin/astara-rootwrap /etc/astara/rootwrap.conf');
    expect(cloud.machine.host.files.read('/etc/sudoers.d/astara_sudoers')).toContain(
      'NOPASSWD: /usr/local/bin/astara-rootwrap /etc/astara/rootwrap.conf *',
    );
  });

  it('is made anew, and the service restarted, when the option changes', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin-git': origin('one') });
    await cloud.configChanged({ 'openstack-origin-git': origin('two') });
    expect(cloud.now.workloadVersion).toBe('9.0.0.two');
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.machine.migrations).toBe(2);
  });

  it('is made anew with another interpreter, whose environment the old one cannot become', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin-git': origin('one', 'python3') });
    cloud.machine.host.put('/mnt/openstack-git/venv/lib/python3.11/leftover.py', '');
    await cloud.configChanged({ 'openstack-origin-git': origin('one', 'python2.7') });
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.lines('python2.7 -m virtualenv /mnt')).toEqual([
      'python2.7 -m virtualenv /mnt/openstack-git/venv',
    ]);
    expect(cloud.machine.host.files.exists('/mnt/openstack-git/venv/lib/python3.11/leftover.py')).toBe(false);
    await cloud.run(cloud.context.on.preSeriesUpgrade());
    cloud.machine.versions['python2.7'] = '2.8';
    await cloud.run(cloud.context.on.postSeriesUpgrade());
    expect(cloud.machine.lines('python2.7 -m virtualenv /mnt')).toHaveLength(2);
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('is made anew by the action', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin-git': origin('one') });
    const { actionResults } = await cloud.run(cloud.context.on.action('git-reinstall'));
    expect(actionResults).toEqual({ outcome: 'success', version: '9.0.0.one' });
    expect(cloud.machine.starts).toBe(2);
  });

  it('is refused where the interpreter is missing, with the cure', async () => {
    const cloud = new Cloud();
    cloud.machine.interpreters = ['python3'];
    await cloud.configChanged({ 'openstack-origin-git': 'newton' });
    expect(cloud.status()).toContain(
      'blocked: openstack-origin-git: Astara needs python2.7, which this host does not have',
    );
  });

  it('is refused when what it installs does not run on that interpreter', async () => {
    const cloud = new Cloud();
    cloud.machine.imports = false;
    await cloud.configChanged({ 'openstack-origin-git': origin('master') });
    expect(cloud.status()).toBe(
      'blocked: openstack-origin-git: the installed Astara does not run (SyntaxError: invalid syntax); name a repository that runs on this Python',
    );
  });

  it.each([
    ['repositories: []', 'requirements git repo must be specified first'],
    ['release: newton', "openstack-origin-git key 'repositories' is missing"],
    ['nonsense', 'openstack-origin-git: expected liberty, mitaka, newton, master or a YAML mapping'],
  ])('says what is wrong with %j', async (value, reason) => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin-git': value });
    expect(cloud.status()).toBe(`blocked: ${reason}`);
  });

  it('takes only its own files away', async () => {
    const cloud = new Cloud({}, { host: { files: { '/mnt/openstack-git/notes.txt': 'mine' } } });
    cloud.machine.host.put('/mnt/openstack-git/tools/bin/python', '');
    await cloud.configChanged({ 'openstack-origin-git': origin('one') });
    await cloud.run(cloud.context.on.stop());
    cloud.now = { ...cloud.now, relations: [] };
    await cloud.run(cloud.context.on.remove());
    expect(cloud.machine.host.files.list('/mnt/openstack-git')).toEqual(['notes.txt']);
    expect(cloud.machine.host.files.exists('/usr/local/bin/astara-orchestrator')).toBe(false);
  });
});
