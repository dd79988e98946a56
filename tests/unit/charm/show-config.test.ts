/** What show-config hides, and what it leaves readable. */
import { describe, expect, it } from 'vitest';
import { maskedText, maskedValue } from '../../../src/charm/actions/show-config.ts';

describe('maskedValue', () => {
  it.each([
    ['password', 'hunter2', '********'],
    ['neutron_metadata_proxy_shared_secret', 'hunter2', '********'],
    ['connection', 'mysql+pymysql://a:hunter2@db/x', 'mysql+pymysql://********@db/x'],
    ['transport_url', 'rabbit://a:hunter2@h1:5672,a:hunter2@h2:5672/v', 'rabbit://********@h1:5672,********@h2:5672/v'],
    ['url', 'kazoo://h1:2181,h2:2181?timeout=10', 'kazoo://h1:2181,h2:2181?timeout=10'],
    ['auth_url', 'http://keystone:5000/v3', 'http://keystone:5000/v3'],
    ['admin_password', 'hunter2', '********'],
    ['username', 'astara', 'astara'],
  ])('shows %s = %s as %s', (name, value, shown) => {
    expect(maskedValue(name, value)).toBe(shown);
  });
});

describe('maskedText', () => {
  it('hides the rest of a secret over several lines', () => {
    expect(maskedText('[a]\npassword = one\n    two\nnext = 1\n')).toBe('[a]\npassword = ********\nnext = 1\n');
  });
});
