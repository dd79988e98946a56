/**
 * A cloud in which something goes wrong at one chosen point: a point is each call of a hook tool and each thing done to
 * the host, counted from the hook's beginning.
 */
import { AstaraOrchestratorCharm } from '../../../src/charm/charm.ts';
import { Context, type Outcome, type StateInput, type TestEvent } from '../../../src/ops/testing/index.ts';
import type { HostFiles } from '../../../src/system/host.ts';
import { Cloud, type CloudOptions } from '../charm/cloud.ts';

export type Fault =
  /** The process ends there and then: nothing that it would do after that is done. */
  | 'killed'
  /** The machine goes down; what is enabled runs again afterwards, and /run is empty. */
  | 'rebooted'
  /** A hook tool ends with an error. */
  | 'tool fails'
  /** A program of the host ends with an error. */
  | 'program fails'
  | 'disk full'
  | 'read-only'
  /** From that point on another unit leads. */
  | 'leadership lost';

const kinds: Readonly<Record<Fault, readonly ('tool' | 'program' | 'file')[]>> = {
  killed: ['tool', 'program', 'file'],
  rebooted: ['tool', 'program', 'file'],
  'tool fails': ['tool'],
  'program fails': ['program'],
  'disk full': ['file'],
  'read-only': ['file'],
  'leadership lost': ['tool'],
};

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
  /** How often the schema was really changed. */
  migrations = 0;
  /** Secrets that were made up; only one may ever be seen. */
  invented = 0;
  #fault: Fault | null = null;
  #at = 0;
  #gone = false;
  #leads = true;

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
        charmRoot: new URL('../../../', import.meta.url).pathname,
        charmDir: '/charm',
        unitId: options.unitId ?? 0,
        principalUnit: 'nova-compute/0',
        onCall: (call) => {
          if (this.#gone) return { exitCode: 1, stdout: '', stderr: 'ERROR nobody is there any more' };
          const now = this.#reached('tool');
          if (now === 'killed' || now === 'rebooted') this.#die();
          if (now === 'tool fails') return { exitCode: 1, stdout: '', stderr: 'ERROR the connection is lost' };
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
  async runUntilDone(make: () => TestEvent): Promise<Outcome> {
    const first = await this.context.attempt(make(), this.now);
    this.now = first.state;
    const down = this.hit && this.#fault === 'rebooted';
    this.#fault = null;
    this.#gone = false;
    if (down) this.#boot();
    if (!this.#leads) this.now = { ...this.now, leader: false };
    this.#leads = true;
    let out = first;
    for (let tries = 0; out.exitCode !== 0; tries += 1) {
      if (tries === 3) throw new Error('the hook fails for ever', { cause: out.error });
      out = await this.context.attempt(make(), this.now);
      this.now = out.state;
    }
    if (down) this.now = (await this.context.run(this.context.on.start(), this.now)).state;
    return out;
  }

  picture(): Picture {
    const { contents } = this.machine.host;
    const ours = [...contents].filter(([path]) => !path.startsWith('/proc') && !path.startsWith('/run/'));
    return {
      files: Object.fromEntries(
        ours.map(([path, file]) => [path, masked(`${file.mode.toString(8)} ${file.content}`)]).sort(),
      ),
      revision: this.servers.revision,
      tables: this.servers.tables,
      bags: Object.fromEntries(
        this.now.relations.map((one) => [
          one.endpoint,
          JSON.parse(masked(JSON.stringify([one.localUnitData, one.localAppData]))),
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

  #reached(kind: 'tool' | 'program' | 'file'): Fault | null {
    if (this.#fault === null || !kinds[this.#fault].includes(kind)) return null;
    this.passed += 1;
    return this.passed === this.#at ? this.#fault : null;
  }

  #die(): never {
    this.#gone = true;
    throw new Killed('killed');
  }

  #boot(): void {
    this.machine.host.files.removeTree('/run');
    this.machine.host.files.makeDirectory('/run', { mode: 0o755, owner: 'root', group: 'root' });
    this.machine.running = this.machine.enabled && !this.machine.masked;
    this.machine.refresh();
  }

  #wrapHost(): void {
    const { host } = this.machine;
    const run = host.run.bind(host);
    host.run = (command, args, options) => {
      if (this.#gone) throw new Killed('killed');
      const now = this.#reached('program');
      if (now === 'program fails')
        return { exitCode: 1, signal: null, timedOut: false, stdout: '', stderr: 'it failed' };
      const before = this.servers.revision;
      const result = run(command, args, options);
      if (before !== this.servers.revision) this.migrations += 1;
      // After it has run, or the next point would be the same.
      if (now === 'killed' || now === 'rebooted') this.#die();
      return result;
    };
    const files: HostFiles = host.files;
    const guard = <A extends readonly unknown[], R>(work: (...args: A) => R): ((...args: A) => R) => {
      return (...args) => {
        if (this.#gone) throw new Killed('killed');
        const now = this.#reached('file');
        if (now === 'disk full') throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        if (now === 'read-only') throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
        const result = work(...args);
        if (now === 'killed' || now === 'rebooted') this.#die();
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

/** Which invented secret it is depends on how often one had to be invented; whether they agree is asked elsewhere. */
function masked(text: string): string {
  return text.replace(/invented-secret-\d+/g, 'invented-secret');
}
