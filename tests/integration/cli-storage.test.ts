/** The words about storage, with the hooks that they run, on plain machines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

beforeAll(async () => {
  world = makeWorld();
  world.charm(
    'keeper',
    'storage: {data: {type: filesystem, multiple: {range: 0-2}}, disk: {type: block}}',
    `hooks/data-storage-attached) status-set active "has $(storage-list data | wc -l)" ;;
hooks/data-storage-detaching) status-set active "loses $JUJU_STORAGE_ID" ;;`,
  );
  await world.done('deploy', './keeper', '--storage', 'disk=200M');
});

afterAll(() => world.destroy());

async function said(): Promise<string | undefined> {
  return (await world.status()).applications['keeper']?.units?.['keeper/0']?.['workload-status'].message;
}

describe('storage', () => {
  it('is added to a unit that runs, as far as its charm takes it', async () => {
    const added = await world.juju('add-storage', 'keeper/0', 'data=lxd,2,10G');
    expect(added.stderr).toContain('added storage data/1 to keeper/0\nadded storage data/2 to keeper/0\n');
    expect(added.stderr).toMatch(/keeper\/0 +data-storage-attached/);
    expect(await said()).toBe('has 2');
    expect(await world.juju('add-storage', 'keeper/0', 'data', 'disk=2')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'failed to add storage "data" to keeper/0: adding "data" storage to keeper/0: attaching 1 storage instance brings the total to 3, exceeding the maximum of 2\nfailed to add storage "disk" to keeper/0: adding "disk" storage to keeper/0: cannot attach, storage is singular\n',
      ),
    });
    expect((await world.juju('add-storage', 'keeper/9', 'data', 'disk')).stderr).toContain(
      'unit "keeper/9" not found\n',
    );
  });

  it('is shown in a table, by kind, and one by one', async () => {
    const table = await world.done('storage');
    expect(table.split('\n')[0]).toMatch(/^Unit +Storage ID +Type +Pool +Size +Status +Message$/);
    expect(table).toMatch(/keeper\/0 +data\/1 +filesystem +lxd +10 GiB +attached/);
    expect(table).toMatch(/keeper\/0 +disk\/0 +block +loop +200 MiB +attached/);
    expect(await world.done('storage', '--volume')).toMatch(
      /^Machine +Unit +Storage ID +Volume ID .*\n0 +keeper\/0 +disk\/0/,
    );
    expect(Object.keys(JSON.parse(await world.done('storage', '--filesystem', '--format', 'json')))).toEqual([
      'filesystems',
    ]);
    const shown = JSON.parse(await world.done('show-storage', 'data/1', '--format', 'json'));
    expect(shown['data/1']).toMatchObject({
      kind: 'filesystem',
      attachments: { units: { 'keeper/0': { machine: '0' } } },
    });
  });

  it('is detached by way of its hook, and attached again', async () => {
    const detached = await world.juju('detach-storage', 'data/1', 'disk/0');
    expect(detached).toMatchObject({ code: 1, stdout: '' });
    expect(detached.stderr).toContain('detaching data/1\n');
    expect(detached.stderr).toContain(
      'failed to detach disk/0: cannot destroy storage attachment disk/0:keeper/0: cannot detach, storage is singular\n',
    );
    expect(await said()).toBe('loses data/1');
    expect(await world.done('storage')).toMatch(/\n +data\/1 +filesystem +lxd +10 GiB +detached/);
    expect((await world.juju('attach-storage', 'keeper/0', 'data/1')).stderr).toContain(
      'attaching data/1 to keeper/0\n',
    );
    expect(await said()).toBe('has 2');
  });

  it('goes to another unit as that is made', async () => {
    await world.done('detach-storage', 'data/1');
    await world.done('add-unit', 'keeper', '--attach-storage', 'data/1');
    expect(await world.done('storage')).toMatch(/keeper\/1 +data\/1 +filesystem/);
  });

  it('is removed, when it is attached only by force', async () => {
    const refused = await world.juju('remove-storage', 'data/2');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('failed to remove data/2: cannot destroy storage "data/2": storage is attached\n');
    expect(refused.stderr).toContain('\nUse the --force option to remove attached storage, or use\n');
    expect((await world.juju('remove-storage', '--force', 'data/2')).stderr).toMatch(
      /removing data\/2\n(.|\n)*keeper\/0 +data-storage-detaching/,
    );
    expect(await world.done('storage')).not.toContain('data/2');
  });

  it('goes with its unit, or stays when another can have it', async () => {
    expect(await world.done('remove-unit', 'keeper/1')).toBe(
      'will remove unit keeper/1\n- will remove storage disk/3\n- will detach storage data/1\n',
    );
    expect(await world.done('storage')).toMatch(/\n +data\/1 +filesystem +lxd +10 GiB +detached/);
    expect(await world.done('storage')).not.toContain('keeper/1');
  });
});
