/** `juju wait-for`, on plain machines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

beforeAll(async () => {
  world = makeWorld();
  world.charm('mysql', '', 'hooks/config-changed) status-set blocked "no disk" ;;\nactions/mend) status-set active ;;');
  world.write('mysql/actions.yaml', 'mend: {}\n');
  await world.done('deploy', './mysql', '--no-wait');
});

afterAll(() => world.destroy());

describe('wait-for', () => {
  it('runs what is owed, then says what it has seen', async () => {
    const waited = await world.juju('wait-for', 'unit', 'mysql/0', '--timeout', '2s');
    expect(waited.stderr).toMatch(/mysql\/0 +install/);
    expect(waited.stderr).toContain('unit "mysql/0" is running\n');
    expect(waited).toMatchObject({ code: 0, stdout: 'properties:\n  life: alive\n  workload-status: active\n' });
  });

  it('gives up', async () => {
    const asked = ['wait-for', 'application', 'mysql', '--query', 'status == "blocked"', '--timeout', '300ms'];
    expect(await world.juju(...asked)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'application "mysql" found, waiting...\nERROR timed out waiting for "mysql" to reach goal state\n',
    });
    const unknown = await world.juju('wait-for', 'machine', '7', '--timeout', '0s');
    expect(unknown.stderr).toContain('machine "7" not found, waiting...\n');
    expect(unknown.code).toBe(1);
  });

  it('sees what another command does meanwhile', async () => {
    const waiting = world.juju('wait-for', 'application', 'later', '--timeout', '60s');
    await world.done('deploy', './mysql', 'later');
    expect(await waiting).toMatchObject({ code: 0, stdout: 'properties:\n  life: alive\n  status: active\n' });
  });

  it('asks the model about all that is in it', async () => {
    const query = 'life == "alive" && len(machines) == 2 && forEach(applications, app => app.status == "active")';
    expect(await world.done('wait-for', 'model', 'default', '--query', query)).toBe(
      [
        'properties:',
        '  life: alive',
        'applications:',
        '  later:',
        '    status: active',
        '  mysql:',
        '    status: active',
        '',
      ].join('\n'),
    );
    expect(await world.done('wait-for', 'machine', '0', '--summary=false')).toBe('');
  });

  it('refuses a query it does not understand before it waits', async () => {
    const refused = await world.juju('wait-for', 'unit', 'mysql/0', '--query', 'workload-staus == "active"');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Did you mean:\n\n    workload-status\n');
    expect((await world.juju('wait-for', 'unit', 'none/0', '--query', 'life ==')).stderr).toContain('1 | life ==\n');
  });

  it('lists what can be waited for without a word', async () => {
    expect((await world.juju('wait-for')).stdout).toContain('juju wait-for application mysql');
  });
});
