/** Every hook that Juju can run: which event it becomes, and what the event carries. */
import { expect, it } from 'vitest';
import {
  ActionEvent,
  CharmBase,
  CollectMetricsEvent,
  ConfigChangedEvent,
  type EventBase,
  type Framework,
  HookEvent,
  InstallEvent,
  LeaderElectedEvent,
  LeaderSettingsChangedEvent,
  PostSeriesUpgradeEvent,
  PreSeriesUpgradeEvent,
  RelationBrokenEvent,
  RelationChangedEvent,
  RelationCreatedEvent,
  RelationDepartedEvent,
  RelationEvent,
  RelationJoinedEvent,
  RemoveEvent,
  SecretChangedEvent,
  SecretEvent,
  SecretExpiredEvent,
  SecretRemoveEvent,
  SecretRotateEvent,
  StartEvent,
  StopEvent,
  StorageAttachedEvent,
  StorageDetachingEvent,
  StorageEvent,
  UpdateStatusEvent,
  UpgradeCharmEvent,
} from '../../../../src/ops/index.ts';
import type { Environment } from '../../../../src/ops/juju/context.ts';
import { actionEnvironment, hookEnvironment, relationEnvironment, runHook } from '../scripted-tools.ts';

/** A charm that observes everything and hands the event over. */
function observing(see: (event: EventBase) => unknown) {
  return class extends CharmBase {
    static override readonly handleKind = 'C';

    constructor(framework: Framework) {
      super(framework);
      for (const [kind, event] of this.on.events())
        if (!kind.startsWith('collect_')) framework.observe(event, this, 'see');
      framework.observe(this.on.collectMetrics, this, 'see');
    }

    see(event: EventBase): unknown {
      return see(event);
    }
  };
}

const storage = { JUJU_STORAGE_ID: 'my-data/1', JUJU_STORAGE_LOCATION: '/srv', JUJU_STORAGE_KIND: 'filesystem' };
const secret = { JUJU_SECRET_ID: 'secret:abc', JUJU_SECRET_LABEL: 'lab', JUJU_SECRET_REVISION: '7' };
const pg = { unit: 'pg/0' };

const hooks: readonly [Environment, abstract new (...args: never[]) => EventBase, string, object][] = [
  [hookEnvironment('install'), InstallEvent, 'install', {}],
  [hookEnvironment('start'), StartEvent, 'start', {}],
  [hookEnvironment('stop'), StopEvent, 'stop', {}],
  [hookEnvironment('remove'), RemoveEvent, 'remove', {}],
  [hookEnvironment('config-changed'), ConfigChangedEvent, 'config_changed', {}],
  [hookEnvironment('update-status'), UpdateStatusEvent, 'update_status', {}],
  [hookEnvironment('upgrade-charm'), UpgradeCharmEvent, 'upgrade_charm', {}],
  [hookEnvironment('pre-series-upgrade'), PreSeriesUpgradeEvent, 'pre_series_upgrade', {}],
  [hookEnvironment('post-series-upgrade'), PostSeriesUpgradeEvent, 'post_series_upgrade', {}],
  [hookEnvironment('leader-elected'), LeaderElectedEvent, 'leader_elected', {}],
  [hookEnvironment('leader-settings-changed'), LeaderSettingsChangedEvent, 'leader_settings_changed', {}],
  [hookEnvironment('collect-metrics'), CollectMetricsEvent, 'collect_metrics', {}],
  [
    hookEnvironment('secret-changed', secret),
    SecretChangedEvent,
    'secret_changed',
    { id: 'secret:abc', label: 'lab', revision: 7 },
  ],
  [
    hookEnvironment('secret-rotate', secret),
    SecretRotateEvent,
    'secret_rotate',
    { id: 'secret:abc', label: 'lab', revision: 7 },
  ],
  [
    hookEnvironment('secret-remove', secret),
    SecretRemoveEvent,
    'secret_remove',
    { id: 'secret:abc', label: 'lab', revision: 7 },
  ],
  [
    hookEnvironment('secret-expired', secret),
    SecretExpiredEvent,
    'secret_expired',
    { id: 'secret:abc', label: 'lab', revision: 7 },
  ],
  [
    hookEnvironment('my-data-storage-attached', storage),
    StorageAttachedEvent,
    'my_data_storage_attached',
    { storageName: 'my-data', storageIndex: 1, storageLocation: '/srv' },
  ],
  [
    hookEnvironment('my-data-storage-detaching', storage),
    StorageDetachingEvent,
    'my_data_storage_detaching',
    { storageName: 'my-data', storageIndex: 1, storageLocation: '/srv' },
  ],
  [
    relationEnvironment('created'),
    RelationCreatedEvent,
    'db_relation_created',
    { relationName: 'db', relationId: 3, appName: 'pg', unitName: null, departingUnitName: null },
  ],
  [
    relationEnvironment('joined', pg),
    RelationJoinedEvent,
    'db_relation_joined',
    { relationName: 'db', relationId: 3, appName: 'pg', unitName: 'pg/0', departingUnitName: null },
  ],
  [
    relationEnvironment('changed', { endpoint: 'web-site', id: 9, app: 'haproxy' }),
    RelationChangedEvent,
    'web_site_relation_changed',
    { relationName: 'web-site', relationId: 9, appName: 'haproxy', unitName: null, departingUnitName: null },
  ],
  [
    relationEnvironment('departed', { ...pg, departing: 'c/0' }),
    RelationDepartedEvent,
    'db_relation_departed',
    { relationName: 'db', relationId: 3, appName: 'pg', unitName: 'pg/0', departingUnitName: 'c/0' },
  ],
  [
    relationEnvironment('broken'),
    RelationBrokenEvent,
    'db_relation_broken',
    { relationName: 'db', relationId: 3, appName: 'pg', unitName: null, departingUnitName: null },
  ],
  [actionEnvironment('do-it'), ActionEvent, 'do_it_action', { id: '12', name: 'do-it' }],
];

