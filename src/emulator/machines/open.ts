/** Chooses the kind of machines that this host and user can have, and says why when it is the lesser one. */
import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryRun } from '../../system/process.ts';
import { cgroupRoot } from './cgroup.ts';
import { agentPath, type HomeLayout, homeLayout } from './layout.ts';
import { MachineError, type Machines } from './machine.ts';
import { NamespaceMachines } from './namespace-machines.ts';
import { PlainMachines } from './plain-machines.ts';

export type MachineKind = 'auto' | 'plain' | 'namespaces';

const neededPrograms: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  perl: 'perl-base',
  setpriv: 'util-linux',
  mknod: 'coreutils',
  hostname: 'hostname',
  ip: 'iproute2',
  nft: 'nftables',
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A real overlay in real namespaces, for nothing else tells whether a container's or kernel's rules allow them. */
function tryNamespaces(layout: HomeLayout): string | null {
  const folder = join(layout.home, `.try-${process.pid}`);
  mkdirSync(join(folder, 'upper'), { recursive: true });
  mkdirSync(join(folder, 'work'));
  mkdirSync(join(folder, 'root'));
  const options = `lowerdir=/,upperdir=${folder}/upper,workdir=${folder}/work`;
  const script = 'mount -t overlay try -o "$0" "$1" && mount -t proc proc "$1/proc" && mount -t cgroup2 try "$1/mnt"';
  const namespaces = ['-m', '-p', '-f', '-u', '-i', '-n', '-C', '--propagation', 'private'];
  try {
    const result = tryRun('unshare', [...namespaces, 'sh', '-c', script, options, join(folder, 'root')], {
      env: { PATH: agentPath, LC_ALL: 'C' },
      timeoutMs: 20_000,
    });
    if (result.exitCode === 0) return null;
    // Ctrl-C says nothing about what this host can do, and must not lead to machines of the other kind.
    if (result.signal !== null) {
      throw new MachineError('machine-unavailable', `cannot try machines in namespaces: ended by ${result.signal}`);
    }
    return result.stderr.trim().split('\n')[0] ?? 'unshare failed';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why machines in namespaces are not possible here; null when they are. */
function namespaceObstacle(layout: HomeLayout): string | null {
  if (process.platform !== 'linux') return 'they need Linux';
  if (process.getuid?.() !== 0) return 'they need root';
  for (const [program, packageName] of Object.entries(neededPrograms)) {
    if (!agentPath.split(':').some((folder) => isExecutable(join(folder, program)))) {
      return `the program ${program} is missing (package ${packageName})`;
    }
  }
  if (!isExecutable('/lib/systemd/systemd')) return 'systemd is not installed (package systemd)';
  if (cgroupRoot() === null) return 'cgroup version 2 is not mounted';
  return tryNamespaces(layout);
}

/** The machines of a home. `auto` takes real ones where they are possible. */
export function openMachines(home: string, kind: MachineKind = 'auto'): Machines {
  const layout = homeLayout(home);
  if (kind === 'plain') return new PlainMachines(layout, null);
  // A network was set up here before: no need to try again at every command.
  const obstacle = existsSync(layout.networkFile) && process.getuid?.() === 0 ? null : namespaceObstacle(layout);
  if (obstacle === null) return new NamespaceMachines(layout);
  if (kind === 'namespaces') {
    throw new MachineError('machine-unavailable', `cannot make machines in namespaces: ${obstacle}`);
  }
  return new PlainMachines(layout, obstacle);
}
