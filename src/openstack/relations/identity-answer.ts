/**
 * What Keystone's charm answers on identity-service: credentials of our service user and the addresses of the API.
 * Two forms exist: keystone's unit bag (v2 and v3), and the application bag of keystone-k8s, with dashes.
 */
import {
  address,
  bagSchema,
  base64,
  boolean,
  incomplete,
  oneOf,
  optional,
  port,
  type Readiness,
  ready,
  secret,
  text,
  url,
} from '../../ops/index.ts';
import { urlOf } from '../addresses.ts';
import {
  type Bag,
  bagValue,
  firstReady,
  type RelationBags,
  readFrom,
  relationsInOrder,
  unitsInOrder,
  withoutPseudoValues,
} from './bags.ts';

const protocol = oneOf('http', 'https');

const unitSchema = bagSchema({
  service_host: address(),
  service_port: port(),
  auth_host: address(),
  auth_port: port(),
  service_tenant: text(),
  service_username: text(),
  service_password: secret(),
  service_protocol: optional(protocol, 'http'),
  auth_protocol: optional(protocol, 'http'),
  // Keystone charms before 2021 have no internal_*: then the service address is meant.
  internal_host: optional(address()),
  internal_port: optional(port()),
  internal_protocol: optional(protocol),
  api_version: optional(text({ pattern: /v?\d+(\.\d+)?/, expected: 'a version of the Identity API' }), '2.0'),
  service_tenant_id: optional(text()),
  service_domain: optional(text()),
  service_domain_id: optional(text()),
  admin_role: optional(text(), 'Admin'),
  region: optional(text()),
  // Keystone charms until 18.08 handed out their certificate authority here.
  ca_cert: optional(base64({ pem: 'CERTIFICATE' })),
  https_keystone: optional(boolean(), false),
});

const applicationFields = {
  'internal-auth-url': url({ withoutLogin: true }),
  'public-auth-url': optional(url({ withoutLogin: true })),
  'admin-auth-url': optional(url({ withoutLogin: true })),
  'service-project-name': text(),
  'service-project-id': optional(text()),
  'service-domain-name': text(),
  'service-domain-id': optional(text()),
  'admin-role': optional(text(), 'Admin'),
  region: optional(text()),
};
const applicationSchema = bagSchema(applicationFields);
/** Juju fails the hook tool, and with it the hook, for what is no id; and an id with a dash would be an option to it. */
const credentialsName = bagSchema({
  'service-credentials': optional(
    text({ pattern: /(?:secret:(?:\/\/[0-9a-f-]{36}\/)?)?[0-9a-z]{20}/, expected: 'the id of a secret' }),
  ),
});
const plainCredentials = bagSchema({ 'service-user-name': text(), 'service-password': secret() });
const secretCredentials = bagSchema({ username: text(), password: secret() });

/** Keystone as our service sees it. */
export interface IdentityService {
  readonly relationId: number;
  /** The unit or application whose answer this is. */
  readonly sender: string;
  readonly apiVersion: 2 | 3;
  /** Where services authenticate, with its version path where there is one to add. */
  readonly authUrl: string;
  /** The same at Keystone's internal endpoint. */
  readonly internalAuthUrl: string;
  /** What users are told; with the version for v3. */
  readonly publicAuthUrl: string;
  readonly username: string;
  readonly password: string;
  readonly projectName: string;
  readonly projectId: string | null;
  /** "default" for v2, which has no domains. */
  readonly domainName: string;
  readonly domainId: string | null;
  readonly adminRole: string;
  readonly region: string | null;
  /** Certificate authority of an old keystone charm, PEM. */
  readonly ca: string | null;
  /** Other complete answers with another password: one of them is stale, and only a login tells which. */
  readonly rivals: readonly IdentityService[];
}

/** Gives the content of a Juju secret, or null while it may not be read. */
export type SecretLookup = (id: string) => Readonly<Record<string, string>> | null;

/** How a URL says which version of the API is meant; v2 URLs are given bare, as every template expects them. */
function withVersion(root: string, version: 2 | 3): string {
  const bare = root.replace(/\/+$/, '');
  return version === 3 && !bare.endsWith('/v3') ? `${bare}/v3` : bare;
}

