import { describe, expect, it } from 'vitest';
import {
  addressInNetworks,
  type EndpointFacts,
  globalIpv6Addresses,
  hostInUrl,
  isInNetwork,
  resolveEndpointHost,
  splitNetworks,
  urlOf,
} from '../../../src/openstack/addresses.ts';

describe('membership in a network', () => {
  it.each([
    ['10.0.0.9', '10.0.0.0/24', true],
    ['10.0.1.9', '10.0.0.0/24', false],
    ['10.0.1.9', '10.0.0.77/23', true],
    ['192.168.7.1', '0.0.0.0/0', true],
    ['10.0.0.9', '10.0.0.9/32', true],
    ['fd00::9', 'fd00::/64', true],
    ['fd00:0:0:0:0::9', 'fd00::/64', true],
    ['fd00:0:0:1::9', 'fd00::/64', false],
    ['fd00::9', '10.0.0.0/8', false],
    ['10.0.0.9', 'fd00::/8', false],
    ['10.0.0.9', '10.0.0.0/33', false],
    ['10.0.0.9', '10.0.0.0/2x', false],
    ['10.0.0.9', '10.0.0.0', false],
    ['mysql', '10.0.0.0/8', false],
  ])('of %s in %s is %s', (address, network, expected) => {
    expect(isInNetwork(address, network)).toBe(expected);
  });

  it('prefers the first network of the list, not the first address', () => {
    const networks = splitNetworks('192.168.7.0/24, fd00::/64');

    expect(addressInNetworks(['fd00::9', '10.0.0.9', '192.168.7.3'], networks)).toBe('192.168.7.3');
    expect(addressInNetworks(['10.0.0.9'], networks)).toBeNull();
  });
});

describe('addresses', () => {
  it('of IPv6 that others can reach leave out link-local ones and come sorted', () => {
    const entry = (address: string, family: 4 | 6) => ({ address, family, cidr: null });

    const found = globalIpv6Addresses([
      entry('fe80::1', 6),
      entry('fd00::a', 6),
      entry('10.0.0.9', 4),
      entry('fd00::9', 6),
    ]);

    expect(found).toEqual(['fd00::9', 'fd00::a']);
  });

  it('of IPv6 stand in brackets in a URL', () => {
    expect(hostInUrl('fd00::9')).toBe('[fd00::9]');
    expect(hostInUrl('keystone.example')).toBe('keystone.example');
    expect(urlOf('http', 'fd00::9', 44250)).toBe('http://[fd00::9]:44250');
  });
});

describe('an endpoint address', () => {
  const facts: EndpointFacts = {
    hostname: 'api-{service_name}.example',
    vips: ['10.0.0.200', '192.168.7.200'],
    networks: ['192.168.7.0/24'],
    bindingAddress: '172.16.0.9',
    defaultAddress: '10.0.0.9',
    hostAddresses: ['10.0.0.9', '192.168.7.9'],
  };

  it.each([
    ['the host name option first, with the service in its place', {}, 'api-astara.example', 'hostname'],
    ['then the virtual address of the network', { hostname: null }, '192.168.7.200', 'vip'],
    ['the first virtual address without networks', { hostname: null, networks: [] }, '10.0.0.200', 'vip'],
    ['then the address inside the network option', { hostname: '', vips: [] }, '192.168.7.9', 'network'],
    ['then the extra binding', { hostname: null, vips: [], networks: [] }, '172.16.0.9', 'binding'],
    [
      'and last the address of the unit',
      { hostname: null, vips: [], networks: [], bindingAddress: null },
      '10.0.0.9',
      'default',
    ],
  ])('is %s', (_, change, host, why) => {
    expect(resolveEndpointHost('public', 'astara', { ...facts, ...change })).toEqual({ ok: true, host, why });
  });

  it('is a problem when the network option fits no address of the unit', () => {
    const choice = resolveEndpointHost('admin', 'astara', {
      ...facts,
      hostname: null,
      vips: [],
      networks: ['fd00::/64'],
    });

    expect(choice).toEqual({ ok: false, problem: 'os-admin-network: this unit has no address in fd00::/64' });
  });
});
