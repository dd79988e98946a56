/** Types of keystone, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface KeystoneTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: {
    /** The region of Keystone's own endpoints. */
    region: string;
  };
  /** Endpoints of metadata.yaml. */
  endpoints: {
    'shared-db': { role: 'requires'; interface: 'mysql-shared'; scope: 'global' };
    'identity-service': { role: 'provides'; interface: 'keystone'; scope: 'global' };
    cluster: { role: 'peers'; interface: 'keystone-ha'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: {
    /** Gives a service user a new password and tells the clients that use it. */
    'rotate-service-user-password': {
      params: {
        /** The user's name, for example astara. */
        'service-user': string;
      };
      results: { [key: string]: unknown };
    };
    /** The services and endpoints as Keystone's API lists them. */
    'list-endpoints': { params: Record<never, never>; results: { [key: string]: unknown } };
  };
  storages: never;
  resources: never;
  bindings: never;
}
