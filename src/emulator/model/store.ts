/** The model with its files: what a command opens first and closes last. */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { type Clock, systemClock } from '../../system/clock.ts';
import { HomeFolder } from './home.ts';
import { Journal } from './journal.ts';
import { type Lock, takeLock } from './lock.ts';
import type { LogLine, LogSink } from './log.ts';
import { Model } from './model.ts';
import type { StatusInfo, StatusKind, StatusRecord } from './status.ts';

export type LogListener = (line: LogLine) => void;
export type CommitListener = (phase: 'begun' | 'ended') => void;

export class Store implements LogSink {
  readonly home: HomeFolder;
  readonly model: Model;
  readonly clock: Clock;
  readonly #journal: Journal;
  readonly #lock: Lock;
  readonly #logListeners = new Set<LogListener>();
  readonly #commitListeners: CommitListener[] = [];
  #logDescriptor: number;
  #historyDescriptor: number;
  #pendingHistory: StatusRecord[] = [];

  /**
   * Opens a home folder, making it if need be. Throws `LockedError` when another command uses it.
   *
   * @param path absolute path of the home folder
   */
  static open(path: string, clock: Clock = systemClock): Store {
    const home = new HomeFolder(path);
    const lock = takeLock(home.lockFile);
    try {
      return new Store(home, lock, clock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(home: HomeFolder, lock: Lock, clock: Clock) {
    this.home = home;
    this.clock = clock;
    this.#lock = lock;
    this.model = new Model();
    this.#journal = new Journal(home.modelFolder, this.model.tables());
    mkdirSync(home.logsFolder, { recursive: true, mode: 0o700 });
    this.#logDescriptor = openSync(home.logFile, 'a', 0o600);
    this.#historyDescriptor = openSync(home.statusHistoryFile, 'a', 0o600);
    this.#watchStatuses();
  }

  /** Now, on the model's clock. */
  now(): number {
    return this.clock.now() + (this.model.exists ? this.model.current.clockOffset : 0);
  }

  /** Writes what changed. Cheap when nothing did. */
  commit(): void {
    this.#tellCommit('begun');
    try {
      this.#journal.commit();
      if (this.#pendingHistory.length === 0) return;
      const lines = this.#pendingHistory.map((record) => `${JSON.stringify(record)}\n`).join('');
      this.#pendingHistory = [];
      writeSync(this.#historyDescriptor, lines);
    } finally {
      this.#tellCommit('ended');
    }
  }

  /** Hears when a commit begins and when it has ended, well or not. */
  onCommit(listener: CommitListener): void {
    this.#commitListeners.push(listener);
  }

  #tellCommit(phase: 'begun' | 'ended'): void {
    for (const listener of this.#commitListeners) listener(phase);
  }

  /** Appends a line to the model's log at once. */
  log(line: LogLine): void {
    writeSync(this.#logDescriptor, `${JSON.stringify(line)}\n`);
    for (const listener of this.#logListeners) listener(line);
  }

  /** Hears every line that is logged from now on; call the answer to stop. */
  onLog(listener: LogListener): () => void {
    this.#logListeners.add(listener);
    return () => this.#logListeners.delete(listener);
  }

  /** Forgets the model and everything that was kept for it; the folder can take a new one afterwards. */
  clear(): void {
    for (const table of this.model.tables()) for (const key of table.keys()) table.load(key, undefined);
    this.#journal.compact();
    this.#pendingHistory = [];
    closeSync(this.#logDescriptor);
    closeSync(this.#historyDescriptor);
    rmSync(this.home.logsFolder, { recursive: true, force: true });
    rmSync(this.home.charmsFolder, { recursive: true, force: true });
    rmSync(this.home.resourcesFolder, { recursive: true, force: true });
    mkdirSync(this.home.logsFolder, { recursive: true, mode: 0o700 });
    this.#logDescriptor = openSync(this.home.logFile, 'a', 0o600);
    this.#historyDescriptor = openSync(this.home.statusHistoryFile, 'a', 0o600);
  }

  /** Commits and lets the next command in. */
  close(): void {
    this.commit();
    this.#journal.close();
    closeSync(this.#logDescriptor);
    closeSync(this.#historyDescriptor);
    this.#lock.release();
  }

  #watchStatuses(): void {
    const { model } = this;
    let certain = 0;
    model.onTransaction((phase) => {
      if (phase === 'begun') certain = this.#pendingHistory.length;
      // What was undone never was, and neither was the undoing.
      else this.#pendingHistory.length = certain;
    });
    model.units.follow((key, before, after) => {
      this.#record(key, 'workload', before?.workloadStatus, after?.workloadStatus);
      this.#record(key, 'juju-unit', before?.agentStatus, after?.agentStatus);
    });
    model.applications.follow((key, before, after) => {
      this.#record(key, 'application', before?.status ?? undefined, after?.status ?? undefined);
    });
    model.machines.follow((key, before, after) => {
      this.#record(key, 'juju-machine', before?.agentStatus, after?.agentStatus);
      this.#record(key, 'machine', before?.instanceStatus, after?.instanceStatus);
    });
  }

  #record(entity: string, kind: StatusKind, before: StatusInfo | undefined, after: StatusInfo | undefined): void {
    if (after === undefined || before === after) return;
    this.#pendingHistory.push({ entity, kind, ...after });
  }
}
