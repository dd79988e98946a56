import { describe, expect, it } from 'vitest';
import { parseOrigin } from '../../../src/openstack/origin.ts';
import { installedRelease, isUpgradeAvailable, releaseOfHost } from '../../../src/openstack/upgrade.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

function origin(text: string) {
  const parsed = parseOrigin(text, 'jammy');
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

const noting = (text: string) => new FakeHost({ files: { '/etc/openstack-release': text } });

describe('the installed release', () => {
  it.each([
    ['OPENSTACK_CODENAME=yoga\n', 'yoga'],
    ['# made by a package\nOPENSTACK_CODENAME="Caracal"\n', 'caracal'],
    ['OPENSTACK_CODENAME=2024.1\n', 'caracal'],
    ['OPENSTACK_CODENAME=nonsense\n', null],
    ['', null],
  ])('of %j is %s', (text, release) => {
    expect(releaseOfHost(noting(text))).toBe(release);
  });

  it('is what the host notes, else what the source brings, else that of the series', () => {
    expect(installedRelease(noting('OPENSTACK_CODENAME=zed'), origin('caracal'), 'jammy')).toBe('zed');
    expect(installedRelease(new FakeHost(), origin('caracal'), 'jammy')).toBe('caracal');
    expect(installedRelease(new FakeHost(), null, 'jammy')).toBe('yoga');
    expect(installedRelease(new FakeHost(), null, 'bookworm')).toBeNull();
  });
});

describe('an upgrade', () => {
  it.each([
    ['yoga', 'caracal', true],
    ['zed', 'antelope', true],
    ['caracal', 'zed', false],
    ['yoga', 'distro', false],
    ['yoga', 'https://example.com/x', false],
  ] as const)('from %s to %s is available: %s', (installed, text, expected) => {
    expect(isUpgradeAvailable(installed, origin(text))).toBe(expected);
  });

  it('is not available when nobody knows what is installed', () => {
    expect(isUpgradeAvailable(null, origin('caracal'))).toBe(false);
  });
});
