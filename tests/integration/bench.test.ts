/** The benchmark runs, and says what it is asked for. How long things took is for people to judge. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;

it('prints its table: every hook against every program, with the hook tools it runs', { timeout: 600_000 }, () => {
  const options = ['--rounds', '1', '--without-instructions', '--without-scale'];
  const done = spawnSync(process.execPath, ['scripts/bench.mjs', ...options], { cwd: root, encoding: 'utf8' });
  expect({ status: done.status, stderr: done.status === 0 ? '' : done.stderr }).toEqual({ status: 0, stderr: '' });
  const rows = done.stdout.split('\n').filter((line) => line.startsWith('| '));
  expect(done.stdout).toContain('| hook | program | ms | × bare Node | × Python | MB | tools | M instructions |');
  for (const hook of ['update-status, nothing to do', 'config-changed, nothing to do', 'relation-changed, renders']) {
    expect(rows.some((row) => row.includes(`| ${hook}`) && row.includes('bare `node -e 0`'))).toBe(true);
  }
  expect(rows.filter((row) => row.includes('| this charm |')).length).toBe(4);
});
