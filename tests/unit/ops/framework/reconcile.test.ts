/** The one event for all hooks after which a charm should look at everything anew. */
import { expect, it } from 'vitest';
import { CharmBase, type Framework, type ReconcileEvent } from '../../../../src/ops/index.ts';
import { MemoryStore } from '../../../../src/ops/store/memory-store.ts';
import { hookEnvironment, relationEnvironment, runHook } from '../scripted-tools.ts';

it('does a reconcile that is owed together with the one that comes', async () => {
  const reasons: string[] = [];
  let defer = true;
  class Reconciling extends CharmBase {
    static override readonly handleKind = 'C';

    constructor(framework: Framework) {
      super(framework);
      framework.observeReconcile(this, 'reconcile');
    }

    reconcile(event: ReconcileEvent): void {
      reasons.push(event.reason.hook);
      if (defer) event.defer();
    }
  }
  const store = new MemoryStore();
  await runHook(Reconciling, hookEnvironment('install'), { kept: store });
  expect(store.document?.notices).toHaveLength(1);
  await runHook(Reconciling, hookEnvironment('config-changed'), { kept: store });
  expect(reasons).toEqual(['install', 'config-changed']);
  defer = false;
  await runHook(Reconciling, hookEnvironment('stop'), { kept: store });
  expect(reasons).toEqual(['install', 'config-changed', 'config-changed']);
  expect(store.document?.notices).toEqual([]);
});

it('hands over a relation that is gone when the reconcile comes, as inactive', async () => {
  const seen: unknown[] = [];
  class Reconciling extends CharmBase {
    static override readonly handleKind = 'C';

    constructor(framework: Framework) {
      super(framework);
      framework.observeReconcile(this, 'reconcile');
    }

    reconcile(event: ReconcileEvent): void {
      const { endpoint, relation, unit } = event.reason;
      if (event.isDeferredBefore)
        seen.push(endpoint, relation?.id, relation?.active, unit?.name, event.event.handle.kind);
      else event.defer();
    }
  }
  const store = new MemoryStore();
  await runHook(Reconciling, relationEnvironment('changed', { unit: 'pg/0' }), { kept: store });
  const run = await runHook(Reconciling, hookEnvironment('stop'), { kept: store, answers: { 'relation-ids': [] } });
  expect(run.error).toBeNull();
  expect(seen).toEqual(['db', 3, false, 'pg/0', 'db_relation_changed']);
});

it('tells the storage and the secret that a hook was about', async () => {
  const seen: unknown[] = [];
  class Reconciling extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observeReconcile(this, 'reconcile');
    }

    reconcile(event: ReconcileEvent): void {
      const { hook, storage, secret, relation } = event.reason;
      seen.push(hook, storage?.fullId, secret?.id, relation);
    }
  }
  await runHook(Reconciling, hookEnvironment('my-data-storage-attached', { JUJU_STORAGE_ID: 'my-data/1' }));
  await runHook(Reconciling, hookEnvironment('secret-changed', { JUJU_SECRET_ID: 'secret:abc' }));
  expect(seen).toEqual([
    'my-data-storage-attached',
    'my-data/1',
    undefined,
    undefined,
    'secret-changed',
    undefined,
    'secret:abc',
    undefined,
  ]);
});

it.each([
  ['install', true],
  ['start', true],
  ['config-changed', true],
  ['update-status', true],
  ['upgrade-charm', true],
  ['leader-elected', true],
  ['leader-settings-changed', true],
  ['post-series-upgrade', true],
  ['secret-changed', true],
  ['db-relation-created', true],
  ['db-relation-broken', true],
  ['my-data-storage-attached', true],
  ['stop', false],
  ['remove', false],
  ['pre-series-upgrade', false],
  ['collect-metrics', false],
  ['secret-rotate', false],
  ['secret-expired', false],
  ['secret-remove', false],
  ['no-such-hook', false],
])('reconciles after %s: %s', async (hook, expected) => {
  let reconciled = false;
  class Reconciling extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observeReconcile(this, 'reconcile');
    }

    reconcile(event: ReconcileEvent): void {
      reconciled = event.reason.hook === hook;
    }
  }
  const environment = {
    ...relationEnvironment('created'),
    JUJU_STORAGE_ID: 'my-data/0',
    JUJU_SECRET_ID: 'secret:x',
    ...hookEnvironment(hook),
  };
  const run = await runHook(Reconciling, environment);
  expect(run.error).toBeNull();
  expect(reconciled).toBe(expected);
});
