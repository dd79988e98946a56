import { beforeEach, describe, expect, it } from 'vitest';
import { leaveScope } from '../../../../src/emulator/model/index.ts';
import { dbHook, World } from './world.ts';

let world: World;

beforeEach(() => {
  world = new World();
});

describe('a context', () => {
  it('has an id of its own for each run, with unit and hook in it', () => {
    const ids = [world.hook('wordpress/0').id, world.hook('wordpress/0').id];
    expect(ids[0]).toMatch(/^wordpress\/0-config-changed-[0-9a-f]{32}$/);
    expect(ids[0]).not.toBe(ids[1]);
    expect(world.hook('wordpress/0', dbHook('relation-joined')).id).toMatch(/^wordpress\/0-db-relation-joined-/);
    expect(world.action('wordpress/0').id).toMatch(/^wordpress\/0-backup-/);
    expect(world.action('wordpress/0', { kind: 'exec', name: 'juju-exec' }).id).toMatch(/^wordpress\/0-run-commands-/);
  });

  it('knows the relations that the unit is in the scope of', () => {
    expect(
      world
        .hook('wordpress/0')
        .relations()
        .map(({ name }) => name),
    ).toEqual(['ring:0', 'db:1', 'logs:2']);
    leaveScope(world.model, 1, 'wordpress/0');
    expect(
      world
        .hook('wordpress/0')
        .relations()
        .map(({ name }) => name),
    ).toEqual(['ring:0', 'logs:2']);
    expect(() => world.hook('wordpress/0', dbHook('relation-changed'))).toThrow('unknown relation id: 1');
  });

  it('has the relation of its hook for the current one, and none in actions', () => {
    expect(world.hook('wordpress/0', dbHook('relation-changed')).currentRelation).toEqual({
      id: 1,
      remoteUnit: 'mysql/0',
      remoteApplication: 'mysql',
    });
    expect(world.hook('wordpress/0').currentRelation).toBeNull();
    expect(world.action('wordpress/0').currentRelation).toBeNull();
  });
});

describe('an exec', () => {
  const exec = (relationId: number | null, remoteUnit: string | null) =>
    world.action('wordpress/0', { kind: 'exec', name: 'juju-exec', relationId, remoteUnit }).currentRelation;

  it('takes the relation and unit that are named, or the only unit', () => {
    expect(exec(null, null)).toBeNull();
    expect(exec(1, 'mysql/1')).toEqual({ id: 1, remoteUnit: 'mysql/1', remoteApplication: null });
    expect(exec(0, null)).toEqual({ id: 0, remoteUnit: 'wordpress/1', remoteApplication: null });
  });

  it.each<[number | null, string | null, string]>([
    [1, null, 'ambiguous remote unit; possibilities are [mysql/0 mysql/1]'],
    [9, null, 'unknown relation id: 9'],
    [1, 'wordpress/1', 'unknown remote unit wordpress/1'],
    [1, 'mysql', 'invalid remote unit: mysql'],
    [null, 'mysql/0', 'remote unit provided without a relation: mysql/0'],
  ])('refuses relation %j with unit %j', (relationId, remoteUnit, message) => {
    expect(() => exec(relationId, remoteUnit)).toThrow(message);
  });

  it('refuses an empty relation', () => {
    world.setMembers(1, 'wordpress/0', []);
    expect(() => exec(1, null)).toThrow('cannot infer remote unit in empty relation 1');
  });
});
