/** What a machine's root file system gets before its first boot, and what of the host's files it is made from. */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../system/process.ts';
import { agentPath } from './layout.ts';
import type { MachineAddress } from './machine.ts';

/** File systems that a machine has of its own, or that are nobody's files. */
const ownPlaces = /^\/(proc|sys|dev|run|tmp|mnt|media)(\/|$)/;

/** Makes a directory of the upper layer look like the host's, for it hides the host's attributes. */
function copyDirectory(upper: string, path: string): void {
  if (path === '/') {
    mkdirSync(upper, { recursive: true });
  } else {
    copyDirectory(upper, dirname(path));
    mkdirSync(join(upper, path), { recursive: true });
  }
  const now = statSync(path);
  chownSync(join(upper, path), now.uid, now.gid);
  chmodSync(join(upper, path), now.mode & 0o7777);
}

/** Hides a folder of the host from the machine, by the mark that overlayfs itself leaves for a removed file. */
function hide(upper: string, path: string): void {
  if (lstatSync(join(upper, path), { throwIfNoEntry: false }) !== undefined) return;
  copyDirectory(upper, dirname(path));
  run('mknod', [join(upper, path), 'c', '0', '0'], { env: { PATH: agentPath } });
}

function write(upper: string, path: string, content: string, mode = 0o644): void {
  copyDirectory(upper, dirname(path));
  writeFileSync(join(upper, path), content, { mode });
}

function hostsFile(hostname: string, addresses: readonly MachineAddress[]): string {
  const own = addresses.map(({ address }) => `${address} ${hostname}.juju.internal ${hostname}`);
  const loopback = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback'];
  return [...loopback, 'ff02::1 ip6-allnodes', 'ff02::2 ip6-allrouters', ...own, ''].join('\n');
}

export interface FirstFiles {
  readonly hostname: string;
  readonly addresses: readonly MachineAddress[];
  /** Folder of the emulator's state, which no machine sees. */
  readonly home: string;
}

/** Writes a machine's own files into its upper layer, which must not be mounted. */
export function writeFirstFiles(upper: string, files: FirstFiles): void {
  hide(upper, files.home);
  write(upper, '/etc/hostname', `${files.hostname}\n`);
  write(upper, '/etc/hosts', hostsFile(files.hostname, files.addresses));
  write(upper, '/etc/fstab', '');
  // An empty one would make systemd think this is the first boot, and enable every service there is.
  write(upper, '/etc/machine-id', `${randomBytes(16).toString('hex')}\n`, 0o444);
}

/** The host's network may have changed since the last boot. */
export function writeResolvConf(upper: string, resolvConf: string): void {
  write(upper, '/etc/resolv.conf', resolvConf);
}

/** Directories below / on which the host has mounted further file systems with files that a machine should see. */
export function hostMounts(home: string): string[] {
  const paths = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([device, path]) => device !== undefined && path !== undefined && path !== '/' && !path.includes('\\'))
    .filter(([device, , type]) => device?.startsWith('/dev/') || type === 'zfs' || type === 'btrfs')
    .map(([, path]) => path ?? '')
    // The home's own file system would show the machine its own upper layer.
    .filter((path) => !ownPlaces.test(path) && !`${home}/`.startsWith(`${path}/`))
    .filter((path) => existsSync(path) && statSync(path).isDirectory());
  return [...new Set(paths)].sort();
}
