import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMachines, PlainMachine } from '../../../../src/emulator/machines/index.ts';
import { poll, startTime } from '../../../../src/emulator/machines/kernel.ts';

let home: string;
let machine: PlainMachine;

async function make(id: string): Promise<PlainMachine> {
  const made = await openMachines(home, 'plain').create(id);
  if (!(made instanceof PlainMachine)) throw new Error('a plain machine was asked for');
  return made;
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'plain-'));
  machine = await make('0');
});

afterAll(async () => {
  await openMachines(home, 'plain').destroyAll();
  expect(existsSync(join(home, 'machines'))).toBe(false);
  rmSync(home, { recursive: true });
});

async function ask(...argv: [string, ...string[]]): Promise<string> {
  const result = await machine.run(argv);
  return `${result.exitCode} ${result.stdout}${result.stderr}`.trim();
}

describe('a plain machine', () => {
  it('says that it is no real one', () => {
    expect(openMachines(home, 'plain').notice).toMatch(/^Machines are plain folders/);
  });

  it('is found again, and unknown ids are not', async () => {
    expect(openMachines(home, 'plain').list()).toEqual(['0']);
    expect((await openMachines(home, 'plain').attach('0'))?.juju).toEqual(machine.juju);
    expect(await openMachines(home, 'plain').attach('7')).toBe(null);
  });

  it('refuses an id that is no machine id', async () => {
    await expect(make('../etc')).rejects.toThrow('a machine id is made of digits, letters and /');
  });

  it('has a loopback address of its own', async () => {
    const other = await make('1');
    expect(other.addresses[0]?.address).toMatch(/^127\.0\.\d+\.11$/);
    expect(other.addresses[0]?.address).not.toBe(machine.addresses[0]?.address);
    await other.destroy();
  });

  it('runs a program with the environment asked for and nothing else', async () => {
    const result = await machine.run(['env'], { env: { ONLY: 'this' }, cwd: machine.juju.inside });
    expect(result.stdout).toBe('ONLY=this\n');
  });

  it('ends a program with all that it started', async () => {
    const started = machine.spawn(['sh', '-c', 'sleep 1000 & sleep 1000'], {
      env: { PATH: machine.searchPath },
      cwd: '/',
    });
    started.kill('SIGKILL');
    expect(await started.exit).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it('rejects when a program cannot be started', async () => {
    await expect(machine.run(['/no/such/program'])).rejects.toThrow('cannot start /no/such/program on the machine');
  });

  it('ends what an earlier emulator left running', async () => {
    const started = machine.spawn(['sleep', '1000'], { env: { PATH: machine.searchPath }, cwd: '/' });
    const again = await openMachines(home, 'plain').attach('0');
    expect(await again?.killStrays()).toBe(1);
    await started.exit;
    expect(await poll(1000, 5, () => (startTime(started.pid) === null ? true : null))).toBe(true);
    expect(await again?.killStrays()).toBe(0);
  });

  it('is looked for without anything being made', () => {
    expect(openMachines(home, 'plain').find('0')?.juju).toEqual(machine.juju);
    expect(openMachines(home, 'plain').find('7')).toBe(null);
    const nowhere = join(home, 'nowhere');
    expect(openMachines(nowhere, 'plain').find('0')).toBe(null);
    expect(existsSync(join(nowhere, 'machines'))).toBe(false);
  });

  it('lets what a user runs there run until it goes', async () => {
    const other = await make('1');
    const options = { env: { PATH: machine.searchPath }, cwd: '/', terminal: true };
    const started = other.spawn(['sleep', '1000'], options);
    expect(await openMachines(home, 'plain').find('1')?.killStrays()).toBe(0);
    expect(startTime(started.pid)).not.toBe(null);
    await other.destroy();
    expect(await started.exit).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });
});

describe('stand-ins', () => {
  it('come first in PATH', () => {
    expect(machine.searchPath.split(':')[0]).toBe(join(home, 'machines/0/bin'));
  });

  it('write down what they are asked, to the byte', async () => {
    await machine.run(['systemctl', 'start', 'a b', "c'd\ne", '']);
    expect(machine.recordedCommands.at(-1)).toEqual({ command: 'systemctl', args: ['start', 'a b', "c'd\ne", ''] });
  });

  it.each([
    ['systemctl is-active astara', '3 inactive'],
    ['systemctl is-enabled astara', '1 disabled'],
    ['systemctl reload astara', '1 astara.service is not active, cannot reload.'],
    ['systemctl enable --now astara', '0'],
    ['systemctl is-active astara.service', '0 active'],
    ['systemctl is-active --quiet astara', '0'],
    ['systemctl is-enabled astara', '0 enabled'],
    ['systemctl show astara -p ActiveState --value', '0 active'],
    ['systemctl show astara --property=ActiveState,SubState', '0 ActiveState=active\nSubState=running'],
    ['service astara stop', '0'],
    [
      'systemctl status astara',
      '3 astara.service - stand-in\n     Loaded: loaded (enabled)\n     Active: inactive (dead)',
    ],
    ['systemctl mask astara', '0'],
    ['systemctl start astara', '1 Failed to start astara.service: Unit astara.service is masked.'],
    ['systemctl unmask astara', '0'],
    ['systemctl daemon-reload', '0'],
    ['systemctl is-system-running', '0 running'],
    ['dpkg-query -W astara-common', '1 dpkg-query: no packages found matching astara-common'],
    ['apt-get -o Dpkg::Options=--force-confold install -y astara-common=1.0', '0 Reading package lists...'],
    ['apt-cache policy astara-common', '0 astara-common:\n  Installed: 1.0\n  Candidate: 1.0'],
    ['apt-get purge -y astara-common', '0 Reading package lists...'],
    ['apt-cache policy astara-common', '0 astara-common:\n  Installed: (none)\n  Candidate: 1.0'],
    ['groupadd --system stand-in-group', '0'],
    ['getent group stand-in-group', '0 stand-in-group:x:999:'],
    ['useradd --system --gid stand-in-group --shell /bin/false stand-in-user', '0'],
    ['useradd stand-in-user', "9 useradd: 'stand-in-user' already exists"],
    ['id -u stand-in-user', '0 999'],
    ['userdel stand-in-user', '0'],
    ['id -u root', '0 0'],
  ])('answer `%s` as the real ones would', async (line, expected) => {
    const [command = '', ...args] = line.split(' ');
    expect(await ask(command, ...args)).toBe(expected);
  });

  it('start enabled units again at a reboot, and no others', async () => {
    const kept = machine.bootId;
    await ask('systemctl', 'start', 'only-started');
    await ask('systemctl', 'enable', 'enabled');
    await machine.reboot();
    expect(machine.bootId).not.toBe(kept);
    expect(await ask('systemctl', 'is-active', 'only-started')).toBe('3 inactive');
    expect(await ask('systemctl', 'is-active', 'enabled')).toBe('0 active');
  });

  it('leave the host\u2019s users alone', () => {
    expect(readFileSync('/etc/passwd', 'utf8')).not.toContain('stand-in');
  });
});
