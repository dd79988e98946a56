/**
 * A cloud in which something goes wrong at one chosen point: a point is each call of a hook tool and each thing done to
 * the host, counted from the hook's beginning.
 */
import { AstaraOrchestratorCharm } from '../../../src/charm/charm.ts';
import { Context, type Outcome, type StateInput, type TestEvent } from '../../../src/ops/testing/index.ts';
import type { HostFiles } from '../../../src/system/host.ts';
import { CommandError } from '../../../src/system/process.ts';
import { Cloud, type CloudOptions, charmFiles } from '../charm/cloud.ts';
import { type Fault, isReboot, kinds, type PointKind } from './fault.ts';

class Killed extends Error {}

/** What of a deployment must be the same whether something went wrong on the way or not. */
export interface Picture {
  readonly files: Readonly<Record<string, string>>;
  readonly revision: string | null;
  readonly tables: readonly string[];
  readonly bags: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly running: boolean;
}

export class FaultyCloud extends Cloud {
  override readonly context: Context<AstaraOrchestratorCharm>;
  /** Points passed in the current hook that fit the armed fault. */
  passed = 0;
  /** Where the fault has struck. */
  point = '';
  /** How often the service had been started when the fault had struck. */
  startsAtFault = 0;
  /** How often the schema was really changed. */
  migrations = 0;
  /** Secrets that were made up; only one may ever be seen. */
  invented = 0;
  #fault: Fault | null = null;
  #at = 0;
  #gone = false;
  #leads = true;
  #down = false;

