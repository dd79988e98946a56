/** A home folder in a temporary place, and charms written into it on the spot. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unpackFiles } from '../../src/emulator/charm/charm-files.ts';
import { isHookName } from '../../src/emulator/charm/hook-names.ts';
import { readCharm } from '../../src/emulator/charm/read-charm.ts';
import {
  type CharmSource,
  createModel,
  type DeployRequest,
  deploy,
  Emulator,
  type LogLine,
  openMachines,
  type SettleEvent,
  type Unit,
} from '../../src/emulator/index.ts';

export interface CharmText {
  readonly name: string;
  /** Behind name, summary and description. */
  readonly metadata?: string;
  readonly config?: string;
  readonly actions?: string;
  /** Path to content; all are made executable. */
  readonly files: Readonly<Record<string, string>>;
}

const manifest = 'bases:\n- {name: ubuntu, channel: "24.04/stable", architectures: [amd64]}\n';

export class PlainWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'juju-agent-'));
  readonly home = join(this.folder, 'home');
  readonly events: SettleEvent[] = [];
  emulator: Emulator;
  #charms = 0;

  constructor(jujuVersion = '3.6', options: { readonly hookTimeout?: number } = {}) {
    this.emulator = this.open(options);
    createModel(this.emulator.store, { machineMode: 'plain', jujuVersion });
  }

  open(options: { readonly hookTimeout?: number } = {}): Emulator {
    this.emulator = Emulator.open({ home: this.home, machines: () => openMachines(this.home, 'plain'), ...options });
    this.emulator.listen((event) => this.events.push(event));
    return this.emulator;
  }

  /** Writes a charm and returns its folder. */
  write(charm: CharmText): string {
    this.#charms += 1;
    const folder = join(this.folder, 'charms', `${charm.name}-${this.#charms}`);
    const files: Record<string, string> = {
      'metadata.yaml': `name: ${charm.name}\nsummary: s\ndescription: d\n${charm.metadata ?? ''}`,
      'manifest.yaml': manifest,
      ...(charm.config === undefined ? {} : { 'config.yaml': charm.config }),
      ...(charm.actions === undefined ? {} : { 'actions.yaml': charm.actions }),
    };
    for (const [path, content] of Object.entries({ ...files, ...charm.files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      if (path in charm.files) chmodSync(join(folder, path), 0o755);
    }
    return folder;
  }

  async source(charm: CharmText): Promise<CharmSource> {
    const path = this.write(charm);
    const read = await readCharm(path);
    return {
      charm: read.charm,
      origin: path,
      writeFiles: (folder) => unpackFiles(read.files, folder, (name) => isHookName(name, read.charm.metadata)),
    };
  }

  async deploy(charm: CharmText, more: Partial<DeployRequest> = {}): Promise<void> {
    deploy(this.emulator.store, { source: await this.source(charm), ...more });
  }

  unit(name: string): Unit {
    return this.emulator.store.model.units.get(name);
  }

  /** Hooks that ran: `unit hook outcome`. */
  hooks(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'hook-ended' ? [`${event.unit} ${event.name} ${event.outcome}`] : [],
    );
  }

  logs(): LogLine[] {
    const lines = readFileSync(join(this.home, 'logs', 'model.ndjson'), 'utf8')
      .trim()
      .split('\n');
    return lines.map((line): LogLine => JSON.parse(line));
  }

  messages(level: LogLine['level']): string[] {
    return this.logs()
      .filter((line) => line.level === level)
      .map((line) => line.message);
  }

  async end(): Promise<void> {
    await this.emulator.destroyModel({ force: true });
    await this.emulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
