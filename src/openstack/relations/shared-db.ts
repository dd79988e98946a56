/**
 * The relation shared-db (interface mysql-shared): a database, from percona-cluster, mysql-innodb-cluster or mysql-router.
 * We ask with three keys; the peer grants access to the host we name and lists the units that it has let in.
 */

import {
  address,
  bagSchema,
  base64,
  boolean,
  cidr,
  type Decoded,
  incomplete,
  integer,
  invalid,
  listOf,
  optional,
  port,
  type Readiness,
  ready,
  secret,
  text,
  type ValueOf,
} from '../../ops/index.ts';
import {
  addressInNetworks,
  globalIpv6Addresses,
  type HostAddress,
  hostInUrl,
  isInNetwork,
  percentEncoded,
} from '../addresses.ts';
import {
  type Bag,
  bagValue,
  firstReady,
  problemsFrom,
  type RelationBags,
  readFrom,
  relationsInOrder,
  unitsInOrder,
} from './bags.ts';

/**
 * Exactly these keys and no other: mysql-router and mysql-innodb-cluster take any further key for a second request
 * and then never finish the first.
 */
const requestSchema = bagSchema({
  database: text({ pattern: /[A-Za-z0-9_][A-Za-z0-9_-]*/, expected: 'a plain database name', maxLength: 64 }),
  username: text({ pattern: /[A-Za-z0-9_][A-Za-z0-9_.-]*/, expected: 'a plain user name', maxLength: 32 }),
  hostname: text(),
});

export interface SharedDatabaseRequest {
  readonly database: string;
  readonly username: string;
  readonly hostname: string;
}

const answerFields = {
  db_host: address(),
  password: secret(),
  db_port: optional(port()),
  allowed_units: optional(listOf(text(), ' '), []),
  'access-network': optional(listOf(cidr(), ' '), []),
  ssl_ca: optional(base64({ pem: 'CERTIFICATE' })),
  ssl_cert: optional(base64({ pem: 'CERTIFICATE' })),
  ssl_key: optional(base64({ pem: 'PRIVATE KEY' })),
  wait_timeout: optional(integer({ min: 1 })),
  'cluster-series-upgrading': optional(boolean(), false),
};
const answerSchema = bagSchema(answerFields);
const accessNetworkSchema = bagSchema({ 'access-network': answerFields['access-network'] });

/** A database that is ours to use. */
export interface SharedDatabase {
  readonly relationId: number;
  /** The unit whose answer this is. */
  readonly unit: string;
  readonly host: string;
  /** Null when the peer named none: MySQL's own port. */
  readonly port: number | null;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly tls: DatabaseTls | null;
  /** Seconds after which the server drops an idle connection. */
  readonly waitTimeout: number | null;
  /** The peer is being upgraded: keep the configuration, but leave the database alone. */
  readonly maintenance: boolean;
}

/** PEM texts for the connection. Certificate and key are there both or neither. */
export interface DatabaseTls {
  readonly ca: string;
  readonly certificate: string | null;
  readonly key: string | null;
}

/** What we know of ourselves when we read the peer's answer. */
export interface SharedDatabaseClient {
  readonly unit: string;
  readonly database: string;
  readonly username: string;
  readonly hostAddresses: readonly HostAddress[];
}

/** The three keys of our unit's bag, or what is wrong with them. */
export function sharedDatabaseRequest(request: SharedDatabaseRequest): Decoded<Bag> {
  const { database, username, hostname } = request;
  const bag = { database, username, hostname };
  const reading = requestSchema.read(bag);
  const wrong = [...reading.problems, ...reading.missing.map((key) => `${key}: expected a value, got none`)];
  return wrong.length > 0 ? { ok: false, problem: wrong.join('; ') } : { ok: true, value: bag };
}

/** Networks from which the peer accepts clients; empty when it has not named any. A malformed key counts as none. */
export function accessNetworks(relation: RelationBags): readonly string[] {
  for (const { bag } of unitsInOrder(relation)) {
    const reading = accessNetworkSchema.read(bag);
    const networks = reading.value?.['access-network'] ?? [];
    if (networks.length > 0) return networks;
  }
  return [];
}

/**
 * The value of `hostname`: our address inside the peer's access network; else the address of the binding.
 * With prefer-ipv6 it is a JSON list of all addresses from which we may come.
 */
export function sharedDatabaseHostname(
  relation: RelationBags | null,
  us: {
    readonly bindingAddress: string;
    readonly hostAddresses: readonly HostAddress[];
    readonly preferIpv6: boolean;
    readonly vips?: readonly string[];
  },
): string {
  const networks = relation === null ? [] : accessNetworks(relation);
  const inside = addressInNetworks(
    us.hostAddresses.map((entry) => entry.address),
    networks,
  );
  if (us.preferIpv6) {
    const vips = (us.vips ?? []).filter((vip) => vip.includes(':'));
    const all = [...new Set([...globalIpv6Addresses(us.hostAddresses), ...vips])];
    // A peer that lets in one network's hosts alone lets in none of a list outside it.
    const useful = inside === null || addressInNetworks(all, networks) !== null;
    if (all.length > 0 && useful) return JSON.stringify(all);
  }
  return inside ?? us.bindingAddress;
}

