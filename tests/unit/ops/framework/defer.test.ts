/** Which handler is called when: observation, deferral, the queue, and what is dropped. */
import { expect, it } from 'vitest';
import {
  CharmBase,
  type ConfigChangedEvent,
  EventBase,
  exitHook,
  type Framework,
  FrameworkObject,
  type InstallEvent,
  ObjectEvents,
  type ReconcileEvent,
  type RelationChangedEvent,
} from '../../../../src/ops/index.ts';
import { MemoryStore } from '../../../../src/ops/store/memory-store.ts';
import { hookEnvironment, relationEnvironment, runHook } from '../scripted-tools.ts';

/** What handlers did, oldest first, and which of them shall defer. */
class Diary {
  readonly entries: string[] = [];
  readonly deferring = new Set<string>();
  throwing: string | null = null;

  note(event: EventBase, handler: string): void {
    this.entries.push(`${handler} ${event.handle.path}`);
    if (this.throwing === handler) throw new Error('as told');
    if (this.deferring.has(handler)) event.defer();
  }
}

function charmWith(diary: Diary) {
  return class extends CharmBase {
    static override readonly handleKind = 'C';

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.configChanged, this, 'first');
      framework.observe(this.on.configChanged, this, 'second');
      framework.observe(this.on.install, this, 'first');
      framework.observe(this.on.relation('db').changed, this, 'database');
    }

    first(event: ConfigChangedEvent | InstallEvent): void {
      diary.note(event, 'first');
    }

    second(event: ConfigChangedEvent): void {
      diary.note(event, 'second');
    }

    database(event: RelationChangedEvent): void {
      diary.note(event, `database ${event.unit}`);
    }
  };
}

const configChanged = hookEnvironment('config-changed');

it('calls the observers of an event in the order of observation', async () => {
  const diary = new Diary();
  await runHook(charmWith(diary), configChanged);
  expect(diary.entries).toEqual(['first C/on/config_changed[1]', 'second C/on/config_changed[1]']);
});

it('calls only the handler that deferred again, before the new event', async () => {
  const diary = new Diary();
  const store = new MemoryStore();
  diary.deferring.add('first');
  await runHook(charmWith(diary), configChanged, { kept: store });
  expect(store.document?.notices).toEqual([
    { eventPath: 'C/on/config_changed[1]', observerPath: 'C', method: 'first', deferrals: 1 },
  ]);
  diary.entries.length = 0;
  diary.deferring.clear();
  await runHook(charmWith(diary), hookEnvironment('install'), { kept: store });
  expect(diary.entries).toEqual([
    'first C/on/config_changed[1]',
    expect.stringMatching(/^first C\/on\/install\[\d+\]$/),
  ]);
  expect(store.document?.notices).toEqual([]);
  expect(Object.keys(store.document?.snapshots ?? {})).toEqual([]);
});

it('calls a handler that still waits for an equal event once, and the others for the new one', async () => {
  const diary = new Diary();
  const store = new MemoryStore();
  diary.deferring.add('first');
  await runHook(charmWith(diary), configChanged, { kept: store });
  diary.entries.length = 0;
  const run = await runHook(charmWith(diary), configChanged, { kept: store });
  expect(diary.entries.map((entry) => entry.split(' ')[0])).toEqual(['first', 'second']);
  expect(store.document?.notices).toMatchObject([{ eventPath: 'C/on/config_changed[1]', deferrals: 2 }]);
  expect(run.log.texts('INFO').join()).toContain('Skipping');
});

it('keeps events with different payloads apart and in order', async () => {
  const diary = new Diary();
  const store = new MemoryStore();
  diary.deferring.add('database pg/0').add('database pg/1');
  await runHook(charmWith(diary), relationEnvironment('changed', { unit: 'pg/0' }), { kept: store });
  await runHook(charmWith(diary), relationEnvironment('changed', { unit: 'pg/1' }), { kept: store });
  diary.entries.length = 0;
  diary.deferring.clear();
  await runHook(charmWith(diary), hookEnvironment('start'), { kept: store });
  expect(diary.entries.map((entry) => entry.split(' ').slice(0, 2).join(' '))).toEqual([
    'database pg/0',
    'database pg/1',
  ]);
});

it('keeps everything as it was when a handler throws, the queue included', async () => {
  const diary = new Diary();
  const store = new MemoryStore();
  diary.deferring.add('first');
  await runHook(charmWith(diary), configChanged, { kept: store });
  const before = store.document;
  diary.deferring.clear();
  diary.throwing = 'second';
  const run = await runHook(charmWith(diary), configChanged, { kept: store });
  expect(run).toMatchObject({ exitCode: 1, committed: false });
  expect(store.document).toBe(before);
});

