/** The URLs we render, read back by the libraries that Astara reads them with: SQLAlchemy and oslo.messaging. */
import { describe, expect, it } from 'vitest';
import { transportUrl } from '../../src/openstack/relations/amqp.ts';
import { databaseUrl } from '../../src/openstack/relations/shared-db.ts';
import { run } from '../../src/system/process.ts';

const reader = `
import json, sys
given = json.load(sys.stdin)
if given['kind'] == 'database':
    from sqlalchemy.engine import url
    u = url.make_url(given['url'])
    print(json.dumps([u.drivername, u.username, u.password, u.host, u.port, u.database, dict(u.query)]))
else:
    from oslo_config import cfg
    from oslo_messaging import TransportURL
    conf = cfg.ConfigOpts()
    conf([])
    t = TransportURL.parse(conf, given['url'])
    print(json.dumps([t.virtual_host, [[h.hostname, h.port, h.username, h.password] for h in t.hosts]]))
`;

/** Debian's own Python is meant: another one on the path does not have the libraries. */
function readBack(kind: 'database' | 'transport', url: string): unknown {
  return JSON.parse(run('/usr/bin/python3', ['-c', reader], { input: JSON.stringify({ kind, url }) }));
}

const awkward = 'p@s:?#%+$&=;\'"';

describe('the database URL', () => {
  it.each([
    ['10.0.0.40', null, 'PW'],
    ['mysql.example', 3308, awkward],
    ['fd00::40', 3306, `${awkward}/`],
  ])('of host %s is read as it was meant', (host, port, password) => {
    const database = {
      relationId: 1,
      unit: 'mysql/0',
      host,
      port,
      username: 'astara',
      password,
      database: 'astara',
      tls: null,
      waitTimeout: null,
      maintenance: false,
    };

    const read = readBack('database', databaseUrl(database, { ca: '/s/ca', certificate: '/s/cert', key: '/s/key' }));

    const query = { ssl_ca: '/s/ca', ssl_cert: '/s/cert', ssl_key: '/s/key' };
    expect(read).toEqual(['mysql+pymysql', 'astara', password, host, port, 'astara', query]);
  });
});

describe('the transport URL', () => {
  it.each([
    [['10.0.0.1'], 'PW', 'openstack'],
    [['10.0.0.1', 'rabbit.example'], awkward, '/openstack'],
    [['10.0.0.1', 'fd00::1', 'fd00::2'], awkward, 'openstack'],
  ])('of hosts %s is read as it was meant', (hosts, password, vhost) => {
    const messaging = {
      relationId: 1,
      hosts,
      port: 5671,
      tls: null,
      username: 'astara',
      password,
      vhost,
      haQueues: false,
    };

    const read = readBack('transport', transportUrl(messaging));

    expect(read).toEqual([vhost, hosts.map((host) => [host, 5671, 'astara', password])]);
  });
});