function hostsIn(hostname: string | null): readonly string[] {
  if (hostname === null) return [];
  if (!hostname.startsWith('[')) return [hostname];
  try {
    const list: unknown = JSON.parse(hostname);
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}

/** What stands between us and the peer's access network, or null. */
function accessNetworkGap(relation: RelationBags, client: SharedDatabaseClient): Readiness<never> | null {
  const networks = accessNetworks(relation);
  if (networks.length === 0) return null;
  const published = hostsIn(bagValue(relation.ours, 'hostname'));
  if (published.some((host) => networks.some((network) => isInNetwork(host, network)))) return null;
  const own = client.hostAddresses.map((entry) => entry.address);
  if (addressInNetworks(own, networks) !== null) return incomplete(['hostname inside access-network']);
  const problem = `access-network: this unit has no address in ${networks.join(' ')}; bind shared-db to its space`;
  return invalid(problemsFrom(relation.endpoint, relation.remoteApp, [problem]));
}

type Answer = ValueOf<typeof answerFields>;

function readTls(relation: RelationBags, unit: string, answer: Answer): Readiness<DatabaseTls | null> {
  const { ssl_ca: ca, ssl_cert: certificate, ssl_key: key } = answer;
  if ((certificate === undefined) !== (key === undefined)) {
    const lonely =
      certificate === undefined ? 'ssl_key: expected ssl_cert with it' : 'ssl_cert: expected ssl_key with it';
    return invalid(problemsFrom(relation.endpoint, unit, [lonely]));
  }
  if (ca === undefined) return ready(null);
  return ready({ ca, certificate: certificate ?? null, key: key ?? null });
}

function readRelation(relation: RelationBags, client: SharedDatabaseClient): Readiness<SharedDatabase> {
  const units = unitsInOrder(relation);
  if (units.length === 0) return incomplete(['db_host', 'password']);
  const answers = units.map(({ unit, bag }) => ({ unit, reading: readFrom(relation, unit, bag, answerSchema) }));
  const gap = accessNetworkGap(relation, client);
  if (gap?.kind === 'incomplete') return gap;

  const complete = answers.flatMap(({ unit, reading }) =>
    reading.kind === 'ready' ? [{ unit, answer: reading.data }] : [],
  );
  // Words, not text: astara-orchestrator/1 is not in "astara-orchestrator/10".
  const listsUs = (entry: { answer: Answer }) => entry.answer.allowed_units?.includes(client.unit) ?? false;
  const chosen = complete.find(listsUs) ?? complete[0];
  if (chosen === undefined)
    return gap ?? firstReady(answers.map((entry) => firstReady<SharedDatabase>(withoutData(entry.reading))));

  // Any unit may vouch for us, also one whose own answer is not complete.
  const allowed = new Set(units.flatMap(({ bag }) => (bagValue(bag, 'allowed_units') ?? '').split(/\s+/)));
  if (!allowed.has(client.unit)) return gap ?? incomplete(['allowed_units']);

  const tls = readTls(relation, chosen.unit, chosen.answer);
  if (tls.kind !== 'ready') return tls;
  return ready({
    relationId: relation.id,
    unit: chosen.unit,
    host: chosen.answer.db_host,
    port: chosen.answer.db_port ?? null,
    username: client.username,
    password: chosen.answer.password,
    database: client.database,
    tls: tls.data,
    waitTimeout: chosen.answer.wait_timeout ?? null,
    maintenance: units.some(({ bag }) => bagValue(bag, 'cluster-series-upgrading')?.toLowerCase() === 'true'),
  });
}

/** A reading that is not ready, as a list of at most one. */
function withoutData(reading: Readiness<unknown>): readonly Readiness<never>[] {
  return reading.kind === 'ready' ? [] : [reading];
}

/** Whether we may use a database: ready only when a unit has answered and some unit lists ours among the allowed. */
export function readSharedDatabase(
  relations: readonly RelationBags[],
  client: SharedDatabaseClient,
): Readiness<SharedDatabase> {
  return firstReady(relationsInOrder(relations).map((relation) => readRelation(relation, client)));
}

/** Where the connection's PEM texts have been written. */
export interface DatabaseTlsPaths {
  readonly ca: string;
  readonly certificate: string | null;
  readonly key: string | null;
}

/** SQLAlchemy's URL for a database. The name is not encoded, for SQLAlchemy does not decode it; the request keeps it plain. */
export function databaseUrl(database: SharedDatabase, tls: DatabaseTlsPaths | null, dialect = 'mysql+pymysql'): string {
  const user = `${percentEncoded(database.username)}:${percentEncoded(database.password)}`;
  const host = hostInUrl(database.host) + (database.port === null ? '' : `:${database.port}`);
  const query =
    tls === null
      ? ''
      : `?ssl_ca=${tls.ca}${tls.certificate === null || tls.key === null ? '' : `&ssl_cert=${tls.certificate}&ssl_key=${tls.key}`}`;
  return `${dialect}://${user}@${host}/${database.database}${query}`;
}

/** Seconds after which pooled connections are renewed: oslo's hour, or safely before the server drops them. */
export function connectionRecycleTime(waitTimeout: number | null): number {
  return waitTimeout === null || waitTimeout > 3660 ? 3600 : Math.max(1, Math.floor(waitTimeout * 0.9));
}
