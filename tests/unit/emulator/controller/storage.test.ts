/** Storage of units: more of it, less of it, and from one unit to another, with what Juju refuses. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addStorageTo, addUnits, attachStorage, detachStorage, removeStorage } from '../../../../src/emulator/index.ts';
import { charmStorage, StoreWorld } from './store-world.ts';

const one = { pool: '', count: 1, size: 0 };
const metadata = {
  storage: {
    single: charmStorage('single', { minimumSize: 2048 }),
    many: charmStorage('many', { minimumCount: 1, maximumCount: 3 }),
    disk: charmStorage('disk', { type: 'block', minimumCount: 0, maximumCount: null, minimumSize: 100 }),
  },
};

let world: StoreWorld;

beforeEach(() => {
  world = new StoreWorld();
  world.deploy('keeper', { metadata });
});

afterEach(() => world.end());

/** As if the unit had run storage-attached for all it has. */
function told(unit: string): void {
  const attachedStorage = world.model.storageOf(unit).map(({ id }) => id);
  world.model.unitAgents.patch(unit, { attachedStorage });
}

describe('deploying a charm with storage', () => {
  it('makes the least that it needs, of the size and kind that it asks for', () => {
    expect(world.model.storage.values()).toMatchObject([
      { id: 'single/0', pool: 'rootfs', size: 2048, unit: 'keeper/0' },
      { id: 'many/1', pool: 'rootfs', size: 1024, unit: 'keeper/0' },
    ]);
  });

  it.each([
    ['none', one, 'charm "keeper" has no store called "none"'],
    ['single', { ...one, count: 2 }, 'charm "keeper" store "single": storage is singular, 2 specified'],
    ['many', { ...one, count: 4 }, 'charm "keeper" store "many": at most 3 instances supported, 4 specified'],
    [
      'single',
      { ...one, size: 1024 },
      'charm "keeper" store "single": minimum storage size is 2.0 GB, 1.0 GB specified',
    ],
  ])('with a directive for %s that does not fit is refused', (name, directive, message) => {
    const before = world.snapshot();
    expect(() => world.deploy('keeper', { metadata }, { application: 'b', storage: { [name]: directive } })).toThrow(
      message,
    );
    expect(world.snapshot()).toBe(before);
  });
});

describe('add-storage', () => {
  it('takes the pool and size of the deployment when it is not told others', () => {
    world.deploy('keeper', { metadata }, { application: 'b', storage: { disk: { pool: 'lxd', count: 1, size: 300 } } });
    const [id = ''] = addStorageTo(world.store, 'b/0', 'disk', one);
    expect(world.model.storage.get(id)).toMatchObject({ pool: 'lxd', size: 300, kind: 'block' });
    const [other = ''] = addStorageTo(world.store, 'keeper/0', 'disk', one);
    expect(world.model.storage.get(other)).toMatchObject({ pool: 'loop', size: 100 });
  });

  it.each([
    ['none', one, 'adding "none" storage to keeper/0: charm storage "none" not found'],
    ['single', one, 'adding "single" storage to keeper/0: cannot attach, storage is singular'],
    [
      'many',
      { ...one, count: 3 },
      'adding "many" storage to keeper/0: attaching 3 storage instances brings the total to 4, exceeding the maximum of 3',
    ],
  ])('of %s that the charm does not take is refused', (name, directive, message) => {
    const before = world.snapshot();
    expect(() => addStorageTo(world.store, 'keeper/0', name, directive)).toThrow(message);
    expect(world.snapshot()).toBe(before);
  });
});

