/** Types of nova-compute, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface NovaComputeTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: {
    /** The availability zone that is told to neutron-plugin subordinates. */
    'default-availability-zone': string;
  };
  /** Endpoints of metadata.yaml. */
  endpoints: {
    amqp: { role: 'requires'; interface: 'rabbitmq'; scope: 'global' };
    'image-service': { role: 'requires'; interface: 'glance'; scope: 'global' };
    'neutron-plugin': { role: 'requires'; interface: 'neutron-plugin'; scope: 'container' };
    'cloud-credentials': { role: 'requires'; interface: 'keystone-credentials'; scope: 'global' };
    'cloud-compute': { role: 'provides'; interface: 'nova-compute'; scope: 'global' };
    'nrpe-external-master': { role: 'provides'; interface: 'nrpe-external-master'; scope: 'container' };
    'compute-peer': { role: 'peers'; interface: 'nova'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: Record<never, never>;
  storages: never;
  resources: never;
  bindings: never;
}
