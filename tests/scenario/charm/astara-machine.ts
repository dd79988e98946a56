/**
 * The host of a scenario: a fake machine whose systemd, apt and Astara do what the real ones would. A test says what is
 * out of order there and looks at what the charm made of it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { paths, serviceName } from '../../../src/charm/astara/paths.ts';
import { controlGroup } from '../../../src/charm/workload/health.ts';
import type { RunResult } from '../../../src/system/process.ts';
import { FakeHost, type FakeHostOptions, type RecordedCommand } from '../../fakes/fake-host.ts';
import type { FakeServers } from './fake-servers.ts';

const scripts = ['astara-orchestrator', 'astara-dbsync', 'astara-ctl', 'astara-rootwrap', 'astara-debug-router'];
const templates = new URL('../../../templates/', import.meta.url);
const templateTexts = readdirSync(templates).map(
  (name) => [name, readFileSync(new URL(name, templates), 'utf8')] as const,
);

/** A listening socket as the kernel's table has it. */
function tableLine(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return `   0: 00000000:${hex} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0`;
}

export class AstaraMachine {
  readonly host: FakeHost;
  readonly servers: FakeServers;
  running = false;
  enabled = false;
  masked = false;
  /** How often the service was started or restarted. */
  starts = 0;
  migrations = 0;
  /** Version of Astara that the package source has; null: it has none. */
  candidate: string | null = '9.0.0~b2-0ubuntu1';
  installed: string | null = null;
  /** Whether the package brings a unit file of its own and starts the service, as Debian's do. */
  packageStarts = false;
  /** Ports the service opens when it runs. */
  ports: number[] = [44250, 9697];
  /** Whether it joins the ring, under which name. */
  joinsAs: string | null = 'node1';
  /** What astara-dbsync does; by default it migrates. */
  migration: 'works' | 'fails' | 'does nothing' | 'notes only' | 'breaks off' = 'works';
  /** Interpreters on the host. */
  interpreters = ['python2.7', 'python3'];
  readonly versions: Record<string, string> = { 'python2.7': '2.7', python3: '3.11' };
  /** Whether there is a way to make a key pair. */
  keygen = true;
  /** Whether an installation from git can be imported by its interpreter. */
  imports = true;
  #branch = '';
  /** Seconds after the machine's start at which the service was started; the machine has been up for 100 000. */
  startedAt = 1;
  /** The service falls right after its start. */
  falls = false;

  constructor(servers: FakeServers, options: FakeHostOptions = {}) {
    this.servers = servers;
    this.host = new FakeHost({
      directories: [
        '/usr/bin',
        '/var/lib/charm',
        '/etc/policy-rc.d',
        '/usr/local/lib/systemd',
        '/etc/apt/trusted.gpg.d',
      ],
      ...options,
      files: {
        '/etc/os-release': 'ID=ubuntu\nVERSION_CODENAME=jammy\n',
        '/etc/ssl/certs/ca-certificates.crt': '-----BEGIN CERTIFICATE-----\nsystem\n-----END CERTIFICATE-----\n',
        '/proc/uptime': '100000.00 1.00',
        ...options.files,
      },
    });
    for (const [name, text] of templateTexts) this.host.put(`/charm/templates/${name}`, text);
    this.#listen();
    this.host.allowAnything((call) => this.#answer(call));
  }

  /** Commands of one program, as lines. */
  lines(program: string): string[] {
    return this.host.lines().filter((line) => line.startsWith(program));
  }

  conf(): string {
    return this.host.files.read(paths.config) ?? '';
  }

  /** One option of astara.conf, or null. */
  option(name: string): string | null {
    return new RegExp(`^${name} = (.*)$`, 'm').exec(this.conf())?.[1] ?? null;
  }

  #listen(): void {
    const header = '  sl  local_address rem_address   st';
    const api = Number(this.option('api_port') ?? 44250);
    const open = this.ports.map((port) => (port === 44250 ? api : port));
    const lines = this.running ? open.map(tableLine) : [];
    this.host.put('/proc/net/tcp', `${[header, ...lines].join('\n')}\n`);
    if (this.running) this.host.directories.set(controlGroup, { mode: 0o755, owner: 'root', group: 'root' });
    else this.host.directories.delete(controlGroup);
    const { members } = this.servers;
    this.servers.members = members.filter((name) => name !== this.joinsAs);
    if (this.running && this.joinsAs !== null) this.servers.members.push(this.joinsAs);
  }

  /** Lets a port or the ring change while the service runs. */
  refresh(): void {
    this.#listen();
  }

