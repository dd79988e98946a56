/**
 * Runs the model in the foreground until nothing is left to do. Only units that a change may concern are asked what they do next;
 * one operation at a time on a machine, as many machines at a time as there are processors.
 */
import { availableParallelism } from 'node:os';
import { hookName, type Model, statusInfo, type Task } from '../model/index.ts';
import { concernedUnits } from '../queue/concerned.ts';
import type { UnitOperation } from '../queue/operation.ts';
import { nextOperation } from '../queue/resolver.ts';
import type { FailedUnit, SettleEvent, SettleListener, SettleSummary } from './events.ts';
import type { MachinePool } from './machine-pool.ts';
import { Retries, type RetryLimits } from './retries.ts';
import { SettleCount } from './settle-count.ts';
import type { TimeSpent } from './time-spent.ts';
import type { UnitRunner } from './unit-runner.ts';

/** A failed hook is tried again only so often before it is reported; Juju tries for ever. */
export interface SettleOptions extends Partial<RetryLimits> {
  /** Hooks at a time, on different machines; default is the number of processors. */
  readonly parallel?: number;
}

/** Milliseconds that a hook has to end by itself once it was asked to. */
const patience = 5000;

export interface SettlerParts {
  readonly runner: UnitRunner;
  readonly pool: MachinePool;
  readonly listen: (listener: SettleListener) => () => void;
  readonly notify: SettleListener;
}

