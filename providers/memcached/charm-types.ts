/** Types of memcached, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface MemcachedTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: Record<never, never>;
  /** Endpoints of metadata.yaml. */
  endpoints: { cache: { role: 'provides'; interface: 'memcache'; scope: 'global' } };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: Record<never, never>;
  storages: never;
  resources: never;
  bindings: never;
}
