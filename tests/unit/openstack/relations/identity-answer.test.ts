import { describe, expect, it } from 'vitest';
import type { Bag, RelationBags } from '../../../../src/openstack/relations/bags.ts';
import { readIdentityService, type SecretLookup } from '../../../../src/openstack/relations/identity-answer.ts';

const v3: Bag = {
  api_version: '3',
  auth_host: '10.0.0.50',
  auth_port: '35357',
  auth_protocol: 'http',
  service_host: '10.0.0.50',
  service_port: '5000',
  service_protocol: 'http',
  internal_host: '10.0.0.51',
  internal_port: '5000',
  internal_protocol: 'http',
  service_username: 'astara',
  service_password: 'topsecret',
  service_tenant: 'services',
  service_tenant_id: 'T',
  service_domain: 'service_domain',
  service_domain_id: 'D',
  admin_role: 'Admin',
  service_type: 'astara',
};

const v2: Bag = Object.fromEntries(
  Object.entries({ ...v3, api_version: '2' }).filter(([key]) => !key.startsWith('service_domain')),
);

const k8s: Bag = {
  'api-version': 'v3',
  'internal-auth-url': 'http://ki.local:80/openstack-keystone',
  'public-auth-url': 'http://kp.local:80/openstack-keystone',
  'service-user-name': 'svc-astara',
  'service-password': 'topsecret',
  'service-project-name': 'services',
  'service-project-id': 'T',
  'service-domain-name': 'service_domain',
  'service-domain-id': 'D',
};

function without(bag: Bag, ...keys: string[]): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([key]) => !keys.includes(key)));
}

function identity(units: Record<string, Bag>, appBag: Bag = {}): RelationBags {
  return {
    endpoint: 'identity-service',
    id: 2,
    remoteApp: 'keystone',
    units: Object.entries(units).map(([unit, bag]) => ({ unit, bag })),
    appBag,
    ours: {},
  };
}

const read = (units: Record<string, Bag>, appBag?: Bag, lookup?: SecretLookup) =>
  readIdentityService([identity(units, appBag)], lookup);

describe("keystone's unit bag", () => {
  it('of API version 3 gives URLs with /v3 and the service domain', () => {
    expect(read({ 'keystone/0': v3 })).toEqual({
      kind: 'ready',
      data: {
        relationId: 2,
        sender: 'keystone/0',
        apiVersion: 3,
        authUrl: 'http://10.0.0.50:35357/v3',
        internalAuthUrl: 'http://10.0.0.51:5000/v3',
        publicAuthUrl: 'http://10.0.0.50:5000/v3',
        username: 'astara',
        password: 'topsecret',
        projectName: 'services',
        projectId: 'T',
        domainName: 'service_domain',
        domainId: 'D',
        adminRole: 'Admin',
        region: null,
        ca: null,
        rivals: [],
      },
    });
  });

  it('of API version 2 gives bare URLs and the domain default', () => {
    expect(read({ 'keystone/0': v2 })).toMatchObject({
      kind: 'ready',
      data: { apiVersion: 2, authUrl: 'http://10.0.0.50:35357', domainName: 'default', domainId: null },
    });
  });

  it('without api_version is of version 2', () => {
    expect(read({ 'keystone/0': without(v2, 'api_version') })).toMatchObject({ data: { apiVersion: 2 } });
  });

  it('before 2021 has no internal address: the service address stands for it', () => {
    const bag = without(v3, 'internal_host', 'internal_port', 'internal_protocol');

    expect(read({ 'keystone/0': { ...bag, service_protocol: 'https' } })).toMatchObject({
      data: { internalAuthUrl: 'https://10.0.0.50:5000/v3' },
    });
  });

  it("uses the peer's user name as it is, prefix and all", () => {
    expect(read({ 'keystone/0': { ...v3, service_username: 'juju_astara' } })).toMatchObject({
      data: { username: 'juju_astara' },
    });
  });

  it('may hold IPv6 addresses, with brackets or without', () => {
    const bag = { ...v3, auth_host: '[fd00::50]', service_host: 'fd00::50' };

    expect(read({ 'keystone/0': bag })).toMatchObject({
      data: { authUrl: 'http://[fd00::50]:35357/v3', publicAuthUrl: 'http://[fd00::50]:5000/v3' },
    });
  });

  it('of an old keystone may bring a certificate authority', () => {
    const ca = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

    const reading = read({
      'keystone/0': { ...v3, https_keystone: 'True', ca_cert: Buffer.from(ca).toString('base64') },
    });

    expect(reading).toMatchObject({ data: { ca } });
  });

  it.each([
    'service_port',
    'service_host',
    'auth_host',
    'auth_port',
    'service_tenant',
    'service_username',
    'service_password',
    'service_domain',
    'service_tenant_id',
    'service_domain_id',
  ])('is incomplete without %s', (key) => {
    expect(read({ 'keystone/0': without(v3, key) })).toEqual({ kind: 'incomplete', missing: [key] });
  });

  it.each(['__null__', 'None', ''])('takes the value "%s" for a missing one', (value) => {
    expect(read({ 'keystone/0': { ...v3, service_password: value } })).toEqual({
      kind: 'incomplete',
      missing: ['service_password'],
    });
  });

  it.each([
    [{ auth_host: 'h/../x' }, 'auth_host'],
    [{ auth_port: 'http' }, 'auth_port'],
    [{ auth_protocol: 'ftp' }, 'auth_protocol'],
    [{ service_password: 'topsecret\r' }, 'service_password'],
    [{ service_username: 'a\nb' }, 'service_username'],
    [{ api_version: 'three' }, 'api_version'],
  ])('with %o is invalid, by endpoint, unit and key, and shows no secret', (change, key) => {
    const text = JSON.stringify(read({ 'keystone/0': { ...v3, ...change } }));

    expect(text).toContain(`identity-service: keystone/0: ${key}: expected`);
    expect(text).not.toContain('topsecret');
  });
});

