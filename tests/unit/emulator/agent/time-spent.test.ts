import { beforeEach, describe, expect, it } from 'vitest';
import { TimeSpent } from '../../../../src/emulator/agent/time-spent.ts';

let now = 0;
let spent: TimeSpent;

beforeEach(() => {
  now = 0;
  spent = new TimeSpent(() => now);
});

function pass(milliseconds: number): void {
  now += milliseconds;
}

const nothing = { processes: 0, tools: 0, commits: 0, queue: 0, unpacking: 0, rest: 0 };

describe('the time of a settling', () => {
  it('counts each moment once, for the innermost work', () => {
    pass(1);
    spent.during('queue', () => {
      pass(2);
      spent.during('commits', () => pass(4));
      pass(8);
    });
    pass(16);
    expect(spent.read()).toEqual({ ...nothing, rest: 17, queue: 10, commits: 4 });
  });

  it('counts for processes what passes while any runs, but for what the emulator does meanwhile', async () => {
    let endFirst = (): void => {};
    let endSecond = (): void => {};
    const first = spent.process(
      () =>
        new Promise<void>((resolve) => {
          endFirst = resolve;
        }),
    );
    pass(1);
    const second = spent.process(
      () =>
        new Promise<void>((resolve) => {
          endSecond = resolve;
        }),
    );
    pass(2);
    spent.during('tools', () => pass(4));
    endFirst();
    await first;
    pass(8);
    endSecond();
    await second;
    pass(16);
    expect(spent.read()).toEqual({ ...nothing, processes: 11, tools: 4, rest: 16 });
  });

  it('counts on for the right part after work or a process has failed', async () => {
    expect(() =>
      spent.during('tools', () => {
        pass(1);
        throw new Error('no');
      }),
    ).toThrow('no');
    pass(2);
    await expect(spent.process(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    pass(4);
    expect(spent.read()).toEqual({ ...nothing, tools: 1, rest: 6 });
  });

  it('begins anew', () => {
    pass(5);
    spent.reset();
    pass(1);
    expect(spent.read()).toEqual({ ...nothing, rest: 1 });
  });
});
