/**
 * cluster: what orchestrators of one application tell each other. The application's bag holds what the leader has
 * decided for all; each unit's bag holds its own name and addresses, and whether it waits for its turn to restart.
 */

import { type Bag, compareUnits, problemsFrom, type RelationBags } from '../../openstack/relations/bags.ts';
import { address, bagSchema, base64, boolean, optional, secret, text } from '../../ops/index.ts';

/** What the leader has decided. Everything is undefined until it has. */
export interface ClusterDecisions {
  /** Signs metadata requests; the same on all hosts, since routers move between them. */
  readonly metadataSecret: string | undefined;
  /** The key pair for appliances, as OpenSSH writes it. */
  readonly sshPublicKey: string | undefined;
  readonly sshPrivateKey: string | undefined;
  /** Which database was last migrated, and for which Astara; see {@link databaseToken}. */
  readonly databaseSynced: string | undefined;
  /** The unit whose addresses stand in Keystone's catalogue, so that a new leader does not move the endpoint. */
  readonly endpointUnit: string | undefined;
  /** Whose turn it is to restart, and when it was given: "<unit> <epoch seconds>". */
  readonly restartTurn: RestartTurn | undefined;
}

export interface RestartTurn {
  readonly unit: string;
  readonly since: number;
}

export interface ClusterUnit {
  readonly unit: string;
  /** Its name towards Neutron and the ring; undefined until it has said so. */
  readonly host: string | undefined;
  readonly publicHost: string | undefined;
  readonly internalHost: string | undefined;
  readonly adminHost: string | undefined;
  /** Fingerprint of the configuration it waits to restart for. */
  readonly restartWanted: string | undefined;
  /** Whether its service runs and is well. */
  readonly ready: boolean;
}

export interface ClusterData {
  readonly decisions: ClusterDecisions;
  /** The other units, in the order of their numbers. */
  readonly peers: readonly ClusterUnit[];
  readonly problems: readonly string[];
}

const word = text({ pattern: /[\x21-\x7e]+/, expected: 'a word', maxLength: 512 });
const unitName = text({ pattern: /[a-z][a-z0-9-]*\/\d+/, expected: 'the name of a unit', maxLength: 255 });
const turn = text({ pattern: /[a-z][a-z0-9-]*\/\d+ \d+/, expected: 'a unit and a time', maxLength: 300 });

export const decisionsSchema = bagSchema({
  'metadata-secret': optional(secret({ pattern: /[\x21-\x7e]+/, expected: 'a word', maxLength: 512 })),
  'ssh-public-key': optional(text({ maxLength: 4096 })),
  'ssh-private-key': optional(base64({ pem: 'OPENSSH PRIVATE KEY' })),
  'database-synced': optional(text({ maxLength: 512 })),
  'endpoint-unit': optional(unitName),
  'restart-turn': optional(turn),
});

export const unitSchema = bagSchema({
  host: optional(word),
  'public-host': optional(address()),
  'internal-host': optional(address()),
  'admin-host': optional(address()),
  'restart-wanted': optional(word),
  ready: optional(boolean(), false),
});

const undecided: ClusterDecisions = {
  metadataSecret: undefined,
  sshPublicKey: undefined,
  sshPrivateKey: undefined,
  databaseSynced: undefined,
  endpointUnit: undefined,
  restartTurn: undefined,
};

function readTurn(text: string | undefined): RestartTurn | undefined {
  const [unit, since] = text?.split(' ') ?? [];
  return unit === undefined || since === undefined ? undefined : { unit, since: Number(since) };
}

/** Peers are our own code, but perhaps of another revision: what cannot be read is named and left aside. */
export function readCluster(relations: readonly RelationBags[]): ClusterData {
  const [relation] = relations;
  if (relation === undefined) return { decisions: undecided, peers: [], problems: [] };
  const problems: string[] = [];
  const app = decisionsSchema.read(relation.appBag);
  problems.push(...problemsFrom(relation.endpoint, relation.remoteApp, app.problems));
  const peers = relation.units.map(({ unit, bag }): ClusterUnit => {
    const reading = unitSchema.read(bag);
    problems.push(...problemsFrom(relation.endpoint, unit, reading.problems));
    const value = reading.value;
    return {
      unit,
      host: value?.host,
      publicHost: value?.['public-host'],
      internalHost: value?.['internal-host'],
      adminHost: value?.['admin-host'],
      restartWanted: value?.['restart-wanted'],
      ready: value?.ready ?? false,
    };
  });
  return {
    decisions: {
      metadataSecret: app.value?.['metadata-secret'],
      sshPublicKey: app.value?.['ssh-public-key'],
      sshPrivateKey: app.value?.['ssh-private-key'],
      databaseSynced: app.value?.['database-synced'],
      endpointUnit: app.value?.['endpoint-unit'],
      restartTurn: readTurn(app.value?.['restart-turn']),
    },
    peers: peers.sort((left, right) => compareUnits(left.unit, right.unit)),
    problems,
  };
}

/** The leader's decisions as the application's bag is to hold them. */
export function encodeDecisions(decisions: ClusterDecisions): Bag {
  const { restartTurn } = decisions;
  return decisionsSchema.encode({
    'metadata-secret': decisions.metadataSecret,
    'ssh-public-key': decisions.sshPublicKey,
    'ssh-private-key': decisions.sshPrivateKey,
    'database-synced': decisions.databaseSynced,
    'endpoint-unit': decisions.endpointUnit,
    'restart-turn': restartTurn === undefined ? undefined : `${restartTurn.unit} ${restartTurn.since}`,
  });
}

export function encodeUnit(unit: ClusterUnit): Bag {
  return unitSchema.encode({
    host: unit.host,
    'public-host': unit.publicHost,
    'internal-host': unit.internalHost,
    'admin-host': unit.adminHost,
    'restart-wanted': unit.restartWanted,
    ready: unit.ready,
  });
}

/**
 * Names a migrated database: which relation, which database in it, and for which Astara. The server's address is no
 * part of it, since a router or a virtual address changes it without changing the data.
 */
export function databaseToken(relationId: number, database: string, astaraVersion: string): string {
  return `${relationId} ${database} ${astaraVersion}`;
}

/** For which Astara a token says that this very database was migrated; null when it is about another, or there is none. */
export function migratedVersion(token: string | undefined, relationId: number, database: string): string | null {
  const start = databaseToken(relationId, database, '');
  return token?.startsWith(start) === true ? token.slice(start.length) : null;
}

/** Of all units the one with the lowest number: the one to work alone while there is no coordination. */
export function lowestUnit(unit: string, peers: readonly ClusterUnit[]): string {
  return [unit, ...peers.map((peer) => peer.unit)].sort(compareUnits)[0] ?? unit;
}

/** How long a unit may keep its turn before the leader passes it on: a restart takes well under a minute. */
const turnSeconds = 600;

/** Whose turn the leader makes it: the holder's while it still waits, else the lowest waiting unit's, else nobody's. */
export function nextTurn(
  current: RestartTurn | undefined,
  waiting: readonly string[],
  nowSeconds: number,
): RestartTurn | undefined {
  const sorted = [...waiting].sort(compareUnits);
  const held = current !== undefined && sorted.includes(current.unit);
  if (held && nowSeconds - current.since < turnSeconds) return current;
  // Behind one that let its turn pass, so that a unit that cannot restart does not hold up the rest for ever.
  const others = held ? sorted.filter((unit) => unit !== current.unit) : sorted;
  const [unit] = others.length > 0 ? others : sorted;
  return unit === undefined ? undefined : { unit, since: nowSeconds };
}
