/**
 * A charm as Juju understands it: metadata, config options, actions and manifest, read, checked and with every default filled in.
 * `src/emulator/charm/` makes these values from files; the model only keeps them.
 */
import type { JsonObject, JsonValue } from './json.ts';

export type RelationRole = 'provider' | 'requirer' | 'peer';
export type RelationScope = 'global' | 'container';

export interface CharmEndpoint {
  readonly name: string;
  readonly role: RelationRole;
  readonly interface: string;
  readonly scope: RelationScope;
  /** Highest number of relations on this endpoint; null is no limit. */
  readonly limit: number | null;
  readonly optional: boolean;
  /** True only for the `juju-info` that Juju gives to every charm. */
  readonly implicit?: boolean;
}

export interface CharmStorage {
  readonly name: string;
  readonly type: 'block' | 'filesystem';
  readonly description: string;
  readonly shared: boolean;
  readonly readOnly: boolean;
  readonly minimumCount: number;
  /** Highest number of instances; null is no limit. Both 1 when `multiple` is not given. */
  readonly maximumCount: number | null;
  /** In MiB; 0 is none asked for. */
  readonly minimumSize: number;
  /** Mount point or its parent, empty when the charm leaves it to Juju. */
  readonly location: string;
  readonly properties: readonly string[];
}

export interface CharmResource {
  readonly name: string;
  readonly type: 'file' | 'oci-image';
  readonly filename: string;
  readonly description: string;
}

export interface CharmPayloadClass {
  readonly name: string;
  readonly type: string;
}

export interface CharmContainer {
  readonly resource: string | null;
  readonly mounts: readonly JsonObject[];
}

export interface CharmMetadata {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly subordinate: boolean;
  /** Keyed by endpoint name, in the order of the file. Without the implicit `juju-info`. */
  readonly provides: Readonly<Record<string, CharmEndpoint>>;
  readonly requires: Readonly<Record<string, CharmEndpoint>>;
  readonly peers: Readonly<Record<string, CharmEndpoint>>;
  readonly extraBindings: readonly string[];
  readonly storage: Readonly<Record<string, CharmStorage>>;
  readonly resources: Readonly<Record<string, CharmResource>>;
  readonly payloads: Readonly<Record<string, CharmPayloadClass>>;
  readonly containers: Readonly<Record<string, CharmContainer>>;
  /** The `assumes` block as it stands in the file. */
  readonly assumes: readonly JsonValue[];
  readonly series: readonly string[];
  readonly minimumJujuVersion: string | null;
  readonly charmUser: 'root' | 'sudoer' | 'non-root' | null;
  readonly tags: readonly string[];
  readonly terms: readonly string[];
}

export type ConfigType = 'string' | 'int' | 'float' | 'boolean' | 'secret';
export type ConfigValue = string | number | boolean;

export interface ConfigOption {
  readonly name: string;
  readonly type: ConfigType;
  readonly description: string;
  /** Null when the option has no default. */
  readonly default: ConfigValue | null;
}

export interface CharmAction {
  readonly name: string;
  readonly description: string;
  readonly parallel: boolean;
  readonly executionGroup: string;
  /** JSON schema (draft 4) of the parameters, as Juju builds it from the action's keys. */
  readonly schema: JsonObject;
}

/** An operating system and its release, for example ubuntu 24.04. */
export interface Base {
  readonly name: string;
  /** Track and risk, for example `24.04/stable`. */
  readonly channel: string;
}

export interface CharmBase extends Base {
  readonly architectures: readonly string[];
}

/** Everything read from a charm folder or archive. */
export interface CharmPackage {
  readonly metadata: CharmMetadata;
  /** Keyed by option name, in the order of the file. */
  readonly options: Readonly<Record<string, ConfigOption>>;
  readonly actions: Readonly<Record<string, CharmAction>>;
  /** From manifest.yaml; empty without one. */
  readonly bases: readonly CharmBase[];
  readonly lxdProfile: JsonObject | null;
  /** First line of the `version` file, empty without one. */
  readonly version: string;
  /** Whether the archive or folder has an executable `dispatch`. */
  readonly hasDispatch: boolean;
}

/** A charm that the model holds; its files lie unpacked under the home folder. */
export interface Charm extends CharmPackage {
  /** For example `local:mysql-3`. */
  readonly url: string;
  readonly revision: number;
  /** Folder, relative to the home folder, with the charm's files. */
  readonly folder: string;
  /** Where it came from, as the user wrote it. */
  readonly origin: string;
}

/** The endpoint that every charm provides unless it defines one of that name itself. */
export const jujuInfo: CharmEndpoint = {
  name: 'juju-info',
  role: 'provider',
  interface: 'juju-info',
  scope: 'global',
  limit: null,
  optional: false,
  implicit: true,
};

/** All endpoints of a charm: provided, required, peers, then the implicit `juju-info`. */
export function charmEndpoints(metadata: CharmMetadata): CharmEndpoint[] {
  const own = [
    ...Object.values(metadata.provides),
    ...Object.values(metadata.requires),
    ...Object.values(metadata.peers),
  ];
  return own.some((endpoint) => endpoint.name === jujuInfo.name) ? own : [...own, jujuInfo];
}

/** What can be bound to a space: all endpoints that the charm itself names, and its extra bindings. */
export function bindableEndpoints(metadata: CharmMetadata): string[] {
  return [
    ...Object.keys(metadata.provides),
    ...Object.keys(metadata.requires),
    ...Object.keys(metadata.peers),
    ...metadata.extraBindings,
  ];
}
