/**
 * A cloud in the emulator for tests that look at the real servers: `bin/juju` as its user runs it, with an environment of
 * its own, in a home of its own. The program and the packed charm are copied first, so that a build meanwhile changes
 * nothing. Commands return when the model has settled.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findLeaks, type Leak } from '../../src/emulator/machines/index.ts';

const root = join(import.meta.dirname, '../..');
const charmFile = `astara-orchestrator_${process.arch === 'arm64' ? 'arm64' : 'amd64'}.charm`;

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface UnitReport {
  readonly 'workload-status': { readonly current: string; readonly message?: string };
  readonly 'juju-status': { readonly current: string };
  readonly leader?: boolean;
  readonly machine?: string;
  readonly 'public-address'?: string;
  readonly subordinates?: Readonly<Record<string, UnitReport>>;
}

export interface StatusReport {
  readonly model: { readonly name: string };
  readonly machines: Readonly<Record<string, unknown>>;
  readonly applications: Readonly<
    Record<
      string,
      {
        readonly 'charm-rev': number;
        readonly 'charm-version'?: string;
        /** The workload's. */
        readonly version?: string;
        readonly 'application-status': { readonly current: string; readonly message?: string };
        readonly relations?: unknown;
        readonly units?: Readonly<Record<string, UnitReport>>;
      }
    >
  >;
}

export interface ActionOutcome {
  readonly status: string;
  readonly message: string;
  readonly results: Readonly<Record<string, string>>;
  readonly log: readonly string[];
}

/** How a unit stands: `active`, `Unit is ready`. */
export interface UnitStatus {
  readonly current: string;
  readonly message: string;
}

export type Cloud = Awaited<ReturnType<typeof makeCloud>>;

/** Runs a program with nothing but what is given, and never fails. */
export function runProgram(
  argv: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string; readonly input?: string },
): Promise<Outcome> {
  const [command = '', ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...options.env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => resolve({ exitCode: 127, stdout, stderr: `${stderr}${error.message}` }));
    child.on('close', (code) => resolve({ exitCode: code ?? 255, stdout, stderr }));
    child.stdin.on('error', () => undefined).end(options.input ?? '');
  });
}

/** All that `juju` needs to run and to find charms by their names: what a checkout holds after `npm run pack`. */
function copyProgram(program: string): void {
  if (!existsSync(join(root, charmFile))) throw new Error(`cannot deploy ${charmFile}: run "npm run pack" first`);
  for (const folder of ['bin', 'dist', 'build']) mkdirSync(join(program, folder), { recursive: true });
  for (const file of ['bin/juju', 'dist/cli.cjs', 'bundle.yaml', charmFile]) {
    copyFileSync(join(root, file), join(program, file));
  }
  cpSync(join(root, 'build/providers'), join(program, 'build/providers'), { recursive: true });
}

/** One word for bash, whatever is in it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface CloudOptions {
  /** Settings of the emulator, such as JUJU_EMULATOR_RETRIES. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder for the program and the home; a temporary one by default. */
  readonly folder?: string;
}

