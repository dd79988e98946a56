/**
 * The network of one home: a bridge with a free 10.x subnet and an IPv6 one, and a way out through the host by
 * masquerade. All of it is found by name and made again where missing, so a host's restart or a killed command does no harm.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists, writeAtomically } from '../../system/files.ts';
import { type RunResult, run, tryRun } from '../../system/process.ts';
import { adjustHostSettings, restoreHostSettings } from './host-settings.ts';
import { agentPath, type HomeLayout } from './layout.ts';
import { type MachineAddress, MachineError } from './machine.ts';

const environment = { PATH: agentPath, LC_ALL: 'C' };
/** The subnets of a home: `10.<n>.0.0/24` and `fd<xx>:<xxxx>:<xxxx>::/64`. */
export interface HomeNetwork {
  readonly number: number;
  readonly ipv6Prefix: string;
}

function runIp(...args: string[]): string {
  return run('ip', args, { env: environment });
}

function tryIp(...args: string[]): RunResult {
  return tryRun('ip', args, { env: environment });
}

/** Runs several `ip` commands in one process; throws at the first that fails. */
function batchIp(lines: readonly string[]): void {
  run('ip', ['-batch', '-'], { env: environment, input: `${lines.join('\n')}\n` });
}

export function linkExists(name: string): boolean {
  return existsSync(join('/sys/class/net', name));
}

export function linksNamed(prefix: string): string[] {
  return readdirSync('/sys/class/net').filter((name) => name.startsWith(prefix));
}

function hasIpv6(): boolean {
  return readIfExists('/proc/sys/net/ipv6/conf/default/disable_ipv6')?.trim() === '0';
}

/** Second numbers of the 10.x networks that the host's addresses, routes and name servers use already. */
function takenNumbers(): Set<number> {
  const text = [
    runIp('-4', 'route', 'show', 'table', 'all'),
    runIp('-4', 'address', 'show'),
    readIfExists('/etc/resolv.conf') ?? '',
  ].join('\n');
  return new Set([...text.matchAll(/\b10\.(\d{1,3})\./g)].map((match) => Number(match[1])));
}

function chooseNetwork(layout: HomeLayout): HomeNetwork {
  const taken = takenNumbers();
  // Beginning at a number of the home's own keeps two homes that start at the same time apart.
  const first = Number.parseInt(layout.mark.slice(0, 2), 16);
  for (let step = 0; step < 254; step += 1) {
    const number = 1 + ((first + step) % 254);
    if (taken.has(number)) continue;
    const random = randomBytes(5);
    // As the kernel writes addresses: without zeros before a group.
    const group = (at: number): string => random.readUInt16BE(at).toString(16);
    return { number, ipv6Prefix: `fd${random.subarray(0, 1).toString('hex')}:${group(1)}:${group(3)}` };
  }
  throw new MachineError(
    'machine-failed',
    'cannot make a network for machines: the host uses every network below 10.0.0.0/8',
  );
}

function isNetwork(value: unknown): value is HomeNetwork {
  return (
    typeof value === 'object' &&
    value !== null &&
    'number' in value &&
    typeof value.number === 'number' &&
    'ipv6Prefix' in value &&
    typeof value.ipv6Prefix === 'string'
  );
}

/** The home's network as first chosen: it stays for the home's life, since charms remember addresses. */
export function homeNetwork(layout: HomeLayout): HomeNetwork {
  const text = readIfExists(layout.networkFile);
  if (text !== null) {
    const value: unknown = JSON.parse(text);
    if (!isNetwork(value))
      throw new MachineError('machine-failed', `cannot read ${layout.networkFile}: it is no network's record`);
    return value;
  }
  const chosen = chooseNetwork(layout);
  writeAtomically(layout.networkFile, `${JSON.stringify(chosen)}\n`, { mode: 0o644 });
  return chosen;
}

/** Largest packet of the host's way out; a larger one inside would be lost without a word where ICMP is filtered. */
function outgoingMtu(): number {
  const interfaceName = tryIp('-4', 'route', 'show', 'default').stdout.match(/ dev (\S+)/)?.[1];
  const mtu = interfaceName === undefined ? null : readIfExists(`/sys/class/net/${interfaceName}/mtu`);
  return mtu === null ? 1500 : Number(mtu);
}

