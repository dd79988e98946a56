/** Deploying, scaling and removing, with what Juju refuses. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addMachines,
  addUnits,
  type DeployRequest,
  destroyUnit,
  removeApplication,
  removeMachine,
  removeUnits,
  sweepCharms,
} from '../../../../src/emulator/index.ts';
import { endpoint, StoreWorld, type TestCharm } from './store-world.ts';

let world: StoreWorld;

beforeEach(() => {
  world = new StoreWorld();
});

afterEach(() => world.end());

describe('deploy', () => {
  it('makes the application, its units on new machines, its peers, and keeps the charm files', () => {
    const peers = { cluster: endpoint('peer', 'cluster') };
    const { charm, units } = world.deploy('mysql', { metadata: { peers } }, { units: 2, config: { a: 1, b: null } });
    expect(charm.url).toBe('local:mysql-0');
    expect(units).toEqual(['mysql/0', 'mysql/1']);
    expect(world.model.machines.keys()).toEqual(['0', '1']);
    expect(world.model.applications.get('mysql')).toMatchObject({
      leader: 'mysql/0',
      config: { a: 1 },
      base: { name: 'ubuntu', channel: '22.04/stable' },
    });
    expect(world.model.relations.values().map((relation) => relation.key)).toEqual(['mysql:cluster']);
    expect(readFileSync(join(world.store.home.resolve(charm.folder), 'metadata.yaml'), 'utf8')).toBe('name: mysql\n');
  });

  it('counts the revisions of a charm, whatever the application is called', () => {
    world.deploy('mysql');
    expect(world.deploy('mysql', {}, { application: 'other' }).charm.url).toBe('local:mysql-1');
    expect(world.deploy('redis').charm.url).toBe('local:redis-0');
  });

  it('gives a subordinate neither units nor machines', () => {
    expect(world.deploy('agent', { metadata: { subordinate: true } }).units).toEqual([]);
    expect(world.model.machines.size).toBe(0);
  });

  it('places units where it is told', () => {
    world.deploy('mysql', {}, { units: 2 });
    const to = [
      { container: null, target: { kind: 'machine', id: '1' } },
      { container: null, target: { kind: 'unit', unit: 'mysql/0' } },
      { container: 'lxd', target: { kind: 'machine', id: '0' } },
    ] as const;
    world.deploy('web', {}, { units: 4, to });
    expect(world.model.unitsOf('web').map((unit) => unit.machine)).toEqual(['1', '0', '0/lxd/0', '2']);
  });

  it.each<{
    why: string;
    name: string;
    more?: Partial<DeployRequest>;
    charm?: TestCharm;
    says: string;
  }>([
    { why: 'a name in use', name: 'mysql', says: 'cannot add application "mysql": application already exists' },
    {
      why: 'a bad name',
      name: 'redis',
      more: { application: 'foo-1' },
      says: 'invalid application name "foo-1", unexpected number(s) found after last hyphen',
    },
    {
      why: 'units of a subordinate',
      name: 'sub',
      charm: { metadata: { subordinate: true } },
      more: { units: 3 },
      says: 'cannot use --num-units with subordinate application',
    },
    {
      why: 'an unknown binding',
      name: 'redis',
      more: { bindings: { nothing: 'alpha' } },
      says: 'binding refers to unknown endpoint "nothing"',
    },
    { why: 'an unknown space', name: 'redis', more: { bindings: { '': 'dmz' } }, says: 'space "dmz" not found' },
    {
      why: 'an unknown resource',
      name: 'redis',
      more: { resources: { blob: '/dev/null' } },
      says: 'unrecognized resource "blob"',
    },
    {
      why: 'a missing machine',
      name: 'redis',
      more: { to: [{ container: null, target: { kind: 'machine', id: '9' } }] },
      says: 'machine 9 not found',
    },
    {
      why: 'an unsupported base',
      name: 'redis',
      more: { base: { name: 'ubuntu', channel: '20.04/stable' } },
      says: 'base "ubuntu@20.04" not supported by charm, the charm supported bases are: ubuntu@22.04, ubuntu@24.04. Use --force to deploy the charm anyway',
    },
    {
      why: 'an unmet assumption',
      name: 'redis',
      charm: { metadata: { assumes: ['juju >= 9.1'] } },
      says: 'Charm feature requirements cannot be met:',
    },
  ])('refuses $why and changes nothing', ({ name, more = {}, charm = {}, says }) => {
    world.deploy('mysql');
    const before = world.snapshot();
    expect(() => world.deploy(name, charm, more)).toThrow(says);
    expect(world.snapshot()).toBe(before);
  });

  it('takes any base by force', () => {
    const base = { name: 'ubuntu', channel: '20.04/stable' };
    world.deploy('redis', {}, { base, force: true });
    expect(world.model.applications.get('redis').base).toEqual(base);
  });

  it('keeps resources by their content', () => {
    const path = join(world.folder, 'blob.bin');
    writeFileSync(path, 'content');
    const resources = { blob: { name: 'blob', type: 'file', filename: 'blob.bin', description: '' } } as const;
    world.deploy('redis', { metadata: { resources } }, { resources: { blob: path } });
    const upload = world.model.applications.get('redis').resources['blob']?.upload;
    expect(upload).toMatchObject({ size: 7, origin: path });
    expect(upload?.fingerprint).toHaveLength(96);
    expect(readFileSync(world.store.home.resolve(upload?.path ?? ''), 'utf8')).toBe('content');
  });
});

describe('units', () => {
  it('refuses units of a subordinate, and removing one of its units', () => {
    world.deploy('agent', { metadata: { subordinate: true } });
    expect(() => addUnits(world.store, 'agent', 1)).toThrow(
      'cannot add unit 1/1 to application "agent": application is a subordinate',
    );
  });

  it.each([
    { names: ['mysql/7'], says: 'unit "mysql/7" not found' },
    { names: ['mysql'], says: 'invalid unit name "mysql"' },
    { names: ['mysql/0', 'mysql/7'], says: 'unit "mysql/7" not found' },
  ])('refuses to remove $names and changes nothing', ({ names, says }) => {
    world.deploy('mysql');
    const before = world.snapshot();
    expect(() => removeUnits(world.store, names)).toThrow(says);
    expect(world.snapshot()).toBe(before);
  });

  it('marks an application, its units and relations as dying', () => {
    world.deploy('mysql', {}, { units: 2 });
    removeApplication(world.store, 'mysql');
    expect(world.model.applications.get('mysql').life).toBe('dying');
    expect(world.model.unitsOf('mysql').map((unit) => unit.life)).toEqual(['dying', 'dying']);
    expect(() => addUnits(world.store, 'mysql', 1)).toThrow('not alive');
    expect(() => removeApplication(world.store, 'nothing')).toThrow('application "nothing" not found');
  });

  it('removes an application without units at once, and then its charm', () => {
    world.deploy('agent', { metadata: { subordinate: true } });
    removeApplication(world.store, 'agent');
    expect(world.model.applications.size).toBe(0);
    sweepCharms(world.model);
    expect(world.model.charms.size).toBe(0);
  });
});

describe('machines', () => {
  it('stay when they were added by the user, and are not removed under units', () => {
    addMachines(world.store, 1, { name: 'ubuntu', channel: '24.04/stable' });
    world.deploy('mysql', {}, { to: [{ container: null, target: { kind: 'machine', id: '0' } }] });
    expect(() => removeMachine(world.store, '0')).toThrow('machine 0 has unit(s) "mysql/0" assigned');
    removeMachine(world.store, '0', true);
    expect(world.model.units.get('mysql/0')).toMatchObject({ life: 'dying', forced: true });
  });

  it('are left alone while another unit is on them', () => {
    world.deploy('mysql');
    world.deploy('web', {}, { to: [{ container: null, target: { kind: 'machine', id: '0' } }] });
    destroyUnit(world.model, 'web/0');
    expect(world.model.machines.get('0').life).toBe('alive');
  });
});

it('does not keep files of a charm that was refused', () => {
  world.deploy('mysql');
  expect(existsSync(world.store.home.resolve('charms/mysql-1'))).toBe(false);
  expect(() => world.deploy('mysql')).toThrow('already exists');
  expect(existsSync(world.store.home.resolve('charms/mysql-1'))).toBe(false);
});

it('leaves no status history of a deploy that was refused halfway', () => {
  const to = [
    { container: null, target: { kind: 'new' } },
    { container: null, target: { kind: 'machine', id: '9' } },
  ] as const;
  expect(() => world.deploy('mysql', {}, { units: 2, to })).toThrow('machine 9 not found');
  world.deploy('redis');
  const history = readFileSync(world.store.home.statusHistoryFile, 'utf8');
  expect(history).toContain('redis/0');
  expect(history).not.toContain('mysql/0');
});
