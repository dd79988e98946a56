/** What a charm gets from its base: names from its files, status collection, typed options, actions, async handlers. */
import { expect, it } from 'vitest';
import {
  type ActionEvent,
  ActiveStatus,
  CharmBase,
  type CollectStatusEvent,
  type EventBase,
  type Framework,
  HookToolError,
  type StatusBase,
  UnknownStatus,
  WaitingStatus,
} from '../../../../src/ops/index.ts';
import {
  actionEnvironment,
  failure,
  hookEnvironment,
  relationEnvironment,
  runHook,
  testFiles,
} from '../scripted-tools.ts';

it('names events by property and by endpoint, storage and action', async () => {
  const run = await runHook(class extends CharmBase {}, hookEnvironment('install'));
  const on = run.charm?.on;
  expect(on?.['webSiteRelationChanged']).toBe(on?.relation('web-site').changed);
  expect(on?.['dbRelationBroken']).toBe(on?.relation('db').broken);
  expect(on?.['myDataStorageAttached']).toBe(on?.storage('my-data').attached);
  expect(on?.['doItAction']).toBe(on?.action('do-it'));
  expect(() => on?.relation('nosuch')).toThrow(/db, queue, web-site, cluster/);
  expect([...(on?.events().keys() ?? [])]).toContain('web_site_relation_changed');
});

it('refuses two endpoints whose events have one name', async () => {
  const metadata = { name: 'c', requires: { 'a-b': 'x', a_b: 'y' } };
  const run = await runHook(class extends CharmBase {}, hookEnvironment('install'), { files: { metadata } });
  expect(run.error).toMatchObject({ code: 'framework' });
});

function answering(app: readonly StatusBase[], unit: readonly StatusBase[], observeApp = true) {
  return class extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      if (observeApp) framework.observe(this.on.collectAppStatus, this, 'onApp');
      framework.observe(this.on.collectUnitStatus, this, 'onUnit');
    }

    onApp(event: CollectStatusEvent): void {
      for (const status of app) event.addStatus(status);
    }

    onUnit(event: CollectStatusEvent): void {
      for (const status of unit) event.addStatus(status);
    }
  };
}

const statuses = [new ActiveStatus(), new WaitingStatus('w1'), new WaitingStatus('w2')];

it.each([
  [
    'a leader sets both',
    true,
    true,
    [
      'is-leader --format=json',
      'status-set --application=True waiting -- w1',
      'status-set --application=False waiting -- w1',
    ],
  ],
  ['a follower sets its own', false, true, ['is-leader --format=json', 'status-set --application=False waiting -- w1']],
  [
    'nobody asks for leadership when nobody answers for the application',
    true,
    false,
    ['status-set --application=False waiting -- w1'],
  ],
])('collects the status: %s', async (_name, leader, observeApp, lines) => {
  const run = await runHook(answering(statuses, statuses, observeApp), hookEnvironment('update-status'), {
    answers: { 'is-leader': leader },
  });
  expect(run.tools.lines).toEqual(lines);
});

it('leaves the status alone when nobody adds one', async () => {
  const run = await runHook(answering([], [], false), hookEnvironment('update-status'));
  expect(run.tools.lines).toEqual([]);
});

it('collects the status after actions and unknown hooks too, and not after a failure', async () => {
  const charm = answering([], [new ActiveStatus()], false);
  for (const environment of [actionEnvironment('do-it'), hookEnvironment('nosuch')]) {
    expect((await runHook(charm, environment)).tools.lines).toEqual(['status-set --application=False active -- ']);
  }
  class Failing extends charm {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'fail');
    }

    fail(): void {
      throw new Error('as told');
    }
  }
  expect((await runHook(Failing, hookEnvironment('install'))).tools.lines).toEqual([]);
});

it.each([new UnknownStatus(), 'active' as unknown as StatusBase])('refuses %s as an answer', async (status) => {
  const run = await runHook(answering([], [status], false), hookEnvironment('install'));
  expect(run.error).toMatchObject({ code: 'invalid-status' });
});

const portSchema = (config: Readonly<Record<string, unknown>>): { port: number } => {
  const { port } = config;
  if (typeof port !== 'number' || port > 65535) throw new RangeError('bad port');
  return { port };
};

function loading(errors: 'raise' | 'blocked', ports: number[]) {
  return class extends CharmBase {
    static override readonly handleKind = 'C';
    readonly stored = this.storedState('stored', { tries: 0 });

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.configChanged, this, 'load');
      framework.observe(this.on.collectUnitStatus, this, 'status');
    }

    load(): void {
      this.stored.tries += 1;
      ports.push(this.loadConfig(portSchema, { errors }).port);
    }

    status(event: CollectStatusEvent): void {
      event.addStatus(new ActiveStatus());
    }
  };
}

