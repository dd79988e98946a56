/** The stand-in for Astara does and fails as the real one: installed with pip, run against real servers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunResult, run, tryRun } from '../../src/system/process.ts';
import { type Keystone, startKeystone } from '../servers/keystone.ts';
import { type MariaDb, startMariaDb } from '../servers/mariadb.ts';
import { type RabbitMq, startRabbitMq } from '../servers/rabbitmq.ts';
import { freePort } from '../servers/server-process.ts';
import { startZooKeeper, type ZooKeeper } from '../servers/zookeeper.ts';

const folder = mkdtempSync(join(tmpdir(), 'workload-'));
const bin = join(folder, 'venv/bin');
const env = { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: folder, LC_ALL: 'C.UTF-8' };

let database: MariaDb;
let queue: RabbitMq;
let zookeeper: ZooKeeper;
let keystone: Keystone;

/** Sections of a configuration file; null takes an option or a section out. */
type Sections = Readonly<Record<string, Readonly<Record<string, string | number | null>> | null>>;

function goodSections(apiPort: number): Sections {
  return {
    DEFAULT: {
      host: 'node1',
      control_exchange: 'neutron',
      transport_url: `rabbit://astara:secret@127.0.0.1:${queue.port}/openstack`,
      management_network_id: '5b8f1c2e-0000-4000-8000-000000000001',
      management_prefix: '::1/128',
      interface_driver: 'astara.common.linux.interface.NullDriver',
      api_listen: '127.0.0.1',
      api_port: apiPort,
      num_worker_processes: 1,
      debug: 'false',
    },
    keystone_authtoken: {
      auth_plugin: 'password',
      auth_url: keystone.url,
      username: 'astara',
      password: 'secret',
      user_domain_name: 'Default',
      project_domain_name: 'Default',
      project_name: 'services',
    },
    database: {
      connection: `mysql+pymysql://astara:secret@127.0.0.1:${database.port}/astara`,
      max_retries: 0,
    },
    coordination: { enabled: 'true', url: `kazoo://127.0.0.1:${zookeeper.port}?timeout=5` },
  };
}