  #answer(call: RecordedCommand): Partial<RunResult> {
    switch (call.command) {
      case 'systemctl':
        return this.#systemctl(call.args);
      case 'groupadd':
        this.host.groups.set('astara', 997);
        return {};
      case 'useradd':
        this.host.users.set('astara', 997);
        return {};
      case 'userdel':
        this.host.users.delete('astara');
        return {};
      case 'dpkg':
        return { stdout: 'amd64\n' };
      case 'dpkg-query':
        return this.#packageState(String(call.args.at(-1)));
      case 'apt-cache':
        return { stdout: `astara-orchestrator:\n  Candidate: ${this.candidate ?? '(none)'}\n` };
      case 'apt-get':
        return this.#aptGet(call.args);
      case 'ssh-keygen':
        return this.#keygen(call.args);
      case 'runuser':
      case 'setpriv':
        return this.#runAsAstara(call.args);
      case 'git':
        return this.#git(call.args);
      default:
        return this.#program(call);
    }
  }

  #git(args: readonly string[]): Partial<RunResult> {
    const at = args.indexOf('--branch');
    if (args[0] === 'clone') this.host.put(`${args.at(-1)}/.git/HEAD`, '');
    this.#branch = (at < 0 ? args.at(-1) : args[at + 1]) ?? '';
    return {};
  }

  /** Interpreters, and what a virtual environment holds. */
  #program(call: RecordedCommand): Partial<RunResult> {
    const { command, args } = call;
    if (this.interpreters.includes(command) && args[0] === '-c') {
      return { stdout: this.versions[command] ?? '3.11' };
    }
    if (/^python[0-9.]*$/.test(command) && args[0] === '-c') return { exitCode: 127 };
    if (args[0] === '-m' && (args[1] === 'venv' || args[1] === 'virtualenv')) {
      if (args[2] === '--version') return {};
      for (const name of ['python', ...scripts]) this.host.put(`${args.at(-1)}/bin/${name}`, '');
      return {};
    }
    if (args.includes('show')) return { stdout: `Name: astara\nVersion: 9.0.0.${this.#branch}\n` };
    if (command.endsWith('astara-dbsync') && !this.imports) {
      return { exitCode: 1, stderr: 'Traceback\nSyntaxError: invalid syntax\n' };
    }
    return {};
  }

  #packageState(name: string): Partial<RunResult> {
    const version = name === 'astara-orchestrator' ? this.installed : '1.0';
    return version === null ? { exitCode: 1 } : { stdout: `install ok installed\t${version}\n` };
  }

  #aptGet(args: readonly string[]): Partial<RunResult> {
    if (!args.includes('astara-orchestrator')) return {};
    if (args[0] === 'purge') {
      this.installed = null;
      for (const name of scripts) this.host.contents.delete(`/usr/bin/${name}`);
      return {};
    }
    const fresh = this.installed === null;
    this.installed = this.candidate;
    if (fresh && this.packageStarts && !this.masked) this.#systemctl(['start', serviceName]);
    for (const name of scripts) this.host.put(`/usr/bin/${name}`, '#!/usr/bin/python3\n');
    return {};
  }

  #keygen(args: readonly string[]): Partial<RunResult> {
    if (!this.keygen) return { exitCode: 1 };
    const path = String(args.at(-1));
    const body = Buffer.from('a private key').toString('base64');
    this.host.put(path, `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`);
    this.host.put(`${path}.pub`, 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample astara-orchestrator\n');
    return {};
  }

  #runAsAstara(args: readonly string[]): Partial<RunResult> {
    const line = args.join(' ');
    if (!line.includes('astara-dbsync')) return { stdout: '' };
    this.migrations += 1;
    switch (this.migration) {
      case 'fails':
        return {
          exitCode: 1,
          stderr: 'Traceback\n  File "x"\nOperationalError: (1045, "Access denied") mysql://astara:hunter2@db/astara\n',
        };
      case 'does nothing':
        return {};
      case 'notes only':
        this.servers.tables = ['alembic_version'];
        this.servers.revision = '4f695b725637';
        return {};
      case 'breaks off':
        this.servers.tables = ['resource_debug', 'tenant_debug'];
        return { exitCode: null, signal: 'SIGKILL' };
      case 'works':
        this.servers.tables = ['alembic_version', 'global_debug', 'resource_debug', 'tenant_debug'];
        this.servers.revision = '4f695b725637';
        return {};
    }
  }

  #systemctl(args: readonly string[]): Partial<RunResult> {
    const [verb] = args;
    if (args.at(-1) !== serviceName) return this.#otherUnit(verb);
    switch (verb) {
      case 'is-active':
        return { exitCode: this.running ? 0 : 3 };
      case 'show':
        return { stdout: this.#properties() };
      case 'start':
      case 'restart':
        if (this.masked) return { exitCode: 1, stderr: 'Unit is masked.' };
        this.starts += 1;
        this.running = !this.falls;
        break;
      case 'stop':
        this.running = false;
        break;
      case 'enable':
      case 'disable':
        if (this.#unitFileState() === '') return { exitCode: 1, stderr: 'Unit file does not exist.' };
        this.enabled = verb === 'enable';
        break;
      case 'mask':
      case 'unmask':
        this.masked = verb === 'mask';
        break;
      default:
        break;
    }
    this.#listen();
    return {};
  }

  #otherUnit(verb: string | undefined): Partial<RunResult> {
    return verb === 'is-active' ? { exitCode: 3 } : {};
  }

  #unitFileState(): string {
    if (!this.host.files.exists(paths.unitFile) && !this.packageStarts) return '';
    if (this.masked) return 'masked';
    return this.enabled ? 'enabled' : 'disabled';
  }

  #properties(): string {
    const [active, sub] = this.running ? ['active', 'running'] : ['inactive', 'dead'];
    const since = this.running ? String(this.startedAt * 1_000_000) : '0';
    return `ActiveState=${active}\nSubState=${sub}\nUnitFileState=${this.#unitFileState()}\nLoadState=loaded\nMainPID=1\nNRestarts=0\nActiveEnterTimestampMonotonic=${since}\n`;
  }
}
