/** What is kept on disk of each machine of a home: its record, written before anything is made for it. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, readIfExists } from '../../system/files.ts';
import { writeWhole } from '../whole-file.ts';
import { type HomeLayout, machineFolder } from './layout.ts';
import { MachineError } from './machine.ts';

export interface MachineRecord {
  readonly id: string;
  /** Small number that the address, interface and cgroup are named by. */
  readonly index: number;
  readonly hostname: string;
}

/** More machines would not fit in the /24 that a home gets. */
const machineLimit = 240;

function isRecord(value: unknown): value is MachineRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'index' in value &&
    typeof value.index === 'number' &&
    'hostname' in value &&
    typeof value.hostname === 'string'
  );
}

function readRecord(path: string): MachineRecord | null {
  const text = readIfExists(path);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new MachineError('machine-failed', `cannot read ${path}: it is no machine's record`);
  return value;
}

export class MachineRecords {
  readonly #layout: HomeLayout;
  /** Those that were there when the first number was given, and all since: to read them anew for each machine adds up. */
  #known: MachineRecord[] | null = null;

  constructor(layout: HomeLayout) {
    this.#layout = layout;
  }

  find(id: string): MachineRecord | null {
    return readRecord(this.#path(id));
  }

  /** Of all machines on disk, oldest first. */
  all(): MachineRecord[] {
    let names: string[];
    try {
      names = readdirSync(this.#layout.machines);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    return names
      .map((name) => readRecord(join(this.#layout.machines, name, recordFile)))
      .filter((record) => record !== null)
      .sort((left, right) => left.index - right.index);
  }

  /** Gives a machine the first free number and writes its record. */
  add(id: string, hostname: string | undefined): MachineRecord {
    const path = this.#path(id);
    const present = (this.#known ?? this.all()).filter((record) => existsSync(this.#path(record.id)));
    const taken = new Set(present.map((record) => record.index));
    let index = 0;
    while (taken.has(index)) index += 1;
    if (index >= machineLimit) {
      throw new MachineError(
        'machine-failed',
        `cannot make machine "${id}": one home holds ${machineLimit} machines at most`,
      );
    }
    const ownName = `juju-${this.#layout.mark.slice(0, 6)}-${id.replaceAll('/', '-')}`;
    const record = { id, index, hostname: hostname ?? ownName };
    mkdirSync(machineFolder(this.#layout, id), { recursive: true });
    writeWhole(path, `${JSON.stringify(record)}\n`);
    this.#known = [...present, record];
    return record;
  }

  #path(id: string): string {
    return join(machineFolder(this.#layout, id), recordFile);
  }
}

const recordFile = 'machine.json';
