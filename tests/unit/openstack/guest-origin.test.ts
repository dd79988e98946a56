import { describe, expect, it } from 'vitest';
import {
  cloudArchiveList,
  cloudPocketOf,
  decideOrigin,
  guestMark,
  type HostSources,
  proposedList,
  readHostSources,
} from '../../../src/openstack/guest-origin.ts';
import { parseOrigin } from '../../../src/openstack/origin.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

const bare: HostSources = { series: 'jammy', architecture: 'amd64', cloudArchive: null, proposed: null };
const cloudLine = (pocket: string) => `deb http://ubuntu-cloud.archive.canonical.com/ubuntu ${pocket} main\n`;
const principal = (pocket: string) => ({ ...bare, cloudArchive: `# Ubuntu Cloud Archive\n${cloudLine(pocket)}` });

function decide(text: string, sources: HostSources = bare) {
  const origin = parseOrigin(text, sources.series);
  if (!origin.ok) throw new Error(origin.problem);
  return decideOrigin(origin.value, sources);
}

describe('a subordinate, told where packages come from,', () => {
  it('does nothing for distro', () => {
    expect(decide('distro', principal('jammy-updates/caracal'))).toEqual({ kind: 'nothing' });
  });

  it('does nothing when the principal has set the same archive', () => {
    expect(decide('cloud:jammy-caracal', principal('jammy-updates/caracal'))).toEqual({ kind: 'nothing' });
  });

  it.each([
    ['cloud:jammy-caracal', 'jammy-updates/caracal'],
    ['caracal', 'jammy-updates/caracal'],
    ['cloud:jammy-zed/proposed', 'jammy-proposed/zed'],
  ])('is blocked for %s when the principal has set another archive', (text, pocket) => {
    expect(decide(text, principal('jammy-updates/zed'))).toEqual({
      kind: 'blocked',
      reason: `openstack-origin ${pocket} conflicts with the archive configured by the principal (jammy-updates/zed)`,
    });
  });

  it('writes the list where there is none, and marks it', () => {
    expect(decide('caracal')).toEqual({
      kind: 'write',
      path: cloudArchiveList,
      content: `${guestMark}\n${cloudLine('jammy-updates/caracal')}`,
      packages: ['ubuntu-cloud-keyring'],
      key: null,
    });
  });

  it('may replace the list that it has written itself', () => {
    const sources = { ...bare, cloudArchive: `${guestMark}\n${cloudLine('jammy-updates/bobcat')}` };

    expect(decide('caracal', sources)).toMatchObject({ kind: 'write' });
  });

  it.each(['cloud-archive:caracal', 'cloud:jammy-caracal/staging'])(
    'is blocked for %s too, which would stand beside the archive of the principal',
    (text) => {
      expect(decide(text, principal('jammy-updates/zed'))).toMatchObject({ kind: 'blocked' });
      expect(decide(text, principal('jammy-updates/caracal'))).toMatchObject({ kind: 'add-repository' });
    },
  );

  it('adds other repositories beside the principal', () => {
    expect(decide('ppa:someone/astara', principal('jammy-updates/zed'))).toEqual({
      kind: 'add-repository',
      spec: 'ppa:someone/astara',
      key: null,
    });
  });

  it.each([
    ['amd64', 'deb http://archive.ubuntu.com/ubuntu jammy-proposed'],
    ['arm64', 'deb http://ports.ubuntu.com/ubuntu-ports jammy-proposed'],
  ])('takes the proposed pocket of %s from its own archive', (architecture, line) => {
    expect(decide('proposed', { ...bare, architecture })).toMatchObject({
      kind: 'write',
      path: proposedList,
      content: expect.stringContaining(line),
    });
  });

  it('is blocked for a proposed pocket that the architecture does not have, or that the principal has set otherwise', () => {
    expect(decide('proposed', { ...bare, architecture: 'vax' })).toMatchObject({ kind: 'blocked' });
    expect(decide('proposed', { ...bare, proposed: 'deb http://mirror jammy-proposed main\n' })).toMatchObject({
      kind: 'blocked',
    });
  });

  it('is blocked for snaps, and told what else there is', () => {
    expect(decide('snap:newton')).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('openstack-origin-git'),
    });
  });

  it('fetches a key by its id over https, and writes an armoured one', () => {
    expect(decide('ppa:a/b|5EDB1B62EC4926EA')).toMatchObject({
      key: {
        kind: 'fetch',
        path: '/etc/apt/trusted.gpg.d/openstack-origin-5edb1b62ec4926ea.asc',
        url: expect.stringMatching(/^https:\/\/keyserver\.ubuntu\.com\/.*search=0x5EDB1B62EC4926EA$/),
      },
    });
    const block = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENB\n-----END PGP PUBLIC KEY BLOCK-----';
    expect(decide(`ppa:a/b|${block}`)).toMatchObject({ key: { kind: 'write', content: `${block}\n` } });
  });
});

describe("the host's sources", () => {
  it('are read from apt and dpkg', () => {
    const host = new FakeHost({ files: { [cloudArchiveList]: cloudLine('jammy-updates/zed') } });
    host.announce('dpkg --print-architecture', { stdout: 'arm64\n' });

    expect(readHostSources(host, 'jammy')).toEqual({
      series: 'jammy',
      architecture: 'arm64',
      cloudArchive: cloudLine('jammy-updates/zed'),
      proposed: null,
    });
    host.assertAllUsed();
  });

  it.each([
    [cloudLine('focal-updates/yoga'), 'focal-updates/yoga'],
    [
      'deb [signed-by=/x] https://ubuntu-cloud.archive.canonical.com/ubuntu focal-proposed/yoga main',
      'focal-proposed/yoga',
    ],
    ['# deb http://ubuntu-cloud.archive.canonical.com/ubuntu focal-updates/yoga main', null],
    ['', null],
  ])('%j name the pocket %s', (list, pocket) => {
    expect(cloudPocketOf(list)).toBe(pocket);
  });
});
