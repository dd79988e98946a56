/** What the charm takes for granted of systemd where it does not ask it, on a real one: root and systemd are needed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLeaks, type Machine, openMachines } from '../../src/emulator/machines/index.ts';

const home = mkdtempSync(join(tmpdir(), 'machines-'));
let machine: Machine;

beforeAll(async () => {
  machine = await openMachines(home, 'namespaces').create('0');
});
afterAll(async () => {
  await openMachines(home, 'namespaces').destroyAll();
  expect(findLeaks(home)).toEqual([]);
  rmSync(home, { recursive: true, force: true });
});

/** A service as our template has it, which runs what is given. */
async function install(name: string, command: string, again = 'on-failure'): Promise<void> {
  const unit = `[Unit]\nStartLimitIntervalSec=0\n[Service]\nType=simple\nExecStart=/bin/sh -c "${command}"\nRestart=${again}\nRestartSec=60\n`;
  await machine.run(['sh', '-c', `printf '%s' "$1" >/etc/systemd/system/${name}.service`, 'sh', unit]);
  expect(await systemctl('daemon-reload')).toBe(0);
}

async function systemctl(...args: string[]): Promise<number | null> {
  return (await machine.run(['systemctl', ...args])).exitCode;
}

/** Whether the service has a control group, where the charm looks for one. */
async function hasGroup(name: string): Promise<boolean> {
  return (await machine.run(['test', '-e', `/sys/fs/cgroup/system.slice/${name}.service`])).exitCode === 0;
}

async function state(name: string): Promise<string> {
  const { stdout } = await machine.run(['systemctl', 'show', '--property=ActiveState,SubState', '--value', '--', name]);
  return stdout.trim().split('\n').join(' ');
}

describe('a service under systemd', () => {
  it('has a control group while it runs, and none before and after', async () => {
    await install('lasting', 'exec sleep 1000');
    expect(await hasGroup('lasting')).toBe(false);
    expect(await systemctl('start', 'lasting')).toBe(0);
    expect([await state('lasting'), await hasGroup('lasting')]).toEqual(['active running', true]);
    expect(await systemctl('stop', 'lasting')).toBe(0);
    expect([await state('lasting'), await hasGroup('lasting')]).toEqual(['inactive dead', false]);
  });

  it('has none while it waits to be started again after it has fallen', async () => {
    await install('falling', 'exit 1');
    expect(await systemctl('start', 'falling')).toBe(0);
    await expect.poll(() => state('falling'), { timeout: 10_000 }).toBe('activating auto-restart');
    expect(await hasGroup('falling')).toBe(false);
  });

  it('is started by a restart when it has failed, however often that was, without a reset', async () => {
    await install('failing', 'exec sleep 1000', 'no');
    for (let time = 0; time < 8; time += 1) {
      expect(await systemctl('restart', 'failing')).toBe(0);
      expect(await state('failing')).toBe('active running');
      await machine.run(['systemctl', 'kill', '--signal=KILL', 'failing']);
      await expect.poll(() => state('failing'), { timeout: 10_000 }).toBe('failed failed');
    }
  });
});
