/**
 * A machine in memory. Files live in a map, time moves only when told, and every program a test expects is announced
 * beforehand: one that was not announced fails the test, and so does an announcement that nothing used up
 * (see {@link FakeHost.assertAllUsed}).
 */
import { dirname } from 'node:path';
import type { Clock } from '../../src/system/clock.ts';
import type { Host, HostFiles, NamedAttributes } from '../../src/system/host.ts';
import { CommandError, type RunOptions, type RunResult } from '../../src/system/process.ts';

export interface FakeFile {
  readonly content: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

export interface FakeDirectory {
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

export interface RecordedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: RunOptions;
  /** Program and arguments joined by blanks, for short assertions. */
  readonly line: string;
}

/** What an announced program does; a function may look at the call and change the host. */
export type FakeAnswer = Partial<RunResult> | ((call: RecordedCommand, host: FakeHost) => Partial<RunResult>);

export interface FakeHostOptions {
  readonly files?: Readonly<Record<string, string | Partial<FakeFile>>>;
  /** Directories beyond the ones every machine has; parents of `files` are made anyway. */
  readonly directories?: readonly string[];
  readonly hostname?: string;
  readonly cpus?: number;
  readonly addresses?: readonly { address: string; family: 4 | 6; cidr: string | null }[];
  readonly users?: Readonly<Record<string, number>>;
  readonly groups?: Readonly<Record<string, number>>;
  /** Milliseconds since the epoch at which the clock stands. */
  readonly now?: number;
}

interface Announcement {
  readonly line: string;
  readonly answer: FakeAnswer;
  readonly times: 'once' | 'always';
  used: boolean;
}

const usualDirectories = [
  '/',
  '/etc',
  '/etc/apt',
  '/etc/apt/sources.list.d',
  '/etc/logrotate.d',
  '/etc/ssl/certs',
  '/etc/sudoers.d',
  '/etc/sysctl.d',
  '/etc/systemd/system',
  '/opt',
  '/proc/net',
  '/root',
  '/run',
  '/tmp',
  '/usr/local/bin',
  '/usr/local/lib/systemd/system',
  '/lib/systemd/system',
  '/usr/local/share/ca-certificates',
  '/usr/sbin',
  '/var/lib',
  '/var/log',
];

export class FakeClock implements Clock {
  /** Milliseconds since the epoch; tests may move it. */
  time: number;
  readonly sleeps: number[] = [];

  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  /** Returns at once, having moved the time. */
  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.time += milliseconds;
  }
}

export class FakeHost implements Host {
  readonly clock: FakeClock;
  readonly files: HostFiles;
  /** Every program run, in order. */
  readonly commands: RecordedCommand[] = [];
  readonly contents = new Map<string, FakeFile>();
  readonly directories = new Map<string, FakeDirectory>();
  readonly links = new Map<string, string>();
  readonly users: Map<string, number>;
  readonly groups: Map<string, number>;
  #announcements: Announcement[] = [];
  #fallback: FakeAnswer | null = null;
  readonly #hostname: string;
  readonly #cpus: number;
  #addresses: readonly { address: string; family: 4 | 6; cidr: string | null }[];

  constructor(options: FakeHostOptions = {}) {
    this.#hostname = options.hostname ?? 'node1';
    this.#cpus = options.cpus ?? 4;
    this.#addresses = options.addresses ?? [{ address: '10.0.0.9', family: 4, cidr: '10.0.0.9/24' }];
    this.clock = new FakeClock(options.now ?? Date.UTC(2026, 0, 1));
    this.users = new Map(Object.entries({ root: 0, ...options.users }));
    this.groups = new Map(Object.entries({ root: 0, ...options.groups }));
    for (const path of [...usualDirectories, ...(options.directories ?? [])]) this.#makeParents(path);
    this.files = this.#fileOperations();
    for (const [path, file] of Object.entries(options.files ?? {})) this.put(path, file);
  }

  /** Puts a file there, with its parents, as if it had always been there. */
  put(path: string, file: string | Partial<FakeFile>): void {
    this.#makeParents(dirname(path));
    const whole = { content: '', mode: 0o644, owner: 'root', group: 'root' };
    this.contents.set(path, typeof file === 'string' ? { ...whole, content: file } : { ...whole, ...file });
  }

  /** Says that this program will be run once, and how it ends; by default well and in silence. */
  announce(line: string, answer: FakeAnswer = {}): this {
    this.#announcements.push({ line, answer, times: 'once', used: false });
    return this;
  }

  /** Says that this program may be run any number of times. */
  allow(line: string, answer: FakeAnswer = {}): this {
    this.#announcements.push({ line, answer, times: 'always', used: false });
    return this;
  }

  /** Answers every program that nobody announced; for tests that look at the record afterwards. */
  allowAnything(answer: FakeAnswer = {}): this {
    this.#fallback = answer;
    return this;
  }

  setAddresses(addresses: readonly { address: string; family: 4 | 6; cidr: string | null }[]): void {
    this.#addresses = addresses;
  }

