/** Types of glance, generated from its YAML files by `generate`. Do not edit: change those and run it again. */

export interface GlanceTypes {
  /** Options of config.yaml; one without a default may be unset. */
  config: Record<never, never>;
  /** Endpoints of metadata.yaml. */
  endpoints: {
    'identity-service': { role: 'requires'; interface: 'keystone'; scope: 'global' };
    'shared-db': { role: 'requires'; interface: 'mysql-shared'; scope: 'global' };
    'image-service': { role: 'provides'; interface: 'glance'; scope: 'global' };
  };
  /** Actions of actions.yaml; their results as action-results.yaml describes them, where it does. */
  actions: Record<never, never>;
  storages: never;
  resources: never;
  bindings: never;
}
