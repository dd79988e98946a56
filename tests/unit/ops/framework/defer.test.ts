/** Which handler is called when: observation, deferral, the queue, and what is dropped. */
import { expect, it } from 'vitest';
import {
  CharmBase,
  type ConfigChangedEvent,
  type EventBase,
  type Framework,
  type InstallEvent,
  type RelationChangedEvent,
} from '../../../../src/ops/index.ts';
import { MemoryStore } from '../../../../src/ops/store/memory-store.ts';
import { failure, hookEnvironment, relationEnvironment, runHook } from '../scripted-tools.ts';

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

it('calls a deferred handler once though another one re-emits', async () => {
  const calls: string[] = [];
  class Reemitting extends CharmBase {
    static override readonly handleKind = 'C';

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'first');
      framework.observe(this.on.install, this, 'second');
    }

    async first(event: InstallEvent): Promise<void> {
      calls.push(`first ${event.deferrals}`);
      if (event.deferrals === 0) event.defer();
      else await this.framework.reemit();
    }

    second(event: InstallEvent): void {
      calls.push(`second ${event.deferrals}`);
      if (event.deferrals === 0) event.defer();
    }
  }
  const store = new MemoryStore();
  await runHook(Reemitting, hookEnvironment('install'), { kept: store });
  const run = await runHook(Reemitting, hookEnvironment('start'), { kept: store });
  expect(calls).toEqual(['first 0', 'second 0', 'first 1', 'second 1']);
  expect(run.log.texts('WARNING')).toEqual([]);
  expect(store.document?.notices).toEqual([]);
});

it('gives what was deferred to a handler that this hook does not observe the event with', async () => {
  const calls: string[] = [];
  const conditional = (observes: boolean) =>
    class extends CharmBase {
      static override readonly handleKind = 'C';

      constructor(framework: Framework) {
        super(framework);
        if (observes) framework.observe(this.on.install, this, 'later');
      }

      later(event: InstallEvent): void {
        calls.push(event.handle.path);
        if (!event.isDeferredBefore) event.defer();
      }
    };
  const store = new MemoryStore();
  await runHook(conditional(true), hookEnvironment('install'), { kept: store });
  await runHook(conditional(false), hookEnvironment('start'), { kept: store });
  expect(calls).toEqual(['C/on/install[1]', 'C/on/install[1]']);
});

it('gives an event whose relation is gone, with an inactive relation and empty bags', async () => {
  const seen: unknown[] = [];
  class Waiting extends CharmBase {
    static override readonly handleKind = 'C';

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.relation('db').changed, this, 'wait');
    }

    wait(event: RelationChangedEvent): void {
      const { relation, unit } = event;
      if (!event.isDeferredBefore) event.defer();
      else
        seen.push(unit?.name, unit === null ? null : relation.data(unit).toObject(), relation.active, relation.units);
    }
  }
  const store = new MemoryStore();
  await runHook(Waiting, relationEnvironment('changed', { unit: 'pg/0' }), { kept: store });
  const run = await runHook(Waiting, hookEnvironment('start'), {
    kept: store,
    answers: { 'relation-ids': [], 'relation-list': failure('ERROR relation not found') },
  });
  expect(run.error).toBeNull();
  expect(seen).toEqual(['pg/0', {}, false, []]);
});
