import { describe, expect, it } from 'vitest';
import {
  type GitInstallation,
  GitInstallError,
  gitFingerprint,
  installFromGit,
  isGitInstalled,
  versionInEnvironment,
} from '../../../src/openstack/git-install.ts';
import type { GitOrigin } from '../../../src/openstack/git-origin.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

const origin: GitOrigin = {
  repositories: [
    { name: 'requirements', repository: 'https://x/requirements', branch: 'newton-eol', depth: 1 },
    { name: 'oslo.db', repository: 'https://x/oslo.db', branch: '4.13', depth: 1 },
    { name: 'astara', repository: 'https://x/astara.git', branch: 'newton-eol', depth: 3 },
  ],
  release: 'newton',
  directory: '/srv/git',
  python: null,
  httpProxy: null,
  httpsProxy: null,
  useConstraints: true,
};
const installation: GitInstallation = {
  origin,
  interpreter: { command: 'python2.7', version: '2.7' },
  extras: ['PyMySQL', 'kazoo'],
};

const python = '/srv/git/venv/bin/python';
const pip = `${python} -m pip install`;
const tools = '/srv/git/tools/bin/python';
const clone = 'git clone --branch';

/** A host on which git and virtualenv leave behind what they really leave behind. */
function gitHost(requirements: Record<string, string> = {}): FakeHost {
  const host = new FakeHost();
  host.allow('python2.7 -m virtualenv --version', { exitCode: 1 });
  host.allow(`${tools} -m virtualenv --python python2.7 /srv/git/venv`, (_, machine) => {
    machine.put(python, '');
    return {};
  });
  host.allow(`${clone} newton-eol --depth 1 -- https://x/requirements /srv/git/requirements`, (_, machine) => {
    machine.put('/srv/git/requirements/.git/config', '');
    for (const [name, content] of Object.entries(requirements)) machine.put(`/srv/git/requirements/${name}`, content);
    return {};
  });
  return host.allowAnything();
}

const constrained = '--constraint /srv/git/constraints.txt';

