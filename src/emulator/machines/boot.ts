/** Boots a machine in namespaces: starts the boot script, gives its network namespace an interface, waits for systemd. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists } from '../../system/files.ts';
import { bootScript, readyFile } from './boot-script.ts';
import { hostMounts, writeFirstFiles, writeResolvConf } from './host-files.ts';
import { poll } from './kernel.ts';
import { agentPath, type HomeLayout, machineFolder } from './layout.ts';
import { type MachineAddress, MachineError } from './machine.ts';
import { connect, ensureNetwork, nameServerFile } from './network.ts';
import type { MachineRecord } from './records.ts';

/** Far more than the second it takes, for a host where a hundred boot at once. */
const bootMs = 120_000;

function firstLine(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8');
    child.stdout?.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('error', () => resolve(null));
    child.once('exit', () => resolve(null));
  });
}

/** What `ip` is to do inside: the addresses, and the way out over IPv4 only, since the host does not route IPv6 for us. */
function interfaceCommands(addresses: readonly MachineAddress[]): string[] {
  const lines = ['link set lo up'];
  for (const { address, cidr, interfaceName } of addresses) {
    const length = cidr.slice(cidr.indexOf('/'));
    lines.push(`address add ${address}${length} dev ${interfaceName}${address.includes(':') ? ' nodad' : ''}`);
  }
  const gateway = addresses[0]?.address.replace(/\d+$/, '1');
  return [...lines, 'link set eth0 up', `route add default via ${gateway}`];
}

/** Starts a machine that is down and returns its first process, as the host numbers it. */
export async function bootMachine(
  layout: HomeLayout,
  record: MachineRecord,
  addresses: readonly MachineAddress[],
  cgroup: string,
): Promise<number> {
  const folder = machineFolder(layout, record.id);
  const upper = join(folder, 'upper');
  if (!existsSync(join(folder, 'prepared'))) {
    writeFirstFiles(upper, { hostname: record.hostname, addresses, home: layout.home });
  }
  writeResolvConf(upper, nameServerFile());
  mkdirSync(layout.shared, { recursive: true });
  ensureNetwork(layout);
  mkdirSync(cgroup, { recursive: true });

  const logFile = join(folder, 'boot.log');
  const log = openSync(logFile, 'w', 0o644);
  const unshare = ['unshare', '-m', '-p', '-f', '-u', '-i', '-n', '-C', '--propagation', 'private'];
  const script = ['/bin/sh', '-c', bootScript, 'sh', folder, record.hostname, ...hostMounts(layout.home)];
  const child = spawn('/bin/sh', ['-c', 'echo 0 >"$0/cgroup.procs" && exec "$@"', cgroup, ...unshare, ...script], {
    env: { PATH: agentPath, LC_ALL: 'C' },
    cwd: '/',
    // A session of its own: the machine is to outlive this command and its terminal.
    detached: true,
    stdio: ['pipe', 'pipe', log],
  });
  closeSync(log);
  child.stdin?.on('error', () => {});
  const fail = (why: string, cause?: unknown) =>
    new MachineError('machine-failed', `cannot boot machine ${record.id}: ${why}`, cause);
  try {
    const pid = Number(await firstLine(child));
    if (!Number.isInteger(pid) || pid <= 0)
      throw fail(readIfExists(logFile)?.trim() || 'its first process did not start');
    connect(layout, record.index, addresses[0]?.macAddress ?? '', pid);
    child.stdin?.end(`go\n${interfaceCommands(addresses).join('\n')}\n`);
    const ready = join('/proc', `${pid}`, 'root', readyFile);
    const up = await poll(bootMs, 10, () => {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      return existsSync(ready) ? true : null;
    });
    if (up !== true) throw fail(readIfExists(logFile)?.trim() || 'systemd did not come up');
    return pid;
  } finally {
    child.stdin?.destroy();
    child.stdout?.destroy();
    child.unref();
  }
}
