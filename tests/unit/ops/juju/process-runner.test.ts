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

it('reads in two shells at a time, and keeps the order of what a batch asked', () => {
  // Each of the two waits for the other's line: one after the other they would never end.
  const fifos = ['first', 'second'].map((name) => join(folder, `fifo-${name}`));
  const made = runner.run({ tool: 'mkfifo', args: fifos });
  expect(made.exitCode).toBe(0);
  tool(
    'relation-get',
    `case $1 in
    first) echo here >${fifos[1]}; read -r other <${fifos[0]}; echo "first $other" ;;
    second) read -r other <${fifos[1]}; echo here >${fifos[0]}; echo "second $other" ;;
    refused) echo "ERROR $1" >&2; exit 1 ;;
    *) printf %s "$1" ;;
    esac`,
  );
  const asked = ['first', 'refused', '1', '2', 'second', 'refused', '3'];
  const results = runner.runAll(asked.map((one) => ({ tool: 'relation-get', args: [one] })));
  expect(results.map((result) => result.exitCode)).toEqual([0, 1, 0, 0, 0, 1, 0]);
  expect(results.map((result) => result.stdout)).toEqual(['first here\n', '', '1', '2', 'second here\n', '', '3']);
  expect(results.map((result) => result.stderr)).toEqual(['', 'ERROR refused\n', '', '', '', 'ERROR refused\n', '']);
});

it('never runs two at a time where one of them changes something', () => {
  tool('relation-get', `[ -e ${folder}/mark ] && echo yes || echo no`);
  tool('relation-set', `sleep 0.2; : >${folder}/mark`);
  const read = { tool: 'relation-get', args: [] };
  const results = runner.runAll([read, { tool: 'relation-set', args: [] }, read, read, read]);
  expect(results.map((result) => result.stdout.trim())).toEqual(['no', '', 'yes', 'yes', 'yes']);
});

it.each([0, 5])('counts a call as failed when its shell dies before it has answered, call %i', (at) => {
  tool('config-get', 'if [ "$1" = kill ]; then kill -KILL $PPID; fi; echo fine');
  const calls = Array.from({ length: 8 }, (_, index) => ({ tool: 'config-get', args: [index === at ? 'kill' : ''] }));
  const results = runner.runAll(calls);
  expect(results).toHaveLength(8);
  expect(results[at]?.exitCode).not.toBe(0);
  expect(results.slice(at, at < 4 ? 4 : 8).every((result) => result.exitCode !== 0)).toBe(true);
});
