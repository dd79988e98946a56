/**
 * Relations. A unit's part in one is an entity of its own (`RelationUnit`), and what that unit has been told another (`RelationView`):
 * writing one bag of a hundred must not write the other ninety-nine.
 */
import type { CharmEndpoint, RelationScope } from './charm.ts';
import type { Settings } from './json.ts';
import type { Life, StatusInfo } from './status.ts';

export interface RelationEndpoint extends CharmEndpoint {
  readonly application: string;
}

export interface ApplicationBag {
  readonly settings: Settings;
  /** 0 until the first write; grows with each real change. */
  readonly version: number;
}

export type RelationStatusName = 'joining' | 'joined' | 'suspending' | 'suspended' | 'broken' | 'error';

export interface Relation {
  readonly id: number;
  /** For example `wordpress:db mysql:server`: requirer first; one endpoint for peers. */
  readonly key: string;
  /** Requirer, provider; or the one peer endpoint. */
  readonly endpoints: readonly RelationEndpoint[];
  /** Container when either endpoint is. */
  readonly scope: RelationScope;
  readonly interface: string;
  readonly life: Life;
  readonly suspended: boolean;
  readonly status: StatusInfo<RelationStatusName>;
  /** By application name; both sides are present from the beginning. */
  readonly applicationBags: Readonly<Record<string, ApplicationBag>>;
  /** Egress subnets given with `--via`; empty when none. */
  readonly via: readonly string[];
}

/** A unit's part in a relation: scope and bag. Stays, out of scope, until the relation is removed: a departed unit's bag can be read. */
export interface RelationUnit {
  readonly relationId: number;
  readonly unit: string;
  readonly inScope: boolean;
  readonly settings: Settings;
  /** Grows with each real change and each entering of scope; from 1. */
  readonly version: number;
  /** In container scope the principal unit that splits the scope; else null. */
  readonly container: string | null;
  /** The automatic keys as Juju wrote them last: when addresses change, they are refreshed. */
  readonly network?: Settings;
}

/** What one unit has been told of one relation. */
export interface RelationView {
  readonly unit: string;
  readonly relationId: number;
  /** relation-created has run. */
  readonly created: boolean;
  /** Remote units for which joined has run and departed has not, with the version last handled. */
  readonly members: Readonly<Record<string, number>>;
  /** Version of the remote application's bag last handled. */
  readonly applicationVersion: number;
  /** A changed owed for the unit that has just joined. */
  readonly changedPending: string | null;
  /** relation-broken has run; the unit is out. */
  readonly broken: boolean;
}

export function isPeer(relation: Relation): boolean {
  return relation.endpoints.length === 1;
}

/** The local endpoint of an application; undefined when the application has no part in the relation. */
export function localEndpoint(relation: Relation, application: string): RelationEndpoint | undefined {
  return relation.endpoints.find((endpoint) => endpoint.application === application);
}

/** The other side's endpoint; for peers the application's own. */
export function remoteEndpoint(relation: Relation, application: string): RelationEndpoint | undefined {
  if (isPeer(relation)) return localEndpoint(relation, application);
  return relation.endpoints.find((endpoint) => endpoint.application !== application);
}

export function relationUnitKey(relationId: number, unit: string): string {
  return `${relationId}#${unit}`;
}

export function newRelationView(unit: string, relationId: number): RelationView {
  return { unit, relationId, created: false, members: {}, applicationVersion: 0, changedPending: null, broken: false };
}
