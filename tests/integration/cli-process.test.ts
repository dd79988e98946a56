/** `bin/juju` as a process: exit codes, pipes, Ctrl-C, and two commands at a time. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, programEnvironment } from './cli-program.ts';

let folder: string;
let environment: Record<string, string>;

const charm = `#!/bin/sh
[ "$JUJU_DISPATCH_PATH" = hooks/config-changed ] || exit 0
[ "$(config-get slow)" = False ] && exit 0
: > "$(config-get marker)"
sleep 60
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'juju-process-'));
  environment = programEnvironment(await buildProgram(folder), folder);
  mkdirSync(join(folder, 'sleeper'));
  writeFileSync(join(folder, 'sleeper/metadata.yaml'), 'name: sleeper\nsummary: s\ndescription: d\n');
  writeFileSync(
    join(folder, 'sleeper/config.yaml'),
    `options:\n  slow: {type: boolean, default: false}\n  marker: {type: string, default: ${join(folder, 'begun')}}\n`,
  );
  writeFileSync(join(folder, 'sleeper/dispatch'), charm);
  chmodSync(join(folder, 'sleeper/dispatch'), 0o755);
  expect(juju('deploy ./sleeper --quiet').status).toBe(0);
});

afterAll(() => {
  juju('destroy-model --force');
  rmSync(folder, { recursive: true, force: true });
});

function juju(line: string) {
  return spawnSync('sh', ['-c', `juju ${line}`], { cwd: folder, env: environment, encoding: 'utf8' });
}

function start(...args: readonly string[]): ChildProcess {
  return spawn('juju', args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A command whose hook sleeps, and has begun to. */
async function sleeping(): Promise<ChildProcess> {
  rmSync(join(folder, 'begun'), { force: true });
  const child = start('config', 'sleeper', 'slow=true', '--quiet');
  await until(() => existsSync(join(folder, 'begun')));
  return child;
}

describe('bin/juju', () => {
  it.each([
    ['status', 0],
    ['help deploy', 0],
    ['deploy --help', 0],
    ['config nobody', 1],
    ['config', 2],
    ['nonsense', 2],
    ['ssh 0 "exit 7"', 7],
  ])('juju %s exits with %d', (line, code) => {
    expect(juju(line).status).toBe(code);
  });

  it('does not mind a reader that has seen enough', () => {
    const outcome = juju('help | head -n 1');
    expect(outcome.stdout).toBe('Usage: juju <command> [options] [arguments]\n');
    expect(outcome.stderr).toBe('');
  });

  it('ends with Ctrl-C, and the hook runs again with the next command', async () => {
    const child = await sleeping();
    child.kill('SIGINT');
    expect(await ended(child)).toBe(130);
    const again = juju('config sleeper slow=false');
    expect(again.status).toBe(0);
    expect(again.stderr).toMatch(/sleeper\/0 +config-changed +\d/);
    expect(juju('settle').status).toBe(0);
  });

  it('can be killed and goes on', async () => {
    const child = await sleeping();
    child.kill('SIGKILL');
    await ended(child);
    expect(juju('status --format json').status).toBe(0);
    expect(juju('config sleeper slow=false').status).toBe(0);
    expect(juju('status').stdout).toMatch(/sleeper\/0\* +unknown +idle/);
  });

  it('lets others look while a command is at work, and makes the next one wait', async () => {
    const child = await sleeping();
    expect(juju('status').stdout).toMatch(/sleeper\/0\* +unknown +executing .*\(config-changed\)/);
    expect(juju('config sleeper slow').stdout).toBe('true\n');
    const refused = juju('add-unit sleeper --no-wait');
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stderr).toContain(`another command (process ${child.pid}) is using it`);
    const waiting = start('config', 'sleeper', 'slow=false');
    let said = '';
    waiting.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    await until(() => said.includes('waiting for another command'));
    child.kill('SIGINT');
    expect(await ended(child)).toBe(130);
    expect(await ended(waiting)).toBe(0);
    expect(juju('config sleeper slow').stdout).toBe('false\n');
  });
});
