import { describe, expect, it } from 'vitest';
import { messagingRequest, readMessaging, transportUrl } from '../../../../src/openstack/relations/amqp.ts';
import type { Bag, RelationBags } from '../../../../src/openstack/relations/bags.ts';

const request = { username: 'astara', vhost: 'openstack' };

function amqp(units: Record<string, Bag>, id = 1): RelationBags {
  return {
    endpoint: 'amqp',
    id,
    remoteApp: 'rabbitmq-server',
    units: Object.entries(units).map(([unit, bag]) => ({ unit, bag })),
    appBag: {},
    ours: {},
  };
}

const broker = (host: string, more: Bag = {}): Bag => ({
  hostname: host,
  'private-address': host,
  password: 'PW',
  ...more,
});
const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

const read = (units: Record<string, Bag>) => readMessaging([amqp(units)], request);

function url(units: Record<string, Bag>): string {
  const reading = read(units);
  return reading.kind === 'ready' ? transportUrl(reading.data) : JSON.stringify(reading);
}

describe('the request', () => {
  it('names user and virtual host', () => {
    expect(messagingRequest(request)).toEqual({ ok: true, value: request });
  });

  it.each([
    [{ username: 'a:b' }, 'username'],
    [{ username: '' }, 'username'],
    [{ vhost: 'a?b' }, 'vhost'],
    [{ vhost: 'open%2Fstack' }, 'vhost'],
    [{ vhost: 'a\nb' }, 'vhost'],
  ])('with %o is refused, naming %s', (change, key) => {
    const result = messagingRequest({ ...request, ...change });

    expect(result.ok ? '' : result.problem).toContain(`${key}: expected`);
  });
});

describe('the transport URL', () => {
  it('of one broker', () => {
    expect(url({ 'rabbitmq-server/0': broker('10.0.0.30') })).toBe('rabbit://astara:PW@10.0.0.30:5672/openstack');
  });

  it('lists all brokers that have a password, sorted as text', () => {
    const units = {
      'rabbitmq-server/0': broker('10.0.0.9'),
      'rabbitmq-server/1': broker('10.0.0.100'),
      'rabbitmq-server/2': broker('10.0.0.10'),
      'rabbitmq-server/3': { hostname: '10.0.0.11', 'private-address': '10.0.0.11' },
    };

    expect(url(units)).toBe(
      'rabbit://astara:PW@10.0.0.10:5672,astara:PW@10.0.0.100:5672,astara:PW@10.0.0.9:5672/openstack',
    );
  });

  it('is the same in whatever order units are listed', () => {
    const one = url({ 'r/0': broker('10.0.0.1'), 'r/1': broker('10.0.0.2') });
    const other = url({ 'r/1': broker('10.0.0.2'), 'r/0': broker('10.0.0.1') });

    expect(one).toBe(other);
  });

  it('has the TLS port for every host when one broker names it', () => {
    const units = { 'r/0': broker('10.0.0.1'), 'r/1': broker('10.0.0.2', { ssl_port: '5671' }) };

    expect(url(units)).toBe('rabbit://astara:PW@10.0.0.1:5671,astara:PW@10.0.0.2:5671/openstack');
  });

  it('goes to the virtual address of a clustered broker', () => {
    const more = { clustered: 'true', vip: '10.0.0.200' };

    expect(url({ 'r/0': broker('10.0.0.1', more), 'r/1': broker('10.0.0.2', more) })).toBe(
      'rabbit://astara:PW@10.0.0.200:5672/openstack',
    );
  });

  it('goes past the virtual address when the brokers are active themselves', () => {
    const more = { clustered: 'true', vip: '10.0.0.200', 'ha-vip-only': 'true' };

    expect(url({ 'r/0': broker('10.0.0.1', more), 'r/1': broker('10.0.0.2', more) })).toBe(
      'rabbit://astara:PW@10.0.0.1:5672,astara:PW@10.0.0.2:5672/openstack',
    );
  });

  it('uses the brokers when clustered comes without a virtual address', () => {
    expect(url({ 'r/0': broker('10.0.0.1', { clustered: 'true' }) })).toContain('@10.0.0.1:5672/');
  });

  it('puts IPv6 hosts into brackets', () => {
    expect(url({ 'r/0': broker('fd00::30') })).toBe('rabbit://astara:PW@[fd00::30]:5672/openstack');
  });

  it('puts IPv6 hosts last, where Python can read them', () => {
    const units = { 'r/0': broker('fd00::30'), 'r/1': broker('rabbit.example'), 'r/2': broker('10.0.0.1') };

    expect(url(units)).toBe(
      'rabbit://astara:PW@10.0.0.1:5672,astara:PW@rabbit.example:5672,astara:PW@[fd00::30]:5672/openstack',
    );
  });

  it('falls back to private-address', () => {
    expect(url({ 'r/0': { 'private-address': '10.0.0.30', password: 'PW' } })).toContain('@10.0.0.30:5672/');
  });

  it('encodes password and virtual host', () => {
    const reading = readMessaging([amqp({ 'r/0': broker('h', { password: 'p@:?#%+' }) })], {
      ...request,
      vhost: '/openstack',
    });

    expect(reading.kind === 'ready' && transportUrl(reading.data)).toBe(
      'rabbit://astara:p%40%3A%3F%23%25%2B@h:5672/%2Fopenstack',
    );
  });
});

