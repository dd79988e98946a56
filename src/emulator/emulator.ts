/** One command's hold on a home folder: the model, the machines behind it, and settling. Commands of the controller take `store`. */

import type { SettleListener, SettleSummary } from './agent/events.ts';
import { MachinePool } from './agent/machine-pool.ts';
import { SettleEvents } from './agent/settle-events.ts';
import { type SettleOptions, Settler } from './agent/settler.ts';
import { TimeSpent } from './agent/time-spent.ts';
import { HookToolDesk } from './agent/tool-desk.ts';
import { UnitRunner } from './agent/unit-runner.ts';
import { destroyEverything } from './controller/create-model.ts';
import { MachineError, type Machines } from './machines/index.ts';
import { Store } from './model/index.ts';

export interface EmulatorOptions {
  /** Absolute path of the folder that holds everything. */
  readonly home: string;
  /** Makes the machines when they are first needed: the model says of which kind. */
  readonly machines: (store: Store) => Machines;
  /** Milliseconds after which a hook is ended; 0 or none is never, as with Juju. */
  readonly hookTimeout?: number;
  /** Where the build may have left a compiled client of the hook tools; without it they are in Perl. */
  readonly toolClient?: string;
}

interface Hands {
  readonly machines: Machines;
  readonly pool: MachinePool;
  readonly desk: HookToolDesk;
  readonly settler: Settler;
}

export class Emulator {
  readonly store: Store;
  readonly #options: EmulatorOptions;
  readonly #events = new SettleEvents();
  #hands: Hands | null = null;
  #stopped = false;

  /** Throws `LockedError` while another command uses the folder. */
  static open(options: EmulatorOptions): Emulator {
    return new Emulator(Store.open(options.home), options);
  }

  private constructor(store: Store, options: EmulatorOptions) {
    this.store = store;
    this.#options = options;
  }

  get machines(): Machines {
    return this.#reach().machines;
  }

  get pool(): MachinePool {
    return this.#reach().pool;
  }

  /** How often units were asked what they do next in the last settling. */
  get questions(): number {
    return this.#hands?.settler.questions ?? 0;
  }

  /** Hears what happens while the model settles; call the answer to stop. */
  listen(listener: SettleListener): () => void {
    return this.#events.listen(listener);
  }

  /** Runs hooks until nothing is left to do. */
  async settle(options: SettleOptions = {}): Promise<SettleSummary> {
    const { settler, desk } = this.#reach();
    try {
      return await settler.settle(options);
    } finally {
      await desk.closeAll();
    }
  }

  /** Ends settling soon: running hooks are ended and run again with the next command. */
  stop(): void {
    this.#stopped = true;
    this.#hands?.settler.stop();
  }

  /**
   * `juju destroy-model`: winds everything up with its hooks (unless forced), then removes every machine and all that was kept.
   */
  async destroyModel(options: { readonly force?: boolean } & SettleOptions = {}): Promise<void> {
    const { machines } = this.#reach();
    if (this.store.model.exists && options.force !== true) {
      destroyEverything(this.store, true);
      try {
        await this.settle({ ...options, retries: 0 });
      } catch (error) {
        // A machine that cannot run its last hooks must still be removable.
        if (!(error instanceof MachineError)) throw error;
      }
      if (this.#stopped) return;
    }
    await machines.destroyAll();
    this.store.clear();
  }

  /** Commits and lets the next command in. */
  async close(): Promise<void> {
    await this.#hands?.desk.closeAll();
    this.store.close();
  }

  #reach(): Hands {
    if (this.#hands !== null) return this.#hands;
    const { store } = this;
    const machines = this.#options.machines(store);
    const pool = new MachinePool(store, machines);
    const spent = new TimeSpent();
    store.onCommit((phase) => (phase === 'begun' ? spent.begin('commits') : spent.end()));
    const desk = new HookToolDesk(store, spent, this.#options.toolClient ?? null);
    const notify: SettleListener = (event) => this.#events.notify(event);
    const runner = new UnitRunner({ store, pool, desk, notify, spent, hookTimeout: this.#options.hookTimeout ?? 0 });
    const settler = new Settler({ runner, pool, notify, listen: (listener) => this.listen(listener) });
    if (this.#stopped) settler.stop();
    this.#hands = { machines, pool, desk, settler };
    return this.#hands;
  }
}
