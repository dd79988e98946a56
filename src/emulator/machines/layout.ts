/**
 * Where the machines of one home keep their files, and what they are called on the host. All names on the host carry a
 * mark computed from the home's path, so that two homes never meet and leftovers can be told from other people's things.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, readIfExists, writeAtomically } from '../../system/files.ts';
import { MachineError } from './machine.ts';

/** Juju's data directory as every machine sees it. */
export const jujuDirectory = '/var/lib/juju';
/** Where every machine sees the directory that all share. */
export const sharedDirectory = '/run/juju-emulator';
/** PATH of Juju's agent, as systemd gives it. */
export const agentPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Begins the name of every cgroup of every home. */
export const cgroupPrefix = 'juju-emulator-';
/** More machines would not fit in the /24 that a home gets. */
export const machineLimit = 240;

export interface HomeLayout {
  readonly home: string;
  /** Eight hexadecimal digits that stand for the home. */
  readonly mark: string;
  readonly machines: string;
  readonly shared: string;
  readonly networkFile: string;
  readonly bridge: string;
  /** Begins the names of this home's interfaces; 15 characters are all the kernel allows. */
  readonly linkPrefix: string;
  readonly nftTable: string;
  readonly cgroupPrefix: string;
}

/** What is kept of a machine, written before anything is made for it. */
export interface MachineRecord {
  readonly id: string;
  /** Small number that the address, interface and cgroup are named by. */
  readonly index: number;
  readonly hostname: string;
}

/** Names and paths of a home; makes the home's folder, since its real path decides the mark. */
export function homeLayout(folder: string): HomeLayout {
  mkdirSync(folder, { recursive: true });
  const home = realpathSync(folder);
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 8);
  return {
    home,
    mark,
    machines: join(home, 'machines'),
    shared: join(home, 'shared'),
    networkFile: join(home, 'network.json'),
    bridge: `ju${mark}-br`,
    linkPrefix: `ju${mark}-`,
    nftTable: `juju_${mark}`,
    cgroupPrefix: `${cgroupPrefix}${mark}-`,
  };
}

/** Folder of a machine; a container's id (`0/lxd/1`) is one name too. */
export function machineFolder(layout: HomeLayout, id: string): string {
  if (!/^[0-9a-z]+(\/[0-9a-z]+)*$/.test(id)) {
    throw new MachineError(
      'machine-failed',
      `cannot make machine "${id}": a machine id is made of digits, letters and /`,
    );
  }
  return join(layout.machines, id.replaceAll('/', '-'));
}

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

function readRecordIn(folder: string): MachineRecord | null {
  const text = readIfExists(join(folder, 'machine.json'));
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (!isRecord(value))
    throw new MachineError('machine-failed', `cannot read ${folder}/machine.json: it is no machine's record`);
  return value;
}

export function readRecord(layout: HomeLayout, id: string): MachineRecord | null {
  return readRecordIn(machineFolder(layout, id));
}

/** Records of all machines on disk, oldest first. */
export function readRecords(layout: HomeLayout): MachineRecord[] {
  let names: string[];
  try {
    names = readdirSync(layout.machines);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return names
    .map((name) => readRecordIn(join(layout.machines, name)))
    .filter((record) => record !== null)
    .sort((left, right) => left.index - right.index);
}

/** Gives a machine the next free number and writes its record. */
export function addRecord(layout: HomeLayout, id: string, hostname: string | undefined): MachineRecord {
  const folder = machineFolder(layout, id);
  const taken = new Set(readRecords(layout).map((record) => record.index));
  let index = 0;
  while (taken.has(index)) index += 1;
  if (index >= machineLimit) {
    throw new MachineError(
      'machine-failed',
      `cannot make machine "${id}": one home holds ${machineLimit} machines at most`,
    );
  }
  const record = { id, index, hostname: hostname ?? `juju-${layout.mark.slice(0, 6)}-${id.replaceAll('/', '-')}` };
  mkdirSync(folder, { recursive: true });
  writeAtomically(join(folder, 'machine.json'), `${JSON.stringify(record)}\n`, { mode: 0o644 });
  return record;
}