/** Makes an empty cloud. `destroy` it in afterAll, whatever happened. */
export async function makeCloud(options: CloudOptions = {}) {
  // The path of the home goes into socket names, which may not be long.
  const folder = options.folder ?? mkdtempSync('/var/tmp/astara-e2e-');
  const program = join(folder, 'program');
  const home = join(folder, 'home');
  mkdirSync(join(home, 'shared'), { recursive: true });
  copyProgram(program);
  const environment: Record<string, string> = {
    PATH: `${join(program, 'bin')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: folder,
    JUJU_EMULATOR_HOME: home,
    JUJU_EMULATOR_NODE: process.execPath,
    ...options.environment,
  };

  const shell = (script: string, input?: string): Promise<Outcome> =>
    runProgram(['bash', '-c', script], { env: environment, cwd: program, ...(input === undefined ? {} : { input }) });
  const juju = (...args: readonly string[]): Promise<Outcome> =>
    runProgram([join(program, 'bin/juju'), ...args], { env: environment, cwd: program });
  /** A command that has to succeed; its standard output. */
  const done = async (...args: readonly string[]): Promise<string> => {
    const outcome = await juju(...args);
    if (outcome.exitCode !== 0) {
      throw new Error(`juju ${args.join(' ')} exited with ${outcome.exitCode}:\n${outcome.stderr.slice(-4000)}`);
    }
    return outcome.stdout;
  };
  const status = async (): Promise<StatusReport> => JSON.parse(await done('status', '--format', 'json'));

  /** Every unit by name, subordinates among them. */
  const units = async (): Promise<Record<string, UnitReport>> => {
    const found: Record<string, UnitReport> = {};
    for (const application of Object.values((await status()).applications)) {
      for (const [name, unit] of Object.entries(application.units ?? {})) {
        Object.assign(found, { [name]: unit }, unit.subordinates);
      }
    }
    return found;
  };
  /** Every unit's workload status by name, as `active: Unit is ready`: easy to compare as a whole. */
  const unitStatuses = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(await units())
        .map(([name, unit]): [string, string] => [name, wordsOf(statusOf(unit))])
        .sort(([left], [right]) => (left < right ? -1 : 1)),
    );
  const unitStatus = async (name: string): Promise<UnitStatus> => {
    const unit = (await units())[name];
    if (unit === undefined) throw new Error(`there is no unit ${name}`);
    return statusOf(unit);
  };
  /** The names of an application's units, by number. */
  const unitsOf = async (application: string): Promise<string[]> =>
    Object.keys(await units())
      .filter((name) => name.startsWith(`${application}/`))
      .sort((left, right) => Number(left.split('/')[1]) - Number(right.split('/')[1]));
  const leaderOf = async (application: string): Promise<string> => {
    const leader = Object.entries(await units()).find(
      ([name, unit]) => name.startsWith(`${application}/`) && unit.leader === true,
    );
    if (leader === undefined) throw new Error(`${application} has no leader`);
    return leader[0];
  };

  /** Runs an action and waits for it. Does not throw when the action fails: look at `status` and `message`. */
  const run = async (unit: string, action: string, ...parameters: readonly string[]): Promise<ActionOutcome> => {
    const outcome = await juju('run', unit, action, ...parameters, '--format', 'json');
    const tasks: unknown = outcome.stdout === '' ? null : JSON.parse(outcome.stdout);
    const task = isRecord(tasks) ? tasks[unit] : null;
    if (!isRecord(task)) throw new Error(`juju run ${unit} ${action} did not run it: ${outcome.stderr}`);
    const log = Array.isArray(task['log']) ? task['log'].map(String) : [];
    return {
      status: String(task['status']),
      message: String(task['message'] ?? ''),
      results: textsOf(task['results']),
      log,
    };
  };

  /** Runs a program on a unit's machine, each word as it stands; its standard output without the last line's end. */
  const ssh = async (unit: string, argv: readonly string[]): Promise<string> => {
    const outcome = await juju('ssh', unit, argv.map(quote).join(' '));
    if (outcome.exitCode !== 0) {
      throw new Error(
        `${argv.join(' ')} on ${unit} exited with ${outcome.exitCode}: ${outcome.stderr}${outcome.stdout}`,
      );
    }
    return outcome.stdout.replace(/\r/g, '').replace(/\n$/, '');
  };
  /** The same for a program that may fail. */
  const trySsh = (unit: string, argv: readonly string[]): Promise<Outcome> =>
    juju('ssh', unit, argv.map(quote).join(' '));

  const sql = (statement: string, unit = 'mysql/0'): Promise<string> =>
    ssh(unit, ['mariadb', '--batch', '--skip-column-names', '-e', statement]);
  const logLines = async (unit: string): Promise<string[]> =>
    (await done('debug-log', '--replay', '--no-tail', '--include', unit)).split('\n');

  return {
    folder,
    program,
    home,
    environment,
    shell,
    juju,
    done,
    status,
    units,
    unitStatuses,
    unitStatus,
    unitsOf,
    leaderOf,
    run,
    ssh,
    trySsh,
    sql,
    logLines,

    /** Lets time pass, as Juju's clock does by itself: update-status runs on every unit. */
    updateStatus: () => done('advance-clock', '6m'),

    /** Runs the hooks that are owed until a check holds; update-status comes in between. */
    eventually: async <T>(what: string, check: () => Promise<T | null | false>): Promise<T> => {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        const value = await check();
        if (value !== null && value !== false) return value;
        await sleep(1000);
        await done('advance-clock', '6m');
      }
      throw new Error(`${what} did not come about:\n${JSON.stringify(await unitStatuses(), null, 1)}`);
    },

    /**
     * The git repositories of Astara's stand-in, where machines can read them; the value for openstack-origin-git.
     * With a tag, the present state is also kept under that name.
     */
    makeGitOrigin: async (tag?: string): Promise<string> => {
      const argv = [process.execPath, join(root, 'scripts/workload-repository.mjs'), join(home, 'shared/astara')];
      argv.push('--seen-as', '/run/juju-emulator/astara', ...(tag === undefined ? [] : ['--tag', tag]));
      const made = await runProgram(argv, { env: environment, cwd: root });
      if (made.exitCode !== 0) throw new Error(made.stderr);
      return made.stdout;
    },

    /** Deploys bundle.yaml with Astara from git; further options for astara-orchestrator may be given. */
    deployBundle: async (origin: string, more: Readonly<Record<string, string>> = {}): Promise<Outcome> => {
      const overlay = join(folder, 'overlay.yaml');
      const applications = { 'astara-orchestrator': { options: { 'openstack-origin-git': origin, ...more } } };
      // JSON is YAML.
      writeFileSync(overlay, JSON.stringify({ applications }));
      return juju('deploy', './bundle.yaml', '--overlay', overlay);
    },

    /** How often systemd has started the orchestrator on a unit's machine, since the machine came up first. */
    restarts: async (unit: string): Promise<number> => {
      const journal = await trySsh(unit, ['journalctl', '-q', '-o', 'json', 'UNIT=astara-orchestrator.service']);
      return startsIn(journal.stdout);
    },
    /** What tells one run of the orchestrator from the next: unchanged means not restarted. */
    serviceRun: (unit: string): Promise<string> =>
      ssh(unit, ['systemctl', 'show', 'astara-orchestrator', '-p', 'InvocationID', '-p', 'ActiveState', '--value']),
    /** Whether systemd calls the orchestrator active. */
    isServing: async (unit: string): Promise<boolean> =>
      (await trySsh(unit, ['systemctl', 'is-active', '--quiet', 'astara-orchestrator'])).exitCode === 0,
    configFile: (unit: string): Promise<string> => ssh(unit, ['cat', '/etc/astara/astara.conf']),

    /** The revision that alembic has left in the database. */
    schemaRevision: (unit = 'mysql/0'): Promise<string> => sql('SELECT version_num FROM astara.alembic_version', unit),
    /** How often a charm unit has run astara-dbsync to its end, by the units' own logs. */
    migrations: async (): Promise<number> => {
      const lines = (await done('debug-log', '--replay', '--no-tail')).split('\n');
      return lines.filter((line) => line.includes('migrated the database (')).length;
    },

    /** The addresses from which a database user is logged in now, each once. The service logs in when it has to ask. */
    databaseClients: async (user = 'astara'): Promise<string[]> => {
      const hosts = await sql(`SELECT host FROM information_schema.processlist WHERE user = '${user}'`);
      const addresses = hosts.split('\n').map((host) => host.replace(/:\d+$/, ''));
      return [...new Set(addresses.filter((address) => address !== ''))].sort();
    },

    /** The members of every coordination group, read from the ZooKeeper server itself. */
    ringMembers: async (unit = 'zookeeper/0'): Promise<Record<string, string[]>> =>
      JSON.parse(await ssh(unit, ['/usr/bin/python3', '-c', readRing])),
    /** Keystone's endpoints as its API lists them: `astara public RegionOne http://...`. */
    keystoneEndpoints: async (): Promise<string[]> => {
      const { results } = await run('keystone/0', 'list-endpoints');
      return (results['endpoints'] ?? '').split('\n').filter((line) => line !== '');
    },
    /** RabbitMQ's connections: `user vhost peer_host state`, one a line. */
    queueConnections: async (unit = 'rabbitmq-server/0', user = 'astara'): Promise<string[]> => {
      const text = await ssh(unit, [
        'rabbitmqctl',
        '-q',
        '--no-table-headers',
        'list_connections',
        'user',
        'vhost',
        'peer_host',
        'state',
      ]);
      return text
        .split('\n')
        .map((line) => line.replaceAll('\t', ' '))
        .filter((line) => line.startsWith(`${user} `))
        .sort();
    },

    /** Ends all of it and looks whether the host is as it was. */
    destroy: async (): Promise<Leak[]> => {
      await juju('destroy-model', '--force', '--no-prompt');
      // The kernel takes a namespace apart some time after its last process.
      for (let attempt = 0; attempt < 100 && findLeaks(home).length > 0; attempt += 1) await sleep(100);
      const leaks = findLeaks(home);
      if (leaks.length === 0) rmSync(folder, { recursive: true, force: true });
      return leaks;
    },
    /** What has been left of the home, for a test that looks. */
    leftovers: (): string[] => (existsSync(home) ? readdirSync(home) : []),
  };
}