function makeBridge(layout: HomeLayout, network: HomeNetwork): void {
  if (!linkExists(layout.bridge)) {
    batchIp([`link add ${layout.bridge} mtu ${outgoingMtu()} address 02:00:${macTail(layout, 255)} type bridge`]);
  }
  const ipv6 = hasIpv6() ? [`address replace ${network.ipv6Prefix}::1/64 dev ${layout.bridge} nodad`] : [];
  batchIp([
    `address replace 10.${network.number}.0.1/24 dev ${layout.bridge}`,
    ...ipv6,
    `link set ${layout.bridge} up`,
  ]);
}

function makeMasquerade(layout: HomeLayout, network: HomeNetwork): void {
  const subnet = `10.${network.number}.0.0/24`;
  // Declared, then removed, then defined: so the text works whether or not the table was there.
  const rules = `table ip ${layout.nftTable} {}
delete table ip ${layout.nftTable}
table ip ${layout.nftTable} {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${subnet} ip daddr != ${subnet} masquerade
  }
}
`;
  run('nft', ['-f', '-'], { env: environment, input: rules });
}

/** Sets up whatever of the home's network is missing. */
export function ensureNetwork(layout: HomeLayout): HomeNetwork {
  const network = homeNetwork(layout);
  makeBridge(layout, network);
  makeMasquerade(layout, network);
  adjustHostSettings();
  return network;
}

/** Removes what {@link ensureNetwork} made, and interfaces that half-made machines left. */
export function removeNetwork(layout: HomeLayout): void {
  for (const name of linksNamed(layout.linkPrefix)) removeLink(name);
  if (nftTables().includes(layout.nftTable))
    run('nft', ['delete', 'table', 'ip', layout.nftTable], { env: environment });
  restoreHostSettings();
  rmSync(layout.networkFile, { force: true });
}

/** Names of the host's nft tables for IPv4. */
export function nftTables(): string[] {
  const listing = tryRun('nft', ['list', 'tables', 'ip'], { env: environment }).stdout;
  return [...listing.matchAll(/^table ip (\S+)$/gm)].map((match) => match[1] ?? '');
}

function macTail(layout: HomeLayout, last: number): string {
  const pairs = layout.mark.slice(0, 6).match(/../g) ?? [];
  return [...pairs, last.toString(16).padStart(2, '0')].join(':');
}

/** Name of a machine's interface on the host. */
export function linkName(layout: HomeLayout, index: number): string {
  return `${layout.linkPrefix}${index}`;
}

/** Addresses of the machine with this number. */
export function machineAddresses(layout: HomeLayout, network: HomeNetwork, index: number): MachineAddress[] {
  const interfaceName = 'eth0';
  const macAddress = `02:00:${macTail(layout, index)}`;
  const host = 10 + index;
  const ipv4 = {
    address: `10.${network.number}.0.${host}`,
    cidr: `10.${network.number}.0.0/24`,
    interfaceName,
    macAddress,
  };
  const cidr = `${network.ipv6Prefix}::/64`;
  const ipv6 = { address: `${network.ipv6Prefix}::${host.toString(16)}`, cidr, interfaceName, macAddress };
  return hasIpv6() ? [ipv4, ipv6] : [ipv4];
}

/** Joins the network namespace of a process to the home's bridge; a left-over interface of that name is replaced. */
export function connect(layout: HomeLayout, index: number, macAddress: string, pid: number): void {
  const name = linkName(layout, index);
  removeLink(name);
  const mtu = readFileSync(`/sys/class/net/${layout.bridge}/mtu`, 'utf8').trim();
  batchIp([
    `link add ${name} mtu ${mtu} type veth peer name eth0 mtu ${mtu} address ${macAddress} netns ${pid}`,
    `link set ${name} master ${layout.bridge} up`,
  ]);
}

export function removeLink(name: string): void {
  if (!linkExists(name)) return;
  const result = tryIp('link', 'delete', name);
  // The kernel may have removed it in the meantime, with the namespace that held its other end.
  if (result.exitCode !== 0 && linkExists(name)) {
    throw new MachineError('machine-failed', `cannot remove interface ${name}: ${result.stderr.trim()}`);
  }
}

/** The host's name servers, or, where it asks a resolver on its own loopback, those which that one asks. */
export function nameServerFile(): string {
  const text = readIfExists('/etc/resolv.conf') ?? '';
  if (!/^nameserver\s+(127\.|::1)/m.test(text)) return text;
  return readIfExists('/run/systemd/resolve/resolv.conf') ?? text;
}
