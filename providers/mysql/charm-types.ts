/** Types of mysql, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface MysqlTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: {
    /** A network as ADDRESS/LENGTH. Clients whose hostname lies outside get no grant, as with percona-cluster. */
    'access-network'?: string;
  };
  /** Endpoints of metadata.yaml. */
  endpoints: {
    'shared-db': { role: 'provides'; interface: 'mysql-shared'; scope: 'global' };
    cluster: { role: 'peers'; interface: 'mysql-stand-in'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: {
    /** Gives a database user a new password and tells every client that uses it. */
    'rotate-password': {
      params: {
        /** The user, as a client asked for it. */
        username: string;
      };
      results: { [key: string]: unknown };
    };
  };
  storages: never;
  resources: never;
  bindings: never;
}