describe('an installation from git', () => {
  it('makes the environment again that a killed run has left without its pip', () => {
    const host = new FakeHost({ files: { [python]: '' } });
    host.allow(`${python} -m pip --version`, { exitCode: 1 });
    host.allowAnything();

    installFromGit(host, { ...installation, interpreter: { command: 'python3.11', version: '3.11' } });

    expect(host.lines()).toContain('python3.11 -m venv /srv/git/venv');
  });

  it('clones again what a killed git has left locked, or half', () => {
    const locked = { exitCode: 128, stderr: "fatal: Unable to create '/x/.git/shallow.lock': File exists.\n" };
    const host = new FakeHost({ files: { '/srv/git/oslo.db/.git/config': '', '/srv/git/astara.git/.git/config': '' } });
    for (const [name, url] of [
      ['oslo.db', 'https://x/oslo.db'],
      ['astara.git', 'https://x/astara.git'],
    ])
      host.allow(`git -C /srv/git/${name} remote get-url origin`, { stdout: `${url}\n` });
    host.allow('git -C /srv/git/oslo.db fetch --depth 1 origin 4.13', locked);
    host.allow('git -C /srv/git/astara.git checkout --force --detach FETCH_HEAD', {
      exitCode: 128,
      stderr: 'fatal: bad object\n',
    });
    host.allowAnything();

    installFromGit(host, installation);

    expect(host.lines()).toContain(`${clone} 4.13 --depth 1 -- https://x/oslo.db /srv/git/oslo.db`);
    expect(host.lines()).toContain(`${clone} newton-eol --depth 3 -- https://x/astara.git /srv/git/astara.git`);
  });

  it('makes the environment, pins its tools for Python 2.7, and installs in order', () => {
    const host = gitHost();

    installFromGit(host, installation);

    expect(host.lines()).toEqual([
      'python2.7 -m virtualenv --version',
      'python3 -m venv --clear /srv/git/tools',
      `${tools} -m pip install virtualenv<20.22`,
      `${tools} -m virtualenv --python python2.7 /srv/git/venv`,
      `${pip} pip<=20.3.4 setuptools<=44.1.1`,
      `${clone} newton-eol --depth 1 -- https://x/requirements /srv/git/requirements`,
      `${clone} 4.13 --depth 1 -- https://x/oslo.db /srv/git/oslo.db`,
      `${pip} --upgrade /srv/git/oslo.db`,
      `${clone} newton-eol --depth 3 -- https://x/astara.git /srv/git/astara.git`,
      `${pip} --upgrade /srv/git/astara.git`,
      `${pip} PyMySQL kazoo`,
    ]);
  });

  it('uses the constraints of requirements, but not those on what it builds itself', () => {
    const host = gitHost({ 'upper-constraints.txt': 'oslo_db===4.13.3\nkazoo===2.2.1\nastara===1\n' });

    installFromGit(host, installation);

    expect(host.files.read('/srv/git/constraints.txt')).toBe('kazoo===2.2.1\n');
    expect(host.lines()).toContain(`${pip} --upgrade ${constrained} /srv/git/astara.git`);
    expect(host.lines()).toContain(`${pip} ${constrained} PyMySQL kazoo`);
  });

  it('leaves constraints alone when told so', () => {
    const host = gitHost({ 'upper-constraints.txt': 'kazoo===2.2.1\n' });

    installFromGit(host, { ...installation, origin: { ...origin, useConstraints: false } });

    expect(host.lines().join('\n')).not.toContain('--constraint');
  });

  it('runs the update program of old requirements on each project, and installs it', () => {
    const host = gitHost({ 'update.py': '' });

    installFromGit(host, installation);

    expect(host.lines()).toContain(`${pip} /srv/git/requirements`);
    const update = host.commands.find((command) => command.line === `${python} update.py /srv/git/astara.git`);
    expect(update?.options.cwd).toBe('/srv/git/requirements');
  });

  it('uses the virtualenv of Python 2.7 where it has one', () => {
    const host = gitHost().announce('python2.7 -m virtualenv --version', { stdout: '20.15.1' });

    installFromGit(host, installation);

    expect(host.lines()).toContain('python2.7 -m virtualenv /srv/git/venv');
    expect(host.lines().join('\n')).not.toContain('/srv/git/tools');
  });

  it('uses venv for a Python of today', () => {
    const host = gitHost();

    installFromGit(host, { ...installation, interpreter: { command: 'python3.11', version: '3.11' } });

    expect(host.lines().slice(0, 2)).toEqual(['python3.11 -m venv /srv/git/venv', `${pip} pip setuptools`]);
  });

  it('gives every program the proxies of the option before those of Juju', () => {
    const host = gitHost();

    const proxies = { http: 'http://juju', https: 'http://juju', no: 'localhost' };
    installFromGit(host, { ...installation, proxies, origin: { ...origin, httpsProxy: 'http://mine' } });

    for (const command of host.commands) {
      expect(command.options.env).toMatchObject({
        http_proxy: 'http://juju',
        https_proxy: 'http://mine',
        no_proxy: 'localhost',
        GIT_TERMINAL_PROMPT: '0',
      });
    }
  });

  it('is done once', () => {
    const host = gitHost();
    installFromGit(host, installation);
    const count = host.commands.length;

    expect(isGitInstalled(host, installation)).toBe(true);
    expect(installFromGit(host, installation)).toEqual([]);
    expect(host.commands).toHaveLength(count);
  });

  it('goes on after the step at which it was cut short', () => {
    const host = gitHost();
    host.announce(`${pip} --upgrade /srv/git/astara.git`, { exitCode: 1, stderr: 'ERROR: no network\n' });

    expect(() => installFromGit(host, installation)).toThrow('cannot install astara: ERROR: no network');
    expect(isGitInstalled(host, installation)).toBe(false);
    const told: string[] = [];
    const performed = installFromGit(host, installation, { tell: (step) => told.push(step) });

    expect(performed).toEqual(['install astara', 'install PyMySQL, kazoo']);
    expect(told).toEqual(performed);
  });

  it('begins anew for another source, and fetches into the checkouts that fit', () => {
    const host = gitHost();
    installFromGit(host, installation);
    host.announce('git -C /srv/git/requirements remote get-url origin', { stdout: 'https://x/requirements\n' });
    host.commands.length = 0;

    installFromGit(host, { ...installation, extras: [] });

    expect(host.lines()).not.toContain(`${tools} -m virtualenv --python python2.7 /srv/git/venv`);
    expect(host.lines()).toContain('git -C /srv/git/requirements fetch --depth 1 origin newton-eol');
    expect(host.lines()).toContain('git -C /srv/git/requirements checkout --force --detach FETCH_HEAD');
  });

  it('clones again when a checkout comes from elsewhere', () => {
    const host = gitHost();
    host.put('/srv/git/requirements/.git/config', '');
    host.announce('git -C /srv/git/requirements remote get-url origin', { stdout: 'git://github.com/old\n' });

    installFromGit(host, installation);

    expect(host.lines()).toContain(`${clone} newton-eol --depth 1 -- https://x/requirements /srv/git/requirements`);
  });

  it('can be forced to do everything again', () => {
    const host = gitHost();
    const all = installFromGit(host, installation);

    expect(installFromGit(host, installation, { again: true })).toEqual(all);
  });

  it('survives a damaged stamp', () => {
    const host = gitHost();
    host.put('/srv/git/.installed.json', '{');

    expect(isGitInstalled(host, installation)).toBe(false);
    expect(installFromGit(host, installation)).toHaveLength(9);
  });

  it('gives git a login where no other user can read it', () => {
    const host = gitHost();
    const repositories = origin.repositories.map((one) =>
      one.name === 'astara' ? { ...one, repository: 'https://me:topsecret@x/astara.git' } : one,
    );
    installFromGit(host, { ...installation, origin: { ...origin, repositories } });
    expect(host.lines().join('\n')).not.toContain('topsecret');
    const call = host.commands.find(({ line }) => line.endsWith('-- https://x/astara.git /srv/git/astara.git'));
    expect(call?.args.slice(0, 4)).toEqual([
      '-c',
      'credential.helper=',
      '-c',
      'credential.helper=store --file=/srv/git/.git-credentials',
    ]);
    // Only while git runs.
    expect(host.contents.has('/srv/git/.git-credentials')).toBe(false);
  });

  it('shows no credentials of a URL when it fails', () => {
    const host = gitHost();
    const failure = { exitCode: 128, stderr: "fatal: could not read from 'https://u:topsecret@x/astara.git'\n" };
    host.announce(`${clone} newton-eol --depth 3 -- https://x/astara.git /srv/git/astara.git`, failure);

    expect(() => installFromGit(host, installation)).toThrow(
      expect.objectContaining({ code: 'git-install-failed', step: 'check out astara' }),
    );
    try {
      installFromGit(gitHost().announce(`${pip} PyMySQL kazoo`, failure), installation);
    } catch (error) {
      expect(error).toBeInstanceOf(GitInstallError);
      expect(String(error)).not.toContain('topsecret');
    }
  });

  it('is another one when interpreter, order or branch differ', () => {
    const other = { ...installation, interpreter: { command: 'python3', version: '3.11' } };

    expect(gitFingerprint(other)).not.toBe(gitFingerprint(installation));
  });

  it('knows the version of what it installed', () => {
    const host = new FakeHost({ files: { [python]: '' } });
    host.announce(`${python} -m pip show astara`, { stdout: 'Name: astara\nVersion: 9.0.0\n' });
    host.announce(`${python} -m pip show nothing`, { exitCode: 1 });

    expect(versionInEnvironment(host, origin, 'astara')).toBe('9.0.0');
    expect(versionInEnvironment(host, origin, 'nothing')).toBeNull();
    expect(versionInEnvironment(new FakeHost(), origin, 'astara')).toBeNull();
  });
});
