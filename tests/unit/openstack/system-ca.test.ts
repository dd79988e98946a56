import { describe, expect, it } from 'vitest';
import { authorityBundleOf, trustAuthorities, updateStore } from '../../../src/openstack/system-ca.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

describe('certificate authorities', () => {
  it('make one bundle with those of the system, each once, in a stable order', () => {
    expect(authorityBundleOf('SYSTEM\n', ['B\n', 'A', 'B'])).toBe('SYSTEM\nA\nB\n');
    expect(authorityBundleOf(null, [])).toBe('');
  });

  it('are trusted under a name of our own, once, and forgotten when they go', () => {
    const theirs = 'astara-compute_juju_ca_cert.crt';
    const host = new FakeHost({ files: { [`/usr/local/share/ca-certificates/${theirs}`]: 'theirs' } });
    expect(trustAuthorities(host, 'astara', new Map([['vault/../x', 'CA']]))).toBe(true);
    expect(trustAuthorities(host, 'astara', new Map([['vault/../x', 'CA']]))).toBe(false);
    expect(host.files.list('/usr/local/share/ca-certificates')).toEqual([theirs, 'astara-vault____x.crt']);
    expect(trustAuthorities(host, 'astara', new Map([['vault/../x', null]]))).toBe(true);
    expect(host.files.list('/usr/local/share/ca-certificates')).toEqual([theirs]);
    expect(host.commands).toEqual([]);

    host.allow('update-ca-certificates --fresh');
    updateStore(host);
    expect(host.commands).toHaveLength(1);
  });
});