it('loads options through a parser', async () => {
  const ports: number[] = [];
  await runHook(loading('blocked', ports), hookEnvironment('config-changed'), {
    answers: { 'config-get': { port: 80 } },
  });
  expect(ports).toEqual([80]);
});

it('blocks on options that do not pass, ends the hook well and keeps its state', async () => {
  const run = await runHook(loading('blocked', []), hookEnvironment('config-changed'), {
    answers: { 'config-get': { port: 99_999 } },
  });
  expect(run).toMatchObject({ exitCode: 0, committed: true });
  expect(run.tools.lines).toEqual([
    'config-get --format=json',
    'status-set --application=False blocked -- Invalid config: bad port',
  ]);
  expect(run.store.document?.snapshots).toEqual({ 'C/StoredStateData[stored]': { tries: 1 } });
});

it('throws for options that do not pass when told so', async () => {
  const run = await runHook(loading('raise', []), hookEnvironment('config-changed'), { answers: { 'config-get': {} } });
  expect(run).toMatchObject({ exitCode: 1, error: new RangeError('bad port') });
});

function acting(act: (event: ActionEvent<Record<string, unknown>, Record<string, unknown>>) => unknown) {
  return class extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.action('do-it'), this, 'act');
    }

    act(event: ActionEvent<Record<string, unknown>, Record<string, unknown>>): unknown {
      return act(event);
    }
  };
}

it('runs an action: parameters once, results flat, messages and failure', async () => {
  const run = await runHook(
    acting((event) => {
      event.log('hi');
      event.setResults({
        a: { b: 1, 'c-d': [1, 'x'] },
        ok: true,
        none: null,
        when: new Date(0),
        params: event.params['now'],
      });
      event.setResults({ again: String(event.params['now']) });
      event.fail();
    }),
    actionEnvironment('do-it'),
    { answers: { 'action-get': { now: true } } },
  );
  expect(run.error).toBeNull();
  expect(run.tools.lines).toEqual([
    'action-log -- hi',
    'action-get --format=json',
    'action-set a.b=1 a.c-d=[1,"x"] ok=true none= when=1970-01-01T00:00:00.000Z params=true',
    'action-set again=true',
    'action-fail -- ',
  ]);
});

it.each([
  ['a key in capitals', { A: 1 }],
  ['a key with an underscore', { a_b: 1 }],
  ['a key that ends with a hyphen', { 'a-': 1 }],
  ['a bad key further down', { a: { B: 1 } }],
  ['a name that Juju keeps', { stdout: 'x' }],
  ['one key twice', { 'a.b': 1, a: { b: 2 } }],
  ['a value too long for an argument', { a: 'x'.repeat(131_072) }],
])('refuses %s among the results before any call', async (_name, results) => {
  const run = await runHook(
    acting((event) => event.setResults(results)),
    actionEnvironment('do-it'),
  );
  expect(run).toMatchObject({ exitCode: 1, error: { code: 'model' } });
  expect(run.tools.lines).toEqual([]);
});

it('fails an action whose parameters do not pass, and ends it well', async () => {
  const run = await runHook(
    acting((event) => event.loadParams(portSchema, { errors: 'fail' })),
    actionEnvironment('do-it'),
    { answers: { 'action-get': {} } },
  );
  expect(run.exitCode).toBe(0);
  expect(run.tools.lines.at(-1)).toBe('action-fail -- Error in action parameters: bad port');
});

it('takes any Standard Schema', async () => {
  const schema = {
    '~standard': {
      validate: (value: unknown) =>
        typeof value === 'object' && value !== null && 'now' in value
          ? { value: { now: value.now === true } }
          : { issues: [{ message: 'is missing', path: [{ key: 'now' }] }] },
    },
  };
  const seen: unknown[] = [];
  const charm = acting((event) => seen.push(event.loadParams(schema)));
  await runHook(charm, actionEnvironment('do-it'), { answers: { 'action-get': { now: true } } });
  const run = await runHook(charm, actionEnvironment('do-it'), { answers: { 'action-get': {} } });
  expect(seen).toEqual([{ now: true }]);
  expect(String(run.error)).toContain('now: is missing');
});

it('awaits handlers one by one, and a rejection fails the hook', async () => {
  const order: string[] = [];
  class Slow extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'first');
      framework.observe(this.on.install, this, 'second');
      framework.observe(this.on.start, this, 'fail');
    }

    async first(): Promise<void> {
      order.push('first begins');
      await new Promise((resolve) => setImmediate(resolve));
      order.push('first ends');
    }

    second(): void {
      order.push('second');
    }

    async fail(): Promise<void> {
      await Promise.resolve();
      throw new Error('as told');
    }
  }
  await runHook(Slow, hookEnvironment('install'));
  expect(order).toEqual(['first begins', 'first ends', 'second']);
  const run = await runHook(Slow, hookEnvironment('start'));
  expect(run).toMatchObject({ exitCode: 1, committed: false, error: new Error('as told') });
  expect(run.log.texts('ERROR')[0]).toMatch(/^Uncaught exception while in charm code:\nError: as told\n {4}at /);
  expect(run.log.texts('TRACE')[0]).toContain('sys_crash:Error');
});

