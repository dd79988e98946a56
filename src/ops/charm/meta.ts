/** A charm's YAML files as typed values: what it is called, what it offers, takes, stores and does. */

/** The three files as a YAML or JSON parser gives them. */
export interface CharmFiles {
  readonly metadata: unknown;
  readonly config?: unknown;
  readonly actions?: unknown;
}

/** The side of a relation that an endpoint takes. */
export type RelationRole = 'provides' | 'requires' | 'peers';

/** An endpoint of metadata.yaml. */
export interface RelationMeta {
  readonly name: string;
  readonly role: RelationRole;
  readonly interface: string;
  /** How many relations Juju lets be made; null for any number. */
  readonly limit: number | null;
  readonly scope: 'global' | 'container';
  readonly optional: boolean;
}

/** A storage of metadata.yaml. */
export interface StorageMeta {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly shared: boolean;
  readonly readOnly: boolean;
  /** As the file has it, for example `1G`. */
  readonly minimumSize: string | null;
  readonly location: string | null;
  /** Least and greatest number of instances; null where there is no greatest. */
  readonly multipleRange: readonly [number, number | null] | null;
  readonly properties: readonly string[];
}

/** A resource of metadata.yaml. */
export interface ResourceMeta {
  readonly name: string;
  readonly type: string;
  readonly filename: string | null;
  readonly description: string;
}

/** A payload of metadata.yaml. */
export interface PayloadMeta {
  readonly name: string;
  readonly type: string;
}

/** Where people find more about the charm; singular and plural keys of metadata.yaml together. */
export interface MetadataLinks {
  readonly websites: readonly string[];
  readonly sources: readonly string[];
  readonly issues: readonly string[];
  readonly documentation: string | null;
}

/** An expression of `assumes`: a feature such as `juju >= 3.1`, or a group of them. */
export type AssumesExpression =
  | { readonly kind: 'feature'; readonly text: string }
  | { readonly kind: 'all-of' | 'any-of'; readonly conditions: readonly AssumesExpression[] };

/** An action of actions.yaml. */
export interface ActionMeta {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON schemas of the parameters, by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  /** What the file says; null where it says nothing, which Juju 4 reads as false and Juju 3 as true. */
  readonly additionalProperties: boolean | null;
}

/** The types that Juju gives options; a secret is handed over as its id. */
export type ConfigType = 'boolean' | 'int' | 'float' | 'string' | 'secret';

/** An option of config.yaml. */
export interface ConfigMeta {
  readonly name: string;
  readonly type: ConfigType;
  readonly default: boolean | number | string | null;
  readonly description: string;
}

/** What metadata.yaml, config.yaml and actions.yaml say, with what they leave out filled in. */
export interface CharmMeta {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly maintainers: readonly string[];
  readonly links: MetadataLinks;
  readonly tags: readonly string[];
  readonly terms: readonly string[];
  readonly series: readonly string[];
  readonly subordinate: boolean;
  readonly assumes: AssumesExpression | null;
  readonly minJujuVersion: string | null;
  readonly charmUser: 'root' | 'sudoer' | 'non-root';
  readonly requires: ReadonlyMap<string, RelationMeta>;
  readonly provides: ReadonlyMap<string, RelationMeta>;
  readonly peers: ReadonlyMap<string, RelationMeta>;
  /** All endpoints. */
  readonly relations: ReadonlyMap<string, RelationMeta>;
  readonly storages: ReadonlyMap<string, StorageMeta>;
  readonly resources: ReadonlyMap<string, ResourceMeta>;
  readonly payloads: ReadonlyMap<string, PayloadMeta>;
  readonly extraBindings: readonly string[];
  readonly actions: ReadonlyMap<string, ActionMeta>;
  readonly config: ReadonlyMap<string, ConfigMeta>;
}
