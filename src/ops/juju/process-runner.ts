/**
 * Runs hook tools as processes. This is the only place in the framework that does. Calls are synchronous, since the agent
 * serves one call at a time anyway; a batch goes through one shell, which halves the cost of a call. A batch that only
 * reads goes through two shells side by side: while the agent serves one call, the next one's process starts.
 */
import { type SpawnSyncReturns, type StdioOptions, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HookToolCall, HookToolResult, HookToolRunner } from './runner.ts';

/** Room for the largest answer; a bag or a config beyond this is a mistake somewhere else. */
const maxOutputBytes = 256 * 1024 * 1024;
/** Linux refuses single arguments of 128 KiB; the batch's script is one. */
const maxScriptLength = 100_000;
/** Ends each tool's output in a batch. JSON output never holds this character, for JSON must escape it. */
const separator = '\u001e';
const commandNotFound = 127;
/** Tools that change nothing, so that it does not matter which of two runs first. */
const readingTools: ReadonlySet<string> = new Set([
  'config-get',
  'is-leader',
  'network-get',
  'relation-get',
  'relation-ids',
  'relation-list',
]);
/** A second shell has to save more than its start costs. */
const leastForTwoLanes = 4;

/** A runner for the tools on PATH. `environment` replaces the process's own when given. */
export function createProcessRunner(environment?: Readonly<Record<string, string>>): HookToolRunner {
  const spawn = (
    tool: string,
    args: readonly string[],
    stdio: StdioOptions,
    input?: string,
  ): SpawnSyncReturns<string> =>
    spawnSync(tool, args, {
      ...(input === undefined ? {} : { input }),
      stdio,
      encoding: 'utf8',
      maxBuffer: maxOutputBytes,
      ...(environment === undefined ? {} : { env: environment }),
    });

  const runAlone = (call: HookToolCall, files: readonly string[] = []): HookToolResult => {
    const stdin = call.input === undefined ? 'ignore' : 'pipe';
    return resultOf(call.tool, spawn(call.tool, [...call.args, ...files], [stdin, 'pipe', 'pipe'], call.input));
  };

  const run = (call: HookToolCall): HookToolResult =>
    call.content === undefined
      ? runAlone(call)
      : withSecretFiles(call.content, (files: readonly string[]) => runAlone(call, files));

  const runBatch = (calls: readonly HookToolCall[]): readonly HookToolResult[] => {
    const lanes = lanesOf(calls);
    const pipes = lanes.flatMap(() => ['pipe', 'pipe'] as const);
    const done = spawn('/bin/sh', ['-c', batchScript(lanes)], ['ignore', ...pipes]);
    return lanes.flatMap((lane, index) => {
      // Null when not even the shell could be started.
      const [stdout, stderr] = [done.output?.[1 + 2 * index], done.output?.[2 + 2 * index]];
      return laneResults(lane, { ...done, stdout: stdout ?? '', stderr: stderr ?? '' });
    });
  };

  const runAll = (calls: readonly HookToolCall[]): readonly HookToolResult[] => {
    const results: HookToolResult[] = [];
    for (const batch of batches(calls)) {
      const [only] = batch;
      if (only !== undefined && batch.length === 1) results.push(run(only));
      else results.push(...runBatch(batch));
    }
    return results;
  };

  return { run, runAll };
}

/** Groups neighbouring calls that one script can hold; a call with input or content goes alone. */
function batches(calls: readonly HookToolCall[]): HookToolCall[][] {
  const groups: HookToolCall[][] = [];
  let open: HookToolCall[] | null = null;
  let length = 0;
  for (const call of calls) {
    const alone = call.input !== undefined || call.content !== undefined;
    const size = scriptLine(call).length;
    if (open === null || alone || length + size > maxScriptLength) {
      const group = [call];
      groups.push(group);
      open = alone ? null : group;
      length = size;
    } else {
      open.push(call);
      length += size;
    }
  }
  return groups;
}

/** The calls in one lane or two, neighbours together, so that the results of the lanes put together have the calls' order. */
function lanesOf(calls: readonly HookToolCall[]): readonly (readonly HookToolCall[])[] {
  const onlyReads = calls.every((call) => readingTools.has(call.tool));
  if (!onlyReads || calls.length < leastForTwoLanes) return [calls];
  const half = Math.ceil(calls.length / 2);
  return [calls.slice(0, half), calls.slice(half)];
}

/** The second lane has descriptors of its own for its output, and its end is waited for. */
function batchScript(lanes: readonly (readonly HookToolCall[])[]): string {
  const [first = '', second] = lanes.map((lane) => lane.map(scriptLine).join(''));
  return second === undefined ? first : `{\n${second}} >&3 2>&4 3>&- 4>&- &\nexec 3>&- 4>&-\n${first}wait $!\n`;
}

/** What each call of a lane has answered. */
function laneResults(lane: readonly HookToolCall[], done: SpawnSyncReturns<string>): readonly HookToolResult[] {
  const stdout = done.stdout.split(separator);
  const stderr = done.stderr.split(separator);
  return lane.map((call, index) => {
    const exitCode = Number.parseInt(stdout[2 * index + 1] ?? '', 10);
    if (!Number.isNaN(exitCode)) return { exitCode, stdout: stdout[2 * index] ?? '', stderr: stderr[index] ?? '' };
    // A shell that died half way has not answered for this call.
    const result = resultOf(call.tool, { ...done, stdout: '', stderr: stderr[index] ?? '' });
    return result.exitCode === 0 ? { ...result, exitCode: 1 } : result;
  });
}

function scriptLine(call: HookToolCall): string {
  const words = [call.tool, ...call.args].map(quote).join(' ');
  return `${words}; printf '\\036%d\\036' $?; printf '\\036' >&2\n`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function resultOf(tool: string, done: SpawnSyncReturns<string>): HookToolResult {
  const stdout = done.stdout ?? '';
  const stderr = done.stderr ?? '';
  if (done.status !== null && done.error === undefined) return { exitCode: done.status, stdout, stderr };
  if (done.signal !== null && done.error === undefined) {
    return { exitCode: 128 + constants.signals[done.signal], stdout, stderr };
  }
  const reason = done.error instanceof Error ? done.error.message : 'it gave no exit code';
  return { exitCode: commandNotFound, stdout: '', stderr: `${stderr}cannot start ${tool}: ${reason}\n` };
}

/** Writes a secret's values to files that only we can read, and removes them whatever happens. */
function withSecretFiles<T>(content: Readonly<Record<string, string>>, use: (args: readonly string[]) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'juju-secret-'));
  try {
    const args = Object.entries(content).map(([key, value]) => {
      const path = join(directory, key);
      writeFileSync(path, value, { mode: 0o600, flag: 'wx' });
      return `${key}#file=${path}`;
    });
    return use(args);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