it.each(hooks)('turns %o into its event', async (environment, eventClass, kind, payload) => {
  const seen: EventBase[] = [];
  const run = await runHook(
    observing((event) => seen.push(event)),
    environment,
  );
  expect(run.error).toBeNull();
  expect(seen).toHaveLength(1);
  expect(seen[0]).toBeInstanceOf(eventClass);
  expect(seen[0]?.handle.path).toBe(`C/on/${kind}[1]`);
  expect(seen[0]?.payload).toEqual(payload);
  expect(run.tools.lines).toEqual([]);
  expect(seen[0] instanceof HookEvent || seen[0] instanceof ActionEvent).toBe(true);
});

it.each(hooks.map(([environment, eventClass]) => [eventClass.name, environment] as const))(
  'keeps a deferred %s over a hook, or refuses to defer it',
  async (name, environment) => {
    const refusing = ['StopEvent', 'RemoveEvent', 'SecretRotateEvent', 'SecretExpiredEvent', 'ActionEvent'];
    const seen: object[] = [];
    const first = await runHook(
      observing((event) => event.defer()),
      environment,
    );
    expect(first.exitCode).toBe(refusing.includes(name) ? 1 : 0);
    if (first.exitCode === 1) return;
    first.store.document = JSON.parse(JSON.stringify(first.store.document));
    const charm = observing((event) => {
      if (!(event instanceof UpdateStatusEvent) || event.deferrals > 0) seen.push(event.payload);
      if (event instanceof RelationEvent) seen.push([event.relation.name, event.app?.name, event.unit?.name]);
      if (event instanceof StorageEvent) seen.push([event.storage.fullId, event.storage.location]);
      if (event instanceof SecretEvent) seen.push([event.secret.id, event.secret.label]);
    });
    const second = await runHook(charm, hookEnvironment('update-status'), { kept: first.store });
    expect(second.error).toBeNull();
    expect(seen[0]).toBeDefined();
    expect(second.store.document?.notices).toEqual([]);
  },
);

