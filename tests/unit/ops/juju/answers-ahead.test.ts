/** Answers that were asked for before Node was there: when they serve, and when they do not. */
import { expect, it } from 'vitest';
import { AnswersAhead, askedQuestions } from '../../../../src/ops/juju/answers-ahead.ts';
import { monotonicMilliseconds } from '../../../../src/ops/juju/monotonic.ts';
import type { HookToolCall, HookToolRunner } from '../../../../src/ops/juju/runner.ts';

const configGet: HookToolCall = { tool: 'config-get', args: ['--format=json'] };
const isLeader: HookToolCall = { tool: 'is-leader', args: ['--format=json'] };

/** What `ask-ahead.sh` writes for one call. */
function record(call: HookToolCall, stdout: string, exitCode = 0): string {
  return `${[call.tool, ...call.args, ''].join('\u001f')}\u001e${stdout}\u001e${exitCode}\u001e`;
}

/** A runner with these answers at hand, and what it has asked Juju all the same. */
function runnerWith(...records: readonly string[]) {
  const asked: string[] = [];
  let readings = 0;
  const juju: HookToolRunner = {
    run: ({ tool }) => {
      asked.push(tool);
      return { exitCode: 0, stdout: 'asked', stderr: '' };
    },
    runAll: (calls) => calls.map((call) => juju.run(call)),
  };
  const runner = new AnswersAhead(juju, () => {
    readings += 1;
    return records.join('');
  });
  return { runner, asked, readings: () => readings };
}

it('gives the answer to the very call that was made, once', () => {
  const { runner, asked } = runnerWith(record(configGet, '{"debug":true}'));
  expect(runner.run({ tool: 'config-get', args: ['--format=json', '--all'] }).stdout).toBe('asked');
  expect(runner.run(configGet)).toEqual({ exitCode: 0, stdout: '{"debug":true}', stderr: '' });
  expect(runner.run(configGet).stdout).toBe('asked');
  expect(asked).toEqual(['config-get', 'config-get']);
});

it('asks only for the rest of a batch, and keeps its order', () => {
  const { runner, asked } = runnerWith(record(isLeader, 'true'));
  const results = runner.runAll([configGet, isLeader, configGet]);
  expect(results.map(({ stdout }) => stdout)).toEqual(['asked', 'true', 'asked']);
  expect(asked).toEqual(['config-get', 'config-get']);
});

it('makes a call again that has failed, so that its caller hears why', () => {
  const { runner, asked } = runnerWith(record(configGet, '', 1));
  expect(runner.run(configGet).stdout).toBe('asked');
  expect(asked).toEqual(['config-get']);
});

it('forgets all answers once Juju was told something', () => {
  const { runner } = runnerWith(record(configGet, 'old'), record(isLeader, 'true'));
  expect(runner.run(isLeader).stdout).toBe('true');
  runner.run({ tool: 'relation-set', args: ['-r', 'db:1', '--file', '-'], input: '{}' });
  expect(runner.run(configGet).stdout).toBe('asked');
});

it('keeps them while only the log and the status are written, which no question is about', () => {
  const { runner, readings } = runnerWith(record(configGet, 'old'));
  runner.run({ tool: 'juju-log', args: ['--', 'begins'] });
  runner.run({ tool: 'status-set', args: ['maintenance', 'looks'] });
  expect(readings()).toBe(0);
  expect(runner.run(configGet).stdout).toBe('old');
});

it('waits for the answers only when something is asked, and reads them once', () => {
  const { runner, readings } = runnerWith(record(configGet, 'x'));
  expect(readings()).toBe(0);
  runner.runAll([configGet, isLeader]);
  expect(readings()).toBe(1);
});

it.each(['', 'config-get', '\u001e\u001e', `${record(configGet, 'half').slice(0, -3)}`])(
  'takes nothing from answers that end half way: %j',
  (text) => {
    const { runner } = runnerWith(text);
    expect(runner.run(configGet).stdout).toBe('asked');
  },
);

it('knows from the environment what was asked, and that it was before this process', () => {
  expect(askedQuestions({})).toBeNull();
  const asked = askedQuestions({ OPS_ASKED: 'config\n', OPS_ASKED_AT: '0.01' });
  expect(asked?.text).toBe('config\n');
  expect(asked?.at).toBeLessThan(monotonicMilliseconds());
});

it('takes answers of unknown age for older than anything', () => {
  expect(askedQuestions({ OPS_ASKED: 'config\n', OPS_ASKED_AT: 'soon' })?.at).toBe(Number.NEGATIVE_INFINITY);
  expect(askedQuestions({ OPS_ASKED: 'config\n' })?.at).toBe(Number.NEGATIVE_INFINITY);
});