  /** The lines of the programs that were run. */
  lines(): string[] {
    return this.commands.map((command) => command.line);
  }

  /** Fails when something was announced and never run. */
  assertAllUsed(): void {
    const left = this.#announcements.filter((announcement) => announcement.times === 'once' && !announcement.used);
    if (left.length > 0) throw new Error(`these programs were announced but not run: ${left.map((a) => a.line)}`);
  }

  run(command: string, args: readonly string[], options: RunOptions = {}): RunResult {
    const call = { command, args, options, line: [command, ...args].join(' ') };
    this.commands.push(call);
    const open = this.#announcements.filter((announcement) => announcement.line === call.line);
    const announcement =
      open.find((one) => one.times === 'once' && !one.used) ?? open.find((one) => one.times === 'always');
    if (announcement === undefined && this.#fallback === null) {
      throw new Error(`this program was run but not announced: ${call.line}`);
    }
    if (announcement !== undefined) announcement.used = true;
    const answer = announcement?.answer ?? this.#fallback ?? {};
    const part = typeof answer === 'function' ? answer(call, this) : answer;
    const result = { exitCode: 0, signal: null, timedOut: false, stdout: '', stderr: '', ...part };
    if (result.exitCode === null && result.signal === null && !result.timedOut) {
      throw new CommandError(command, args, result);
    }
    return result;
  }

  hostname(): string {
    return this.#hostname;
  }

  cpuCount(): number {
    return this.#cpus;
  }

  addresses(): readonly { address: string; family: 4 | 6; cidr: string | null }[] {
    return this.#addresses;
  }

  userId(name: string): number | null {
    return this.users.get(name) ?? null;
  }

  groupId(name: string): number | null {
    return this.groups.get(name) ?? null;
  }

  #makeParents(path: string): void {
    for (let at = path; ; at = dirname(at)) {
      if (!this.directories.has(at)) this.directories.set(at, { mode: 0o755, owner: 'root', group: 'root' });
      if (at === '/' || at === '.') return;
    }
  }

  #resolve(path: string): string {
    const target = this.links.get(path);
    return target === undefined ? path : target.startsWith('/') ? target : `${dirname(path)}/${target}`;
  }

  #checkOwners(attributes: NamedAttributes): void {
    for (const [kind, name, table] of [
      ['user', attributes.owner, this.users],
      ['group', attributes.group, this.groups],
    ] as const) {
      if (!table.has(name)) throw new Error(`cannot give a file to ${kind} "${name}": there is no such ${kind}`);
    }
  }

  #fileOperations(): HostFiles {
    const under = (path: string) => (name: string) => name.startsWith(`${path}/`);
    return {
      read: (path) => this.contents.get(this.#resolve(path))?.content ?? null,
      readLines: (path, more) => {
        for (const line of (this.contents.get(this.#resolve(path))?.content ?? '').split('\n')) if (!more(line)) return;
      },
      exists: (path) => this.contents.has(this.#resolve(path)) || this.directories.has(this.#resolve(path)),
      list: (path) => {
        const names = [...this.contents.keys(), ...this.directories.keys(), ...this.links.keys()]
          .filter(under(path === '/' ? '' : path))
          .map((name) => name.slice(path === '/' ? 1 : path.length + 1).split('/')[0] ?? '');
        return [...new Set(names)].filter((name) => name !== '').sort();
      },
      write: (path, content, attributes) => {
        this.#checkOwners(attributes);
        if (!this.directories.has(dirname(path))) throw new Error(`ENOENT: no such directory: ${dirname(path)}`);
        const changed = this.contents.get(path)?.content !== content || this.links.has(path);
        this.links.delete(path);
        this.contents.set(path, { content, ...attributes });
        return changed;
      },
      makeDirectory: (path, attributes) => {
        this.#checkOwners(attributes);
        const made = !this.directories.has(path);
        this.#makeParents(path);
        this.directories.set(path, attributes);
        return made;
      },
      link: (path, target) => {
        if (this.links.get(path) === target) return false;
        this.contents.delete(path);
        this.links.set(path, target);
        return true;
      },
      remove: (path) => this.links.delete(path) || this.contents.delete(path),
      removeTree: (path) => {
        const there = this.directories.has(path) || this.contents.has(path) || this.links.has(path);
        for (const table of [this.contents, this.directories, this.links]) {
          for (const name of [...table.keys()]) if (name === path || under(path)(name)) table.delete(name);
        }
        return there;
      },
      attributes: (path) => {
        const entry = this.contents.get(path) ?? this.directories.get(path);
        if (entry === undefined) return this.links.has(path) ? { mode: 0o777, uid: 0, gid: 0 } : null;
        return { mode: entry.mode, uid: this.users.get(entry.owner) ?? -1, gid: this.groups.get(entry.group) ?? -1 };
      },
      stamp: (path) => {
        const entry = this.links.get(path) ?? this.contents.get(path);
        return entry === undefined ? null : JSON.stringify(entry);
      },
    };
  }
}
