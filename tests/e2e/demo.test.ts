/** `npm run demo`, as somebody runs it who has only a terminal: what it says, what it shows, and what it leaves behind. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLeaks } from '../../src/emulator/machines/index.ts';
import { type Outcome, runProgram } from './cloud.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let home: string;

function environment(): Record<string, string> {
  const { PATH = '' } = process.env;
  return { PATH, HOME: folder, JUJU_EMULATOR_HOME: home, JUJU_EMULATOR_NODE: process.execPath };
}

const demo = (...words: readonly string[]): Promise<Outcome> =>
  runProgram(['npm', 'run', '--silent', 'demo', ...(words.length === 0 ? [] : ['--', ...words])], {
    env: environment(),
    cwd: root,
  });

const juju = (...args: readonly string[]): Promise<Outcome> =>
  runProgram([join(root, 'bin/juju'), ...args], { env: environment(), cwd: root });

/** What stands below a heading. */
function part(output: string, heading: string): string {
  const start = output.indexOf(`== ${heading}`);
  if (start === -1) return '';
  const text = output.slice(output.indexOf('\n', start) + 1);
  const end = text.indexOf('\n== ');
  return (end === -1 ? text : text.slice(0, end)).trimEnd();
}

/** Starts the demo and presses Ctrl-C as soon as it has said something. */
function interruptedAfter(words: RegExp): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'scripts/demo.mjs')], {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A terminal sends it to all that runs in the foreground.
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    let isPressed = false;
    const look = (): void => {
      if (isPressed || child.pid === undefined || !words.test(`${stdout}\n${stderr}`)) return;
      isPressed = true;
      process.kill(-child.pid, 'SIGINT');
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      look();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      look();
    });
    child.on('close', (code) => resolve({ exitCode: code ?? 255, stdout, stderr }));
  });
}

/** How many hooks the units' logs name. */
async function hooksRun(): Promise<number> {
  const log = await juju('debug-log', '--replay', '--no-tail');
  return log.stdout.split('\n').filter((line) => / ran "[a-z-]+" hook /.test(line)).length;
}

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/astara-demo-');
  home = join(folder, 'home');
});

afterAll(async () => {
  if (existsSync(home)) await juju('destroy-model', '--force', '--no-prompt');
  rmSync(folder, { recursive: true, force: true });
});

