/** What others see and do while a command is at work and its hook runs: each is a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findLeaks } from '../../src/emulator/index.ts';
import { buildProgram, programEnvironment } from './cli-program.ts';

let folder: string;
let environment: Record<string, string>;
let started: ChildProcess[] = [];

/** Says what it does, then waits for a line from the test, unless the test has left word that it need not. */
const dispatch = `#!/bin/sh
wait_for_test() { [ -e no-wait ] || { [ -p pipe ] || mkfifo pipe; read -r line < pipe; }; }
case "$JUJU_DISPATCH_PATH" in
hooks/start)
  status-set maintenance installing
  application-version-set 1.2
  juju-log "half way"
  wait_for_test
  status-set active
  ;;
actions/grow)
  action-log "planted"
  wait_for_test
  action-set fruit=pear
  ;;
esac
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'juju-beside-'));
  environment = programEnvironment(await buildProgram(folder), folder);
  mkdirSync(join(folder, 'gardener'));
  writeFileSync(join(folder, 'gardener/metadata.yaml'), 'name: gardener\nsummary: s\ndescription: d\n');
  writeFileSync(join(folder, 'gardener/actions.yaml'), 'grow: {description: d}\n');
  writeFileSync(join(folder, 'gardener/dispatch'), dispatch);
  chmodSync(join(folder, 'gardener/dispatch'), 0o755);
});

afterEach(async () => {
  for (const child of started) await killed(child);
  started = [];
  expect(await juju('destroy-model', '--force')).toMatchObject({ code: 0 });
  expect(findLeaks(home())).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function home(): string {
  return join(folder, '.juju-emulator');
}

/** A file in the charm's folder on machine 0, as the host sees it. */
function inCharm(name: string): string {
  return join(home(), 'machines/0/juju/agents/unit-gardener-0/charm', name);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
}

function start(...args: readonly string[]): ChildProcess {
  const child = spawn('juju', args, { cwd: folder, env: environment, stdio: 'ignore' });
  started.push(child);
  return child;
}

interface Work {
  readonly command: ChildProcess;
  /** Lets the hook go on, and the command end. */
  finish(): Promise<void>;
}

/** Starts a command and returns when its hook or action waits for us. */
async function atWork(...args: readonly string[]): Promise<Work> {
  const command = start(...args);
  const pipe = await openedPipe(inCharm('pipe'));
  return {
    command,
    finish: async () => {
      const end = once(command, 'close');
      writeSync(pipe, 'go on\n');
      closeSync(pipe);
      expect(await end).toEqual([0, null]);
    },
  };
}

/** Opens a pipe for writing as soon as somebody reads it; an open that blocks would hold a thread of this process. */
async function openedPipe(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      const isTooEarly = error instanceof Error && 'code' in error && ['ENXIO', 'ENOENT'].includes(String(error.code));
      if (!isTooEarly) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Runs a command to its end. One that waited for the command at work would never come to it. */
async function juju(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn('juju', args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
}

describe('while a hook runs', () => {
  it('others see the status, the version and the log lines that it has set so far', async () => {
    const work = await atWork('deploy', './gardener');
    expect((await juju('status')).stdout).toMatch(/gardener\s+1\.2\s+maintenance[\s\S]*gardener\/0\*\s+maintenance/);
    expect((await juju('show-status-log', 'gardener/0')).stdout).toMatch(/workload\s+maintenance\s+installing\n/);
    expect((await juju('debug-log', '--replay', '--no-tail')).stdout).toContain('half way');
    await work.finish();
    expect((await juju('status')).stdout).toMatch(/gardener\/0\*\s+active\s+idle/);
  });

  it('a kill of the command does not take back what the hook has said', async () => {
    await killed((await atWork('deploy', './gardener')).command);
    expect((await juju('status')).stdout).toMatch(/gardener\/0\*\s+maintenance\s+executing.*\(start\) installing\n/);
    writeFileSync(inCharm('no-wait'), '');
    expect(await juju('settle')).toMatchObject({ code: 0 });
    expect((await juju('status')).stdout).toMatch(/gardener\/0\*\s+active\s+idle/);
  });

  it('others see the progress of an action', async () => {
    await (await atWork('deploy', './gardener')).finish();
    const work = await atWork('run', 'gardener/0', 'grow');
    expect((await juju('show-operation', '1')).stdout).toMatch(/status: running[\s\S]*planted/);
    await work.finish();
    expect((await juju('show-operation', '1')).stdout).toMatch(/fruit: pear/);
  });

  it('others look, enter its machine and copy files without waiting', async () => {
    const work = await atWork('deploy', './gardener');
    for (const words of [
      ['show-unit', 'gardener/0'],
      ['show-application', 'gardener'],
      ['machines'],
      ['config', 'gardener'],
      ['actions', 'gardener'],
    ]) {
      expect(await juju(...words)).toMatchObject({ code: 0, stderr: '' });
    }
    expect(await juju('ssh', 'gardener/0', 'echo inside; exit 3')).toEqual({
      code: 3,
      stdout: 'inside\n',
      stderr: '',
    });
    const there = inCharm('note');
    expect(await juju('scp', './gardener/metadata.yaml', `0:${there}`)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(there, 'utf8')).toContain('name: gardener');
    await work.finish();
  });
});

describe('a machine in namespaces that one command has started', () => {
  beforeEach(() => {
    environment = { ...environment, JUJU_EMULATOR_MACHINES: 'namespaces' };
  });

  it('is entered by others, whose programs end with the machine and not before', async () => {
    const work = await atWork('deploy', './gardener');
    const seen = await juju('ssh', 'gardener/0', 'hostname; cat /proc/1/comm; cat /proc/self/cgroup');
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    expect(seen.stdout).toMatch(/^juju-\w+-0\nsystemd\n[\s\S]*\/juju-sessions\n/);
    const session = start('ssh', '0', 'touch /var/lib/juju/agents/session; exec sleep 1000');
    const ended = once(session, 'close');
    while (!existsSync(join(home(), 'machines/0/juju/agents/session')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await work.finish();
    // A later command finds the machine again, and clears away what hooks may have left running there.
    expect(await juju('exec', '--unit', 'gardener/0', 'pgrep -x sleep')).toMatchObject({ code: 0 });
    expect(session.exitCode).toBe(null);
    expect(await juju('destroy-model', '--force')).toMatchObject({ code: 0 });
    expect(await ended).toEqual([255, null]);
    expect(findLeaks(home())).toEqual([]);
    await juju('add-model', 'next');
  });

  it('keeps its services when that command is killed, but not the hook that ran', async () => {
    const work = await atWork('deploy', './gardener');
    expect(await juju('ssh', '0', 'systemd-run --quiet --unit=lasting sleep 2000')).toMatchObject({ code: 0 });
    await killed(work.command);
    expect(await juju('ssh', '0', 'systemctl is-active lasting')).toMatchObject({ code: 0, stdout: 'active\n' });
    writeFileSync(inCharm('no-wait'), '');
    expect(await juju('settle')).toMatchObject({ code: 0 });
    expect(await juju('ssh', '0', 'systemctl is-active lasting')).toMatchObject({ code: 0, stdout: 'active\n' });
    expect(await juju('ssh', '0', 'pgrep -f hooks/start')).toMatchObject({ code: 1 });
  });
});
