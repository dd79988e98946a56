/**
 * Where the machines of one home keep their files, and what they are called on the host. All names on the host carry a
 * mark computed from the home's path, so that two homes never meet and leftovers can be told from other people's things.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { MachineError } from './machine.ts';

/** Juju's data directory as every machine sees it. */
export const jujuDirectory = '/var/lib/juju';
/** Where every machine sees the directory that all share. */
export const sharedDirectory = '/run/juju-emulator';
/** PATH of Juju's agent, as systemd gives it. */
export const agentPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Begins the name of every cgroup of every home. */
export const cgroupPrefix = 'juju-emulator-';

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
