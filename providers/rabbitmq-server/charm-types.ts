/** Types of rabbitmq-server, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface RabbitmqServerTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: Record<never, never>;
  /** Endpoints of metadata.yaml. */
  endpoints: {
    amqp: { role: 'provides'; interface: 'rabbitmq'; scope: 'global' };
    cluster: { role: 'peers'; interface: 'rabbitmq-ha'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: {
    /** The queue's connections as RabbitMQ lists them, user and peer address. */
    'list-connections': { params: Record<never, never>; results: { [key: string]: unknown } };
    /** The nodes of the cluster that are running. */
    'cluster-status': { params: Record<never, never>; results: { [key: string]: unknown } };
  };
  storages: never;
  resources: never;
  bindings: never;
}
