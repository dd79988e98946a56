/** The user's secrets, where the words of the command line do not reach. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayRead } from '../../../../src/emulator/context/secret-access.ts';
import {
  addUserSecret,
  changeSecretAccess,
  removeApplication,
  removeUserSecret,
  updateUserSecret,
} from '../../../../src/emulator/index.ts';
import { removeUnit } from '../../../../src/emulator/model/unit-life.ts';
import { StoreWorld } from './store-world.ts';

let world: StoreWorld;
const login = { name: 'login', description: '', content: { word: 'Zmlyc3Q=' } };

beforeEach(() => {
  world = new StoreWorld();
  world.deploy('reader');
});

afterEach(() => world.end());

describe("a user's secret", () => {
  it('is lost to an application that is removed, also to another one of its name', () => {
    const id = addUserSecret(world.store, login);
    changeSecretAccess(world.store, 'login', ['reader'], 'grant');
    expect(mayRead(world.model, 'reader/0', world.model.secrets.get(id))).toBe(true);
    removeApplication(world.store, 'reader');
    removeUnit(world.model, 'reader/0', 0);
    world.deploy('reader');
    expect(mayRead(world.model, 'reader/0', world.model.secrets.get(id))).toBe(false);
  });

  it('keeps revisions that units are pinned to when it prunes', () => {
    const id = addUserSecret(world.store, login);
    updateUserSecret(world.store, id, { content: { word: 'c2Vjb25k' } });
    world.model.secrets.patch(id, { consumers: { 'reader/0': { unit: 'reader/0', revision: 1, label: '' } } });
    updateUserSecret(world.store, id, { content: { word: 'dGhpcmQ=' }, autoPrune: true });
    expect(world.model.secrets.get(id).revisions.map(({ revision }) => revision)).toEqual([1, 3]);
  });

  it('loses one revision, or all of them', () => {
    const id = addUserSecret(world.store, login);
    updateUserSecret(world.store, id, { content: { word: 'c2Vjb25k' } });
    expect(() => removeUserSecret(world.store, 'login', 4)).toThrow(`secret revision ${id}/4 not found`);
    removeUserSecret(world.store, 'login', 1);
    expect(world.model.secrets.get(id).revisions.map(({ revision }) => revision)).toEqual([2]);
    removeUserSecret(world.store, 'login', 2);
    expect(world.model.secrets.size).toBe(0);
  });

  it('has a name of its own', () => {
    addUserSecret(world.store, login);
    addUserSecret(world.store, { ...login, name: 'other' });
    expect(() => addUserSecret(world.store, login)).toThrow('secret with name "login" already exists');
    expect(() => updateUserSecret(world.store, 'other', { name: 'login' })).toThrow(
      'secret with name "login" already exists',
    );
  });

  it('is nothing that Juju 2.9 knows', () => {
    const old = new StoreWorld('2.9');
    expect(() => addUserSecret(old.store, login)).toThrow('user secrets came with Juju 3.3');
    old.end();
  });
});
