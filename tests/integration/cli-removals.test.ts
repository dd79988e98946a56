/** `juju remove-unit`, `remove-application` and `remove-machine`, on plain machines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

beforeAll(async () => {
  world = makeWorld();
  world.charm('mysql', 'storage: {data: {type: filesystem}}');
  world.charm('ntp', 'subordinate: true\nrequires: {host: {interface: juju-info, scope: container}}');
  await world.done('deploy', './mysql', '-n', '3', '--storage', 'data=lxd');
  await world.done('deploy', './ntp');
  await world.done('integrate', 'ntp', 'mysql');
});

afterAll(() => world.destroy());

const warning = 'WARNING This command will perform the following actions:\n';

describe('what is to be removed', () => {
  it('is told and left by a dry run', async () => {
    expect(await world.juju('remove-application', 'mysql', '--dry-run')).toEqual({
      code: 0,
      stderr: warning,
      stdout: [
        'will remove application mysql',
        ...['0', '1', '2'].map((number) => `- will remove unit mysql/${number}`),
        ...['0', '1', '2'].map((number) => `- will detach storage data/${number}`),
        '',
      ].join('\n'),
    });
    const { subordinates = {} } = (await world.status()).applications['mysql']?.units?.['mysql/1'] ?? {};
    const [ntp] = Object.keys(subordinates);
    expect(await world.juju('remove-machine', '1', '--dry-run', '--force')).toEqual({
      code: 0,
      stderr: `${warning}\nThis will require \`--force\`\n`,
      stdout: [
        'will remove machine 1',
        '- will remove unit mysql/1',
        `- will remove unit ${ntp}`,
        '- will detach storage data/1',
        '',
      ].join('\n'),
    });
    expect(await world.juju('remove-unit', 'mysql/0', 'mysql/9', '--dry-run')).toEqual({
      code: 1,
      stderr: 'ERROR removing unit mysql/9 failed: unit "mysql/9" not found\n',
      stdout: '',
    });
    expect(Object.keys((await world.status()).applications['mysql']?.units ?? {})).toHaveLength(3);
  });

  it('goes, though another cannot', async () => {
    const outcome = await world.juju('remove-unit', 'mysql/9', 'mysql/2', '--destroy-storage');
    expect(outcome).toMatchObject({ code: 1, stdout: 'will remove unit mysql/2\n- will remove storage data/2\n' });
    expect(outcome.stderr).toContain('ERROR removing unit mysql/9 failed: unit "mysql/9" not found\n');
    expect(outcome.stderr).toContain('mysql/2       removed\n');
    expect(Object.keys((await world.status()).applications['mysql']?.units ?? {})).toEqual(['mysql/0', 'mysql/1']);
  });

  it('is a machine with what is on it only when that is forced', async () => {
    expect(await world.juju('remove-machine', '1')).toEqual({
      code: 1,
      stderr: 'ERROR removing machine failed: machine 1 has unit(s) "mysql/1" assigned\n',
      stdout: '',
    });
    expect(await world.done('remove-machine', '1', '--force')).toContain('will remove machine 1\n');
    expect(Object.keys((await world.status()).machines)).toEqual(['0']);
  });
});
