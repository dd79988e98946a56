/** The emulator's benchmark runs, and says what it is asked for. How long things took is for people to judge. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;

it('prints its tables: what single things take, and what the time of a settling goes into', () => {
  const options = ['--rounds', '1', '--samples', '1', '--sizes', '2,3'];
  const done = spawnSync(process.execPath, ['scripts/bench-emulator.mjs', ...options], { cwd: root, encoding: 'utf8' });
  expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 0, stderr: '' });
  const rows = done.stdout.split('\n').filter((line) => line.startsWith('| '));
  for (const what of ["a hook tool's round trip, in Perl", 'an empty hook']) {
    expect(rows.filter((row) => row.startsWith(`| ${what} |`))).toHaveLength(1);
  }
  const settled = rows
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .filter((cells) => /^\d+$/.test(cells[1] ?? ''));
  // Seven hooks of each client, and of the server its five and joined and changed of each client.
  expect(settled.map((cells) => cells.slice(1, 3))).toEqual([
    ['2', '23'],
    ['3', '32'],
  ]);
  for (const cells of settled) {
    const shares = cells.slice(6, 12).map((cell) => Number(cell.replace(' %', '')));
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThanOrEqual(3);
  }
});