it('writes no databag when the hook fails', async () => {
  class Failing extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.relation('db').changed, this, 'change');
    }

    change(): void {
      this.model.getRelation('db', 3).data(this.unit).set('a', 'b');
      throw new Error('as told');
    }
  }
  const run = await runHook(Failing, relationEnvironment('changed', { unit: 'pg/0' }));
  expect(run.tools.lines).toEqual([]);
});

it('fails the hook, and keeps nothing, when a databag cannot be written', async () => {
  class Writing extends CharmBase {
    readonly stored = this.storedState('stored', { a: 1 });

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.relation('db').changed, this, 'change');
    }

    change(): void {
      this.model.getRelation('db', 3).data(this.unit).set('a', 'b');
    }
  }
  const run = await runHook(Writing, relationEnvironment('changed', { unit: 'pg/0' }), {
    answers: { 'relation-set': failure('ERROR no') },
  });
  expect(run.error).toBeInstanceOf(HookToolError);
  expect(run.store.document).toBeNull();
});

it('reports a refusal by Juju to security', async () => {
  const run = await runHook(
    class extends CharmBase {
      constructor(framework: Framework) {
        super(framework);
        framework.observe(this.on.install, this, 'ask');
      }

      ask(_event: EventBase): void {
        this.model.getCloudSpec();
      }
    },
    hookEnvironment('install'),
    { answers: { 'credential-get': failure('ERROR cannot access cloud credentials: permission denied') } },
  );
  expect(run.error).toMatchObject({ code: 'permission-denied', tool: 'credential-get' });
  expect(run.log.texts('TRACE').map((text) => JSON.parse(text).event)).toContain('authz_fail:credential-get');
});

it('is made by a function as well as by its class', async () => {
  class Given extends CharmBase {
    readonly given: string;

    constructor(framework: Framework, given: string) {
      super(framework);
      this.given = given;
    }
  }
  const run = await runHook((framework: Framework) => new Given(framework, 'a host'), hookEnvironment('install'));
  expect(run.charm?.given).toBe('a host');
  expect([run.charm?.meta.name, run.charm?.charmDir, run.charm?.app.name]).toEqual(['c', '/charm', 'c']);
});

it.each([
  ['stop at the named breakpoint', 'mine', ['mine']],
  ['stop at all of them and at handlers', 'all', ['Charm.go', 'mine']],
  ['stop at handlers', 'hook', ['Charm.go']],
  ['pass by', 'other', []],
  ['pass by in silence', '', []],
])('%s when JUJU_DEBUG_AT is %j', async (_name, at, expected) => {
  const stops: string[] = [];
  class Stopping extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'go');
    }

    go(): void {
      this.framework.breakpoint('mine');
    }
  }
  const run = await runHook(Stopping, hookEnvironment('install', { JUJU_DEBUG_AT: at }), {
    stop: (where) => stops.push(where),
  });
  expect(stops).toEqual(expected);
  expect(run.log.texts('WARNING')).toHaveLength(at === 'other' || at === 'hook' ? 1 : 0);
});

it.each(['all', 'hook', 'Upper', '-a', 'a-', ''])('refuses %j as the name of a breakpoint', async (name) => {
  class Stopping extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.breakpoint(name);
    }
  }
  expect((await runHook(Stopping, hookEnvironment('install'))).error).toBeInstanceOf(RangeError);
});

it('refuses to observe what is no event, no object of the framework or no method', async () => {
  class Wrong extends CharmBase {
    readonly problems: string[] = [];

    greedy(_event: EventBase, _more: string): void {}

    constructor(framework: Framework) {
      super(framework);
      const observe = framework.observe.bind(framework) as unknown as (...args: readonly unknown[]) => void;
      for (const args of [
        ['install', this, 'go'],
        [this.on.install, {}, 'go'],
        [this.on.install, { handle: this.handle, go: () => {} }, 'go'],
        [this.on.install, this, 'nosuch'],
        [this.on.install, this, 'greedy'],
      ]) {
        try {
          observe(...args);
        } catch (error) {
          this.problems.push(String(error));
        }
      }
    }
  }
  const run = await runHook(Wrong, hookEnvironment('install'), { files: testFiles });
  expect(run.charm?.problems).toEqual([
    'TypeError: cannot observe: the first argument is no event',
    'TypeError: cannot observe: the second argument is no object of this framework',
    'TypeError: cannot observe: the second argument is no object of this framework',
    'TypeError: cannot observe install: Charm has no method "nosuch"',
    'TypeError: cannot observe install: "greedy" of Charm wants more than the event',
  ]);
});
