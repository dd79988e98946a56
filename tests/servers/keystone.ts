/** A private Keystone on SQLite, seeded with an admin. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/system/process.ts';
import { freePort, loopback, ServerProcess, serverFolder } from './server-process.ts';

export interface Keystone {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:<port>/v3` */
  readonly url: string;
  readonly region: string;
  readonly adminPassword: string;
  readonly process: ServerProcess;
  /** Asks the API as admin; returns the answer's status and JSON (null when it has no body). */
  request(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Makes a user with the admin role on a project of the default domain, as the keystone charm does for a service. */
  createServiceUser(name: string, password: string, project: string): Promise<void>;
  stop(): Promise<void>;
}

function credentials(password: string): unknown {
  const domain = { id: 'default' };
  const user = { name: 'admin', password, domain };
  return {
    auth: { identity: { methods: ['password'], password: { user } }, scope: { project: { name: 'admin', domain } } },
  };
}

/** The `id` of the only object that a list, found under any name, or a created object holds. */
function idIn(body: unknown): string | null {
  for (const value of Object.values(Object(body))) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'object' && first !== null && 'id' in first && typeof first.id === 'string') return first.id;
  }
  return null;
}

export async function startKeystone(): Promise<Keystone> {
  const port = await freePort();
  const folder = serverFolder('keystone');
  const url = `http://${loopback}:${port}/v3`;
  const region = 'RegionOne';
  const adminPassword = 'admin-secret';
  const configFile = join(folder, 'keystone.conf');
  for (const keys of ['fernet', 'credential']) mkdirSync(join(folder, keys), { mode: 0o700 });
  const lines = [
    ...['[DEFAULT]', `log_file = ${join(folder, 'keystone.log')}`],
    ...['[database]', `connection = sqlite:///${join(folder, 'keystone.db')}`],
    ...['[token]', 'provider = fernet'],
    ...['[fernet_tokens]', `key_repository = ${join(folder, 'fernet')}`],
    ...['[credential]', `key_repository = ${join(folder, 'credential')}`],
    ...['[cache]', 'enabled = true', 'backend = dogpile.cache.memory'],
    ...['[identity]', 'password_hash_rounds = 4'],
  ];
  writeFileSync(configFile, `${lines.join('\n')}\n`);
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, LC_ALL: 'C.UTF-8' };
  const seed = join(import.meta.dirname, 'keystone-seed.py');
  run('/usr/bin/python3', ['-W', 'ignore', seed, configFile, url, region, adminPassword], { env, cwd: folder });

  const server = new ServerProcess({
    name: 'Keystone',
    command: [
      '/usr/bin/python3',
      '/usr/bin/keystone-wsgi-public',
      '-b',
      loopback,
      '-p',
      `${port}`,
      '--',
      `--config-file=${configFile}`,
    ],
    folder,
    isReady: () =>
      fetch(url).then(
        (answer) => answer.ok,
        () => false,
      ),
  });
  await server.start();

  let token: string | null = null;
  const request: Keystone['request'] = async (method, path, body) => {
    if (token === null) {
      const answer = await fetch(`${url}/auth/tokens`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(credentials(adminPassword)),
      });
      token = answer.headers.get('x-subject-token');
      if (token === null) throw new Error(`cannot log in to the private Keystone: it answers ${answer.status}`);
    }
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return { status: answer.status, body: parsed };
  };
  const findOrCreate = async (
    kind: string,
    one: string,
    description: Readonly<Record<string, string>>,
  ): Promise<string> => {
    const found = idIn((await request('GET', `/${kind}?name=${description['name'] ?? ''}`)).body);
    if (found !== null) return found;
    const created = idIn((await request('POST', `/${kind}`, { [one]: description })).body);
    if (created === null) throw new Error(`cannot make a ${one} in the private Keystone`);
    return created;
  };

  return {
    host: loopback,
    port,
    url,
    region,
    adminPassword,
    process: server,
    request,
    createServiceUser: async (name, password, project) => {
      const projectId = await findOrCreate('projects', 'project', { name: project, domain_id: 'default' });
      const userId = await findOrCreate('users', 'user', { name, password, domain_id: 'default' });
      const roleId = await findOrCreate('roles', 'role', { name: 'admin' });
      await request('PUT', `/projects/${projectId}/users/${userId}/roles/${roleId}`);
    },
    stop: () => server.destroy(),
  };
}