it('refuses to defer what cannot wait', async () => {
  class Stopping extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.stop, this, 'onStop');
    }

    onStop(event: EventBase): void {
      event.defer();
    }
  }
  const run = await runHook(Stopping, hookEnvironment('stop'));
  expect(run.exitCode).toBe(1);
  expect(String(run.error)).toContain('cannot defer stop');
});

it('observes the same event with the same method only once', async () => {
  const diary = new Diary();
  class Twice extends charmWith(diary) {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.configChanged, this, 'first');
    }
  }
  await runHook(Twice, configChanged);
  expect(diary.entries).toHaveLength(2);
});

it.each([
  ['an event that nothing emits any more', { eventPath: 'C/on/gone[1]', observerPath: 'C', method: 'first' }],
  ['an observer that is gone', { eventPath: 'C/on/install[1]', observerPath: 'C/Gone', method: 'first' }],
  ['a method that is gone', { eventPath: 'C/on/install[1]', observerPath: 'C', method: 'gone' }],
  ['a payload that is gone', { eventPath: 'C/on/start[1]', observerPath: 'C', method: 'first' }],
])('drops %s with a warning', async (_name, notice) => {
  const diary = new Diary();
  const store = new MemoryStore({
    format: 1,
    eventCount: 1,
    snapshots: { 'C/on/gone[1]': {}, 'C/on/install[1]': {} },
    notices: [notice],
  });
  const run = await runHook(charmWith(diary), hookEnvironment('update-status'), { kept: store });
  expect(run.exitCode).toBe(0);
  expect(diary.entries).toEqual([]);
  expect(run.log.texts('WARNING')).toHaveLength(1);
  expect(store.document?.notices).toEqual([]);
  expect(store.document?.snapshots).toEqual({});
});

class ReadyEvent extends EventBase<{ host: string }> {
  get host(): string {
    return this.payload.host;
  }
}

class DatabaseEvents extends ObjectEvents {
  readonly ready = this.defineEvent('ready', ReadyEvent);
}

class Database extends FrameworkObject {
  static override readonly handleKind = 'Database';
  readonly on = new DatabaseEvents(this);
}

function charmWithLibrary(handle: (event: ReadyEvent, database: Database) => unknown) {
  return class extends CharmBase {
    static override readonly handleKind = 'C';
    readonly database = new Database(this, 'main');

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'onInstall');
      framework.observe(this.database.on.ready, this, 'onReady');
    }

    async onInstall(): Promise<void> {
      await this.database.on.ready.emit({ host: 'a' });
    }

    onReady(event: ReadyEvent): unknown {
      return handle(event, this.database);
    }
  };
}

it('emits custom events nested and at once, and keeps their payload when deferred', async () => {
  const seen: string[] = [];
  const store = new MemoryStore();
  const charm = charmWithLibrary((event) => {
    seen.push(`${event.host} ${event.handle.path} ${event.deferrals}`);
    if (event.deferrals === 0) event.defer();
  });
  await runHook(charm, hookEnvironment('install'), { kept: store });
  await runHook(charm, hookEnvironment('start'), { kept: store });
  expect(seen).toEqual(['a C/Database[main]/on/ready[2] 0', 'a C/Database[main]/on/ready[2] 1']);
  expect(store.document?.notices).toEqual([]);
});

it('lets a handler emit its own event again', async () => {
  let depth = 0;
  const charm = charmWithLibrary(async (_event, database) => {
    depth += 1;
    if (depth < 3) await database.on.ready.emit({ host: 'a' });
  });
  await runHook(charm, hookEnvironment('install'));
  expect(depth).toBe(3);
});

it('leaves a hook early, keeps what was done, and owes the rest to nobody', async () => {
  const calls: string[] = [];
  class Early extends CharmBase {
    static override readonly handleKind = 'C';
    readonly stored = this.storedState('stored', { count: 0 });

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'first');
      framework.observe(this.on.install, this, 'second');
      framework.observe(this.on.collectUnitStatus, this, 'status');
    }

    first(): void {
      this.stored.count += 1;
      exitHook();
    }

    second(): void {
      calls.push('second');
    }

    status(): void {
      calls.push('status');
    }
  }
  const run = await runHook(Early, hookEnvironment('install'));
  expect(run).toMatchObject({ exitCode: 0, committed: true });
  expect(calls).toEqual([]);
  expect(run.store.document).toMatchObject({ notices: [], snapshots: { 'C/StoredStateData[stored]': { count: 1 } } });
});

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
  await runHook(Reconciling, configChanged, { kept: store });
  expect(reasons).toEqual(['install', 'config-changed']);
  defer = false;
  await runHook(Reconciling, hookEnvironment('stop'), { kept: store });
  expect(reasons).toEqual(['install', 'config-changed', 'config-changed']);
  expect(store.document?.notices).toEqual([]);
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
