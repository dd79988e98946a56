/** Types of neutron-api, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface NeutronApiTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: Record<never, never>;
  /** Endpoints of metadata.yaml. */
  endpoints: {
    'shared-db': { role: 'requires'; interface: 'mysql-shared'; scope: 'global' };
    amqp: { role: 'requires'; interface: 'rabbitmq'; scope: 'global' };
    'identity-service': { role: 'requires'; interface: 'keystone'; scope: 'global' };
    'neutron-plugin-api-subordinate': {
      role: 'requires';
      interface: 'neutron-plugin-api-subordinate';
      scope: 'container';
    };
    'neutron-api': { role: 'provides'; interface: 'neutron-api'; scope: 'global' };
    'nrpe-external-master': { role: 'provides'; interface: 'nrpe-external-master'; scope: 'container' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: Record<never, never>;
  storages: never;
  resources: never;
  bindings: never;
}
