/**
 * A charm as Juju sees it: what its YAML files say, checked and frozen. Every value here survives JSON,
 * so that a model's store can keep a charm beside the applications that use it.
 */

export type RelationRole = 'provider' | 'requirer' | 'peer';
export type RelationScope = 'global' | 'container';

/** An endpoint as metadata.yaml declares it. */
export interface CharmRelation {
  readonly name: string;
  readonly role: RelationRole;
  readonly interface: string;
  readonly scope: RelationScope;
  /** How many relations the endpoint takes; 0 means any number. */
  readonly limit: number;
  readonly optional: boolean;
}

export interface CharmStorage {
  readonly name: string;
  readonly description: string;
  readonly type: 'block' | 'filesystem';
  readonly shared: boolean;
  readonly readOnly: boolean;
  readonly countMin: number;
  /** -1 means any number. */
  readonly countMax: number;
  /** MiB; 0 when the charm does not say. */
  readonly minimumSize: number;
  readonly location: string;
  readonly properties: readonly string[];
}

export interface CharmResource {
  readonly name: string;
  readonly type: 'file' | 'oci-image';
  /** File name under the unit's resources folder; empty for images. */
  readonly filename: string;
  readonly description: string;
}

export interface CharmMeta {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly subordinate: boolean;
  /** provides, requires, peers, each in the file's order. */
  readonly relations: readonly CharmRelation[];
  readonly extraBindings: readonly string[];
  readonly storage: readonly CharmStorage[];
  readonly resources: readonly CharmResource[];
  readonly payloads: Readonly<Record<string, { readonly type: string }>>;
  readonly containers: readonly string[];
  readonly devices: Readonly<Record<string, JsonValue>>;
  readonly assumes: AssumesExpression | null;
  readonly charmUser: 'root' | 'sudoer' | 'non-root' | null;
  readonly terms: readonly string[];
  readonly tags: readonly string[];
  readonly series: readonly string[];
  readonly minJujuVersion: string | null;
}

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** `assumes` as a tree: every leaf is a feature, perhaps with a version to compare. */
export type AssumesExpression =
  | { readonly kind: 'feature'; readonly name: string; readonly comparison?: '>=' | '<'; readonly version?: string }
  | { readonly kind: 'any-of' | 'all-of'; readonly of: readonly AssumesExpression[] };

export type ConfigType = 'string' | 'int' | 'float' | 'boolean' | 'secret';
export type ConfigValue = string | number | boolean;

export interface ConfigOption {
  readonly name: string;
  readonly type: ConfigType;
  readonly description: string;
  /** null when the option has no default. */
  readonly default: ConfigValue | null;
}

export interface ActionSpec {
  readonly name: string;
  readonly description: string;
  readonly parallel: boolean;
  readonly executionGroup: string;
  /** Draft 4 schema of the parameters, as an object schema. */
  readonly schema: JsonObject;
}

export interface CharmBase {
  readonly name: string;
  /** `24.04/stable`. */
  readonly channel: string;
  readonly architectures: readonly string[];
}

/** A charm that has been read and found valid. */
export interface Charm {
  readonly meta: CharmMeta;
  /** In the file's order. */
  readonly config: readonly ConfigOption[];
  readonly actions: readonly ActionSpec[];
  /** From manifest.yaml; empty for a charm of format 1 without one. */
  readonly bases: readonly CharmBase[];
  readonly format: 1 | 2;
  /** First line of the `version` file, or empty. */
  readonly version: string;
  /** Number in the `revision` file; 0 without one. */
  readonly revision: number;
  readonly lxdProfile: JsonObject | null;
  /** Whether there is an executable or plain `dispatch`. */
  readonly hasDispatch: boolean;
  /** Names of the files in hooks/. */
  readonly hooks: readonly string[];
}
