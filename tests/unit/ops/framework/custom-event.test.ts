/** A library's own events: emitted, kept, and refused where they cannot be kept. */
import { expect, it } from 'vitest';
import { CharmBase, EventBase, type Framework, FrameworkObject, ObjectEvents } from '../../../../src/ops/index.ts';
import { MemoryStore } from '../../../../src/ops/store/memory-store.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

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

it('fails a hook that would end before the handlers of an event that nobody awaited', async () => {
  class Careless extends charmWithLibrary(() => new Promise((resolve) => setTimeout(resolve, 20))) {
    override onInstall(): Promise<void> {
      void this.database.on.ready.emit({ host: 'a' });
      return Promise.resolve();
    }
  }
  const run = await runHook(Careless, hookEnvironment('install'));
  expect(run).toMatchObject({ exitCode: 1, committed: false });
  expect(String(run.error)).toContain('handlers of C/Database[main]/on/ready[2] still run; await what emit() returns');
});

it.each([
  ['a text', 'text', /its payload is no plain object/],
  ['a map', new Map(), /its payload is no plain object/],
  ['a function further down', { host: { get: () => 1 } }, /the payload of ready\.host\.get: a function is not plain/],
  ['an object of a class', { host: new MemoryStore() }, /the payload of ready\.host: an object of a class is not/],
])('refuses %s as the payload of a custom event', async (_name, payload, message) => {
  class Wrong extends charmWithLibrary(() => null) {
    override async onInstall(): Promise<void> {
      await this.framework.emit(this.database.on.ready, payload as object);
    }
  }
  const run = await runHook(Wrong, hookEnvironment('install'));
  expect(String(run.error)).toMatch(message);
});
