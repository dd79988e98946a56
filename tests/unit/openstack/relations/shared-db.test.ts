import { describe, expect, it } from 'vitest';
import type { Bag, RelationBags } from '../../../../src/openstack/relations/bags.ts';
import {
  accessNetworks,
  connectionRecycleTime,
  databaseUrl,
  readSharedDatabase,
  type SharedDatabaseClient,
  sharedDatabaseHostname,
  sharedDatabaseRequest,
} from '../../../../src/openstack/relations/shared-db.ts';

const v4 = (address: string) => ({ address, family: 4, cidr: `${address}/24` }) as const;
const v6 = (address: string) => ({ address, family: 6, cidr: `${address}/64` }) as const;

const client: SharedDatabaseClient = {
  unit: 'astara-orchestrator/1',
  database: 'astara',
  username: 'astara',
  hostAddresses: [v4('10.0.0.9'), v4('192.168.7.9')],
};

function shared(units: Record<string, Bag>, ours: Bag = { hostname: '10.0.0.9' }, id = 3): RelationBags {
  return {
    endpoint: 'shared-db',
    id,
    remoteApp: 'mysql',
    units: Object.entries(units).map(([unit, bag]) => ({ unit, bag })),
    appBag: {},
    ours,
  };
}

const read = (units: Record<string, Bag>, ours?: Bag) => readSharedDatabase([shared(units, ours)], client);

const answer = {
  db_host: '10.0.0.40',
  password: 's3cret',
  allowed_units: 'astara-orchestrator/0 astara-orchestrator/1',
};
const pemOf = (label: string) => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('the request', () => {
  it('has three keys and no other', () => {
    const request = sharedDatabaseRequest({ database: 'astara', username: 'astara', hostname: '10.0.0.9' });

    expect(request).toEqual({ ok: true, value: { database: 'astara', username: 'astara', hostname: '10.0.0.9' } });
  });

  it.each([
    [{ database: 'a`; drop' }, 'database'],
    [{ username: 'astara\n' }, 'username'],
    [{ database: '' }, 'database'],
    [{ username: 'x'.repeat(33) }, 'username'],
  ])('with %o is refused, naming %s', (change, key) => {
    const request = sharedDatabaseRequest({ database: 'astara', username: 'astara', hostname: '10.0.0.9', ...change });

    expect(request.ok ? '' : request.problem).toContain(`${key}: expected`);
  });

  it('names our address inside the access network of the peer', () => {
    const relation = shared({ 'mysql/0': { 'access-network': '172.16.0.0/24 192.168.7.0/24' } });
    const us = { bindingAddress: '10.0.0.9', hostAddresses: client.hostAddresses, preferIpv6: false };

    expect(sharedDatabaseHostname(relation, us)).toBe('192.168.7.9');
    expect(sharedDatabaseHostname(null, us)).toBe('10.0.0.9');
  });

  it('keeps the address of the binding when none lies inside the access network', () => {
    const relation = shared({ 'mysql/0': { 'access-network': '172.16.0.0/24' } });

    const hostname = sharedDatabaseHostname(relation, {
      bindingAddress: '10.0.0.9',
      hostAddresses: client.hostAddresses,
      preferIpv6: false,
    });

    expect(hostname).toBe('10.0.0.9');
  });

  it('lists all global IPv6 addresses and IPv6 VIPs as JSON with prefer-ipv6', () => {
    const hostname = sharedDatabaseHostname(null, {
      bindingAddress: '10.0.0.9',
      hostAddresses: [v6('fd00::a'), v4('10.0.0.9'), v6('fe80::1'), v6('fd00::9')],
      preferIpv6: true,
      vips: ['10.0.0.200', 'fd00::c8'],
    });

    expect(JSON.parse(hostname)).toEqual(['fd00::9', 'fd00::a', 'fd00::c8']);
  });
});

describe('an access network with prefer-ipv6', () => {
  const named = (network: string): string =>
    sharedDatabaseHostname(shared({ 'mysql/0': { 'access-network': network } }), {
      bindingAddress: '10.0.0.9',
      hostAddresses: [v4('10.0.0.9'), v6('fd00::9'), v6('fd01::9')],
      preferIpv6: true,
    });

  it.each([
    ['fd01::/64', '["fd00::9","fd01::9"]'],
    ['10.0.0.0/24', '10.0.0.9'],
    ['192.168.7.0/24', '["fd00::9","fd01::9"]'],
  ])('%s is answered with %s', (network, hostname) => {
    expect(named(network)).toBe(hostname);
  });
});

