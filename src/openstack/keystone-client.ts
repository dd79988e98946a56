/**
 * A login to Keystone, as the service itself would log in, to learn whether its credentials work and what the catalogue
 * says. Both versions of the Identity API; a password never gets into an error.
 */
import { exchangeHttp, type HttpAnswer, HttpExchangeError } from './http-exchange.ts';
import { printableLine } from './program-output.ts';
import { isMapping } from './yaml-value.ts';

export interface KeystoneLogin {
  readonly authUrl: string;
  readonly apiVersion: 2 | 3;
  readonly username: string;
  readonly password: string;
  readonly projectName: string;
  /** Domain of user and project; unused by v2. */
  readonly domainName: string;
}

export interface CatalogEndpoint {
  readonly type: string;
  readonly region: string;
  readonly interface: 'public' | 'internal' | 'admin';
  readonly url: string;
}

export interface KeystoneToken {
  readonly id: string;
  readonly roles: readonly string[];
  readonly catalog: readonly CatalogEndpoint[];
}

/** Keystone could not be reached, refused us, or spoke in another way than expected. */
export class KeystoneError extends Error {
  readonly code: 'keystone-unreachable' | 'keystone-refused' | 'keystone-unexpected';
  readonly endpoint: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | null;

  constructor(code: KeystoneError['code'], endpoint: string, why: string, status: number | null, cause?: unknown) {
    super(`cannot log in to Keystone at ${endpoint}: ${why}`, cause === undefined ? undefined : { cause });
    this.name = 'KeystoneError';
    this.code = code;
    this.endpoint = endpoint;
    this.status = status;
  }
}

export interface KeystoneOptions {
  readonly deadlineMs?: number;
  /** Authorities to check the server's certificate against, PEM. */
  readonly ca?: string;
}

const usualDeadlineMs = 10_000;
const interfaces = ['public', 'internal', 'admin'] as const;

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The root of the API, whatever version the given URL ends with. */
function rootOf(authUrl: string): string {
  return authUrl.replace(/\/+$/, '').replace(/\/v[0-9.]+$/, '');
}

function v3Request(login: KeystoneLogin): unknown {
  const domain = { name: login.domainName };
  return {
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: login.username, domain, password: login.password } },
      },
      scope: { project: { name: login.projectName, domain } },
    },
  };
}

function v2Request(login: KeystoneLogin): unknown {
  return {
    auth: {
      tenantName: login.projectName,
      passwordCredentials: { username: login.username, password: login.password },
    },
  };
}

function v3Token(answer: HttpAnswer, body: Readonly<Record<string, unknown>>): KeystoneToken | null {
  const id = answer.headers['x-subject-token'];
  const token = body['token'];
  if (typeof id !== 'string' || !isMapping(token)) return null;
  const catalog = listOf(token['catalog']).flatMap((service) =>
    listOf(service['endpoints']).flatMap((endpoint) => {
      const kind = interfaces.find((name) => name === endpoint['interface']);
      const region = textOf(endpoint['region']) || textOf(endpoint['region_id']);
      return kind === undefined
        ? []
        : [{ type: textOf(service['type']), region, interface: kind, url: textOf(endpoint['url']) }];
    }),
  );
  return { id, roles: listOf(token['roles']).map((role) => textOf(role['name'])), catalog };
}

function v2Token(body: Readonly<Record<string, unknown>>): KeystoneToken | null {
  const access = body['access'];
  if (!isMapping(access) || !isMapping(access['token'])) return null;
  const id = textOf(access['token']['id']);
  if (id === '') return null;
  const user = isMapping(access['user']) ? access['user'] : {};
  const catalog = listOf(access['serviceCatalog']).flatMap((service) =>
    listOf(service['endpoints']).flatMap((endpoint) =>
      interfaces.flatMap((kind) => {
        const url = textOf(endpoint[`${kind}URL`]);
        return url === ''
          ? []
          : [{ type: textOf(service['type']), region: textOf(endpoint['region']), interface: kind, url }];
      }),
    ),
  );
  return { id, roles: listOf(user['roles']).map((role) => textOf(role['name'])), catalog };
}

function bodyOf(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(answer.text);
    return isMapping(value) ? value : {};
  } catch {
    return {};
  }
}

/** Keystone's own words for a refusal, on one line and without the password should they repeat it. */
function refusalOf(answer: HttpAnswer, login: KeystoneLogin): string {
  const error = bodyOf(answer)['error'];
  const said = isMapping(error) ? textOf(error['message']) : '';
  // Before it is cut: half a password is half a secret.
  const safe = printableLine(login.password === '' ? said : said.replaceAll(login.password, '***'), 160);
  const meaning = answer.status === 401 ? `it refuses user "${login.username}"` : `it answered ${answer.status}`;
  return safe === '' ? meaning : `${meaning}: ${safe}`;
}

/** Logs in and gives the token with roles and catalogue; throws {@link KeystoneError} when that does not work. */
export async function logInToKeystone(login: KeystoneLogin, options: KeystoneOptions = {}): Promise<KeystoneToken> {
  const root = rootOf(login.authUrl);
  const endpoint = URL.canParse(root) ? new URL(root).host : root;
  const isV3 = login.apiVersion === 3;
  let answer: HttpAnswer;
  try {
    answer = await exchangeHttp({
      url: isV3 ? `${root}/v3/auth/tokens` : `${root}/v2.0/tokens`,
      method: 'POST',
      body: isV3 ? v3Request(login) : v2Request(login),
      deadlineMs: options.deadlineMs ?? usualDeadlineMs,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
  } catch (error) {
    if (!(error instanceof HttpExchangeError)) throw error;
    throw new KeystoneError('keystone-unreachable', endpoint, error.reason, null, error);
  }
  if (answer.status < 200 || answer.status > 299) {
    throw new KeystoneError('keystone-refused', endpoint, refusalOf(answer, login), answer.status);
  }
  const body = bodyOf(answer);
  const token = isV3 ? v3Token(answer, body) : v2Token(body);
  if (token === null) {
    throw new KeystoneError('keystone-unexpected', endpoint, 'its answer is no token', answer.status);
  }
  return token;
}

/** The first endpoint of a service in a region, or null. */
export function endpointOf(
  token: KeystoneToken,
  wanted: { readonly type: string; readonly region: string; readonly interface: CatalogEndpoint['interface'] },
): string | null {
  const found = token.catalog.find(
    (entry) => entry.type === wanted.type && entry.region === wanted.region && entry.interface === wanted.interface,
  );
  return found?.url ?? null;
}