function writeConfig(name: string, sections: Sections, changes: Sections = {}): string {
  const lines: string[] = [];
  for (const section of new Set([...Object.keys(sections), ...Object.keys(changes)])) {
    if (changes[section] === null) continue;
    lines.push(`[${section}]`);
    for (const [option, value] of Object.entries({ ...sections[section], ...changes[section] })) {
      if (value !== null) lines.push(`${option} = ${value}`);
    }
  }
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

function dbsync(args: readonly string[], cwd = folder): RunResult {
  return tryRun(join(bin, 'astara-dbsync'), args, { env, cwd, timeoutMs: 60_000 });
}

beforeAll(async () => {
  [database, zookeeper, queue, keystone] = await Promise.all([
    startMariaDb(),
    startZooKeeper(),
    startRabbitMq(),
    startKeystone(),
  ]);
  database.createDatabase('astara', 'astara', 'secret');
  queue.createVhost('openstack', 'astara', 'secret');
  await keystone.createServiceUser('astara', 'secret', 'services');
  run('/usr/bin/python3', ['-m', 'venv', '--without-pip', join(folder, 'venv')], { env });
  const pip = ['-m', 'pip', '--python', join(bin, 'python'), 'install', '--quiet', '--no-index'];
  run('/usr/bin/python3', [...pip, join(import.meta.dirname, '../../workload/astara')], { env });
});

afterAll(async () => {
  await Promise.all([database.stop(), zookeeper.stop(), queue.stop(), keystone.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

describe('astara-dbsync', () => {
  let file: string;
  beforeAll(() => {
    file = writeConfig('dbsync', goodSections(1));
  });

  it('says nothing of a database that was not migrated, and exits 0', () => {
    expect(dbsync(['--config-file', file, 'current'])).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('migrates, and again without a change', () => {
    expect(dbsync(['--config-file', file, 'upgrade'])).toMatchObject({ exitCode: 0 });
    expect(dbsync(['--config-file', file, 'upgrade', 'head', '--delta', '1'])).toMatchObject({ exitCode: 0 });
    expect(dbsync(['--config-file', file, 'current'])).toMatchObject({ exitCode: 0, stdout: '4f695b725637 (head)\n' });
    const tables = database.query('SHOW TABLES IN astara').trim().split('\n');
    expect(tables).toEqual(['alembic_version', 'global_debug', 'resource_debug', 'tenant_debug']);
  });

  it('makes a file of its own when it is told of no configuration, and exits 0', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(dbsync(['upgrade'], empty)).toMatchObject({ exitCode: 0 });
    expect(readdirSync(empty)).toEqual(['astara.db']);
  });

  it.each([
    ['no command', [], 2],
    ['an unknown command', ['downgrade'], 2],
    ['an unknown revision', ['upgrade', 'abcdef'], 255],
    ['a missing file', ['--config-file', '/no/such/file', 'current'], 1],
  ])('exits as the real one for %s', (_what, args, exitCode) => {
    const first = args.includes('--config-file') ? [] : ['--config-file', file];
    expect(dbsync([...first, ...args])).toMatchObject({ exitCode });
  });

  it('exits with 1 when the database refuses it', () => {
    const connection = `mysql+pymysql://astara:wrong@127.0.0.1:${database.port}/astara`;
    const wrong = writeConfig('refused', goodSections(1), { database: { connection } });
    const result = dbsync(['--config-file', wrong, 'upgrade']);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('Access denied');
  });

  it('fails for ever after it was killed between two tables', () => {
    database.query('CREATE DATABASE torn; GRANT ALL ON torn.* TO astara; CREATE TABLE torn.tenant_debug (id INT)');
    const connection = `mysql+pymysql://astara:secret@127.0.0.1:${database.port}/torn`;
    const torn = writeConfig('torn', goodSections(1), { database: { connection } });
    const result = dbsync(['--config-file', torn, 'upgrade']);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('1050');
  });
});

interface Service {
  readonly child: ChildProcess;
  readonly apiPort: number;
  readonly log: () => string;
}

const services: Service[] = [];

/** Puts the configuration into the fixed place too, in a mount namespace where /etc is a layer over the host's. */
const inFixedPlace = `mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work &&
mount -t overlay etc -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc && mkdir /etc/astara &&
cp "$1" /etc/astara/orchestrator.ini && exec "$0" --config-file "$1"`;

async function startService(name: string, changes: Sections = {}, fixedPlace = false): Promise<Service> {
  const apiPort = await freePort();
  const logFile = join(folder, `${name}.log`);
  const defaults = { log_file: logFile, ...changes['DEFAULT'] };
  const file = writeConfig(name, goodSections(apiPort), { ...changes, DEFAULT: defaults });
  const program = join(bin, 'astara-orchestrator');
  const command = fixedPlace
    ? ['unshare', '-m', '--propagation', 'private', 'sh', '-c', inFixedPlace, program, file]
    : [program, '--config-file', file];
  const child = spawn('env', command, { env, cwd: folder, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const log = () => `${existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''}${errors}`;
  const service = { child, apiPort, log };
  services.push(service);
  return service;
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}\n${services.at(-1)?.log() ?? ''}`);
    await sleep(50);
  }
}

async function exitCode(service: Service): Promise<number | null> {
  await until('the service to end', () => service.child.exitCode !== null || service.child.signalCode !== null);
  return service.child.exitCode;
}

/** Names of the group's members, by the real library. */
function members(): string {
  const script =
    'import sys; from kazoo.client import KazooClient; c = KazooClient(sys.argv[1]); c.start(); p = "/tooz/astara.orchestrator"; print(sorted(c.get_children(p)) if c.exists(p) else [])';
  return run('/usr/bin/python3', ['-c', script, `127.0.0.1:${zookeeper.port}`], { env }).trim();
}

/** Living processes of the service's group, by the names they gave themselves. */
function processes(service: Service): string[] {
  const listing = run('ps', ['-e', '-o', 'pgid=,stat=,comm='], { env });
  return listing
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([group, state]) => group === `${service.child.pid}` && !state?.startsWith('Z'))
    .map(([, , name]) => name ?? '')
    .sort();
}

function signalGroup(service: Service, signal: NodeJS.Signals): void {
  try {
    process.kill(-(service.child.pid ?? 0), signal);
  } catch {
    // All gone.
  }
}

afterEach(() => {
  for (const service of services.splice(0)) signalGroup(service, 'SIGKILL');
});

describe('astara-orchestrator', () => {
  it('comes up, joins its group, makes its queues, serves its ports, and stops as the real one does', async () => {
    const service = await startService('good');
    await until('the API', () => connects('127.0.0.1', service.apiPort));
    await until('the metadata proxy', () => connects('::1', 9697));
    await until('the group', () => members() === "['node1']");
    const queues = () => queue.control('list_queues', '-p', 'openstack', 'name');
    await until(
      'the queue',
      () => queues().includes('astara.notifications.node1') && queues().includes('l3_agent.node1'),
    );
    expect(processes(service)).toEqual([
      'astara-coordina',
      'astara-metadata',
      'astara-notifica',
      'astara-orchestr',
      'astara-rug-api',
      'astara-worker-0',
    ]);
    const api = `http://127.0.0.1:${service.apiPort}`;
    expect((await fetch(`${api}/poll`)).status).toBe(405);
    expect((await fetch(`${api}/no/such/command`, { method: 'PUT' })).status).toBe(404);
    expect((await fetch(`${api}/browse`, { method: 'PUT' })).status).toBe(501);
    // The fixed place has no file on this host: so the API does not know the broker.
    expect((await fetch(`${api}/poll`, { method: 'PUT' })).status).toBe(500);

    signalGroup(service, 'SIGTERM');
    await until('all but the listener to end', () => processes(service).join() === 'astara-notifica');
    await until('the parent to end', () => service.child.signalCode === 'SIGTERM');
    expect(members()).not.toContain('node1');
  });

  it('obeys astara-ctl and its API, which know the broker from the fixed place alone', async () => {
    const service = await startService('obedient', {}, true);
    await until('the listener', () => service.log().includes('Listening for notifications as node1'));
    await until('the workers', () => service.log().includes('Ring of 1 members'));
    const control = (...words: string[]) =>
      run('nsenter', ['-t', `${service.child.pid}`, '-m', join(bin, 'astara-ctl'), ...words], { env });
    const flags = () => database.query('SELECT uuid, reason FROM astara.tenant_debug').trim();
    control('--config-file', '/ignored', 'tenant', 'debug', '--reason', 'looking', 'tenant-1');
    await until('the flag', () => flags() === 'tenant-1\tlooking');
    const answer = await fetch(`http://127.0.0.1:${service.apiPort}/tenant/manage/tenant-1`, { method: 'PUT' });
    expect([answer.status, await answer.text()]).toEqual([200, '0']);
    await until('the flag to go', () => flags() === '');
    control('config', 'reload');
    await until('the reload', () => service.log().includes('Configuration read again, host is node1'));
  });

  it.each([
    ['a wrong password', 'password', { keystone_authtoken: { password: 'wrong' } }, 'Unauthorized'],
    [
      'auth_type alone',
      'plugin',
      { keystone_authtoken: { auth_plugin: null, auth_type: 'password' } },
      'MissingAuthPlugin',
    ],
    ['Keystone away', 'away', { keystone_authtoken: { auth_url: 'http://127.0.0.1:9/v3' } }, 'ConnectionRefused'],
    ['no management network', 'network', { DEFAULT: { management_network_id: null } }, '404 Network None'],
    [
      'an unknown interface driver',
      'driver',
      { DEFAULT: { interface_driver: 'astara.no.Such' } },
      'ModuleNotFoundError',
    ],
  ])('does not start with %s', async (_what, name, changes, sign) => {
    const service = await startService(name, changes);
    expect(await exitCode(service)).toBe(1);
    expect(service.log()).toContain(sign);
  });

  it.each([
    ['an IPv4 management network', 'ipv4', { DEFAULT: { management_prefix: '127.0.0.1/32' } }, 'metadata-proxy died'],
    [
      'the coordination server away',
      'alone',
      { coordination: { url: 'kazoo://127.0.0.1:9?timeout=5' } },
      'coordinator died',
    ],
  ])('goes on as if nothing had happened with %s', async (_what, name, changes, sign) => {
    const service = await startService(name, changes);
    await until('the sign', () => service.log().includes(sign));
    await until('the API', () => connects('127.0.0.1', service.apiPort));
    expect(service.child.exitCode).toBe(null);
  });

  it('goes on without the message queue, trying for ever', async () => {
    const service = await startService('silent', { DEFAULT: { transport_url: 'rabbit://a:b@127.0.0.1:9/' } });
    await until('the API', () => connects('127.0.0.1', service.apiPort));
    await until('the complaint', () => /ECONNREFUSED|Connection failed/.test(service.log()));
    expect(service.child.exitCode).toBe(null);
  });
});