describe('several units', () => {
  it('of which only the leader answers are ready', () => {
    expect(read({ 'keystone/0': { 'private-address': '10.0.0.1' }, 'keystone/1': v3 })).toMatchObject({
      kind: 'ready',
      data: { sender: 'keystone/1' },
    });
  });

  it('that agree have no rivals', () => {
    expect(read({ 'keystone/0': v3, 'keystone/1': v3 })).toMatchObject({ data: { sender: 'keystone/0', rivals: [] } });
  });

  it('with different passwords are all shown, since one of them is a former leader with a stale answer', () => {
    const reading = read({ 'keystone/10': { ...v3, service_password: 'new' }, 'keystone/9': v3 });

    expect(reading).toMatchObject({
      data: { sender: 'keystone/9', rivals: [{ sender: 'keystone/10', password: 'new' }] },
    });
  });

  it('of which none is there yet are incomplete', () => {
    expect(read({})).toEqual({ kind: 'incomplete', missing: ['service_host', 'service_password'] });
    expect(readIdentityService([])).toEqual({ kind: 'absent' });
  });
});

describe("keystone-k8s's application bag", () => {
  it('answers where no unit does, and its internal URL is used as it is', () => {
    expect(read({ 'keystone/0': {} }, k8s)).toMatchObject({
      kind: 'ready',
      data: {
        sender: 'keystone',
        apiVersion: 3,
        authUrl: 'http://ki.local:80/openstack-keystone',
        publicAuthUrl: 'http://kp.local:80/openstack-keystone/v3',
        username: 'svc-astara',
        password: 'topsecret',
        projectName: 'services',
        domainName: 'service_domain',
      },
    });
  });

  it('is not read where a unit has answered', () => {
    const relation: RelationBags = {
      ...identity({ 'keystone/0': v3 }),
      get appBag(): Bag {
        throw new Error('Juju would be asked');
      },
    };
    expect(readIdentityService([relation])).toMatchObject({ data: { sender: 'keystone/0' } });
  });

  const withSecret: Bag = {
    ...without(k8s, 'service-user-name', 'service-password'),
    'service-credentials': 'secret:d2abcdefghijklmnopqr',
  };

  it('may name a secret that holds the credentials', () => {
    const lookup: SecretLookup = (id) =>
      id === 'secret:d2abcdefghijklmnopqr' ? { username: 'svc', password: 'pw' } : null;

    expect(read({}, withSecret, lookup)).toMatchObject({ kind: 'ready', data: { username: 'svc', password: 'pw' } });
  });

  it('is incomplete while its secret may not be read', () => {
    expect(read({}, withSecret)).toEqual({ kind: 'incomplete', missing: ['service-credentials'] });
  });

  it('that is not complete leaves the answer to the units', () => {
    expect(read({ 'keystone/0': v3 }, without(k8s, 'internal-auth-url'))).toMatchObject({
      data: { sender: 'keystone/0' },
    });
    expect(read({}, without(k8s, 'internal-auth-url'))).toEqual({ kind: 'incomplete', missing: ['internal-auth-url'] });
  });

  it('with nothing but notices of changed endpoints is no answer', () => {
    expect(read({ 'keystone/0': v3 }, { ep_changed: '{}', catalog_ttl: '60' })).toMatchObject({
      data: { sender: 'keystone/0' },
    });
  });

  it('with a URL that is none is invalid and names the application', () => {
    expect(read({}, { ...k8s, 'internal-auth-url': 'javascript:alert(1)' })).toMatchObject({
      kind: 'invalid',
      problems: [expect.stringContaining('identity-service: keystone: internal-auth-url: expected a URL')],
    });
  });
});
