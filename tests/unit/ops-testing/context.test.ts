/** Runs of a charm: state and event in, state and effects out. */
import { describe, expect, it } from 'vitest';
import {
  Context,
  InconsistentScenarioError,
  openedPort,
  peerRelation,
  relation,
  secret,
  state,
  storage,
  storedState,
  subordinateRelation,
  UncaughtCharmError,
} from '../../../src/ops/testing/index.ts';
import { SampleCharm } from './sample-charm.ts';
import { ACTIONS, CONFIG, METADATA } from './scene.ts';

const context = new Context(SampleCharm, { meta: METADATA, config: CONFIG, actions: ACTIONS });
const { on } = context;
const db = relation({ endpoint: 'db', id: 3, remoteApp: 'pg', remoteUnits: { 0: { host: '10.0.0.1' }, 1: {} } });
const data = storage({ name: 'data', location: '/srv/data' });

describe('a run', () => {
  it('gives the state after the hook and leaves the one before alone', async () => {
    const before = state({ config: { port: 8080 }, openedPorts: [openedPort('tcp', 22)] });
    const frozen = structuredClone(before);
    const out = await context.run(on.start(), before);
    expect(out.state.openedPorts).toEqual([openedPort('tcp', 22), openedPort('tcp', 8080)]);
    expect(out.state.workloadVersion).toBe('1.0');
    expect(out.storedState('stored')).toEqual({ seen: [], hooks: 1 });
    expect(out.exitCode).toBe(0);
    expect(before).toEqual(frozen);
  });

  it('is the same each time, and touches no environment', async () => {
    const environment = { ...process.env };
    const input = state({ relations: [db], leader: true });
    const [one, two] = await Promise.all([
      context.run(on.relationChanged(db), input),
      context.run(on.relationChanged(db), input),
    ]);
    expect(one.state).toEqual(two.state);
    expect(one.commands).toEqual(two.commands);
    expect(process.env).toEqual(environment);
  });

  it('shows databags, events, statuses and calls', async () => {
    const out = await context.run(on.relationChanged(db), state({ relations: [db], leader: true }));
    expect(out.relation(db)).toMatchObject({
      localUnitData: { database: 'sample' },
      localAppData: { charset: 'utf8' },
    });
    expect(out.relation('db')).toBe(out.relation(db));
    expect(out.state.unitStatus).toEqual({ name: 'active', message: 'database at 10.0.0.1' });
    expect(out.statusHistory).toEqual([{ of: 'unit', name: 'active', message: 'database at 10.0.0.1' }]);
    expect(out.emitted.map(({ kind }) => kind)).toContain('ready');
    expect(out.charm?.reasons).toEqual(['db-relation-changed']);
    expect(out.commands).toContain('relation-get --format=json -r db:3 - pg/0');
    expect(out.commands.filter((line) => line.startsWith('juju-log'))).toEqual([]);
  });

  it('can be chained: what comes out goes in', async () => {
    const first = await context.run(on.relationChanged(db), state({ relations: [db] }));
    const second = await context.run(on.relationChanged(db, { remoteUnit: 0 }), first.state);
    expect(second.storedState('stored')).toEqual({ seen: ['pg/0=10.0.0.1', 'pg/0=10.0.0.1'], hooks: 0 });
    expect(second.state.eventCount).toBeGreaterThan(first.state.eventCount);
  });

  it('begins with what was kept', async () => {
    const kept = storedState({ owner: 'SampleCharm', content: { hooks: 41 } });
    const out = await context.run(on.start(), state({ storedStates: [kept] }));
    expect(out.storedState('stored', 'SampleCharm')).toEqual({ seen: [], hooks: 42 });
  });

  it('logs at INFO, as in production, unless told otherwise', async () => {
    const quiet = await context.run(on.updateStatus());
    const loud = await new Context(SampleCharm, {
      meta: METADATA,
      logLevel: 'DEBUG',
      config: CONFIG,
      actions: ACTIONS,
    }).run(on.updateStatus());
    expect(quiet.logs).toEqual([]);
    expect(loud.logs.length).toBeGreaterThan(0);
  });

  it('hands over the charm before anything happens', async () => {
    const seen: number[] = [];
    await context.run(on.start(), {}, { onCharm: (charm) => void seen.push(charm.stored.hooks) });
    expect(seen).toEqual([0]);
  });

  it('emits an event of a library', async () => {
    const out = await context.run(on.custom((charm) => charm.database.on.ready, { host: 'here' }));
    expect(out.state.unitStatus.message).toBe('database at here');
    expect(out.emitted[0]).toMatchObject({ kind: 'ready', payload: { host: 'here' } });
  });
});