describe('TLS', () => {
  it('with a CA brings its text', () => {
    const units = { 'r/0': broker('10.0.0.1', { ssl_port: '5671', ssl_ca: base64(pem('MIIB')) }) };

    expect(read(units)).toMatchObject({ kind: 'ready', data: { port: 5671, tls: { ca: pem('MIIB') } } });
  });

  it("without a CA is valid: the host's own authorities are meant", () => {
    expect(read({ 'r/0': broker('10.0.0.1', { ssl_port: '5671' }) })).toMatchObject({ data: { tls: { ca: null } } });
  });

  it('trusts the authorities of all brokers while they differ', () => {
    const units = {
      'r/0': broker('10.0.0.1', { ssl_port: '5671', ssl_ca: base64(pem('QkJC')) }),
      'r/1': broker('10.0.0.2', { ssl_port: '5671', ssl_ca: base64(pem('QUFB')) }),
    };

    expect(read(units)).toMatchObject({ data: { tls: { ca: pem('QUFB') + pem('QkJC') } } });
  });

  it('turned off again goes back to the plain port', () => {
    const units = { 'r/0': broker('10.0.0.1', { ssl_port: '', ssl_ca: '' }) };

    expect(read(units)).toMatchObject({ kind: 'ready', data: { port: 5672, tls: null } });
  });
});

describe('the relation', () => {
  it.each([
    ['has no unit yet', {}, ['hostname', 'password']],
    ['has a broker without a password', { 'r/0': { hostname: '10.0.0.1' } }, ['password']],
    ['has a broker with an empty password', { 'r/0': broker('10.0.0.1', { password: '' }) }, ['password']],
  ])('is incomplete when it %s', (_, units: Record<string, Bag>, missing) => {
    expect(read(units)).toEqual({ kind: 'incomplete', missing });
  });

  it('is absent when there is none', () => {
    expect(readMessaging([], request)).toEqual({ kind: 'absent' });
  });

  it.each([
    [{ password: 'to/psecret' }, 'amqp: r/0: password: expected one without "/"'],
    [{ password: 'topsecret\n' }, 'amqp: r/0: password: expected one line'],
    [{ hostname: 'h@evil' }, 'amqp: r/0: hostname: expected an IP address or a host name'],
    [{ ssl_port: '0' }, 'amqp: r/0: ssl_port: expected a port'],
    [{ ssl_ca: base64('not a certificate') }, 'amqp: r/0: ssl_ca: '],
  ])('with %o is invalid and shows no secret', (change, problem) => {
    const text = JSON.stringify(read({ 'r/0': broker('10.0.0.1', change) }));

    expect(text).toContain(JSON.stringify(problem).slice(1, -1));
    expect(text).not.toContain('psecret');
  });

  it('with one broker that talks nonsense uses the others', () => {
    expect(url({ 'r/0': broker('a b'), 'r/1': broker('10.0.0.2') })).toContain('@10.0.0.2:5672/');
  });

  it('takes the password of the first complete broker for all', () => {
    const units = { 'r/10': broker('10.0.0.10', { password: 'new' }), 'r/9': broker('10.0.0.9', { password: 'old' }) };

    expect(read(units)).toMatchObject({ data: { password: 'old' } });
  });
});
