/** Relations of a simulated model: plain values; what a charm writes appears in the state that comes out. */

import { addressKeys, OWN_ADDRESS, remoteUnitBag } from './addresses.ts';
import { nextNumber } from './number.ts';

/** A databag. */
export type Bag = Readonly<Record<string, string>>;
/** Databags by unit number. */
export type UnitBags = Readonly<Record<number, Bag>>;

interface RelationCore {
  readonly endpoint: string;
  readonly id: number;
  readonly localUnitData: Bag;
  readonly localAppData: Bag;
}

/** A relation with another application. */
export interface RegularRelation extends RelationCore {
  readonly kind: 'relation';
  readonly remoteApp: string;
  readonly remoteAppData: Bag;
  readonly remoteUnits: UnitBags;
  /** The other side's model in a cross-model relation; our own when null. */
  readonly remoteModelUuid: string | null;
}

/** A container-scoped relation: exactly one remote unit, on the same machine. */
export interface SubordinateRelation extends RelationCore {
  readonly kind: 'subordinate';
  readonly remoteApp: string;
  readonly remoteAppData: Bag;
  readonly remoteUnitId: number;
  readonly remoteUnitData: Bag;
}

/** The application's relation with itself. */
export interface PeerRelation extends RelationCore {
  readonly kind: 'peer';
  /** The other units; never our own. */
  readonly peers: UnitBags;
}

/** A relation of any of the three kinds. */
export type Relation = RegularRelation | SubordinateRelation | PeerRelation;

interface CoreInput {
  readonly endpoint: string;
  /** By default a number that no other relation of this process has. */
  readonly id?: number;
  /** By default the keys that Juju puts there. */
  readonly localUnitData?: Bag;
  readonly localAppData?: Bag;
}

/** What a test says of a relation. */
export interface RelationInput extends CoreInput {
  /** Default `remote`. */
  readonly remoteApp?: string;
  readonly remoteAppData?: Bag;
  /** Default: one unit, number 0, with the keys that Juju puts there. */
  readonly remoteUnits?: UnitBags;
  readonly remoteModelUuid?: string;
}

/** What a test says of a container-scoped relation. */
export interface SubordinateRelationInput extends CoreInput {
  readonly remoteApp?: string;
  readonly remoteAppData?: Bag;
  readonly remoteUnitId?: number;
  readonly remoteUnitData?: Bag;
}

/** What a test says of a peer relation. */
export interface PeerRelationInput extends CoreInput {
  /** Default: no other units. */
  readonly peers?: UnitBags;
}

function core(input: CoreInput): RelationCore {
  return {
    endpoint: input.endpoint,
    id: input.id ?? nextNumber('relation'),
    localUnitData: input.localUnitData ?? addressKeys(OWN_ADDRESS),
    localAppData: input.localAppData ?? {},
  };
}

/** A relation with another application; by default one remote unit, with the keys that Juju puts there. */
export function relation(input: RelationInput): RegularRelation {
  return {
    kind: 'relation',
    ...core(input),
    remoteApp: input.remoteApp ?? 'remote',
    remoteAppData: input.remoteAppData ?? {},
    remoteUnits: input.remoteUnits ?? { 0: remoteUnitBag(0) },
    remoteModelUuid: input.remoteModelUuid ?? null,
  };
}

/** A container-scoped relation: exactly one remote unit, on our machine. */
export function subordinateRelation(input: SubordinateRelationInput): SubordinateRelation {
  const remoteUnitId = input.remoteUnitId ?? 0;
  return {
    kind: 'subordinate',
    ...core(input),
    remoteApp: input.remoteApp ?? 'remote',
    remoteAppData: input.remoteAppData ?? {},
    remoteUnitId,
    // Both live on one machine, so they share its address.
    remoteUnitData: input.remoteUnitData ?? addressKeys(OWN_ADDRESS),
  };
}

/** The relation among the units of our application; by default without other units. */
export function peerRelation(input: PeerRelationInput): PeerRelation {
  return { kind: 'peer', ...core(input), peers: input.peers ?? {} };
}

/** Bags of the units on the other side (for peers: the other units), by unit number. */
export function remoteBags(part: Relation): UnitBags {
  switch (part.kind) {
    case 'relation':
      return part.remoteUnits;
    case 'subordinate':
      return { [part.remoteUnitId]: part.remoteUnitData };
    case 'peer':
      return part.peers;
  }
}

/** Numbers of the units on the other side, ascending. */
export function remoteUnitIds(part: Relation): readonly number[] {
  return Object.keys(remoteBags(part))
    .map(Number)
    .sort((a, b) => a - b);
}

/** The application on the other side: for peers our own. */
export function remoteAppOf(part: Relation, ownApp: string): string {
  return part.kind === 'peer' ? ownApp : part.remoteApp;
}
