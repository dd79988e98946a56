/** Machines in namespaces, for real: root, systemd, a bridge and the Debian archive are needed. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLeaks, type Machine, type Machines, openMachines } from '../../src/emulator/machines/index.ts';
import { homeLayout } from '../../src/emulator/machines/layout.ts';
import { run } from '../../src/system/process.ts';

const homes: string[] = [];

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'machines-'));
  homes.push(home);
  return home;
}

async function output(machine: Machine, ...argv: [string, ...string[]]): Promise<string> {
  const result = await machine.run(argv);
  expect({ argv, exitCode: result.exitCode, stderr: result.stderr }).toMatchObject({ exitCode: 0 });
  return result.stdout.trim();
}

const hostFiles = ['/etc/passwd', '/etc/group', '/etc/hosts', '/etc/resolv.conf', '/etc/hostname', '/etc/machine-id'];
const forwarding = '/proc/sys/net/ipv4/ip_forward';
const readHost = () => hostFiles.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : null));
const before = readHost();
const forwardingBefore = readFileSync(forwarding, 'utf8');

afterAll(async () => {
  for (const home of homes) {
    await openMachines(home, 'namespaces').destroyAll();
    expect(findLeaks(home)).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  }
  expect(readHost()).toEqual(before);
});

describe('a machine in namespaces', () => {
  const home = newHome();
  let machines: Machines;
  let machine: Machine;
  let other: Machine;

  beforeAll(async () => {
    machines = openMachines(home, 'namespaces');
    [machine, other] = await Promise.all([machines.create('0'), machines.create('0/lxd/1', { hostname: 'inner' })]);
  });

  it('is kept on disk by its id', () => {
    expect(machines.kind).toBe('namespaces');
    expect([...machines.list()].sort()).toEqual(['0', '0/lxd/1']);
  });

  it('has a name, a root file system and a first process of its own', async () => {
    expect(await output(machine, 'hostname')).toBe(machine.hostname);
    expect(await output(other, 'hostname', '-f')).toBe('inner.juju.internal');
    expect(await output(machine, 'cat', '/proc/1/comm')).toBe('systemd');
    expect(await output(machine, 'systemctl', 'is-system-running', '--wait')).toBe('running');
    await output(machine, 'sh', '-c', 'echo here >/etc/only-here; useradd --system only-here');
    expect(readFileSync(join(machine.rootDirectory, 'etc/only-here'), 'utf8')).toBe('here\n');
    expect(existsSync('/etc/only-here')).toBe(false);
    expect((await other.run(['id', 'only-here'])).exitCode).toBe(1);
  });

  it('does not show the emulator\u2019s own files', async () => {
    expect((await machine.run(['ls', home])).exitCode).toBe(2);
  });

  it('starts none of the services that the host has enabled', async () => {
    const units = await output(
      machine,
      'systemctl',
      'list-units',
      '--type=service',
      '--state=running',
      '--plain',
      '--no-legend',
    );
    const allowed = /^(systemd-\S+|dbus)\.service/;
    expect(units.split('\n').filter((line) => !allowed.test(line))).toEqual([]);
  });

  it('gives a program the environment asked for and nothing else', async () => {
    const env = { ONE: 'a b\nc', PATH: machine.searchPath };
    const result = await machine.run(['env', '-0'], { env, cwd: '/usr/share' });
    expect(
      result.stdout
        .split('\0')
        .filter((line) => line !== '')
        .sort(),
    ).toEqual(['ONE=a b\nc', `PATH=${machine.searchPath}`]);
    expect((await machine.run(['pwd'], { cwd: '/usr/share' })).stdout).toBe('/usr/share\n');
  });

  it.each([
    [['sh', '-c', 'exit 42'], { exitCode: 42, signal: null }],
    [['sh', '-c', 'kill -9 $$'], { exitCode: null, signal: 'SIGKILL' }],
    [['no-such-program'], { exitCode: 127, signal: null }],
  ] as const)('reports how %j ended', async (argv, expected) => {
    expect(await machine.run([...argv])).toMatchObject(expected);
  });

  it('hands over standard input, or an empty one', async () => {
    expect((await machine.run(['cat'], { stdin: 'some text' })).stdout).toBe('some text');
    expect((await machine.run(['cat'])).stdout).toBe('');
  });

  it('ends a program with all that it started', async () => {
    const started = machine.spawn(['sh', '-c', 'sleep 1000 & sleep 1000'], {
      env: { PATH: machine.searchPath },
      cwd: '/',
    });
    await sleep(200);
    started.kill('SIGKILL');
    expect(await started.exit).toMatchObject({ signal: 'SIGKILL' });
    expect((await machine.run(['pgrep', 'sleep'])).stdout).toBe('');
  });

  it('does not wait for what a program leaves running in the background', async () => {
    const result = await machine.run(['sh', '-c', 'sleep 1000 & echo done']);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    expect(await machine.killStrays()).toBe(1);
  });

  it('shares Juju\u2019s directory and the sockets\u2019 directory with the host', async () => {
    writeFileSync(join(machine.juju.host, 'note'), 'from the host');
    expect(await output(machine, 'cat', join(machine.juju.inside, 'note'))).toBe('from the host');
    expect(machine.hostPath('/var/lib/juju/note')).toBe(join(machine.juju.host, 'note'));
    const server = createServer((connection) => connection.end('from the agent'));
    await new Promise<void>((resolve) => server.listen(join(machine.shared.host, 'agent.socket'), resolve));
    const client = `use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, pack_sockaddr_un("${machine.shared.inside}/agent.socket")) or die $!; print <S>`;
    expect(await output(machine, 'perl', '-e', client)).toBe('from the agent');
    expect(await output(other, 'perl', '-e', client)).toBe('from the agent');
    await new Promise((resolve) => server.close(resolve));
  });

  it('reaches other machines over IPv4 and IPv6, and they it', async () => {
    const [ipv4, ipv6] = machine.addresses;
    expect(ipv4?.address).toMatch(/^10\.\d+\.0\.\d+$/);
    expect(ipv6?.address).toMatch(/^fd/);
    expect(await output(machine, 'cat', '/sys/class/net/eth0/address')).toBe(ipv4?.macAddress);
    const listen =
      "import socket; s=socket.socket(socket.AF_INET6); s.bind(('::', 7000)); s.listen(); open('/run/up','w')\nwhile 1: s.accept()[0].send(b'hello')";
    const server = machine.spawn(['python3', '-c', listen], { env: { PATH: machine.searchPath }, cwd: '/' });
    while (!existsSync(join(machine.rootDirectory, 'run/up'))) await sleep(20);
    for (const address of [ipv4?.address, ipv6?.address]) {
      const ask = `import socket; print(socket.create_connection(('${address}', 7000)).recv(5).decode())`;
      expect(await output(other, 'python3', '-c', ask)).toBe('hello');
    }
    server.kill('SIGKILL');
    await server.exit;
  });

  it('installs a package whose service starts, and the host has neither', async () => {
    await output(machine, 'apt-get', 'update', '-qq');
    const env = { PATH: machine.searchPath, DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'nginx-light'] as const;
    expect(await machine.run([...install], { env })).toMatchObject({ exitCode: 0 });
    expect(await output(machine, 'systemctl', 'is-active', 'nginx')).toBe('active');
    const url = `http://${machine.addresses[0]?.address}/`;
    expect((await fetch(url)).status).toBe(200);
    expect(existsSync('/usr/sbin/nginx')).toBe(false);
  });

  it('restarts with its files and its enabled services', async () => {
    const kept = machine.bootId;
    await output(machine, 'sh', '-c', 'touch /run/gone /tmp/gone');
    await machine.reboot();
    expect(machine.bootId).not.toBe(kept);
    expect(await output(machine, 'cat', '/etc/only-here')).toBe('here');
    expect((await machine.run(['ls', '/run/gone', '/tmp/gone'])).exitCode).toBe(2);
    expect(await output(machine, 'systemctl', 'is-system-running', '--wait')).toBe('running');
    expect(await output(machine, 'systemctl', 'is-active', 'nginx')).toBe('active');
  });

  it('is booted again by attach after a charm switched it off', async () => {
    await machine.run(['systemctl', 'poweroff']);
    while (machine.isRunning()) await sleep(20);
    await expect(async () => machine.run(['true'])).rejects.toThrow('cannot reach machine 0: it is not running');
    const found = await openMachines(home, 'namespaces').attach('0');
    expect(await output(found ?? machine, 'cat', '/etc/only-here')).toBe('here');
  });

  it('is removed alone, leaving the others', async () => {
    await other.destroy();
    await other.destroy();
    expect(machines.list()).toEqual(['0']);
    expect(findLeaks(home).map((leak) => leak.kind)).toContain('process');
  });

  it('leaves nothing when all are removed', async () => {
    await machines.destroyAll();
    await machines.destroyAll();
    expect(findLeaks(home)).toEqual([]);
    // An emulator that somebody else runs on this host needs it still.
    if (findLeaks().length === 0) expect(readFileSync(forwarding, 'utf8')).toBe(forwardingBefore);
    expect(await machines.attach('0')).toBe(null);
  });
});

describe('machines whose emulator was killed', () => {
  const home = newHome();
  const program = join(newHome(), 'make-machines.mjs');

  beforeAll(async () => {
    await build({
      entryPoints: [join(import.meta.dirname, '../fixtures/make-machines.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: program,
    });
  });

  it.each([40, 120, 200, 300, 450, 700])(
    'are found or made again when it was killed after %i ms',
    async (milliseconds) => {
      const child = spawn(process.execPath, [program, home, '0', '1'], { env: {}, stdio: 'ignore' });
      await sleep(milliseconds);
      child.kill('SIGKILL');
      const machines = openMachines(home, 'namespaces');
      for (const id of ['0', '1']) {
        const machine = await machines.create(id);
        await machine.killStrays();
        expect(await output(machine, 'hostname')).toBe(machine.hostname);
        expect((await machine.run(['pgrep', 'sleep'])).stdout).toBe('');
      }
      if (milliseconds > 300) await machines.destroyAll();
    },
  );

  it('outlive it, and keep their boot', async () => {
    const child = spawn(process.execPath, [program, home, '2'], { env: {}, stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    const machine = await openMachines(home, 'namespaces').attach('2');
    const again = await openMachines(home, 'namespaces').attach('2');
    expect(machine?.bootId).toBe(again?.bootId);
    expect(await machine?.killStrays()).toBeGreaterThan(0);
  });

  it('are destroyed by a later one, whatever state they are in', async () => {
    const child = spawn(process.execPath, [program, home, '3', '4', '5'], { env: {}, stdio: 'ignore' });
    await sleep(250);
    child.kill('SIGKILL');
    await openMachines(home, 'namespaces').destroyAll();
    // What the killed one had just started may still be on its way out.
    await sleep(500);
    await openMachines(home, 'namespaces').destroyAll();
    expect(findLeaks(home)).toEqual([]);
  });
});

describe('the leak check', () => {
  it('finds an interface, a cgroup and an nft table that carry a home\u2019s mark', async () => {
    const home = newHome();
    const machines = openMachines(home, 'namespaces');
    await machines.create('0');
    expect(new Set(findLeaks(home).map((leak) => leak.kind))).toEqual(
      new Set(['process', 'interface', 'nft-table', 'cgroup']),
    );
    expect(findLeaks(home).length).toBeGreaterThan(4);
    await machines.destroyAll();
    expect(findLeaks(home)).toEqual([]);
    expect(run('nft', ['list', 'tables'])).not.toContain(homeLayout(home).nftTable);
  });
});