export class Settler {
  readonly #parts: SettlerParts;
  readonly #ready = new Set<string>();
  /** Units that wait for a lock, by lock. */
  readonly #waiting = new Map<string, Set<string>>();
  readonly #locks = new Set<string>();
  readonly #busyUnits = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly #machineWork = new Set<string>();
  #options: Required<SettleOptions> = defaults();
  #error: unknown = null;
  #stopping = false;
  #retries = new Retries(defaults());
  #count = new SettleCount();
  #questions = 0;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
    for (const table of this.#model.tables()) {
      table.listen((change) => {
        this.#spent.during('queue', () => {
          for (const unit of concernedUnits(this.#model, change)) this.#ready.add(unit);
        });
      });
    }
    parts.listen((event) => {
      this.#count.add(event);
      if (event.type === 'hook-ended' && event.kind === 'hook' && event.outcome === 'done') {
        this.#retries.forget(event.unit);
      }
    });
  }

  get #model(): Model {
    return this.#parts.runner.parts.store.model;
  }

  get #spent(): TimeSpent {
    return this.#parts.runner.parts.spent;
  }

  /** How often units were asked what they do next in the last settling: the measure of its own cost. */
  get questions(): number {
    return this.#questions;
  }

  /** Ends after the hooks that run now have been ended; they run again with the next settling. */
  stop(): void {
    this.#stopping = true;
    this.#parts.runner.stopping = true;
    this.#parts.runner.killAll('SIGTERM');
    setTimeout(() => this.#parts.runner.killAll('SIGKILL'), patience).unref();
  }

  /** Runs until nothing is to do, or until all that is left to do waits for the user. */
  async settle(options: SettleOptions = {}): Promise<SettleSummary> {
    const start = performance.now();
    this.#spent.reset();
    this.#options = { ...defaults(), ...options };
    this.#retries = new Retries(this.#options);
    this.#count = new SettleCount();
    this.#questions = 0;
    this.#endLostTasks();
    for (const name of this.#model.units.keys()) this.#ready.add(name);
    await this.#runAll();
    this.#parts.runner.parts.store.commit();
    const summary: SettleSummary = {
      hooks: this.#count.hooks,
      skipped: this.#count.skipped,
      tasks: this.#count.tasks,
      failures: this.#count.failures,
      failed: this.#failedUnits(),
      milliseconds: performance.now() - start,
      spent: this.#spent.read(),
      interrupted: this.#stopping,
    };
    this.#parts.notify({ type: 'settled', summary });
    return summary;
  }

  /** Throws what the first piece of work that failed threw, once all that was begun has ended. */
  async #runAll(): Promise<void> {
    while (this.#error === null) {
      if (!this.#stopping) this.#startAll();
      if (this.#running.size > 0) {
        await Promise.race(this.#running);
        continue;
      }
      if (this.#stopping) break;
      if (this.#ready.size === 0 && !(await this.#allowRetries())) break;
    }
    await Promise.all(this.#running);
    const error = this.#error;
    this.#error = null;
    if (error !== null) throw error;
  }

  /** Tasks that ran when the emulator was killed: nobody knows how far they came, and Juju does not run them again. */
  #endLostTasks(): void {
    const { store } = this.#parts.runner.parts;
    for (const { id, status } of this.#model.tasks.values()) {
      if (status !== 'running' && status !== 'aborting') continue;
      this.#model.tasks.patch(id, { status: 'failed', message: 'action terminated', completed: store.now() });
    }
  }

  #startAll(): void {
    this.#startMachineWork();
    for (const unit of this.#ready) {
      if (this.#busyUnits.size >= this.#options.parallel) return;
      if (this.#busyUnits.has(unit)) continue;
      this.#ready.delete(unit);
      this.#startUnit(unit);
    }
  }

  #startUnit(unit: string): void {
    const { store } = this.#parts.runner.parts;
    const retry = this.#retries.isGranted(unit);
    this.#questions += 1;
    const operation = this.#spent.during('queue', () => nextOperation(this.#model, unit, { now: store.now(), retry }));
    if (operation === null) {
      this.#rest(unit);
      return;
    }
    const machine = this.#model.units.get(unit).machine;
    const lock = this.#lockFor(machine, operation);
    if (lock !== null && (this.#locks.has(lock) || this.#isReserved(machine))) {
      this.#waitFor(lock, unit);
      return;
    }
    this.#retries.spend(unit);
    if (lock !== null) this.#locks.add(lock);
    this.#busyUnits.add(unit);
    this.#track(
      this.#parts.runner.run(unit, operation).finally(() => {
        this.#busyUnits.delete(unit);
        this.#ready.add(unit);
        if (lock !== null) this.#release(lock);
      }),
    );
  }

  /** A reboot that was asked for goes before anything else on the machine. */
  #isReserved(machine: string): boolean {
    return this.#machineWork.has(machine) || this.#model.machines.find(machine)?.rebootRequested === true;
  }

  #waitFor(lock: string, unit: string): void {
    const waiting = this.#waiting.get(lock);
    if (waiting === undefined) this.#waiting.set(lock, new Set([unit]));
    else waiting.add(unit);
  }

  #release(lock: string): void {
    this.#locks.delete(lock);
    for (const unit of this.#waiting.get(lock) ?? []) this.#ready.add(unit);
    this.#waiting.delete(lock);
  }

  /** Hooks share one lock on a machine; actions may have their group's, or none when they are parallel. */
  #lockFor(machine: string, operation: UnitOperation): string | null {
    if (operation.kind !== 'task') return machine;
    const task: Task = this.#model.tasks.get(operation.taskId);
    if (task.parallel) return null;
    return task.executionGroup === '' ? machine : `${machine} ${task.executionGroup}`;
  }

  /** New machines are made, rebooting ones rebooted when nothing runs there, dead ones removed. */
  #startMachineWork(): void {
    const { pool, notify } = this.#parts;
    for (const { id, life, agentStatus, rebootRequested } of this.#model.machines.values()) {
      // A machine that boots mostly waits: more of them may do so at a time than there are processors.
      if (this.#machineWork.size >= 2 * this.#options.parallel) return;
      if (this.#machineWork.has(id)) continue;
      if (life === 'dead') this.#machine(id, () => pool.remove(id), { type: 'machine-removed', machine: id });
      else if (agentStatus.status === 'started' && !pool.isCurrent(id)) {
        // Found again, or booted if the host was restarted in the meantime: its units then run start.
        this.#machine(id, async () => {
          await pool.ensure(id);
        });
      } else if (agentStatus.status !== 'started') {
        notify({ type: 'machine-starting', machine: id });
        const start = performance.now();
        this.#machine(id, async () => {
          await pool.ensure(id);
          notify({ type: 'machine-started', machine: id, milliseconds: performance.now() - start });
        });
      } else if (rebootRequested && ![...this.#locks].some((lock) => lock === id || lock.startsWith(`${id} `))) {
        notify({ type: 'machine-starting', machine: id });
        const start = performance.now();
        this.#machine(id, async () => {
          await pool.reboot(id);
          notify({ type: 'machine-started', machine: id, milliseconds: performance.now() - start });
        });
      }
    }
  }

  #machine(id: string, work: () => Promise<void>, after?: SettleEvent): void {
    this.#machineWork.add(id);
    this.#track(
      work()
        .finally(() => {
          this.#machineWork.delete(id);
          this.#release(id);
        })
        .then(() => {
          if (after !== undefined) this.#parts.notify(after);
        }),
    );
  }

  #track(work: Promise<void>): void {
    const tracked: Promise<void> = work
      .catch((error: unknown) => {
        this.#error ??= error;
      })
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  /** Nothing to do for a unit: its agent is idle. */
  #rest(unit: string): void {
    const found = this.#model.units.find(unit);
    if (found === undefined || found.agentStatus.status !== 'executing') return;
    const { store } = this.#parts.runner.parts;
    const failed = this.#model.unitAgents.find(unit)?.current?.step === 'failed';
    if (!failed) this.#model.units.patch(unit, { agentStatus: statusInfo('idle', '', store.now()) });
  }

  /** When all else is done, failed hooks get another try, up to the limit; false when none may. */
  async #allowRetries(): Promise<boolean> {
    if (!this.#model.exists || String(this.#model.current.config['automatically-retry-hooks']) === 'false')
      return false;
    const failed = this.#retries.among(this.#failedUnits());
    if (failed.length === 0) return false;
    await this.#parts.runner.parts.store.clock.sleep(this.#retries.delay(failed));
    if (this.#stopping) return false;
    for (const { unit, hook } of failed) {
      this.#parts.notify({ type: 'retry', unit, name: hook, attempt: this.#retries.grant(unit) });
      this.#ready.add(unit);
    }
    return true;
  }

  #failedUnits(): FailedUnit[] {
    const failed: FailedUnit[] = [];
    for (const { unit, current } of this.#model.unitAgents.values()) {
      if (current?.step === 'failed') failed.push({ unit, hook: hookName(current.hook), reason: current.reason });
    }
    return failed;
  }
}

function defaults(): Required<SettleOptions> {
  return { retries: 2, retryDelay: 200, parallel: availableParallelism() };
}
