/** The boundary itself: real processes, one by one and in batches. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProcessRunner } from '../../../../src/ops/juju/process-runner.ts';
import type { HookToolRunner } from '../../../../src/ops/juju/runner.ts';

let folder = '';
let runner: HookToolRunner;

function tool(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-runner-'));
  tool('show', 'printf "%s|" "$@"');
  tool('echo-input', 'cat');
  tool('both', 'echo out; echo err >&2; exit 3');
  tool('silent', 'exit 0');
  tool('die', 'kill -TERM $$');
  tool(
    'reveal',
    `for a; do f=\${a#*#file=}; printf "%s %s %s;" "\${a%%#*}" "$(stat -c %a "$f" "\${f%/*}" | tr "\\n" " ")" "$(cat "$f")"; done`,
  );
  runner = createProcessRunner({ PATH: `${folder}:/usr/bin:/bin` });
});
afterAll(() => rmSync(folder, { recursive: true }));

const awkward = ['', ' ', "it's", '"', '$HOME', '`id`', 'a\nb', '\\', '-x', '*', 'é𝄞', '; exit 9'];

it('passes arguments as they are, alone and in a batch', () => {
  const call = { tool: 'show', args: awkward };
  const expected = { exitCode: 0, stdout: awkward.map((arg) => `${arg}|`).join(''), stderr: '' };
  expect(runner.run(call)).toEqual(expected);
  expect(runner.runAll([call, call])).toEqual([expected, expected]);
});

it('gives input, and an empty one when there is none', () => {
  expect(runner.run({ tool: 'echo-input', args: [], input: 'text' }).stdout).toBe('text');
  expect(runner.run({ tool: 'echo-input', args: [] }).stdout).toBe('');
  expect(
    runner.runAll([
      { tool: 'echo-input', args: [] },
      { tool: 'silent', args: [] },
    ])[0]?.stdout,
  ).toBe('');
});

it('tells outputs and exit codes apart, in order, a failing tool in the middle', () => {
  const results = runner.runAll([
    { tool: 'show', args: ['1'] },
    { tool: 'both', args: [] },
    { tool: 'nosuch', args: [] },
    { tool: 'die', args: [] },
    { tool: 'silent', args: [] },
    { tool: 'echo-input', args: [], input: 'alone' },
    { tool: 'show', args: ['2'] },
  ]);
  expect(results.map((result) => result.exitCode)).toEqual([0, 3, 127, 143, 0, 0, 0]);
  expect(results.map((result) => result.stdout)).toEqual(['1|', 'out\n', '', '', '', 'alone', '2|']);
  expect(results[1]?.stderr).toBe('err\n');
  expect(results[4]?.stderr).toBe('');
});

it('reports a missing tool and a signal as a shell would', () => {
  expect(runner.run({ tool: 'nosuch', args: [] })).toMatchObject({ exitCode: 127, stdout: '' });
  expect(runner.run({ tool: 'nosuch', args: [] }).stderr).toContain('cannot start nosuch');
  expect(runner.run({ tool: 'die', args: [] }).exitCode).toBe(143);
});

it('runs a batch that no single argument could hold', () => {
  const calls = Array.from({ length: 60 }, (_, index) => ({ tool: 'show', args: ['x'.repeat(5_000), String(index)] }));
  const results = runner.runAll(calls);
  expect(results.map((result) => result.stdout.split('|')[1])).toEqual(calls.map((_, index) => String(index)));
});

it('runs nothing for an empty batch', () => {
  expect(runner.runAll([])).toEqual([]);
});

it('hands secrets over in files that only we can read, and removes them', () => {
  const result = runner.run({ tool: 'reveal', args: [], content: { password: "it's $ecret\n", 'api-key': 'k' } });
  expect(result.stdout).toBe("password 600 700  it's $ecret;api-key 600 700  k;");
  const path = runner.run({ tool: 'show', args: [], content: { password: 'x' } }).stdout.replace(/^.*#file=|\|$/g, '');
  expect(runner.run({ tool: 'ls', args: [path] }).exitCode).not.toBe(0);
});
