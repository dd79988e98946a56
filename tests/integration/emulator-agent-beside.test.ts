/** What others see and do while a command is at work and its hook runs: each is a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/system/process.ts';
import { buildProgram, programEnvironment } from './cli-program.ts';

let folder: string;
let environment: Record<string, string>;
let working: ChildProcess | null = null;

/** Says what it does, then waits for a line from the test, unless the test has left word that it need not. */
const dispatch = `#!/bin/sh
test=$CHARM_DIR/../../../../../../..
wait_for_test() { [ -e "$test/no-wait" ] || read -r line < "$test/pipe"; }
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
  run('mkfifo', [join(folder, 'pipe')]);
});

afterEach(async () => {
  if (working !== null && working.exitCode === null && working.signalCode === null) {
    working.kill('SIGKILL');
    await once(working, 'close');
  }
  working = null;
  rmSync(join(folder, 'no-wait'), { force: true });
  await juju('destroy-model', '--force');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a command and returns when its hook or action waits for us; the answer lets it go on. */
async function atWork(...args: readonly string[]): Promise<() => void> {
  working = spawn('juju', args, { cwd: folder, env: environment, stdio: 'ignore' });
  const pipe = await opened(join(folder, 'pipe'));
  return () => {
    writeSync(pipe, 'go on\n');
    closeSync(pipe);
  };
}

/** Opens a pipe for writing as soon as somebody reads it; an open that blocks would hold a thread of this process. */
async function opened(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENXIO')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Runs a command that must not wait for the one at work: if it did, neither would end. */
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

async function workDone(goOn: () => void): Promise<void> {
  goOn();
  if (working !== null) expect(await once(working, 'close')).toEqual([0, null]);
}

describe('while a hook runs', () => {
  it('others see the status, the version and the log lines that it has set so far', async () => {
    const goOn = await atWork('deploy', './gardener');
    expect((await juju('status')).stdout).toMatch(/gardener\s+1\.2\s+maintenance[\s\S]*gardener\/0\*\s+maintenance/);
    expect((await juju('show-status-log', 'gardener/0')).stdout).toMatch(/workload\s+maintenance\s+installing\n/);
    expect((await juju('debug-log', '--replay', '--no-tail')).stdout).toContain('half way');
    await workDone(goOn);
    expect((await juju('status')).stdout).toMatch(/gardener\/0\*\s+active\s+idle/);
  });

  it('a kill of the command does not take back what the hook has said', async () => {
    await atWork('deploy', './gardener');
    working?.kill('SIGKILL');
    if (working !== null) await once(working, 'close');
    expect((await juju('status')).stdout).toMatch(/gardener\/0\*\s+maintenance\s+executing.*\(start\) installing\n/);
    writeFileSync(join(folder, 'no-wait'), '');
    expect(await juju('settle')).toMatchObject({ code: 0 });
    expect((await juju('status')).stdout).toMatch(/gardener\/0\*\s+active\s+idle/);
  });

  it('others see the progress of an action', async () => {
    await workDone(await atWork('deploy', './gardener'));
    const goOn = await atWork('run', 'gardener/0', 'grow');
    expect((await juju('show-operation', '1')).stdout).toMatch(/status: running[\s\S]*planted/);
    await workDone(goOn);
    expect((await juju('show-operation', '1')).stdout).toMatch(/fruit: pear/);
  });
});
