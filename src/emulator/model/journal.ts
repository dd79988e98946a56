/**
 * The model on disk: a snapshot, and after it a journal with one line for each commit. A line holds all that the commit changed, so
 * a kill leaves the whole of it or nothing: a last line that was cut off is dropped when it is read. When the journal
 * has grown well beyond the model it starts anew after a fresh snapshot of the next generation.
 */
import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { readIfExists, writeAtomically } from '../../system/files.ts';
import type { AnyTable } from './table.ts';

/** Table, key, and the entity or null when it was removed. */
type Entry = readonly [table: string, key: string, value: object | null];

const compactionBytes = 4 * 1024 * 1024;
const snapshotPattern = /^snapshot-([0-9]+)\.json$/;

export class JournalError extends Error {
  readonly code = 'journal-unreadable';

  constructor(path: string, cause: unknown) {
    super(`cannot read ${path}: it is not what the emulator wrote`, { cause });
    this.name = 'JournalError';
  }
}

export class Journal {
  readonly #folder: string;
  readonly #tables: ReadonlyMap<string, AnyTable>;
  #generation = 0;
  #descriptor: number;
  #written = 0;
  #snapshotBytes = 0;
  /** Changed since the last commit: table, then key. */
  #dirty = new Map<string, Set<string>>();

  /** Reads what is there into the tables, then listens to them. */
  constructor(folder: string, tables: readonly AnyTable[]) {
    this.#folder = folder;
    this.#tables = new Map(tables.map((table) => [table.name, table]));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#generation = this.#latestGeneration();
    this.#readSnapshot();
    this.#readJournal();
    this.#removeOlder();
    this.#descriptor = openSync(this.#journalPath(), 'a', 0o600);
    for (const table of tables) {
      table.listen(({ key }) => {
        const keys = this.#dirty.get(table.name);
        if (keys === undefined) this.#dirty.set(table.name, new Set([key]));
        else keys.add(key);
      });
    }
  }

  /** Writes everything that changed since the last commit; returns whether anything had. */
  commit(): boolean {
    if (this.#dirty.size === 0) return false;
    const entries: Entry[] = [];
    for (const [name, keys] of this.#dirty) {
      const table = this.#tables.get(name);
      for (const key of keys) entries.push([name, key, table?.find(key) ?? null]);
    }
    this.#append(Buffer.from(`${JSON.stringify(entries)}\n`, 'utf8'));
    this.#dirty = new Map();
    if (this.#written > Math.max(compactionBytes, 4 * this.#snapshotBytes)) this.compact();
    return true;
  }

  /** A full disk may take half a line: that half goes again, for the next line must not begin behind it. */
  #append(line: Buffer): void {
    let offset = 0;
    try {
      while (offset < line.length) offset += writeSync(this.#descriptor, line, offset);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#written);
      throw error;
    }
    this.#written += line.length;
  }

  /** Makes sure that even a fall of the host loses nothing. */
  sync(): void {
    fdatasyncSync(this.#descriptor);
  }

  /** Writes a snapshot of everything and begins an empty journal. */
  compact(): void {
    const next = this.#generation + 1;
    const entries: Entry[] = [];
    for (const table of this.#tables.values()) {
      for (const key of table.keys()) entries.push([table.name, key, table.find(key) ?? null]);
    }
    const text = `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
    writeAtomically(this.#snapshotPath(next), text, { mode: 0o600 });
    closeSync(this.#descriptor);
    this.#generation = next;
    this.#dirty = new Map();
    this.#descriptor = openSync(this.#journalPath(), 'a', 0o600);
    this.#written = 0;
    this.#snapshotBytes = text.length;
    this.#removeOlder();
  }

  close(): void {
    this.commit();
    this.sync();
    closeSync(this.#descriptor);
  }

  #latestGeneration(): number {
    const numbers = readdirSync(this.#folder).map((name) => Number(snapshotPattern.exec(name)?.[1] ?? 0));
    return Math.max(0, ...numbers);
  }

  #readSnapshot(): void {
    if (this.#generation === 0) return;
    const path = this.#snapshotPath(this.#generation);
    const text = readFileSync(path, 'utf8');
    this.#snapshotBytes = text.length;
    try {
      for (const line of text.split('\n')) if (line !== '') this.#load(JSON.parse(line));
    } catch (error) {
      throw new JournalError(path, error);
    }
  }

  #readJournal(): void {
    const path = this.#journalPath();
    const text = readIfExists(path);
    if (text === null) return;
    const end = text.lastIndexOf('\n') + 1;
    const whole = text.slice(0, end);
    // A command was killed in the middle of its last write: what is not a whole line never happened.
    this.#written = Buffer.byteLength(whole);
    if (end < text.length) truncateSync(path, this.#written);
    try {
      for (const line of whole.split('\n')) {
        if (line === '') continue;
        for (const entry of JSON.parse(line)) this.#load(entry);
      }
    } catch (error) {
      throw new JournalError(path, error);
    }
  }

  #load(entry: Entry): void {
    const [table, key, value] = entry;
    this.#tables.get(table)?.load(key, value ?? undefined);
  }

  /** A kill between a new snapshot and this leaves files of the generation before. */
  #removeOlder(): void {
    for (const name of readdirSync(this.#folder)) {
      const match = /^(?:snapshot|journal)-([0-9]+)\.(?:json|ndjson)$/.exec(name);
      if (match !== null && Number(match[1]) < this.#generation) rmSync(join(this.#folder, name), { force: true });
    }
  }

  #snapshotPath(generation: number): string {
    return join(this.#folder, `snapshot-${generation}.json`);
  }

  #journalPath(): string {
    return join(this.#folder, `journal-${this.#generation}.ndjson`);
  }
}