describe('a hook', () => {
  it('of an application has no unit', async () => {
    const out = await context.run(on.relationChanged(db, { remoteUnit: null }), { relations: [db] });
    expect(out.logs).toEqual([{ level: 'INFO', message: 'application pg changed' }]);
  });

  it('acts for the lowest unit when the test names none', async () => {
    const empty = relation({ endpoint: 'db', remoteApp: 'pg', remoteUnits: { 7: { host: 'h' }, 4: { host: 'g' } } });
    const out = await context.run(on.relationChanged(empty), { relations: [empty] });
    expect(out.storedState('stored')['seen']).toEqual(['pg/4=g']);
  });

  it.each([
    ['the unit itself, number 0', { remoteUnit: 0, departingUnit: 0 }, 'pg/0 leaves, left: pg/1'],
    ['the acting unit by default', { remoteUnit: 1 }, 'pg/1 leaves, left: pg/0'],
    ['our own unit', { departingUnit: 'my-charm/0' }, 'my-charm/0 leaves, left: pg/1'],
  ])('knows who departs: %s', async (_, by, message) => {
    const out = await context.run(on.relationDeparted(db, by), { relations: [db] });
    expect(out.logs).toEqual([{ level: 'INFO', message }]);
  });

  it('names the peers by our own application', async () => {
    const cluster = peerRelation({ endpoint: 'cluster', peers: { 1: {} } });
    const out = await context.run(on.relationDeparted(cluster, { departingUnit: 1 }), { relations: [cluster] });
    expect(out.emitted[0]?.payload).toMatchObject({
      appName: 'my-charm',
      unitName: 'my-charm/1',
      departingUnitName: 'my-charm/1',
    });
  });

  it('of a storage has its location', async () => {
    const out = await context.run(on.storageAttached(data), { storages: [data] });
    expect(out.logs[0]?.message).toBe('storage at /srv/data');
  });

  it('of a secret moves on to the new revision', async () => {
    const theirs = secret({ content: { password: 'old' }, latestContent: { password: 'new' }, label: 'pw' });
    const out = await context.run(on.secretChanged(theirs), { secrets: [theirs] });
    expect(out.secret('pw').tracked.content).toEqual({ password: 'new' });
    expect(out.secret(theirs).latest.revision).toBe(2);
  });

  it('of a subordinate knows its principal', async () => {
    const meta = `${METADATA}\nsubordinate: true\n`;
    const guest = new Context(SampleCharm, { meta, config: CONFIG, actions: ACTIONS });
    const host = subordinateRelation({ endpoint: 'host', remoteApp: 'nova', remoteUnitId: 2 });
    const out = await guest.run(on.start(), { relations: [host] });
    expect(out.charm?.framework.context.principalUnit).toBe('nova/2');
  });

  it('on a machine that is to reboot now keeps nothing', async () => {
    const out = await context.run(on.install());
    expect(out.reboot).toBe('now');
    expect(out.state.storedStates).toEqual([]);
  });
});

describe('an action', () => {
  it('has the defaults of its parameters, results and logs', async () => {
    const out = await context.run(on.action('backup', { target: '/srv' }));
    expect(out.actionResults).toEqual({ path: '/srv', size: '100' });
    expect(out.actionLogs).toEqual(['copying']);
    expect(out.actionFailure).toBeNull();
  });

  it('that fails is no exception', async () => {
    const out = await context.run(on.action('backup', { target: '/', level: 'part' }));
    expect(out.actionFailure).toBe('no');
    expect(out.actionResults).toEqual({ path: '/', size: '1' });
  });
});

