/**
 * The relation amqp (interface rabbitmq): a message queue from rabbitmq-server.
 * We name a user and a virtual host; each broker answers in its own time with the user's password.
 */
import {
  address,
  bagSchema,
  base64,
  boolean,
  type Decoded,
  incomplete,
  invalid,
  optional,
  port,
  type Readiness,
  ready,
  secret,
  text,
} from '../../ops/index.ts';
import { hostInUrl, percentEncoded } from '../addresses.ts';
import {
  type Bag,
  firstReady,
  problemsFrom,
  type RelationBags,
  readFrom,
  relationsInOrder,
  unitsInOrder,
} from './bags.ts';

const plainPort = 5672;

// oslo.messaging decodes names before it gives them to kombu and does not encode them again: these cannot travel.
const name = (expected: string) => text({ pattern: /[^/?#%@:\s]+/, expected, maxLength: 255 });
const requestSchema = bagSchema({
  username: name('a user name without blanks and / ? # % @ :'),
  vhost: text({ pattern: /[^?#%\s]+/, expected: 'a virtual host without blanks and ? # %', maxLength: 255 }),
});

const brokerSchema = bagSchema({
  password: secret(),
  hostname: optional(address()),
  'private-address': optional(address()),
  ssl_port: optional(port()),
  ssl_ca: optional(base64({ pem: 'CERTIFICATE' })),
  clustered: optional(boolean(), false),
  vip: optional(address()),
  'ha-vip-only': optional(boolean(), false),
  ha_queues: optional(boolean(), false),
});

export interface MessagingRequest {
  readonly username: string;
  readonly vhost: string;
}

/** A message queue that is ours to use. */
export interface Messaging {
  readonly relationId: number;
  /** Brokers, or the one virtual address before them, sorted as text so that the URL is always the same. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** Null without TLS. Its `ca` is null when the broker's certificate is to be checked against the host's own CAs. */
  readonly tls: { readonly ca: string | null } | null;
  readonly username: string;
  readonly password: string;
  readonly vhost: string;
  /** RabbitMQ before 3.0.1 wants mirrored queues asked for by the client. */
  readonly haQueues: boolean;
}

/** The keys of our unit's bag, or what is wrong with them. */
export function messagingRequest(request: MessagingRequest): Decoded<Bag> {
  const bag = { username: request.username, vhost: request.vhost };
  const reading = requestSchema.read(bag);
  const wrong = [...reading.problems, ...reading.missing.map((key) => `${key}: expected a value, got none`)];
  return wrong.length > 0 ? { ok: false, problem: wrong.join('; ') } : { ok: true, value: bag };
}

interface Broker {
  readonly unit: string;
  readonly host: string;
  readonly answer: NonNullable<ReturnType<typeof brokerSchema.read>['value']>;
}

function readBroker(relation: RelationBags, unit: string, bag: Bag): Readiness<Broker> {
  const reading = readFrom(relation, unit, bag, brokerSchema);
  if (reading.kind !== 'ready') return reading;
  const answer = reading.data;
  const host = answer.hostname ?? answer['private-address'];
  if (host === undefined) return incomplete(['hostname']);
  // The rabbit driver of oslo.messaging leaves a slash in the password as it is, and the URL then ends there.
  if (answer.password.includes('/')) {
    const problem =
      'password: expected one without "/", which oslo.messaging cannot express; have the broker make another';
    return invalid(problemsFrom(relation.endpoint, unit, [problem]));
  }
  return ready({ unit, host, answer });
}

/**
 * Sorted as text, but IPv6 addresses last: Python takes brackets anywhere before the path for those of the last host,
 * and refuses a list that mixes the kinds and ends with another.
 */
function inUrlOrder(hosts: readonly string[]): readonly string[] {
  const sorted = [...hosts].sort();
  return [...sorted.filter((host) => !host.includes(':')), ...sorted.filter((host) => host.includes(':'))];
}

/** The hosts to connect to: a virtual address stands for all, unless the brokers behind it are active themselves. */
function chooseHosts(relation: RelationBags, brokers: readonly Broker[]): readonly string[] {
  const fronted = brokers.find(({ answer }) => answer.clustered === true && answer.vip !== undefined);
  const everyBroker = brokers.some(({ answer }) => answer['ha-vip-only'] === true) && relation.units.length > 1;
  if (fronted?.answer.vip !== undefined && !everyBroker) return [fronted.answer.vip];
  return inUrlOrder([...new Set(brokers.map((broker) => broker.host))]);
}

function readRelation(relation: RelationBags, request: MessagingRequest): Readiness<Messaging> {
  const readings = unitsInOrder(relation).map(({ unit, bag }) => readBroker(relation, unit, bag));
  const brokers = readings.flatMap((reading) => (reading.kind === 'ready' ? [reading.data] : []));
  const first = brokers[0];
  if (first === undefined) {
    const gaps = firstReady(readings);
    return gaps.kind === 'invalid' || gaps.kind === 'incomplete' ? gaps : incomplete(['hostname', 'password']);
  }
  const tlsPort = brokers.find((broker) => broker.answer.ssl_port !== undefined)?.answer.ssl_port;
  // While certificates are rotated two brokers may show two authorities; both are to be trusted.
  const authorities = new Set(
    brokers.flatMap(({ answer }) => (answer.ssl_ca === undefined ? [] : [answer.ssl_ca.trim()])),
  );
  const ca = authorities.size === 0 ? null : `${[...authorities].sort().join('\n')}\n`;
  return ready({
    relationId: relation.id,
    hosts: chooseHosts(relation, brokers),
    port: tlsPort ?? plainPort,
    tls: tlsPort === undefined ? null : { ca },
    username: request.username,
    password: first.answer.password,
    vhost: request.vhost,
    haQueues: brokers.some(({ answer }) => answer.ha_queues === true),
  });
}

/** Whether there is a message queue to use: one broker with a host and a password is enough. */
export function readMessaging(relations: readonly RelationBags[], request: MessagingRequest): Readiness<Messaging> {
  return firstReady(relationsInOrder(relations).map((relation) => readRelation(relation, request)));
}

/** oslo.messaging's URL: every host carries the credentials of its own; the virtual host follows one slash. */
export function transportUrl(messaging: Messaging): string {
  const user = `${percentEncoded(messaging.username)}:${percentEncoded(messaging.password)}`;
  const hosts = messaging.hosts.map((host) => `${user}@${hostInUrl(host)}:${messaging.port}`);
  return `rabbit://${hosts.join(',')}/${percentEncoded(messaging.vhost)}`;
}
