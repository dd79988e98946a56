/** What `main` can be asked for: hooks that are programs of their own, state at the controller, and more lines in the log. */
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BlackBox } from './black-box.ts';

const box = new BlackBox();
const legacy = join(box.charmDir, 'hooks/config-changed');
beforeEach(() => {
  box.reset();
  rmSync(join(box.charmDir, 'hooks'), { recursive: true, force: true });
  mkdirSync(join(box.charmDir, 'hooks'));
});
afterAll(() => box.remove());

function writeLegacy(script: string, mode = 0o755): void {
  writeFileSync(legacy, `#!/bin/sh\n${script}\n`);
  chmodSync(legacy, mode);
}

describe('with legacy hooks and all lines', () => {
  beforeAll(() => box.build({ legacyHooks: true, logLevel: 'DEBUG' }));

  it('runs the program of the hook first, which must not call the charm again', () => {
    writeLegacy(
      `echo said; status-set --application=False maintenance -- "$OPERATOR_DISPATCH"; ${process.execPath} dist/charm.cjs`,
    );
    const run = box.run('config-changed');
    expect(run.exitCode).toBe(0);
    expect(run.calls).toEqual([
      'status-set --application=False maintenance -- 1',
      'config-get --format=json',
      'status-set --application=False active -- count 1',
    ]);
    expect(run.log).toContain('INFO said');
    expect(run.log).toContain('DEBUG Emitting Juju event config_changed.');
  });

  it('ends with the exit code of a program that fails, before the charm', () => {
    writeLegacy('exit 3');
    const run = box.run('config-changed');
    expect(run).toMatchObject({ exitCode: 3, calls: [] });
    expect(run.log).toContain('WARNING Legacy hooks/config-changed exited with status 3.');
  });

  it('passes over what is not executable, and over links to the charm itself', () => {
    writeLegacy('exit 3', 0o644);
    expect(box.run('config-changed').log).toContain(
      'WARNING Legacy hooks/config-changed exists but is not executable.',
    );
    rmSync(legacy);
    symlinkSync('../dist/charm.cjs', legacy);
    expect(box.run('config-changed')).toMatchObject({ exitCode: 0 });
  });
});

describe('with state at the controller', () => {
  beforeAll(() => box.build({ useJujuForStorage: true }));

  it('keeps it with the state tools, on standard input, and writes no file', () => {
    const first = box.run('config-changed');
    expect(first.calls[0]).toBe('state-get --format=json ops-state');
    const set = first.calls.at(-1) ?? '';
    expect(set).toMatch(/^state-set --file - \{"ops-state":/);
    box.answer('state-get', JSON.parse(set.slice(set.indexOf('{')))['ops-state']);
    expect(box.run('config-changed').calls).toContain('status-set --application=False active -- count 2');
    expect(existsSync(box.statePath)).toBe(false);
  });

  it.each(['collect-metrics', 'meter-status-changed'])('does nothing in %s, where the state tools refuse', (hook) => {
    box.fail('state-get', 'ERROR permission denied');
    expect(box.run(hook)).toMatchObject({ exitCode: 0, calls: [], log: [] });
  });

  it('fails, and says so, when the state cannot be had', () => {
    box.fail('state-get', 'ERROR the controller is away');
    const run = box.run('config-changed');
    expect(run.exitCode).toBe(1);
    expect(run.log.join('\n')).toContain('cannot run state-get: the controller is away');
  });

  it('ignores legacy hooks', () => {
    writeLegacy('exit 3');
    expect(box.run('config-changed').exitCode).toBe(0);
  });
});
