import { describe, expect, it } from 'vitest';
import { parseOrigin } from '../../../src/openstack/origin.ts';

function parse(text: string, series = 'jammy') {
  const origin = parseOrigin(text, series);
  return origin.ok ? origin.value : origin.problem;
}

const cloud = (pocket: 'updates' | 'proposed', release: string, series = 'jammy') => ({
  kind: 'cloud',
  series,
  pocket,
  release,
});
const repository = (spec: string) => ({ kind: 'repository', spec });

describe('openstack-origin', () => {
  it.each([
    ['distro', { kind: 'distro' }, 'yoga'],
    ['proposed', { kind: 'proposed' }, 'yoga'],
    ['distro-proposed', { kind: 'proposed' }, 'yoga'],
    ['cloud:jammy-caracal', cloud('updates', 'caracal'), 'caracal'],
    ['cloud:jammy-caracal/updates', cloud('updates', 'caracal'), 'caracal'],
    ['cloud:jammy-updates/caracal', cloud('updates', 'caracal'), 'caracal'],
    ['cloud:jammy-caracal/proposed', cloud('proposed', 'caracal'), 'caracal'],
    ['cloud:jammy-proposed/caracal', cloud('proposed', 'caracal'), 'caracal'],
    ['cloud:jammy-caracal/staging', repository('ppa:ubuntu-cloud-archive/caracal-staging'), 'caracal'],
    ['cloud:caracal', cloud('updates', 'caracal'), 'caracal'],
    ['cloud:caracal/proposed', cloud('proposed', 'caracal'), 'caracal'],
    ['caracal', cloud('updates', 'caracal'), 'caracal'],
    ['caracal/proposed', cloud('proposed', 'caracal'), 'caracal'],
    ['yoga', { kind: 'distro' }, 'yoga'],
    ['yoga/proposed', { kind: 'proposed' }, 'yoga'],
    ['cloud-archive:caracal', repository('cloud-archive:caracal'), 'caracal'],
    ['ppa:someone/mitaka-staging', repository('ppa:someone/mitaka-staging'), 'mitaka'],
    [
      'deb http://x.example/ubuntu {series}-newton main',
      repository('deb http://x.example/ubuntu jammy-newton main'),
      'newton',
    ],
    ['https://x.example/newton', repository('https://x.example/newton'), null],
    ['snap:newton/edge/fix', { kind: 'snap', channel: 'newton/edge/fix' }, 'newton'],
  ])('%s is read', (text, source, release) => {
    expect(parse(text)).toEqual({ source, key: null, release });
  });

  it('on a series that Ubuntu does not have is distro without a release', () => {
    expect(parse('distro', 'bookworm')).toEqual({ source: { kind: 'distro' }, key: null, release: null });
  });

  it('takes a key id after a bar', () => {
    expect(parse('ppa:a/b|0x5EDB1B62EC4926EA')).toMatchObject({ key: { kind: 'id', id: '5EDB1B62EC4926EA' } });
  });

  it('takes an armoured key after a bar', () => {
    const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENB\n-----END PGP PUBLIC KEY BLOCK-----';

    expect(parse(`deb http://x.example jammy main|${key}`)).toMatchObject({
      key: { kind: 'armour', text: `${key}\n` },
    });
  });

  it.each([
    ['', 'unknown source ""'],
    ['None', 'unknown source'],
    ['--force', 'unknown source'],
    ['ppa:a', 'unknown source'],
    ['cloud:focal-yoga', 'the pocket is for focal, but this host is jammy'],
    ['cloud:jammy-newton', 'the cloud archive has no newton for jammy; it has zed, antelope, bobcat, caracal'],
    ['cloud:jammy-updates/nonsense', 'there is no OpenStack release "nonsense"'],
    ['cloud:jammy-caracal/security', 'expected updates, proposed or staging, got "security"'],
    ['cloud:', 'expected cloud:SERIES-RELEASE'],
    [
      'cloud:jammy-updates/caracal\u2066',
      String.raw`expected cloud:SERIES-RELEASE, got "cloud:jammy-updates/caracal\u2066"`,
    ],
    ['newton', 'there is no newton for jammy'],
    ['yoga/staging', 'expected yoga or yoga/proposed'],
    ['ppa:a/b|not-a-key', 'expected a PGP key block or a key id'],
    ['ppa:a/b|12345678|9', 'unknown source'],
    ['deb http://x.example jammy main\ndeb http://evil', 'expected one line'],
  ])('%s is refused by name', (text, problem) => {
    const parsed = parse(text);

    expect(parsed).toContain(`openstack-origin: ${problem}`);
  });
});
