import { describe, expect, it } from 'vitest';
import {
  identityApplicationRequest,
  identityServiceRequest,
  withdrawnIdentityRequest,
} from '../../../../src/openstack/relations/identity-service.ts';

const url = 'http://10.0.0.9:44250';
const registration = { service: 'astara', region: 'RegionOne', publicUrl: url, internalUrl: url, adminUrl: url };

describe('the registration', () => {
  it('has five keys, and empties the two that are not wanted', () => {
    expect(identityServiceRequest(registration)).toEqual({
      ok: true,
      value: {
        service: 'astara',
        region: 'RegionOne',
        public_url: url,
        internal_url: url,
        admin_url: url,
        requested_roles: '',
        subscribe_ep_change: '',
      },
    });
  });

  it('may ask for roles and for news of other endpoints', () => {
    const request = identityServiceRequest({
      ...registration,
      requestedRoles: ['a', 'b'],
      subscribe: ['neutron', 'nova'],
    });

    expect(request).toMatchObject({ value: { requested_roles: 'a,b', subscribe_ep_change: 'neutron nova' } });
  });

  it.each([
    ['the word None, which makes keystone withhold credentials', { region: 'None' }, 'region: expected a value'],
    ['None as the only role', { requestedRoles: ['None'] }, 'requested_roles: expected a value'],
    ['an empty region, for all five or none', { region: '' }, 'region: expected a value'],
    ['a list of regions', { region: 'one two' }, 'region: expected the name of one region'],
    ['an unbracketed IPv6 URL', { publicUrl: 'http://fd00::9:44250' }, 'public_url: expected a URL'],
  ])('refuses %s', (_, change, problem) => {
    const request = identityServiceRequest({ ...registration, ...change });

    expect(request.ok ? '' : request.problem).toContain(problem);
  });

  it('withdrawn empties every key that it may have set', () => {
    const request = identityServiceRequest({ ...registration, requestedRoles: ['a'], subscribe: ['b'] });

    const withdrawn = withdrawnIdentityRequest();

    expect(Object.keys(withdrawn).sort()).toEqual(Object.keys(request.ok ? request.value : {}).sort());
    expect(new Set(Object.values(withdrawn))).toEqual(new Set(['']));
  });

  it("is repeated in the application's bag for keystone-k8s", () => {
    const bag = identityApplicationRequest(registration, 'Astara Network Orchestration Service');

    expect(bag['region']).toBe('RegionOne');
    expect(JSON.parse(bag['service-endpoints'] ?? '')).toEqual([
      {
        service_name: 'astara',
        type: 'astara',
        description: 'Astara Network Orchestration Service',
        internal_url: url,
        admin_url: url,
        public_url: url,
      },
    ]);
  });
});