function readUnit(relation: RelationBags, unit: string, raw: Bag): Readiness<IdentityService> {
  const reading = readFrom(relation, unit, withoutPseudoValues(raw), unitSchema);
  if (reading.kind !== 'ready') return reading;
  const answer = reading.data;
  const version = Number.parseFloat((answer.api_version ?? '2.0').replace('v', '')) > 2 ? 3 : 2;
  if (version === 3) {
    const needed = ['service_domain', 'service_tenant_id', 'service_domain_id'] as const;
    const missing = needed.filter((key) => answer[key] === undefined);
    if (missing.length > 0) return incomplete(missing);
  }
  const serviceProtocol = answer.service_protocol ?? 'http';
  const service = urlOf(serviceProtocol, answer.service_host, answer.service_port);
  const internal = urlOf(
    answer.internal_protocol ?? serviceProtocol,
    answer.internal_host ?? answer.service_host,
    answer.internal_port ?? answer.service_port,
  );
  const auth = urlOf(answer.auth_protocol ?? 'http', answer.auth_host, answer.auth_port);
  return ready({
    relationId: relation.id,
    sender: unit,
    apiVersion: version,
    authUrl: withVersion(auth, version),
    internalAuthUrl: withVersion(internal, version),
    publicAuthUrl: withVersion(service, version),
    username: answer.service_username,
    password: answer.service_password,
    projectName: answer.service_tenant,
    projectId: answer.service_tenant_id ?? null,
    domainName: version === 3 ? (answer.service_domain ?? 'default') : 'default',
    domainId: answer.service_domain_id ?? null,
    adminRole: answer.admin_role ?? 'Admin',
    region: answer.region ?? null,
    ca: answer.ca_cert ?? null,
    rivals: [],
  });
}

function readCredentials(
  relation: RelationBags,
  bag: Bag,
  lookup: SecretLookup,
): Readiness<{ readonly username: string; readonly password: string }> {
  const named = readFrom(relation, relation.remoteApp, bag, credentialsName);
  if (named.kind !== 'ready') return named;
  const id = named.data['service-credentials'];
  if (id === undefined) {
    const plain = readFrom(relation, relation.remoteApp, bag, plainCredentials);
    if (plain.kind !== 'ready') return plain;
    return ready({ username: plain.data['service-user-name'], password: plain.data['service-password'] });
  }
  const content = lookup(id);
  return content === null
    ? incomplete(['service-credentials'])
    : readFrom(relation, relation.remoteApp, content, secretCredentials);
}

/** Whether the application bag is an answer at all; classic keystone puts only notices of changes there. */
function hasApplicationForm(bag: Bag): boolean {
  return Object.keys(applicationFields).some((key) => key !== 'region' && bagValue(bag, key) !== null);
}

function readApplication(relation: RelationBags, lookup: SecretLookup): Readiness<IdentityService> {
  const bag = withoutPseudoValues(relation.appBag);
  const reading = readFrom(relation, relation.remoteApp, bag, applicationSchema);
  const credentials = readCredentials(relation, bag, lookup);
  if (reading.kind !== 'ready') return reading;
  if (credentials.kind !== 'ready') return credentials;
  const answer = reading.data;
  // These URLs carry their paths and are used as they are; only what users see gets the version.
  const internal = answer['internal-auth-url'];
  return ready({
    relationId: relation.id,
    sender: relation.remoteApp,
    apiVersion: 3,
    authUrl: internal,
    internalAuthUrl: internal,
    publicAuthUrl: withVersion(answer['public-auth-url'] ?? internal, 3),
    ...credentials.data,
    projectName: answer['service-project-name'],
    projectId: answer['service-project-id'] ?? null,
    domainName: answer['service-domain-name'],
    domainId: answer['service-domain-id'] ?? null,
    adminRole: answer['admin-role'] ?? 'Admin',
    region: answer.region ?? null,
    ca: null,
    rivals: [],
  });
}

function readRelation(relation: RelationBags, lookup: SecretLookup): Readiness<IdentityService> {
  const readings = unitsInOrder(relation).map(({ unit, bag }) => readUnit(relation, unit, bag));
  const answers = readings.flatMap((reading) => (reading.kind === 'ready' ? [reading.data] : []));
  const [first, ...others] = answers;
  if (first !== undefined) {
    return ready({ ...first, rivals: others.filter((other) => other.password !== first.password) });
  }
  // No charm answers in both forms, and the application's bag costs a call to Juju.
  const application = hasApplicationForm(relation.appBag) ? readApplication(relation, lookup) : null;
  if (application?.kind === 'ready') return application;
  const gaps = firstReady(application === null ? readings : [application]);
  return gaps.kind === 'absent' ? incomplete(['service_host', 'service_password']) : gaps;
}

/** Keystone's answer: that of the first unit, by number, whose answer is complete, else the application's. */
export function readIdentityService(
  relations: readonly RelationBags[],
  lookup: SecretLookup = () => null,
): Readiness<IdentityService> {
  return firstReady(relationsInOrder(relations).map((relation) => readRelation(relation, lookup)));
}