describe('the answer', () => {
  it('is ready when it has host and password and allows our unit', () => {
    expect(read({ 'mysql/0': answer })).toEqual({
      kind: 'ready',
      data: {
        relationId: 3,
        unit: 'mysql/0',
        host: '10.0.0.40',
        port: null,
        username: 'astara',
        password: 's3cret',
        database: 'astara',
        tls: null,
        waitTimeout: null,
        maintenance: false,
      },
    });
  });

  it('is absent without a relation', () => {
    expect(readSharedDatabase([], client)).toEqual({ kind: 'absent' });
  });

  it.each([
    ['there is no unit yet', {}, ['db_host', 'password']],
    ['only Juju has written keys', { 'mysql/0': { 'private-address': '10.0.0.40' } }, ['db_host', 'password']],
    ['an empty password is a missing one', { 'mysql/0': { ...answer, password: '' } }, ['password']],
    ['allowed_units is absent', { 'mysql/0': { ...answer, allowed_units: '' } }, ['allowed_units']],
    [
      'allowed_units holds another unit whose name begins with ours',
      { 'mysql/0': { ...answer, allowed_units: 'astara-orchestrator/10 astara-orchestrator/11' } },
      ['allowed_units'],
    ],
  ])('is incomplete when %s', (_, units: Record<string, Bag>, missing) => {
    expect(read(units)).toEqual({ kind: 'incomplete', missing });
  });

  it('takes allowed_units from any unit of the peer', () => {
    const reading = read({
      'mysql/0': { ...answer, allowed_units: '' },
      'mysql/1': { allowed_units: 'astara-orchestrator/1' },
    });

    expect(reading).toMatchObject({ kind: 'ready', data: { unit: 'mysql/0' } });
  });

  it('comes from a unit that allows us before one that does not, and then from the lowest number', () => {
    const reading = read({
      'mysql/10': { ...answer, db_host: '10.0.0.50' },
      'mysql/9': { ...answer, db_host: '10.0.0.49' },
      'mysql/2': { ...answer, db_host: '10.0.0.42', allowed_units: 'other/0' },
    });

    expect(reading).toMatchObject({ kind: 'ready', data: { unit: 'mysql/9', host: '10.0.0.49' } });
  });

  it('of a unit that is not ready does not block that of another', () => {
    const reading = read({ 'mysql/0': { db_host: 'not a host', password: 'x' }, 'mysql/1': answer });

    expect(reading).toMatchObject({ kind: 'ready', data: { unit: 'mysql/1' } });
  });

  it('of mysql-router brings a port, a CA and a time limit', () => {
    const reading = read({
      'router/0': {
        ...answer,
        db_host: '127.0.0.1',
        db_port: '3308',
        wait_timeout: '3600',
        ssl_ca: base64(pemOf('CERTIFICATE')),
      },
    });

    expect(reading).toMatchObject({
      kind: 'ready',
      data: { port: 3308, waitTimeout: 3600, tls: { ca: pemOf('CERTIFICATE'), certificate: null, key: null } },
    });
  });

  it('of old mysql charms brings certificate and key', () => {
    const reading = read({
      'mysql/0': {
        ...answer,
        ssl_ca: base64(pemOf('CERTIFICATE')),
        ssl_cert: base64(pemOf('CERTIFICATE')),
        ssl_key: base64(pemOf('RSA PRIVATE KEY')),
      },
    });

    expect(reading).toMatchObject({ data: { tls: { key: pemOf('RSA PRIVATE KEY') } } });
  });

  it('says when the peer is being upgraded, whichever unit says so', () => {
    const reading = read({ 'mysql/0': answer, 'mysql/1': { 'cluster-series-upgrading': 'True' } });

    expect(reading).toMatchObject({ kind: 'ready', data: { maintenance: true } });
  });

  it.each([
    ['db_host', { db_host: 'a b' }, 'shared-db: mysql/0: db_host: expected an IP address or a host name'],
    ['db_host with a new line', { db_host: 'h\n[x]' }, 'shared-db: mysql/0: db_host: expected one line'],
    ['db_port', { db_port: '70000' }, 'shared-db: mysql/0: db_port: expected a port number'],
    [
      'password with a control character',
      { password: 'topsecret\n' },
      'shared-db: mysql/0: password: expected one line',
    ],
    ['ssl_ca', { ssl_ca: 'nonsense!' }, 'shared-db: mysql/0: ssl_ca: expected base64'],
    [
      'access-network',
      { 'access-network': '10.0.0.0' },
      'shared-db: mysql/0: access-network: item 1: expected a network',
    ],
    [
      'a certificate without its key',
      { ssl_cert: base64(pemOf('CERTIFICATE')) },
      'shared-db: mysql/0: ssl_cert: expected ssl_key with it',
    ],
  ])('with a bad %s is invalid and names endpoint, unit and key', (_, change, problem) => {
    const reading = read({ 'mysql/0': { ...answer, ...change } });

    expect(reading.kind).toBe('invalid');
    expect(JSON.stringify(reading)).toContain(problem);
    expect(JSON.stringify(reading)).not.toContain('topsecret');
  });

  it('comes from the first ready relation while a database is being replaced', () => {
    const reading = readSharedDatabase([shared({ 'new/0': {} }, {}, 9), shared({ 'old/0': answer }, {}, 4)], client);

    expect(reading).toMatchObject({ kind: 'ready', data: { relationId: 4 } });
  });
});

