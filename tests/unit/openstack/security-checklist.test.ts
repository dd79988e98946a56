import { describe, expect, it } from 'vitest';
import {
  checkFileOwnership,
  checkFilePermissions,
  checklistReport,
  checkUsesKeystone,
  checkUsesTlsForKeystone,
} from '../../../src/openstack/security-checklist.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

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
