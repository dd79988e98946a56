/** What the user is told while hooks run. */
import { describe, expect, it } from 'vitest';
import { HookLog } from '../../../src/cli/hook-log.ts';
import { duration, type ProgressStyle, progressListener } from '../../../src/cli/progress.ts';
import { RunningWork } from '../../../src/cli/running-work.ts';
import type { SettleEvent } from '../../../src/emulator/index.ts';

const hook = {
  unit: 'mysql/0',
  machine: '0',
  name: 'db-relation-joined',
  kind: 'hook',
  task: '',
  remoteUnit: 'web/1',
} as const;

function told(style: ProgressStyle, ...events: readonly SettleEvent[]): string {
  let text = '';
  const listen = progressListener(
    {
      stdout: () => undefined,
      stderr: (more) => {
        text += more;
      },
      readInput: () => Promise.resolve(''),
      isInteractive: false,
    },
    style,
  );
  for (const event of events) listen(event);
  return text;
}

/** A hook that has run so long when it is looked at, so many times, and then ends. */
function long(isInteractive: boolean, milliseconds: number, looks: number): string {
  let text = '';
  let time = 0;
  const terminal = {
    stdout: () => undefined,
    stderr: (more: string) => {
      text += more;
    },
    readInput: () => Promise.resolve(''),
    isInteractive,
  };
  const work = new RunningWork(terminal, () => time);
  work.begin('mysql/0', 'mysql/0 db-relation-joined (web/1)');
  time = milliseconds;
  for (let look = 0; look < looks; look += 1) work.tick();
  if (isInteractive) text = text.slice(text.lastIndexOf('\r'));
  work.say('mysql/0       db-relation-joined (web/1)  1.2s');
  work.stop();
  return text;
}

const ended = { ...hook, type: 'hook-ended', milliseconds: 1234, reason: '', output: [] } as const;
const spent = { processes: 2000, tools: 100, commits: 100, queue: 100, unpacking: 100, rest: 100 };
const summary = {
  hooks: 3,
  skipped: 1,
  tasks: 0,
  failures: 0,
  failed: [],
  milliseconds: 2500,
  spent,
  interrupted: false,
};

describe('progress', () => {
  it('is a line for each hook that ran, with the remote unit and the time', () => {
    expect(told('text', { ...hook, type: 'hook-started' }, { ...ended, outcome: 'done' })).toBe(
      'mysql/0       db-relation-joined (web/1)  1.2s\n',
    );
  });

  it('says nothing of hooks that a charm does not have', () => {
    expect(told('text', { ...ended, outcome: 'skipped' })).toBe('');
  });

  it('shows once what a hook says each time it fails, but for the numbers in it', () => {
    const failed = (...output: string[]) => ({ ...ended, outcome: 'failed', reason: 'exit status 3', output }) as const;
    const line = 'mysql/0       db-relation-joined (web/1)  1.2s  FAILED: exit status 3\n';
    expect(
      told('text', failed('at 10:01', 'one'), failed('at 10:02', 'one'), failed('at 10:03', 'two'), failed('two')),
    ).toBe(`${line}    at 10:01\n    one\n${line}    (as before)\n${line}    at 10:03\n    two\n${line}    two\n`);
  });

  it('shows the output of a hook that failed at once', () => {
    const failed = { ...ended, outcome: 'failed', reason: 'exit status 3', output: ['one', 'two'] } as const;
    expect(told('text', failed)).toBe(
      'mysql/0       db-relation-joined (web/1)  1.2s  FAILED: exit status 3\n    one\n    two\n',
    );
  });

  it('shows what the failed hook has logged, and nothing of the one before', () => {
    const log = new HookLog();
    let text = '';
    const terminal = {
      stdout: () => undefined,
      stderr: (more: string) => {
        text += more;
      },
      readInput: () => Promise.resolve(''),
      isInteractive: false,
    };
    const listen = progressListener(terminal, 'text', { log });
    const line = {
      time: 0,
      entity: 'unit-mysql-0',
      level: 'ERROR',
      module: 'unit.mysql/0.juju-log',
      message: 'old',
    } as const;
    listen({ ...hook, type: 'hook-started' });
    log.add(line);
    listen({ ...ended, outcome: 'done' });
    listen({ ...hook, type: 'hook-started' });
    log.add({ ...line, message: 'no such host\n  at there' });
    log.add({ ...line, level: 'WARNING', module: 'unit.mysql/0.start', message: 'on standard error' });
    log.add({ ...line, module: 'juju.worker.uniter', message: 'hook failed' });
    log.add({ ...line, entity: 'unit-mysql-1', message: 'of another' });
    listen({ ...ended, outcome: 'failed', reason: 'exit status 1', output: ['on standard error'] });
    expect(text.split('\n').slice(2)).toEqual([
      '    ERROR no such host',
      '      at there',
      '    on standard error',
      '',
    ]);
  });

  it('sums up, and names the units that wait for the user', () => {
    expect(told('text', { type: 'settled', summary })).toBe('settled after 2.5s: 3 hooks\n');
    const failed = { ...summary, failures: 1, failed: [{ unit: 'mysql/0', hook: 'start', reason: 'exit status 1' }] };
    expect(told('text', { type: 'settled', summary: failed })).toBe(
      'stopped in error after 2.5s: 3 hooks, 1 failure\n' +
        'mysql/0 is in error: hook failed: "start" (exit status 1)\n' +
        '  see: juju debug-log --include mysql/0 --replay; then: juju resolved mysql/0\n',
    );
  });

  it('is silent when nothing ran, or when the user wants it so', () => {
    expect(told('text', { type: 'settled', summary: { ...summary, hooks: 0 } })).toBe('');
    expect(told('quiet', { ...ended, outcome: 'done' }, { type: 'settled', summary })).toBe('');
  });

  it('is an event a line for programs', () => {
    const lines = told('json', { ...ended, outcome: 'done' }, { type: 'settled', summary })
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...ended, outcome: 'done' },
      { type: 'settled', summary },
    ]);
  });

  it('draws what runs over itself on a terminal, and erases it before a line that stays', () => {
    expect(long(true, 3000, 3)).toBe(
      '\r\u001b[K... mysql/0 db-relation-joined (web/1) 3s\r\u001b[Kmysql/0       db-relation-joined (web/1)  1.2s\n',
    );
  });

  it('tells elsewhere of what takes long, ever more seldom', () => {
    expect(long(false, 3000, 1)).not.toContain('...');
    expect(long(false, 16_000, 1)).toContain('... mysql/0 db-relation-joined (web/1) 16s\n');
    expect(long(false, 16_000, 3).match(/\.\.\./g)).toHaveLength(1);
  });

  it.each([
    [5, '5ms'],
    [1500, '1.5s'],
    [61_000, '1m1s'],
  ])('writes %d milliseconds as %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