  constructor(input: StateInput = {}, options: CloudOptions = {}) {
    super(input, options);
    this.#wrapHost();
    this.context = new Context(
      (framework) =>
        new AstaraOrchestratorCharm(framework, this.machine.host, this.servers, {
          metadataSecret: () => {
            this.invented += 1;
            return `invented-secret-${this.invented}`;
          },
        }),
      {
        ...charmFiles,
        charmDir: '/charm',
        unitId: options.unitId ?? 0,
        principalUnit: 'nova-compute/0',
        onCall: (call) => {
          if (this.#gone) return { exitCode: 1, stdout: '', stderr: 'ERROR nobody is there any more' };
          const now = this.#reached('tool', `${call.tool} ${call.args.join(' ')}`);
          if (now === 'killed' || isReboot(now)) this.#die();
          if (now === 'tool fails') return { exitCode: 1, stdout: '', stderr: 'ERROR the connection is lost' };
          if (now === 'tool refuses') return { exitCode: 1, stdout: '', stderr: 'ERROR permission denied' };
          if (now === 'leadership lost') this.#leads = false;
          if (this.#leads) return null;
          if (call.tool === 'is-leader') return { exitCode: 0, stdout: 'false', stderr: '' };
          const asLeader = call.args.includes('--app') || call.args.includes('--application=True');
          if (!asLeader || call.tool === 'relation-get') return null;
          return { exitCode: 1, stdout: '', stderr: 'ERROR cannot write relation settings' };
        },
      },
    );
  }

  /** Lets the next hook meet the fault at its n-th point, counted from 1; 0 only counts. */
  arm(fault: Fault, at: number): void {
    this.#fault = fault;
    this.#at = at;
    this.passed = 0;
    this.#gone = false;
    this.#leads = true;
  }

  /** Whether the armed fault has happened. */
  get hit(): boolean {
    return this.#at > 0 && this.passed >= this.#at;
  }

  /** Runs a hook as Juju does: one that fails is run again when what went wrong is over. */
  async runUntilDone(make: () => TestEvent, onlyLeads = false): Promise<Outcome> {
    const before = this.now;
    const first = await this.context.attempt(make(), before);
    // Between the end of the charm's process, which has kept its memory in a file, and Juju's taking in of databags.
    const lost = first.exitCode === 0 && this.#reached('commit', 'the commit at the controller') !== null;
    const { relations, openedPorts, secrets } = before;
    this.now = lost ? { ...first.state, relations, openedPorts, secrets } : first.state;
    if (lost && this.#fault === 'leadership lost') this.#leads = false;
    this.startsAtFault = this.machine.starts;
    const fault = this.#fault;
    const down = this.hit && isReboot(fault);
    this.#fault = null;
    this.#gone = false;
    if (down) this.#boot(fault === 'rebooted');
    if (!this.#leads && !onlyLeads) this.now = { ...this.now, leader: false };
    this.#leads = true;
    let out = first;
    // An action that says that it has failed is run again by whoever has asked for it.
    for (let tries = 0; (lost && tries === 0) || out.exitCode !== 0 || out.actionFailure !== null; tries += 1) {
      if (tries === 3) throw new Error('the hook fails for ever', { cause: out.error });
      out = await this.context.attempt(make(), this.now);
      this.now = out.state;
    }
    this.#down = down;
    return out;
  }

  /** After a reboot Juju runs the start hook, on the model as the hook before it has left it. */
  async startIfRebooted(): Promise<void> {
    if (this.#down) await this.run(this.context.on.start());
    this.#down = false;
  }

  picture(): Picture {
    const { contents } = this.machine.host;
    // The tools are another way to the same environment.
    const ours = [...contents].filter(([path]) => !/^\/(?:proc|run|mnt\/openstack-git\/tools)\//.test(path));
    return {
      files: Object.fromEntries(
        ours.map(([path, file]) => [unnumbered(path), masked(`${file.mode.toString(8)} ${file.content}`)]).sort(),
      ),
      revision: this.servers.revision,
      tables: this.servers.tables,
      bags: Object.fromEntries(
        this.now.relations.map((one) => [
          one.endpoint,
          [one.localUnitData, one.localAppData].map((bag) => masked(JSON.stringify(Object.entries(bag).sort()))),
        ]),
      ),
      status: this.status(),
      running: this.machine.running,
    };
  }

  /** The metadata secret in the file and the one the leader has published. */
  metadataSecrets(): readonly (string | null)[] {
    return [
      this.machine.option('neutron_metadata_proxy_shared_secret'),
      this.find(6).localAppData['metadata-secret'] ?? null,
    ];
  }

  #reached(kind: PointKind, what: string): Fault | null {
    if (this.#fault === null || !kinds[this.#fault].includes(kind)) return null;
    this.passed += 1;
    if (this.passed === this.#at) this.point = `${this.#at}: ${what}`;
    return this.passed === this.#at ? this.#fault : null;
  }

  #die(): never {
    this.#gone = true;
    throw new Killed('killed');
  }

  #boot(comesUp: boolean): void {
    this.machine.host.files.removeTree('/run');
    this.machine.host.files.makeDirectory('/run', { mode: 0o755, owner: 'root', group: 'root' });
    this.machine.running = comesUp && this.machine.enabled && !this.machine.masked;
    this.machine.refresh();
  }

  #wrapHost(): void {
    const { host } = this.machine;
    const run = host.run.bind(host);
    host.run = (command, args, options) => {
      if (this.#gone) throw new Killed('killed');
      const now = this.#reached('program', [command, ...args].join(' '));
      const nothing = { signal: null, timedOut: false, stdout: '', stderr: '' };
      if (now === 'program fails') return { ...nothing, exitCode: 1, stderr: 'it failed' };
      if (now === 'program killed') return { ...nothing, exitCode: null, signal: 'SIGKILL' };
      if (now === 'program missing') throw new CommandError(command, args, { ...nothing, exitCode: null });
      const before = this.servers.revision;
      const result = run(command, args, options);
      if (before !== this.servers.revision) this.migrations += 1;
      // After it has run, or the next point would be the same.
      if (now === 'killed' || isReboot(now)) this.#die();
      return result;
    };
    const files: HostFiles = host.files;
    const guard = <A extends readonly unknown[], R>(work: (...args: A) => R): ((...args: A) => R) => {
      return (...args) => {
        if (this.#gone) throw new Killed('killed');
        const now = this.#reached('file', `a change of ${String(args[0])}`);
        if (now === 'disk full') throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        if (now === 'read-only') throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
        const result = work(...args);
        if (now === 'killed' || isReboot(now)) this.#die();
        return result;
      };
    };
    files.write = guard(files.write);
    files.makeDirectory = guard(files.makeDirectory);
    files.link = guard(files.link);
    files.remove = guard(files.remove);
    files.removeTree = guard(files.removeTree);
  }
}

/** Notes of held back restarts have a random name. */
function unnumbered(path: string): string {
  return path.replace(/-[0-9a-f]{8}-[0-9a-f-]{27}\.deferred$/, '.deferred');
}

/** Which invented secret it is depends on how often one had to be invented; whether they agree is asked elsewhere. */
function masked(text: string): string {
  return text.replace(/invented-secret-\d+/g, 'invented-secret');
}
