/** Types of astara-neutron-api, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface AstaraNeutronApiTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: {
    /** The management network's subnet. */
    'management-prefix': string;
    /** The external network's subnet. */
    'external-prefix': string;
  };
  /** Endpoints of metadata.yaml. */
  endpoints: {
    container: { role: 'requires'; interface: 'juju-info'; scope: 'container' };
    'identity-service': { role: 'requires'; interface: 'keystone'; scope: 'global' };
    'image-service': { role: 'requires'; interface: 'glance'; scope: 'global' };
    'neutron-plugin-api-subordinate': {
      role: 'provides';
      interface: 'neutron-plugin-api-subordinate';
      scope: 'container';
    };
    'astara-orchestrator': { role: 'provides'; interface: 'astara-orchestrator'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: Record<never, never>;
  storages: never;
  resources: never;
  bindings: never;
}