describe('npm run demo', () => {
  it('refuses words that it does not know, and has nothing to take down before there is anything', async () => {
    expect(await demo('sideways')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('usage: npm run demo'),
    });
    expect(await demo('down')).toMatchObject({ exitCode: 0, stdout: `There is nothing in ${home}.\n` });
  });

  it('says what to do when it is not started as root', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'demo-'));
    chmodSync(copy, 0o755);
    mkdirSync(join(copy, 'scripts'));
    copyFileSync(join(root, 'scripts/demo.mjs'), join(copy, 'scripts/demo.mjs'));
    cpSync(join(root, 'scripts/demo'), join(copy, 'scripts/demo'), { recursive: true });
    const argv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, 'scripts/demo.mjs'];
    const outcome = await runProgram(argv, { env: environment(), cwd: copy });
    rmSync(copy, { recursive: true });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toMatch(/cannot go on: .* only root .*\nwhat to do: run it as root: sudo npm run demo\n$/);
  });

  it.each([
    ['before anything runs', /add unit keystone\/0/],
    ['in the middle of hooks', /^rabbitmq-server\/0 +install/m],
  ])('stops when it is told to %s, and says how it goes on', async (_when, words) => {
    const outcome = await interruptedAfter(words);
    expect(outcome.exitCode, outcome.stderr).toBe(130);
    expect(outcome.stderr).toMatch(/cannot go on: it was interrupted\nwhat to do: npm run demo goes on; .* -- down /);
  });

  it('leaves alone what is not its own', async () => {
    const foreign = join(folder, 'foreign');
    const env = { ...environment(), JUJU_EMULATOR_HOME: foreign };
    const charm = join(folder, 'charm');
    mkdirSync(charm);
    writeFileSync(join(charm, 'metadata.yaml'), 'name: mine\nsummary: s\ndescription: d\nseries: [jammy]\n');
    writeFileSync(join(charm, 'dispatch'), '#!/bin/sh\nstatus-set active\n');
    chmodSync(join(charm, 'dispatch'), 0o755);
    const plain = { ...env, JUJU_EMULATOR_MACHINES: 'plain' };
    const deployed = await runProgram([join(root, 'bin/juju'), 'deploy', charm], { env: plain, cwd: folder });
    expect(deployed.exitCode, deployed.stderr).toBe(0);
    for (const words of [[], ['down']]) {
      const outcome = await runProgram([process.execPath, 'scripts/demo.mjs', ...words], { env, cwd: root });
      expect(outcome.exitCode).toBe(1);
      expect(outcome.stderr).toContain(`in ${foreign} there is another cloud than the demo's`);
    }
    await runProgram([join(root, 'bin/juju'), 'destroy-model', '--force'], { env: plain, cwd: folder });
  });

  describe('when it has run through', () => {
    let first: Outcome;

    beforeAll(async () => {
      first = await demo('--plain');
    });

    it('ends well, with every unit active', () => {
      expect(first.exitCode, `${first.stdout}\n${first.stderr}`).toBe(0);
      const lines = part(first.stdout, 'Status').split('\n');
      const from = lines.findIndex((line) => line.startsWith('Unit '));
      const units = lines.slice(from + 1, lines.indexOf('', from));
      expect(units.length).toBe(11);
      expect(units.filter((line) => !/^ *[a-z-]+\/\d\*? +active +idle .*Unit is ready$/.test(line))).toEqual([]);
    });

    it('has shown hooks as they ran', () => {
      expect(first.stderr).toMatch(/^astara-orchestrator\/\d +\S+-relation-\w+ .*s$/m);
      expect(first.stderr).toMatch(/^settled after /m);
    });

    it('shows what the servers themselves say', () => {
      expect(part(first.stdout, 'MariaDB')).toMatch(/\| [0-9a-f]{12} +\|/);
      for (const kind of ['admin', 'internal', 'public']) {
        expect(part(first.stdout, 'Keystone')).toMatch(
          new RegExp(`^ *astara ${kind} RegionOne http://[\\d.]+:44250$`, 'm'),
        );
      }
      const peers = part(first.stdout, 'RabbitMQ').matchAll(/astara\topenstack\t([\d.]+)\trunning/g);
      expect(new Set([...peers].map((match) => match[1])).size).toBe(2);
      expect(part(first.stdout, 'ZooKeeper').match(/member \S+/g)).toHaveLength(2);
    });

    it('shows astara.conf without a secret of it', async () => {
      const shown = part(first.stdout, 'astara-orchestrator/0: astara.conf');
      expect(shown).toMatch(/^ *\[coordination\]$/m);
      const config = (await juju('ssh', 'astara-orchestrator/0', 'cat /etc/astara/astara.conf')).stdout;
      const secrets = [
        ...config.matchAll(/\/\/\w+:(\w+)@/g),
        ...config.matchAll(/^(?:password|neutron_metadata_proxy_shared_secret) = (\S+)$/gm),
      ].map((match) => match[1] ?? '');
      expect(secrets).toHaveLength(4);
      for (const secret of secrets) expect(`${first.stdout}${first.stderr}`).not.toContain(secret);
    });

    it('says what to type next, and that works', async () => {
      const next = part(first.stdout, 'What next');
      expect(next).toContain(`export JUJU_EMULATOR_HOME=${home}`);
      const setup = next.split('\n').filter((line) => /^ *(export|alias) /.test(line));
      const script = ['shopt -s expand_aliases', ...setup, 'juju status --relations'].join('\n');
      const outcome = await runProgram(['bash', '-c', script], {
        env: { PATH: environment()['PATH'] ?? '' },
        cwd: folder,
      });
      expect(outcome, outcome.stderr).toMatchObject({ exitCode: 0 });
      expect(outcome.stdout).toContain('zookeeper:zookeeper');
    });

    it('answers to every command of the operating guide', async () => {
      const guide = readFileSync(join(root, 'docs/operating.md'), 'utf8');
      const commands = [...guide.matchAll(/`juju ([^`]*)`/g)]
        .map((match) => (match[1] ?? '').replaceAll('UNIT', 'astara-orchestrator/1'))
        // These name what only the reader knows.
        .filter((command) => !command.includes('...') && !command.includes('option=value'));
      expect(commands.length).toBeGreaterThan(10);
      for (const command of new Set(commands)) {
        const outcome = await juju(...command.split(' '));
        expect(outcome.exitCode, `juju ${command}\n${outcome.stdout}\n${outcome.stderr}`).toBe(0);
      }
      expect((await juju('status')).stdout).toMatch(/astara-orchestrator\/1 +active +idle/);
    });

    it('does not do anything a second time', async () => {
      const before = await hooksRun();
      const second = await demo();
      expect(second.exitCode, second.stderr).toBe(0);
      expect(second.stdout).toContain('== The cloud is there already ==');
      expect(second.stdout).not.toMatch(/== (Building|Packing|Deploying|Installing)/);
      expect(await hooksRun()).toBe(before);
      expect(part(second.stdout, 'ZooKeeper')).toBe(part(first.stdout, 'ZooKeeper'));
      // Nothing here is a terminal.
      expect(second.stdout).not.toContain('\u001b');
    });

    it('leaves nothing behind when it is taken down, twice if need be', async () => {
      const down = await demo('down');
      expect(down.exitCode, down.stderr).toBe(0);
      expect(down.stdout).toContain('Nothing is left');
      expect(existsSync(home)).toBe(false);
      expect(await demo('down')).toMatchObject({ exitCode: 0 });
      expect(findLeaks(home)).toEqual([]);
    });
  });
});