/** Prints the groups and members that tooz keeps in ZooKeeper; `leader` is tooz's own. */
const readRing = `
import json
from kazoo.client import KazooClient
client = KazooClient('127.0.0.1:2181')
client.start(timeout=60)
groups = client.get_children('/tooz') if client.exists('/tooz') else []
ring = {group: sorted(name for name in client.get_children('/tooz/' + group) if name != 'leader') for group in groups}
print(json.dumps(ring, sort_keys=True))
client.stop()
`;

/** Counts starts in a journal: systemd writes one entry with JOB_RESULT=done for each job that has started a unit. */
function startsIn(journal: string): number {
  const seen = new Set<string>();
  for (const line of journal.split('\n').filter((text) => text.startsWith('{'))) {
    const entry: unknown = JSON.parse(line);
    if (!isRecord(entry) || entry['UNIT'] !== 'astara-orchestrator.service' || entry['JOB_RESULT'] !== 'done') continue;
    if (!String(entry['MESSAGE']).startsWith('Started ')) continue;
    seen.add(`${entry['_BOOT_ID']} ${entry['INVOCATION_ID']}`);
  }
  return seen.size;
}

function statusOf(unit: UnitReport): UnitStatus {
  return { current: unit['workload-status'].current, message: unit['workload-status'].message ?? '' };
}

function wordsOf({ current, message }: UnitStatus): string {
  return message === '' ? current : `${current}: ${message}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An action's results, nested keys joined by dots. */
function textsOf(value: unknown, prefix = ''): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): [string, string][] =>
      isRecord(item) ? Object.entries(textsOf(item, `${prefix}${key}.`)) : [[`${prefix}${key}`, String(item)]],
    ),
  );
}