describe('detach-storage', () => {
  it('owes the unit its hook', () => {
    const [id = ''] = addStorageTo(world.store, 'keeper/0', 'many', one);
    told('keeper/0');
    detachStorage(world.store, id);
    expect(world.model.storage.get(id)).toMatchObject({ unit: 'keeper/0', attachmentLife: 'dying' });
  });

  it('is done at once when the unit was never told of the storage', () => {
    const [id = ''] = addStorageTo(world.store, 'keeper/0', 'many', one);
    detachStorage(world.store, id);
    expect(world.model.storage.get(id)).toMatchObject({ unit: null, attachmentLife: 'alive' });
    detachStorage(world.store, id);
  });

  it.each([
    ['single/0', 'cannot destroy storage attachment single/0:keeper/0: cannot detach, storage is singular'],
    [
      'many/1',
      'cannot destroy storage attachment many/1:keeper/0: detaching 1 storage instance brings the total to 0, which is less than the minimum of 1',
    ],
    ['many/7', 'storage instance "many/7" not found'],
  ])('of %s is refused', (id, message) => {
    expect(() => detachStorage(world.store, id)).toThrow(message);
  });
});

describe('attach-storage', () => {
  /** Storage of no unit, bound to the first unit's machine if its pool lies on it. */
  function detached(pool: string): string {
    const [id = ''] = addStorageTo(world.store, 'keeper/0', 'many', { ...one, pool });
    detachStorage(world.store, id);
    if (pool === 'rootfs') world.model.storage.patch(id, { boundTo: '0', location: '/somewhere' });
    return id;
  }

  it('gives storage of a pool that can move to a unit on another machine', () => {
    addUnits(world.store, 'keeper', 1);
    const id = detached('lxd');
    attachStorage(world.store, 'keeper/1', id);
    expect(world.model.storage.get(id)).toMatchObject({ unit: 'keeper/1', owner: 'keeper/1', location: '' });
  });

  it('leaves what lies on a machine to the units there', () => {
    addUnits(world.store, 'keeper', 1);
    const id = detached('rootfs');
    expect(() => attachStorage(world.store, 'keeper/1', id)).toThrow(
      `cannot attach storage ${id} to unit keeper/1: storage is non-detachable (bound to machine 0)`,
    );
    attachStorage(world.store, 'keeper/0', id);
    expect(world.model.storage.get(id)).toMatchObject({ unit: 'keeper/0', location: '/somewhere' });
  });

  it('refuses storage that is attached elsewhere, and what the charm does not know', () => {
    world.deploy('other');
    addUnits(world.store, 'keeper', 1);
    expect(() => attachStorage(world.store, 'keeper/1', 'many/1')).toThrow(
      'cannot attach storage many/1 to unit keeper/1: cannot attach storage owned by unit keeper/0 to unit keeper/1',
    );
    expect(() => attachStorage(world.store, 'other/0', detached('lxd'))).toThrow(
      'charm other has no storage called many',
    );
  });

  it('gives storage to a unit as it is made, in the place of new storage', () => {
    const id = detached('lxd');
    addUnits(world.store, 'keeper', 1, [], [id]);
    expect(world.model.storageOf('keeper/1').map((each) => each.name)).toEqual(['single', 'many']);
    expect(world.model.storage.get(id).unit).toBe('keeper/1');
  });
});

describe('remove-storage', () => {
  it('removes what is attached only when forced, by way of the hook', () => {
    const [id = ''] = addStorageTo(world.store, 'keeper/0', 'many', one);
    told('keeper/0');
    expect(() => removeStorage(world.store, id)).toThrow(`cannot destroy storage "${id}": storage is attached`);
    removeStorage(world.store, id, true);
    expect(world.model.storage.get(id)).toMatchObject({ life: 'dying', attachmentLife: 'dying' });
  });

  it('removes what is not attached at once', () => {
    const [id = ''] = addStorageTo(world.store, 'keeper/0', 'many', one);
    detachStorage(world.store, id);
    removeStorage(world.store, id);
    expect(world.model.storage.has(id)).toBe(false);
  });

  it('leaves a unit what its charm needs', () => {
    expect(() => removeStorage(world.store, 'single/0', true)).toThrow(
      'cannot destroy storage "single/0": cannot detach, storage is singular',
    );
    expect(world.model.storage.get('single/0').life).toBe('alive');
  });
});
