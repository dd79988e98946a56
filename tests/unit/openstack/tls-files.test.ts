import { describe, expect, it } from 'vitest';
import { writeTlsFiles } from '../../../src/openstack/tls-files.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

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
