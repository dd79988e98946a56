import { describe, expect, it } from 'vitest';
import { commandEnvironment } from '../../../src/openstack/command-environment.ts';
import {
  applyOrigin,
  candidateVersion,
  installedVersion,
  installPackages,
  PackageError,
  purgePackages,
  updatePackageIndex,
  upgradePackages,
  upstreamVersion,
} from '../../../src/openstack/packages.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

const query = (name: string) => `dpkg-query --show --showformat=\${Status}\t\${Version}\n ${name}`;
const installed = (version: string) => ({ stdout: `install ok installed\t${version}\n` });
const notThere = { exitCode: 1, stderr: 'dpkg-query: no packages found' };
const options = '--assume-yes --option Dpkg::Options::=--force-confold --option DPkg::Lock::Timeout=300';

describe('packages', () => {
  it('are installed only when they are missing, and alone', async () => {
    const host = new FakeHost();
    host.announce(query('git'), installed('1:2.39.2-1')).announce(query('virtualenv'), notThere);
    host.announce(`apt-get install --no-install-recommends ${options} -- virtualenv`);

    expect(await installPackages(host, ['git', 'virtualenv'])).toEqual(['virtualenv']);

    host.assertAllUsed();
  });

  it('that are removed but configured count as missing', () => {
    const host = new FakeHost().announce(query('git'), { stdout: 'deinstall ok config-files\t1:2.39\n' });

    expect(installedVersion(host, 'git')).toBeNull();
  });

  it('are installed without a question and without a restart of services of others', async () => {
    const host = new FakeHost().announce(query('git'), notThere).allowAnything();

    await installPackages(host, ['git'], { http: 'http://proxy:3128' });

    expect(host.commands.at(-1)?.options.env).toMatchObject({
      DEBIAN_FRONTEND: 'noninteractive',
      NEEDRESTART_MODE: 'l',
      NEEDRESTART_SUSPEND: '1',
      http_proxy: 'http://proxy:3128',
      HTTP_PROXY: 'http://proxy:3128',
    });
  });

  it('are installed also after a dpkg that was killed at work, without waiting', async () => {
    const interrupted = {
      exitCode: 100,
      stderr: "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'\n",
    };
    const host = new FakeHost();
    host.announce(query('git'), notThere);
    host.announce(`apt-get install --no-install-recommends ${options} -- git`, interrupted);
    host.announce('dpkg --force-confold --configure -a');
    host.announce(`apt-get install --no-install-recommends ${options} -- git`);
    const before = host.clock.now();

    await installPackages(host, ['git']);

    host.assertAllUsed();
    expect(host.clock.now()).toBe(before);
  });

  it('are tried ten times, ten seconds apart, and then given up with the reason of apt', async () => {
    const failure = { exitCode: 100, stderr: 'W: slow\nE: Unable to locate package x\n' };
    const host = new FakeHost().allow(`apt-get update ${options}`, failure);

    const update = updatePackageIndex(host);

    await expect(update).rejects.toThrow(
      new PackageError('update the package index', { ...whole, ...failure }).message,
    );
    await expect(update).rejects.toThrow('cannot update the package index: Unable to locate package x');
    expect(host.commands).toHaveLength(10);
    expect(host.clock.sleeps).toEqual(Array(9).fill(10_000));
  });

  it('may succeed at the second try', async () => {
    const host = new FakeHost();
    host.announce(`apt-get update ${options}`, { exitCode: 100 }).announce(`apt-get update ${options}`);

    await updatePackageIndex(host);

    host.assertAllUsed();
  });

  it('are upgraded by name, never all', async () => {
    const host = new FakeHost().allowAnything();

    await upgradePackages(host, ['astara']);

    expect(host.lines()).toEqual([`apt-get install --only-upgrade --no-install-recommends ${options} -- astara`]);
  });

  it('are purged only when they are there', async () => {
    const host = new FakeHost();
    host.announce(query('a'), installed('1')).announce(query('b'), notThere).announce(`apt-get purge ${options} -- a`);

    expect(await purgePackages(host, ['a', 'b'])).toEqual(['a']);

    host.assertAllUsed();
  });

  it.each([
    ['astara:\n  Installed: (none)\n  Candidate: 1:9.0.0-1\n', '1:9.0.0-1'],
    ['astara:\n  Candidate: (none)\n', null],
    ['', null],
  ])('have a candidate: %j', (stdout, version) => {
    expect(candidateVersion(new FakeHost().announce('apt-cache policy astara', { stdout }), 'astara')).toBe(version);
  });

  it.each([
    ['1:9.0.0-0ubuntu1', '9.0.0'],
    ['9.0.0~rc1-1', '9.0.0~rc1'],
    ['2024.1', '2024.1'],
  ])('of version %s come from upstream as %s', (version, upstream) => {
    expect(upstreamVersion(version)).toBe(upstream);
  });
});

const whole = { signal: null, timedOut: false, stdout: '', exitCode: 0, stderr: '' };

describe('openstack-origin, carried out,', () => {
  it('changes nothing when nothing or nothing allowed is to be done', async () => {
    const host = new FakeHost();

    expect(await applyOrigin(host, { kind: 'nothing' })).toBe(false);
    expect(await applyOrigin(host, { kind: 'blocked', reason: 'x' })).toBe(false);
  });

  it('writes the list after its keyring, and says when nothing changed', async () => {
    const path = '/etc/apt/sources.list.d/cloud-archive.list';
    const decision = {
      kind: 'write',
      path,
      content: 'deb x\n',
      packages: ['ubuntu-cloud-keyring'],
      key: null,
    } as const;
    const host = new FakeHost().allow(query('ubuntu-cloud-keyring'), installed('1'));

    expect(await applyOrigin(host, decision)).toBe(true);
    expect(await applyOrigin(host, decision)).toBe(false);
    expect(host.contents.get(path)).toEqual({ content: 'deb x\n', mode: 0o644, owner: 'root', group: 'root' });
  });

  it('fetches a key once, over https only, and refuses what is none', async () => {
    const key = { kind: 'fetch', path: '/etc/apt/trusted.gpg.d/k.asc', url: 'https://keyserver.ubuntu.com/x' } as const;
    const decision = { kind: 'add-repository', spec: 'ppa:a/b', key } as const;
    const curl =
      'curl --fail --silent --show-error --location --proto =https --max-time 60 https://keyserver.ubuntu.com/x';
    const host = new FakeHost({ directories: ['/etc/apt/trusted.gpg.d'] });
    host.allow(query('software-properties-common'), installed('1')).allow('add-apt-repository --yes ppa:a/b');

    host.announce(curl, { stdout: '<html>' });
    await expect(applyOrigin(host, decision)).rejects.toThrow('the key server sent no key');
    host.announce(curl, { stdout: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n' });
    await applyOrigin(host, decision);
    await applyOrigin(host, decision);

    host.assertAllUsed();
    expect(host.files.exists(key.path)).toBe(true);
  });
});

describe('the environment of programs', () => {
  it('is made from nothing, with proxies in both spellings', () => {
    expect(commandEnvironment({ https: 'http://p', no: '' }, { A: 'b' })).toEqual({
      PATH: expect.stringContaining('/usr/bin'),
      HOME: '/root',
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
      https_proxy: 'http://p',
      HTTPS_PROXY: 'http://p',
      A: 'b',
    });
  });
});
