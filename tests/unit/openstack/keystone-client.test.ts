import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  endpointOf,
  KeystoneError,
  type KeystoneLogin,
  logInToKeystone,
} from '../../../src/openstack/keystone-client.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this kind.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const login = (authUrl: string, more: Partial<KeystoneLogin> = {}): KeystoneLogin => ({
  authUrl,
  apiVersion: 3,
  username: 'astara',
  password: 'topsecret',
  projectName: 'services',
  domainName: 'service_domain',
  ...more,
});

async function failure(promise: Promise<unknown>): Promise<KeystoneError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KeystoneError)) throw new Error(`expected a KeystoneError, got ${error}`);
  return error;
}

describe('a login to Keystone', () => {
  it('by version 3 sends user, project and domain, and reads token, roles and catalogue', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push(request.url, JSON.parse(body));
        response.writeHead(201, { 'X-Subject-Token': 'TOKEN' });
        response.end(
          JSON.stringify({
            token: {
              roles: [{ name: 'Admin' }],
              catalog: [
                {
                  type: 'network',
                  endpoints: [{ interface: 'internal', region: 'RegionOne', url: 'http://n:9696' }],
                },
              ],
            },
          }),
        );
      });
    });

    const token = await logInToKeystone(login(`${url}/v3`));

    const domain = { name: 'service_domain' };
    expect(seen).toEqual([
      '/v3/auth/tokens',
      {
        auth: {
          identity: { methods: ['password'], password: { user: { name: 'astara', domain, password: 'topsecret' } } },
          scope: { project: { name: 'services', domain } },
        },
      },
    ]);
    expect(token).toMatchObject({ id: 'TOKEN', roles: ['Admin'] });
    expect(endpointOf(token, { type: 'network', region: 'RegionOne', interface: 'internal' })).toBe('http://n:9696');
    expect(endpointOf(token, { type: 'network', region: 'RegionTwo', interface: 'internal' })).toBeNull();
  });

  it('keeps a path before the version', async () => {
    const paths: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(201, { 'X-Subject-Token': 'T' }).end('{"token": {}}');
    });

    await logInToKeystone(login(`${url}/openstack-keystone/`));

    expect(paths).toEqual(['/openstack-keystone/v3/auth/tokens']);
  });

  it('by version 2 asks for a tenant', async () => {
    const url = await serve((request, response) => {
      const access = {
        token: { id: 'T2' },
        user: { roles: [{ name: 'Admin' }] },
        serviceCatalog: [
          { type: 'network', endpoints: [{ region: 'R', publicURL: 'http://p', adminURL: 'http://a' }] },
        ],
      };
      response.writeHead(request.url === '/v2.0/tokens' ? 200 : 404).end(JSON.stringify({ access }));
    });

    const token = await logInToKeystone(login(url, { apiVersion: 2 }));

    expect(token.id).toBe('T2');
    expect(token.catalog.map((entry) => entry.interface)).toEqual(['public', 'admin']);
  });

  it('that is refused names endpoint and user, and never the password', async () => {
    const url = await serve((_, response) => {
      response.writeHead(401).end(JSON.stringify({ error: { message: 'no, topsecret is wrong\nreally' } }));
    });

    const error = await failure(logInToKeystone(login(url)));

    expect(error.code).toBe('keystone-refused');
    expect(error.status).toBe(401);
    expect(error.message).toBe(
      `cannot log in to Keystone at ${url.slice('http://'.length)}: it refuses user "astara": no, *** is wrong really`,
    );
  });

  it.each([
    ['a redirect', 302, ''],
    ['an error page', 503, '<html>'],
  ])('does not take %s for a token', async (_, status, body) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, { location: 'http://evil.example/' }).end(body);
    });

    expect((await failure(logInToKeystone(login(url)))).message).toContain(`it answered ${status}`);
  });

  it('does not take any success for a token', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200).end('welcome');
    });

    expect((await failure(logInToKeystone(login(url)))).code).toBe('keystone-unexpected');
  });

  it('gives up at its deadline', async () => {
    const url = await serve(() => {});

    const error = await failure(logInToKeystone(login(url), { deadlineMs: 50 }));

    expect(error.code).toBe('keystone-unreachable');
    expect(error.message).toContain('no answer within 0.05 s');
  });

  it('says when nobody listens', async () => {
    const url = await serve(() => {});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));

    expect((await failure(logInToKeystone(login(url)))).message).toContain('connection refused');
  });

  it('says when the other side does not speak TLS', async () => {
    const url = await serve(() => {});

    const error = await failure(logInToKeystone(login(url.replace('http:', 'https:'))));

    expect(error.code).toBe('keystone-unreachable');
  });
});
