/** Running programs against each other and comparing them: alternating, so that a noisy machine is noisy for all. */
import { spawnSync } from 'node:child_process';

export interface Contestant {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** Runs before each round, unmeasured. */
  readonly prepare?: (round: number) => void;
}

export interface Timing {
  readonly name: string;
  /** Milliseconds of wall time. */
  readonly median: number;
  readonly least: number;
}

/** Runs a program to its end; throws when it does not end well, for then its time means nothing. */
export function runOnce(contestant: Contestant, round = 0): number {
  contestant.prepare?.(round);
  const [program, ...args] = contestant.command;
  const start = process.hrtime.bigint();
  const done = spawnSync(program, args, { env: contestant.environment, stdio: ['ignore', 'ignore', 'pipe'] });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (done.status !== 0) {
    throw new Error(
      `${contestant.name} ended with ${done.status ?? done.signal}: ${String(done.stderr).slice(0, 2000)}`,
    );
  }
  return milliseconds;
}

/** One warm-up, then so many rounds of all, every other round in reverse. */
export function race(contestants: readonly Contestant[], rounds: number): readonly Timing[] {
  const times = new Map<string, number[]>(contestants.map((one) => [one.name, []]));
  for (const one of contestants) runOnce(one);
  for (let round = 1; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? [...contestants].reverse() : contestants;
    for (const one of order) times.get(one.name)?.push(runOnce(one, round));
  }
  return contestants.map(({ name }) => {
    const sorted = (times.get(name) ?? []).sort((left, right) => left - right);
    return { name, median: medianOf(sorted), least: sorted[0] ?? Number.NaN };
  });
}

export function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const [lower, upper] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((lower ?? Number.NaN) + (upper ?? Number.NaN)) / 2;
}

const waiter = [
  'import os, sys',
  'pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", 1, 0)])',
  '_, status, usage = os.wait4(pid, 0)',
  'sys.stderr.write(str(usage.ru_maxrss))',
].join('\n');

/** Peak memory of the program in MB, or null where there is no Python to ask the kernel. */
export function peakMemory(contestant: Contestant): number | null {
  contestant.prepare?.(1);
  const done = spawnSync('/usr/bin/python3', ['-c', waiter, ...contestant.command], { env: contestant.environment });
  const kilobytes = Number.parseInt(String(done.stderr ?? ''), 10);
  return Number.isNaN(kilobytes) ? null : kilobytes / 1024;
}

/** Instructions of the program itself, in millions, or null where there is no valgrind. */
export function instructions(contestant: Contestant): number | null {
  contestant.prepare?.(1);
  const options = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];
  const done = spawnSync('/usr/bin/valgrind', [...options, ...contestant.command], { env: contestant.environment });
  const count = /I\s+refs:\s+([\d,]+)/.exec(String(done.stderr ?? ''))?.[1];
  return count === undefined || done.status !== 0 ? null : Number(count.replaceAll(',', '')) / 1e6;
}
