/**
 * The relation certificates (interface tls-certificates): vault's certificate authority, and a certificate if we ask.
 * PEM travels as it is here, not in base64. To trust the authority nothing has to be asked for.
 */
import { bagSchema, incomplete, invalid, json, optional, pem, type Readiness, ready } from '../../ops/index.ts';
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

const authoritySchema = bagSchema({
  ca: pem({ label: 'CERTIFICATE' }),
  chain: optional(pem({ label: 'CERTIFICATE' })),
});
const certificateField = pem({ label: 'CERTIFICATE' });
const keyField = pem({ label: 'PRIVATE KEY' });

export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Certificates {
  readonly relationId: number;
  readonly unit: string;
  readonly remoteApp: string;
  /** The root, PEM. */
  readonly ca: string;
  /** Certificates between the root and a server's, PEM. */
  readonly chain: string | null;
  /** By common name, those that were asked for and have been issued. */
  readonly issued: ReadonlyMap<string, IssuedCertificate>;
}

/** The form of our unit's name in keys: "/" would not do there. */
function keyName(unit: string): string {
  return unit.replaceAll('/', '_');
}

/** Keys of our unit's bag: certificates by common name, each with its other names and addresses. */
export function certificatesRequest(unit: string, requests: Readonly<Record<string, readonly string[]>>): Bag {
  const names = Object.keys(requests).sort();
  const wanted = names.map((name) => [name, { sans: [...new Set(requests[name])].sort() }] as const);
  return {
    unit_name: keyName(unit),
    cert_requests: names.length === 0 ? '' : JSON.stringify(Object.fromEntries(wanted)),
  };
}

interface ProcessedRequests {
  readonly [commonName: string]: unknown;
}

function isRecord(value: unknown): value is ProcessedRequests {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only the outer shape: a name's own certificate is checked as PEM afterwards. */
const processedField = json(
  {
    '~standard': {
      validate: (value: unknown) =>
        isRecord(value) ? { value } : { issues: [{ message: 'expected an object of certificates' }] },
    },
  },
  { multiline: true, secret: true },
);

function readIssued(bag: Bag, unit: string): { issued: Map<string, IssuedCertificate>; problems: string[] } {
  const issued = new Map<string, IssuedCertificate>();
  const problems: string[] = [];
  const key = `${keyName(unit)}.processed_requests`;
  const text = bagValue(bag, key);
  if (text === null) return { issued, problems };
  const processed = processedField.decode(text);
  if (!processed.ok) return { issued, problems: [`${key}: ${processed.problem}`] };
  for (const [name, entry] of Object.entries(processed.value)) {
    const parts = isRecord(entry) ? entry : {};
    const certificate = certificateField.decode(String(parts['cert'] ?? ''));
    const privateKey = keyField.decode(String(parts['key'] ?? ''));
    if (!certificate.ok) problems.push(`${key}: cert of ${name}: ${certificate.problem}`);
    else if (!privateKey.ok) problems.push(`${key}: key of ${name}: ${privateKey.problem}`);
    else issued.set(name, { certificate: certificate.value, key: privateKey.value });
  }
  return { issued, problems };
}

function readUnit(relation: RelationBags, sender: string, bag: Bag, ourUnit: string): Readiness<Certificates> {
  const authority = readFrom(relation, sender, bag, authoritySchema);
  if (authority.kind !== 'ready') return authority;
  const { issued, problems } = readIssued(bag, ourUnit);
  if (problems.length > 0) return invalid(problemsFrom(relation.endpoint, sender, problems));
  return ready({
    relationId: relation.id,
    unit: sender,
    remoteApp: relation.remoteApp,
    ca: authority.data.ca,
    chain: authority.data.chain ?? null,
    issued,
  });
}

/** Ready as soon as there is an authority to trust; `issued` fills when requests have been answered. */
export function readCertificates(relations: readonly RelationBags[], ourUnit: string): Readiness<Certificates> {
  const readings = relationsInOrder(relations).map((relation): Readiness<Certificates> => {
    const units = unitsInOrder(relation).map(({ unit, bag }) => readUnit(relation, unit, bag, ourUnit));
    return units.length === 0 ? incomplete(['ca']) : firstReady(units);
  });
  return firstReady(readings);
}

/** The authority as one bundle: root first, then the certificates between. */
export function authorityBundle(certificates: Pick<Certificates, 'ca' | 'chain'>): string {
  const parts = [certificates.ca, certificates.chain ?? ''].map((part) => part.trim()).filter((part) => part !== '');
  return `${parts.join('\n')}\n`;
}
