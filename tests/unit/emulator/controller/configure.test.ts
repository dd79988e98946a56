/** Config, trust, expose, bindings, resources, refresh; relations and tasks as the controller takes and refuses them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  advanceClock,
  attachResource,
  cancelTask,
  createModel,
  integrate,
  queueAction,
  queueExec,
  refresh,
  removeRelation,
  setConfig,
  setExposed,
  setModelConfig,
  suspendRelation,
} from '../../../../src/emulator/index.ts';
import { charmStorage, endpoint, StoreWorld, source } from './store-world.ts';

let world: StoreWorld;

beforeEach(() => {
  world = new StoreWorld();
});

afterEach(() => world.end());

const option = (name: string, type: 'string' | 'int' | 'boolean') => ({ name, type, description: '', default: null });

describe('settings', () => {
  it('are merged, reset, and left alone when they are set already', () => {
    world.deploy('mysql', {}, { config: { a: 1, b: 'x' } });
    setConfig(world.store, 'mysql', { b: null, c: true });
    const { config } = world.model.applications.get('mysql');
    expect(config).toEqual({ a: 1, c: true });
    setConfig(world.store, 'mysql', { a: 1 });
    expect(world.model.applications.get('mysql').config).toBe(config);
  });

  it('expose the whole application or some endpoints', () => {
    world.deploy('web', { metadata: { provides: { http: endpoint('provider', 'http') } } });
    const exposed = () => world.model.applications.get('web');
    setExposed(world.store, 'web', true);
    expect(exposed()).toMatchObject({ exposed: true, exposedEndpoints: { '': { toCidrs: ['0.0.0.0/0', '::/0'] } } });
    setExposed(world.store, 'web', false);
    expect(exposed()).toMatchObject({ exposed: false, exposedEndpoints: {} });
    expect(() => setExposed(world.store, 'web', true, { ftp: { toSpaces: [], toCidrs: [] } })).toThrow(
      'endpoint "ftp" not found',
    );
  });

  it('of the model, and its clock', () => {
    setModelConfig(world.store, { 'update-status-hook-interval': '1m', 'http-proxy': 'x' });
    setModelConfig(world.store, { 'http-proxy': null });
    expect(world.model.current.config).toEqual({ 'update-status-hook-interval': '1m' });
    advanceClock(world.store, 150_000);
    expect(world.model.current).toMatchObject({ clockOffset: 150_000, updateStatusRound: 2 });
    expect(() => advanceClock(world.store, -1)).toThrow('the clock can only be moved on');
    expect(() => createModel(world.store, { machineMode: 'plain' })).toThrow('model "default" already exists');
  });
});

describe('refresh', () => {
  it('drops settings that the new charm does not take, and adds its peers', () => {
    const options = {
      kept: option('kept', 'int'),
      changed: option('changed', 'string'),
      gone: option('gone', 'string'),
    };
    world.deploy('mysql', { options }, { config: { kept: 1, changed: 'x', gone: 'y' } });
    const next = source('mysql', {
      options: { kept: option('kept', 'int'), changed: option('changed', 'int') },
      metadata: { peers: { cluster: endpoint('peer', 'cluster') } },
    });
    expect(refresh(world.store, 'mysql', { source: next }).url).toBe('local:mysql-1');
    expect(world.model.applications.get('mysql')).toMatchObject({ config: { kept: 1 }, charmModifiedVersion: 1 });
    expect(world.model.relations.values().map((relation) => relation.key)).toEqual(['mysql:cluster']);
  });

  it('gives units the storage that only the new charm has, as it is wished', () => {
    world.deploy('mysql');
    const store = charmStorage('data', { maximumCount: 3 });
    const next = source('mysql', { metadata: { storage: { data: store } } });
    refresh(world.store, 'mysql', {
      source: next,
      storage: { data: { pool: 'lxd', size: 2048, count: 2 } },
      trust: true,
    });
    expect(world.model.storage.values()).toMatchObject([
      { id: 'data/0', pool: 'lxd', size: 2048, unit: 'mysql/0' },
      { id: 'data/1', pool: 'lxd', size: 2048, unit: 'mysql/0' },
    ]);
    expect(world.model.applications.get('mysql').trust).toBe(true);
    const tooMany = { source: next, storage: { data: { pool: '', size: 0, count: 4 } } };
    expect(() => refresh(world.store, 'mysql', tooMany)).toThrow('at most 3 instances supported, 4 specified');
  });

  it.each([
    { why: 'breaks a relation', next: source('mysql'), says: 'would break relation "web:db mysql:db"' },
    { why: 'is another charm', next: source('redis'), says: 'charm "redis" is not "mysql"' },
    {
      why: 'becomes a subordinate',
      next: source('mysql', { metadata: { subordinate: true } }),
      says: "cannot change an application's subordinacy",
    },
  ])('is refused when the charm $why', ({ next, says }) => {
    world.deploy('mysql', { metadata: { provides: { db: endpoint('provider', 'db') } } });
    world.deploy('web', { metadata: { requires: { db: endpoint('requirer', 'db') } } });
    integrate(world.store, ['web', 'mysql']);
    const before = world.snapshot();
    expect(() => refresh(world.store, 'mysql', { source: next })).toThrow(says);
    expect(world.snapshot()).toBe(before);
  });

  it('is also what an attached resource asks for', () => {
    const path = join(world.folder, 'blob');
    writeFileSync(path, 'x');
    const resources = { blob: { name: 'blob', type: 'file', filename: 'blob', description: '' } } as const;
    world.deploy('mysql', { metadata: { resources } });
    attachResource(world.store, 'mysql', 'blob', path);
    expect(world.model.applications.get('mysql').charmModifiedVersion).toBe(1);
    expect(() => attachResource(world.store, 'mysql', 'other', path)).toThrow('unrecognized resource "other"');
    expect(() => attachResource(world.store, 'mysql', 'blob', '/nowhere')).toThrow(
      'open /nowhere: no such file or directory',
    );
  });
});

describe('relations', () => {
  function related(): void {
    world.deploy('mysql', {
      metadata: { provides: { db: endpoint('provider', 'db') }, peers: { cluster: endpoint('peer', 'cluster') } },
    });
    world.deploy('web', { metadata: { requires: { db: endpoint('requirer', 'db', { limit: 1 }) } } });
    integrate(world.store, ['mysql', 'web']);
  }

  it('are numbered with peers, requirer first', () => {
    related();
    expect(world.model.relations.values().map(({ id, key }) => [id, key])).toEqual([
      [0, 'mysql:cluster'],
      [1, 'web:db mysql:db'],
    ]);
  });

  it('can be removed by number, by applications or by endpoints', () => {
    for (const args of [['1'], ['web', 'mysql'], ['mysql:db', 'web:db']]) {
      const own = new StoreWorld();
      own.deploy('mysql', {
        metadata: { provides: { db: endpoint('provider', 'db') }, peers: { c: endpoint('peer', 'c') } },
      });
      own.deploy('web', { metadata: { requires: { db: endpoint('requirer', 'db') } } });
      integrate(own.store, ['mysql', 'web']);
      removeRelation(own.store, args);
      expect(own.model.relations.keys()).toEqual(['0']);
      own.end();
    }
  });

  it.each([
    { args: ['mysql', 'web'], says: 'cannot add relation "web:db mysql:db": relation web:db mysql:db already exists' },
    { args: ['mysql', 'nothing'], says: 'application "nothing" not found' },
    { args: ['mysql:x', 'web'], says: 'application "mysql" has no "x" relation' },
  ])('cannot be made of $args', ({ args, says }) => {
    related();
    const before = world.snapshot();
    expect(() => integrate(world.store, args)).toThrow(says);
    expect(world.snapshot()).toBe(before);
  });

  it('of peers cannot be removed or suspended', () => {
    related();
    expect(() => removeRelation(world.store, ['mysql:cluster'])).toThrow('is a peer relation');
    expect(() => suspendRelation(world.store, ['0'], true)).toThrow('is a peer relation');
    expect(() => removeRelation(world.store, ['9'])).toThrow('relation "9" not found');
  });
});

describe('tasks', () => {
  const actions = {
    backup: {
      name: 'backup',
      description: '',
      parallel: false,
      executionGroup: '',
      schema: { type: 'object', properties: { level: { type: 'integer', default: 3 } } },
    },
  };

  it('share one sequence with their operations and get the defaults of the schema', () => {
    world.deploy('mysql', { actions }, { units: 2 });
    const { operation, tasks } = queueAction(world.store, {
      units: ['mysql/leader', 'mysql/1'],
      action: 'backup',
      parameters: {},
    });
    expect(operation.id).toBe('1');
    expect(tasks).toMatchObject([
      { id: '2', unit: 'mysql/0', parameters: { level: 3 }, status: 'pending' },
      { id: '3', unit: 'mysql/1' },
    ]);
    expect(cancelTask(world.store, '3').status).toBe('cancelled');
    expect(queueExec(world.store, { units: ['mysql/0'], command: 'true' }).operation.id).toBe('4');
  });

  it.each([
    {
      request: { units: ['mysql/0'], action: 'nothing', parameters: {} },
      says: 'action "nothing" not defined on unit "mysql/0"',
    },
    { request: { units: ['mysql/9'], action: 'backup', parameters: {} }, says: 'unit "mysql/9" not found' },
    {
      request: { units: ['mysql/0'], action: 'backup', parameters: { level: 'x' } },
      says: 'validation failed: (root).level : must be of type integer, given "x"',
    },
  ])('are refused: $says', ({ request, says }) => {
    world.deploy('mysql', { actions });
    const before = world.snapshot();
    expect(() => queueAction(world.store, request)).toThrow(says);
    expect(world.snapshot()).toBe(before);
  });
});
