import { expect, it } from 'vitest';
import {
  type ActionEvent,
  ActiveStatus,
  BlockedStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  type ReconcileEvent,
  type RelationChangedEvent,
} from '../../../src/ops/index.ts';
import { actionEnvironment, hookEnvironment, relationEnvironment, runHook } from './scripted-tools.ts';

class SmallCharm extends CharmBase {
  static override readonly handleKind = 'SmallCharm';
  readonly stored = this.storedState('stored', { seen: [] as string[] });

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.install, this, 'onInstall');
    framework.observe(this.on.configChanged, this, 'onConfigChanged');
    framework.observe(this.on.relation('db').changed, this, 'onDatabase');
    framework.observe(this.on.action('do-it'), this, 'onDoIt');
    framework.observe(this.on.collectUnitStatus, this, 'onCollect');
    framework.observeReconcile(this, 'reconcile');
  }

  onInstall(): void {
    this.stored.seen.push('install');
  }

  onConfigChanged(): void {
    this.stored.seen.push(`port ${this.config.get('port')}`);
  }

  onDatabase(event: RelationChangedEvent): void {
    if (event.unit === null) return;
    const host = event.relation.data(event.unit).get('host');
    event.relation.data(this.unit).update({ answer: host });
  }

  onDoIt(event: ActionEvent): void {
    event.log('at it');
    event.setResults({ done: true, nested: { when: 'now' } });
  }

  onCollect(event: CollectStatusEvent): void {
    event.addStatus(new ActiveStatus());
    event.addStatus(new BlockedStatus('no database'));
  }

  reconcile(event: ReconcileEvent): void {
    this.stored.seen.push(`reconcile after ${event.reason.hook} ${event.reason.relation ?? ''}`.trim());
  }
}

it('runs a hook, reconciles, collects the status and keeps the state', async () => {
  const run = await runHook(SmallCharm, hookEnvironment('install'));
  expect(run.error).toBeNull();
  expect(run.tools.lines).toEqual(['status-set --application=False blocked -- no database']);
  expect(run.charm?.stored.seen).toEqual(['install', 'reconcile after install']);
  const next = await runHook(SmallCharm, hookEnvironment('config-changed'), {
    kept: run.store,
    answers: { 'config-get': { port: 8080 } },
  });
  expect(next.charm?.stored.seen).toEqual([
    'install',
    'reconcile after install',
    'port 8080',
    'reconcile after config-changed',
  ]);
});

it('answers a relation hook with one read and one write of each bag, and no listing', async () => {
  const run = await runHook(SmallCharm, relationEnvironment('changed', { unit: 'pg/0' }), {
    answers: {
      'relation-get --format=json -r db:3 - pg/0': { host: '10.0.0.5' },
      'relation-get --format=json -r db:3 - c/0': { 'private-address': '10.0.0.1' },
    },
  });
  expect(run.error).toBeNull();
  expect(run.tools.lines).toEqual([
    'relation-get --format=json -r db:3 - pg/0',
    'relation-get --format=json -r db:3 - c/0',
    'relation-set -r db:3 --file - < {"answer":"10.0.0.5"}',
    'status-set --application=False blocked -- no database',
  ]);
  expect(run.charm?.stored.seen).toEqual(['reconcile after db-relation-changed db:3']);
});

it('runs an action without reconciling', async () => {
  const run = await runHook(SmallCharm, actionEnvironment('do-it'));
  expect(run.tools.lines).toEqual([
    'action-log -- at it',
    'action-set done=true nested.when=now',
    'status-set --application=False blocked -- no database',
  ]);
});
