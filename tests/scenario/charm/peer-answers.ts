/** What astara-neutron-api and keystone answer, as the real charms write it: for the scenarios and for the benchmark's fake Juju. */

export const networkIds = {
  management_network_id: '11111111-1111-4111-8111-111111111111',
  management_subnet_id: '22222222-2222-4222-8222-222222222222',
  management_prefix: 'fdca:3ba5:a17a:acda::/64',
  external_network_id: '33333333-3333-4333-8333-333333333333',
  external_subnet_id: '44444444-4444-4444-8444-444444444444',
  external_prefix: '172.16.77.0/24',
  router_image_uuid: '55555555-5555-4555-8555-555555555555',
  appliance_flavor_id: '66666666-6666-4666-8666-666666666666',
};

export const keystoneAnswer = {
  api_version: '3',
  auth_host: '10.0.0.50',
  auth_port: '35357',
  auth_protocol: 'http',
  service_host: '10.0.0.50',
  service_port: '5000',
  service_protocol: 'http',
  internal_host: '10.0.0.50',
  internal_port: '5000',
  internal_protocol: 'http',
  service_username: 'astara',
  service_password: 'keystone-secret',
  service_tenant: 'services',
  service_tenant_id: 'cccccccccccccccccccccccccccccccc',
  service_domain: 'service_domain',
  service_domain_id: 'dddddddddddddddddddddddddddddddd',
  service_type: 'astara',
};
