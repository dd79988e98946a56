/** openstack-origin on a host that another charm manages: which files each form writes, and which it leaves alone. */
import { describe, expect, it } from 'vitest';
import { Cloud } from './cloud.ts';

const lists = '/etc/apt/sources.list.d';
const keys = '/etc/apt/trusted.gpg.d';
const mark = '# Written by Juju for openstack-origin of the subordinate charm';
const armour = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBFit2ioBEAD\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----';

function sources(cloud: Cloud): Record<string, string | null> {
  const { files } = cloud.machine.host;
  return Object.fromEntries(
    [lists, keys].flatMap((folder) => files.list(folder).map((name) => [name, files.read(`${folder}/${name}`)])),
  );
}

const added = (cloud: Cloud): string[] => cloud.machine.lines('add-apt-repository');

describe('openstack-origin', () => {
  it.each(['distro', '', 'yoga'])('%j adds nothing', async (origin) => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin': origin });
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(sources(cloud)).toEqual({});
    expect(added(cloud)).toEqual([]);
  });

  const archive = 'deb http://ubuntu-cloud.archive.canonical.com/ubuntu';
  const proposed = 'deb http://archive.ubuntu.com/ubuntu jammy-proposed main universe multiverse restricted';

  it.each([
    ['proposed', 'proposed.list', proposed],
    ['distro-proposed', 'proposed.list', proposed],
    ['yoga/proposed', 'proposed.list', proposed],
    ['cloud:jammy-caracal', 'cloud-archive.list', `${archive} jammy-updates/caracal main`],
    ['cloud:jammy-caracal/updates', 'cloud-archive.list', `${archive} jammy-updates/caracal main`],
    ['cloud:jammy-updates/caracal', 'cloud-archive.list', `${archive} jammy-updates/caracal main`],
    ['cloud:caracal', 'cloud-archive.list', `${archive} jammy-updates/caracal main`],
    ['caracal', 'cloud-archive.list', `${archive} jammy-updates/caracal main`],
    ['cloud:jammy-caracal/proposed', 'cloud-archive.list', `${archive} jammy-proposed/caracal main`],
    ['cloud:jammy-proposed/caracal', 'cloud-archive.list', `${archive} jammy-proposed/caracal main`],
    ['caracal/proposed', 'cloud-archive.list', `${archive} jammy-proposed/caracal main`],
  ])('%j writes one list', async (origin, name, line) => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin': origin });
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(sources(cloud)).toEqual({ [name]: `${mark}\n${line}\n` });
    expect(added(cloud)).toEqual([]);
    expect(cloud.machine.lines('apt-get dist-upgrade')).toEqual([]);
  });

  it.each([
    ['cloud:jammy-caracal/staging', 'ppa:ubuntu-cloud-archive/caracal-staging'],
    ['cloud-archive:caracal', 'cloud-archive:caracal'],
    ['ppa:someone/astara', 'ppa:someone/astara'],
    ['deb http://x.example/ubuntu {series} main', 'deb http://x.example/ubuntu jammy main'],
    ['https://x.example/ubuntu', 'https://x.example/ubuntu'],
  ])('%j is added as a repository', async (origin, spec) => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin': origin });
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(added(cloud)).toEqual([`add-apt-repository --yes ${spec}`]);
  });

  it('takes an armoured key of many lines after the bar, before the source is read', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin': `deb http://x.example/ubuntu jammy main|${armour}` });
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(Object.values(sources(cloud))).toEqual([`${armour}\n`]);
    expect(added(cloud)).toEqual(['add-apt-repository --yes deb http://x.example/ubuntu jammy main']);
  });

  it('shows neither key nor login of a source that has no Astara', async () => {
    const cloud = new Cloud();
    cloud.machine.candidate = null;
    await cloud.configChanged({ 'openstack-origin': `deb https://me:hunter2@x.example/ubuntu jammy main|${armour}` });
    expect(cloud.status()).toBe(
      'blocked: openstack-origin: "deb https://***@x.example/ubuntu jammy main" has no package astara-orchestrator; name a source that has it, or set openstack-origin-git',
    );
  });

  it.each([
    ['snap:newton', 'openstack-origin: there is no snap of Astara; use openstack-origin-git'],
    [
      'local:/somewhere',
      'openstack-origin: unknown source "local:/somewhere"; expected distro, a release, cloud:, ppa:, deb or a URL',
    ],
    ['cloud:noble-dalmatian', 'openstack-origin: the pocket is for noble, but this host is jammy'],
    ['ppa:a/b|nonsense', 'openstack-origin: expected a PGP key block or a key id of 8, 16 or 40 digits after "|"'],
  ])('%j is refused with its reason', async (origin, reason) => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin': origin });
    expect(cloud.status()).toBe(`blocked: ${reason}`);
    expect(sources(cloud)).toEqual({});
  });

  it("never touches the principal's archive", async () => {
    const theirs = 'deb http://ubuntu-cloud.archive.canonical.com/ubuntu jammy-updates/bobcat main\n';
    const cloud = new Cloud({}, { host: { files: { [`${lists}/cloud-archive.list`]: theirs } } });
    await cloud.configChanged({ 'openstack-origin': 'caracal' });
    expect(cloud.status()).toBe(
      'blocked: openstack-origin jammy-updates/caracal conflicts with the archive configured by the principal (jammy-updates/bobcat)',
    );
    await cloud.configChanged({ 'openstack-origin': 'bobcat' });
    expect(cloud.status()).toBe('active: Unit is ready');
    await cloud.configChanged({ 'openstack-origin': 'distro' });
    expect(sources(cloud)).toEqual({ 'cloud-archive.list': theirs });
  });

  it('that names another repository takes the one before away', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin': 'ppa:someone/one' });
    await cloud.configChanged({ 'openstack-origin': 'ppa:someone/two' });
    await cloud.configChanged({ 'openstack-origin': 'distro' });
    expect(added(cloud)).toEqual([
      'add-apt-repository --yes ppa:someone/one',
      'add-apt-repository --remove --yes ppa:someone/one',
      'add-apt-repository --yes ppa:someone/two',
      'add-apt-repository --remove --yes ppa:someone/two',
    ]);
  });

  it('that names another source takes the list of the one before away', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'openstack-origin': 'caracal' });
    await cloud.configChanged({ 'openstack-origin': 'proposed' });
    expect(Object.keys(sources(cloud))).toEqual(['proposed.list']);
    await cloud.configChanged({ 'openstack-origin': 'distro' });
    expect(sources(cloud)).toEqual({});
    expect(cloud.machine.lines('apt-get update')).toHaveLength(3);
  });
});
