/** The environment that a simulated hook gets: what Juju would set, and nothing of the test's own. */
import { describe, expect, it } from 'vitest';
import { readStrictContext } from '../../../src/ops/juju/context.ts';
import { environmentOf, type Unit } from '../../../src/ops/testing/environment.ts';
import type { TestEvent } from '../../../src/ops/testing/event.ts';
import { createEvents } from '../../../src/ops/testing/events.ts';
import { peerRelation, relation, subordinateRelation } from '../../../src/ops/testing/parts/relation.ts';
import { secret } from '../../../src/ops/testing/parts/secret.ts';
import { storage } from '../../../src/ops/testing/parts/storage.ts';
import { state } from '../../../src/ops/testing/state.ts';
import { CHARM, unit } from './scene.ts';

const on = createEvents();
const db = relation({ endpoint: 'db', id: 3, remoteApp: 'pg', remoteUnits: { 2: {}, 10: {} } });
const odd = relation({ endpoint: 'receive_ca_cert', id: 4, remoteApp: 'ca' });
const cluster = peerRelation({ endpoint: 'cluster', id: 1, peers: { 3: {} } });
const host = subordinateRelation({ endpoint: 'host', id: 5, remoteApp: 'nova', remoteUnitId: 2 });
const password = secret({ content: { password: 'x' }, id: 'secret:c0000000000000000abc', label: 'pw' });

const fixed = {
  JUJU_UNIT_NAME: 'my-charm/0',
  JUJU_MODEL_NAME: 'test-model',
  JUJU_MODEL_UUID: '00000000-0000-4000-8000-000000000001',
  JUJU_VERSION: '3.6.14',
  JUJU_CHARM_DIR: '/charm',
  JUJU_MACHINE_ID: '0',
};

function pathOf(hook: string) {
  return { JUJU_DISPATCH_PATH: `hooks/${hook}`, JUJU_HOOK_NAME: hook };
}

function relationPart(name: string, id: number, app: string, remote: string) {
  return { JUJU_RELATION: name, JUJU_RELATION_ID: `${name}:${id}`, JUJU_REMOTE_APP: app, JUJU_REMOTE_UNIT: remote };
}

describe('the environment of', () => {
  it.each<[string, TestEvent, object]>([
    ['a plain hook', on.configChanged(), pathOf('config-changed')],
    [
      'relation-created',
      on.relationCreated(db),
      { ...pathOf('db-relation-created'), ...relationPart('db', 3, 'pg', '') },
    ],
    [
      'relation-joined',
      on.relationJoined(db),
      { ...pathOf('db-relation-joined'), ...relationPart('db', 3, 'pg', 'pg/2') },
    ],
    [
      'a named unit',
      on.relationChanged(db, { remoteUnit: 10 }),
      { ...pathOf('db-relation-changed'), ...relationPart('db', 3, 'pg', 'pg/10') },
    ],
    [
      'an application',
      on.relationChanged(db, { remoteUnit: null }),
      { ...pathOf('db-relation-changed'), ...relationPart('db', 3, 'pg', '') },
    ],
    [
      'relation-departed',
      on.relationDeparted(db, { departingUnit: 10 }),
      { ...pathOf('db-relation-departed'), ...relationPart('db', 3, 'pg', 'pg/2'), JUJU_DEPARTING_UNIT: 'pg/10' },
    ],
    ['relation-broken', on.relationBroken(db), { ...pathOf('db-relation-broken'), ...relationPart('db', 3, 'pg', '') }],
    [
      'an endpoint with an underscore',
      on.relationCreated(odd),
      { ...pathOf('receive_ca_cert-relation-created'), ...relationPart('receive_ca_cert', 4, 'ca', '') },
    ],
    [
      'a peer',
      on.relationDeparted(cluster),
      {
        ...pathOf('cluster-relation-departed'),
        ...relationPart('cluster', 1, 'my-charm', 'my-charm/3'),
        JUJU_DEPARTING_UNIT: 'my-charm/3',
      },
    ],
    [
      'a storage',
      on.storageAttached(storage({ name: 'data', index: 2 })),
      {
        ...pathOf('data-storage-attached'),
        JUJU_STORAGE_ID: 'data/2',
        JUJU_STORAGE_LOCATION: '/var/lib/juju/storage/data/2',
        JUJU_STORAGE_KIND: 'filesystem',
      },
    ],
    [
      'secret-changed',
      on.secretChanged(password),
      { ...pathOf('secret-changed'), JUJU_SECRET_ID: password.id, JUJU_SECRET_LABEL: 'pw' },
    ],
    [
      'secret-expired',
      on.secretExpired(password, 2),
      { ...pathOf('secret-expired'), JUJU_SECRET_ID: password.id, JUJU_SECRET_LABEL: 'pw', JUJU_SECRET_REVISION: '2' },
    ],
    [
      'an action',
      on.action('do-it', {}, { id: '12' }),
      {
        JUJU_DISPATCH_PATH: 'actions/do-it',
        JUJU_HOOK_NAME: '',
        JUJU_ACTION_NAME: 'do-it',
        JUJU_ACTION_UUID: '12',
        JUJU_ACTION_TAG: 'action-12',
      },
    ],
  ])('%s', (_, event, expected) => {
    const environment = environmentOf(event, state({ relations: [db, cluster] }), unit());
    expect(environment).toEqual({ ...fixed, ...expected });
    // The strict reader insists on everything that Juju always gives.
    expect(readStrictContext(environment).unitName).toBe('my-charm/0');
  });

  it.each<[string, Partial<Unit>, object]>([
    ['another unit', { appName: 'other', unitId: 7 }, { JUJU_UNIT_NAME: 'other/7' }],
    [
      'a zone',
      { availabilityZone: 'az1', machineId: '3/lxd/0' },
      { JUJU_AVAILABILITY_ZONE: 'az1', JUJU_MACHINE_ID: '3/lxd/0' },
    ],
    ['a subordinate', { charm: { ...CHARM, subordinate: true } }, { JUJU_PRINCIPAL_UNIT: 'nova/2' }],
    [
      'a subordinate of another',
      { charm: { ...CHARM, subordinate: true }, principalUnit: 'x/1' },
      { JUJU_PRINCIPAL_UNIT: 'x/1' },
    ],
  ])('%s', (_, changed, expected) => {
    const environment = environmentOf(on.start(), state({ relations: [host] }), unit(changed));
    expect(environment).toEqual({ ...fixed, ...pathOf('start'), ...expected });
  });

  it('a principal names none', () => {
    expect(environmentOf(on.start(), state({ relations: [host] }), unit())).not.toHaveProperty('JUJU_PRINCIPAL_UNIT');
  });
});