describe('a charm that throws', () => {
  it('fails the run, which hands over the cause and the outcome', async () => {
    const error = await context.run(on.stop()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UncaughtCharmError);
    expect(error).toMatchObject({ message: 'the charm threw: it went wrong', cause: { message: 'it went wrong' } });
  });

  it('leaves what Juju does at once and nothing else', async () => {
    const before = state({ storedStates: [storedState({ owner: 'SampleCharm', content: { hooks: 1 } })] });
    const out = await context.attempt(on.stop(), before);
    expect(out.error?.message).toBe('it went wrong');
    expect(out.exitCode).toBe(1);
    expect(out.state).toEqual({ ...before, unitStatus: { name: 'blocked', message: 'stopping' } });
    expect(out.logs[0]?.message).toContain('Uncaught exception while in charm code:');
  });
});

describe('deferral', () => {
  it('comes out as a queue and goes in again', async () => {
    const first = await context.run(on.relationChanged(db, { remoteUnit: 1 }), state({ relations: [db] }));
    expect(first.state.deferred).toMatchObject([
      {
        eventPath: expect.stringMatching(/^SampleCharm\/on\/db_relation_changed\[\d+\]$/),
        observer: 'SampleCharm',
        method: 'onDbChanged',
        deferrals: 1,
      },
    ]);
    const ready = { ...db, remoteUnits: { ...db.remoteUnits, 1: { host: 'late' } } };
    const second = await context.run(on.updateStatus(), { ...first.state, relations: [ready] });
    expect(second.state.deferred).toEqual([]);
    expect(second.storedState('stored')['seen']).toEqual(['pg/1=late']);
  });

  it('keeps the order of the queue over many hooks', async () => {
    const other = relation({ endpoint: 'db', id: 9, remoteApp: 'my', remoteUnits: { 0: {}, 5: {} } });
    const relations = [other, db];
    let now = state({ relations });
    for (const event of [
      on.relationChanged(other, { remoteUnit: 5 }),
      on.relationChanged(db, { remoteUnit: 1 }),
      on.relationChanged(other, { remoteUnit: 0 }),
      on.updateStatus(),
    ]) {
      now = (await context.run(event, now)).state;
    }
    expect(now.deferred.map((part) => (part.snapshot as { unitName: string }).unitName)).toEqual([
      'my/5',
      'pg/1',
      'my/0',
    ]);
  });

  it.each([
    [
      'a relation event',
      () => context.deferred(on.relationChanged(db, { remoteUnit: 0 }), { method: 'onDbChanged' }),
      'pg/0=10.0.0.1',
    ],
  ])('of %s can be made by hand', async (_, make, seen) => {
    const out = await context.run(on.updateStatus(), { relations: [db], deferred: [make()] });
    expect(out.storedState('stored')['seen']).toEqual([seen]);
    expect(out.state.deferred).toEqual([]);
  });

  it('of storage and secret events can be made by hand, whole', async () => {
    const theirs = secret({ content: { password: 'x' }, label: 'pw' });
    const cluster = peerRelation({ endpoint: 'cluster', peers: { 1: {} } });
    const deferred = [
      context.deferred(on.secretChanged(theirs), { method: 'onSecret' }),
      context.deferred(on.storageAttached(data), { method: 'onStorage', deferrals: 3 }),
      context.deferred(on.relationJoined(cluster), { method: 'reconcile' }),
    ];
    expect(deferred[2]?.snapshot).toMatchObject({ appName: 'my-charm', unitName: 'my-charm/1' });
    const out = await context.run(on.updateStatus(), {
      relations: [cluster],
      storages: [data],
      secrets: [theirs],
      deferred: deferred.slice(0, 2),
    });
    expect(out.logs.map(({ message }) => message)).toEqual(['secret pw', 'storage at /srv/data']);
  });
});