describe('the access network', () => {
  const network = { 'access-network': '192.168.7.0/24' };

  it('is read from the unit with the lowest number', () => {
    const relation = shared({ 'mysql/10': { 'access-network': '10.9.0.0/16' }, 'mysql/9': network });

    expect(accessNetworks(relation)).toEqual(['192.168.7.0/24']);
  });

  it('makes a complete answer wait until we have published our address inside it', () => {
    expect(read({ 'mysql/0': { ...answer, ...network } }, { hostname: '10.0.0.9' })).toEqual({
      kind: 'incomplete',
      missing: ['hostname inside access-network'],
    });
    expect(read({ 'mysql/0': { ...answer, ...network } }, { hostname: '192.168.7.9' }).kind).toBe('ready');
  });

  it('is met by one address of a list', () => {
    expect(read({ 'mysql/0': { ...answer, ...network } }, { hostname: '["fd00::9","192.168.7.9"]' }).kind).toBe(
      'ready',
    );
  });

  it('in which we have no address blocks with the reason, and does not loop', () => {
    expect(read({ 'mysql/0': { 'access-network': '172.16.0.0/24' } })).toEqual({
      kind: 'invalid',
      problems: [
        'shared-db: mysql: access-network: this unit has no address in 172.16.0.0/24; bind shared-db to its space',
      ],
    });
  });

  it('in which we have no address is no obstacle once the peer has let us in', () => {
    expect(read({ 'mysql/0': { ...answer, 'access-network': '172.16.0.0/24' } }).kind).toBe('ready');
  });
});

describe('the connection URL', () => {
  const database = {
    relationId: 3,
    unit: 'mysql/0',
    host: '10.0.0.40',
    port: null,
    username: 'astara',
    password: 'PW',
    database: 'astara',
    tls: null,
    waitTimeout: null,
    maintenance: false,
  };

  it.each([
    ['without a port', {}, null, 'mysql+pymysql://astara:PW@10.0.0.40/astara'],
    [
      "with the router's port and a CA",
      { host: '127.0.0.1', port: 3308 },
      { ca: '/etc/astara/ssl/db-client.ca', certificate: null, key: null },
      'mysql+pymysql://astara:PW@127.0.0.1:3308/astara?ssl_ca=/etc/astara/ssl/db-client.ca',
    ],
    [
      'with certificate and key',
      {},
      { ca: '/s/ca', certificate: '/s/cert', key: '/s/key' },
      'mysql+pymysql://astara:PW@10.0.0.40/astara?ssl_ca=/s/ca&ssl_cert=/s/cert&ssl_key=/s/key',
    ],
    [
      'with an IPv6 host in brackets',
      { host: 'fd00::40', port: 3306 },
      null,
      'mysql+pymysql://astara:PW@[fd00::40]:3306/astara',
    ],
    [
      'with a password percent-encoded',
      { password: 'p@s:/?#%$' },
      null,
      'mysql+pymysql://astara:p%40s%3A%2F%3F%23%25%24@10.0.0.40/astara',
    ],
  ])('is made %s', (_, change, tls, url) => {
    expect(databaseUrl({ ...database, ...change }, tls)).toBe(url);
  });

  it('can have the dialect of releases before Queens', () => {
    expect(databaseUrl(database, null, 'mysql')).toBe('mysql://astara:PW@10.0.0.40/astara');
  });

  it.each([
    [null, 3600],
    [28800, 3600],
    [3600, 3240],
    [600, 540],
    [1, 1],
  ])('a server limit of %s s makes connections last %s s', (waitTimeout, seconds) => {
    expect(connectionRecycleTime(waitTimeout)).toBe(seconds);
  });
});