it('gives a departing unit, and a relation that is gone', async () => {
  const seen: unknown[] = [];
  const see = (event: EventBase) => {
    if (event instanceof RelationDepartedEvent)
      seen.push(event.departingUnit?.name, event.unit?.name, event.relation.active);
    if (event instanceof RelationBrokenEvent) seen.push(event.unit, event.app?.name, event.relation.active);
  };
  await runHook(observing(see), relationEnvironment('departed', { ...pg, departing: 'pg/0' }));
  await runHook(observing(see), relationEnvironment('broken'));
  expect(seen).toEqual(['pg/0', 'pg/0', true, null, 'pg', false]);
});

it('refuses a unit that is none of the application', async () => {
  const run = await runHook(
    observing(() => {}),
    relationEnvironment('changed', { app: 'pg', unit: 'mysql/0' }),
  );
  expect(String(run.error)).toBe('FrameworkError: cannot make a relation event: mysql/0 is no unit of pg');
});

it('knows no application where Juju names none', async () => {
  const seen: unknown[] = [];
  const see = (event: EventBase) => {
    if (event instanceof RelationCreatedEvent) seen.push(event.app, event.unit);
  };
  const run = await runHook(observing(see), relationEnvironment('created', { app: '' }));
  expect(run.error).toBeNull();
  expect(seen).toEqual([null, null]);
});

it('emits nothing without a dispatch path, and ends well', async () => {
  const run = await runHook(
    observing(() => {
      throw new Error('nobody calls');
    }),
    { ...hookEnvironment('install'), JUJU_DISPATCH_PATH: '' },
  );
  expect(run).toMatchObject({ exitCode: 0, committed: true });
});

it('runs a hook that the charm does not know well, and still asks for the status', async () => {
  const run = await runHook(
    observing(() => {}),
    hookEnvironment('leader-deposed'),
  );
  expect(run).toMatchObject({ exitCode: 0, committed: true });
});

it('gives neither deferred events nor a status in a restricted hook', async () => {
  const seen: string[] = [];
  class Restricted extends CharmBase {
    static override readonly handleKind = 'C';

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'see');
      framework.observe(this.on.collectMetrics, this, 'see');
      framework.observe(this.on.collectUnitStatus, this, 'see');
    }

    see(event: EventBase): void {
      seen.push(event.handle.kind);
      if (event instanceof InstallEvent) event.defer();
      if (event instanceof CollectMetricsEvent) event.addMetrics({ users: 4.5 }, { a: 'b' });
    }
  }
  const first = await runHook(Restricted, hookEnvironment('install'));
  seen.length = 0;
  const run = await runHook(Restricted, hookEnvironment('collect-metrics'), { kept: first.store });
  expect(seen).toEqual(['collect_metrics']);
  expect(run.tools.lines).toEqual(['add-metric --labels a=b users=4.5']);
  expect(run.store.document?.notices).toHaveLength(1);
});

it('reads the secret of an event once, however often a handler asks for it', async () => {
  const read: unknown[] = [];
  const run = await runHook(
    observing((event) => {
      if (event instanceof SecretChangedEvent) read.push(event.secret.getContent(), event.secret.getContent());
    }),
    hookEnvironment('secret-changed', secret),
    { answers: { 'secret-get': { key: 'value' } } },
  );
  expect(read).toEqual([{ key: 'value' }, { key: 'value' }]);
  expect(run.tools.lines).toHaveLength(1);
});

it('removes the revision that a secret event is about', async () => {
  const run = await runHook(
    observing((event) => {
      if (event instanceof SecretRemoveEvent) event.removeRevision();
    }),
    hookEnvironment('secret-remove', secret),
  );
  expect(run.tools.lines).toEqual(['secret-remove secret:abc --revision 7']);
});

it.each([
  ['db-relation-changed', 'JUJU_RELATION and JUJU_RELATION_ID'],
  ['my-data-storage-attached', 'JUJU_STORAGE_ID'],
  ['secret-changed', 'JUJU_SECRET_ID'],
])('fails %s without its variables, and names them', async (hook, names) => {
  const run = await runHook(class extends CharmBase {}, hookEnvironment(hook));
  expect(run).toMatchObject({ exitCode: 1, error: { code: 'context' } });
  expect(String(run.error)).toContain(`${names} not set`);
});