describe('a test that cannot be', () => {
  it('is refused before the charm runs', async () => {
    const run = context.run(on.relationChanged(db), state());
    await expect(run).rejects.toBeInstanceOf(InconsistentScenarioError);
  });

  it('is named when it looks for what is not there', async () => {
    const out = await context.run(on.updateStatus());
    expect(() => out.relation('db')).toThrowError('cannot find a relation of db in the state');
    expect(() => out.secret('pw')).toThrowError('cannot find secret pw in the state');
    expect(() => out.storage('data')).toThrowError('cannot find storage data/0 in the state');
  });

  it.each([
    ['a name', 'start', 'start'],
    ['a function', on.start, ''],
  ])('is refused when %s is given for an event', async (_, wrong, name) => {
    const run: unknown = Reflect.apply(context.run, context, [wrong]);
    await expect(run).rejects.toThrowError(new RegExp(`^cannot run ${name}.*: it is no event`));
  });

  it("is refused when an event of Juju's is to be emitted as one of the charm's own", async () => {
    await expect(context.run(on.custom((charm) => charm.on.start, {}))).rejects.toThrowError(
      'cannot emit the event start as a custom one: what Juju or the framework emits is made by context.on',
    );
    const nothing: unknown = Reflect.apply(context.run, context, [{ kind: 'custom', choose: () => ({}) }]);
    await expect(nothing).rejects.toThrowError('cannot emit what is no event as a custom one');
  });

  it('needs YAML files from somewhere, and says which of them is none', () => {
    expect(() => new Context(SampleCharm, {})).toThrowError('cannot make a Context: give it charmRoot or meta');
    expect(() => new Context(SampleCharm, { meta: 'name: [c' })).toThrowError('cannot read meta: it is not YAML');
    expect(() => new Context(SampleCharm, { meta: METADATA, config: '- a' })).toThrowError(
      'cannot read config: it is no map',
    );
  });
});

it('takes a function in place of a class, and says what it then cannot know', async () => {
  const made = new Context((framework) => new SampleCharm(framework), {
    meta: METADATA,
    config: CONFIG,
    actions: ACTIONS,
  });
  const out = await made.run(made.on.start());
  expect(out.charm).toBeInstanceOf(SampleCharm);
  expect(() => made.deferred(made.on.start(), { method: 'onStart' })).toThrowError(
    /^cannot tell the charm's handle path/,
  );
});

describe('other versions of Juju', () => {
  it.each(['2.9.50', '3.1.0', '3.6.14', '4.0.1'])('%s runs the same charm', async (jujuVersion) => {
    const old = new Context(SampleCharm, { meta: METADATA, config: CONFIG, actions: ACTIONS, jujuVersion });
    const out = await old.run(on.relationChanged(db), { relations: [db], leader: true });
    expect(out.charm?.model.jujuVersion.toString()).toBe(jujuVersion);
    expect(out.state.unitStatus.name).toBe('active');
  });

  it('have restricted hooks, in which no status is collected and nothing deferred comes back', async () => {
    const old = new Context(SampleCharm, { meta: METADATA, config: CONFIG, actions: ACTIONS, jujuVersion: '2.9.50' });
    const deferred = [old.deferred(on.relationChanged(db, { remoteUnit: 0 }), { method: 'onDbChanged' })];
    const out = await old.run(on.collectMetrics(), { relations: [db], deferred });
    expect(out.state.deferred).toEqual(deferred);
    expect(out.commands).toEqual([]);
  });
});

it('makes a state in which nothing is missing', async () => {
  const full = context.fullState({ leader: true });
  expect(full.relations.map((part) => `${part.endpoint} ${part.kind}`)).toEqual([
    'db relation',
    'host subordinate',
    'website relation',
    'cluster peer',
  ]);
  const out = await context.run(on.updateStatus(), full);
  expect(out.storage('data').location).toBe('/var/lib/juju/storage/data/0');
});

it('is fast enough to be used for everything', async () => {
  const input = state({ relations: [db], leader: true });
  const runs = 200;
  const begin = performance.now();
  for (let index = 0; index < runs; index += 1) await context.run(on.relationChanged(db), input);
  const each = (performance.now() - begin) / runs;
  // Shown, not asserted: a loaded machine must not fail the test.
  console.info(`ops/testing: ${each.toFixed(2)} ms a run (relation-changed with five tools)`);
  expect(each).toBeGreaterThan(0);
});
