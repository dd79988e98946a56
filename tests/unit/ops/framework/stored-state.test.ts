/** Data that outlives the hook: what is kept, when, and what cannot be. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CharmFactory } from '../../../../src/ops/dispatch.ts';
import { CharmBase, type Framework, FrameworkObject, type Plain } from '../../../../src/ops/index.ts';
import { MemoryStore } from '../../../../src/ops/store/memory-store.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

const install = hookEnvironment('install');

/** A charm that does something with its stored state when installed. */
function storing<S extends object>(initial: S & Plain<S>, act: (stored: S) => unknown) {
  return class extends CharmBase {
    static override readonly handleKind = 'C';
    readonly stored: S = this.storedState<S>('stored', initial);

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'onInstall');
    }

    onInstall(): unknown {
      return act(this.stored);
    }
  };
}

it('keeps sets, maps, dates and nested data exactly', async () => {
  const store = new MemoryStore();
  const initial = { seen: new Set<string>(), hosts: new Map<string, { ports: number[] }>(), last: null as Date | null };
  const when = new Date('2030-01-01T00:00:00Z');
  await runHook(
    storing(initial, (stored) => {
      stored.seen.add('a');
      stored.hosts.set('h', { ports: [80] });
      stored.last = when;
    }),
    install,
    { kept: store },
  );
  store.document = JSON.parse(JSON.stringify(store.document));
  const run = await runHook(
    storing(initial, (stored) => stored.hosts.get('h')?.ports.push(81)),
    install,
    { kept: store },
  );
  expect(run.charm?.stored).toEqual({ seen: new Set(['a']), hosts: new Map([['h', { ports: [80, 81] }]]), last: when });
  expect(initial.seen.size).toBe(0);
});

it('gives keys that are new the values of the declaration, and leaves the others', async () => {
  const store = new MemoryStore();
  await runHook(
    storing({ a: 1 }, (stored) => Object.assign(stored, { a: 2 })),
    install,
    { kept: store },
  );
  const run = await runHook(
    storing({ a: 1, b: 5 }, () => {}),
    install,
    { kept: store },
  );
  expect(run.charm?.stored).toEqual({ a: 2, b: 5 });
});

it('keeps nothing when the hook fails', async () => {
  const store = new MemoryStore();
  await runHook(
    storing({ a: 1 }, () => {}),
    install,
    { kept: store },
  );
  const before = store.document;
  const failing = storing({ a: 1 }, (stored) => {
    stored.a = 2;
    throw new Error('as told');
  });
  expect((await runHook(failing, install, { kept: store })).exitCode).toBe(1);
  expect(store.document).toBe(before);
});

it('fails the hook, and keeps nothing, when the state is not plain data', async () => {
  const run = await runHook(
    storing({ a: 1 as unknown }, (stored) => Object.assign(stored, { a: () => 1 })),
    install,
  );
  expect(run.exitCode).toBe(1);
  expect(String(run.error)).toContain('cannot keep C/StoredStateData[stored].a');
  expect(run.store.document).toBeNull();
});

it('writes nothing when nothing that is kept has changed', async () => {
  const store = new MemoryStore();
  await runHook(
    storing({ a: 1 }, () => {}),
    install,
    { kept: store },
  );
  const before = store.document;
  await runHook(
    storing({ a: 1 }, () => {}),
    hookEnvironment('start'),
    { kept: store },
  );
  expect(store.document).toBe(before);
});

it('keeps what is changed in a pre-commit handler, and not what is changed in a commit handler', async () => {
  class Late extends CharmBase {
    static override readonly handleKind = 'C';
    readonly stored = this.storedState('stored', { pre: 0, commit: 0 });

    constructor(framework: Framework) {
      super(framework);
      framework.observe(framework.on.preCommit, this, 'onPreCommit');
      framework.observe(framework.on.commit, this, 'onCommit');
    }

    onPreCommit(): void {
      this.stored.pre = 1;
    }

    onCommit(): void {
      this.stored.commit = 1;
    }
  }
  const run = await runHook(Late, install);
  expect(run.store.document?.snapshots).toEqual({ 'C/StoredStateData[stored]': { pre: 1, commit: 0 } });
});

it('belongs to the object that declares it', async () => {
  class Library extends FrameworkObject {
    static override readonly handleKind = 'Library';
    readonly stored = this.storedState('stored', { name: this.handle.key });
  }
  class Two extends CharmBase {
    static override readonly handleKind = 'C';
    readonly libraries = [new Library(this, 'one'), new Library(this, 'two')];
  }
  const run = await runHook(Two, install);
  expect(run.store.document?.snapshots).toEqual({
    'C/Library[one]/StoredStateData[stored]': { name: 'one' },
    'C/Library[two]/StoredStateData[stored]': { name: 'two' },
  });
});

class Part extends FrameworkObject {
  static override readonly handleKind = 'Part';
}

it.each<readonly [string, CharmFactory]>([
  [
    'two states of one name',
    class extends CharmBase {
      readonly first = this.storedState('stored', { a: 1 });
      readonly second = this.storedState('stored', { a: 1 });
    },
  ],
  [
    'a state named on',
    class extends CharmBase {
      readonly first = this.storedState('on', { a: 1 });
    },
  ],
  [
    'a state that is a list',
    class extends CharmBase {
      readonly first = this.storedState('stored', ['a']);
    },
  ],
  [
    'a state that is a map',
    class extends CharmBase {
      readonly first = this.storedState('stored', new Map([['a', 1]]));
    },
  ],
  [
    'two objects of one path',
    class extends CharmBase {
      readonly objects = [new Part(this, 'x'), new Part(this, 'x')];
    },
  ],
  [
    'an object without a kind',
    class extends CharmBase {
      readonly object = new (class extends FrameworkObject {})(this, 'x');
    },
  ],
])('refuses %s', async (_name, charm) => {
  const run = await runHook(charm, install);
  expect(run.error).toMatchObject({ code: 'framework' });
});

it('gives back what was stored, whatever it was, and after any number of hooks', async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.dictionary(fc.string(), value), { minLength: 1, maxLength: 4 }), async (states) => {
      const store = new MemoryStore();
      for (const state of states) {
        await runHook(
          storing({ kept: {} as Record<string, unknown> }, (stored) => {
            stored.kept = state;
          }),
          install,
          { kept: store },
        );
        store.document = JSON.parse(JSON.stringify(store.document));
        const run = await runHook(
          storing({ kept: {} as Record<string, unknown> }, () => {}),
          hookEnvironment('start'),
          { kept: store },
        );
        expect(JSON.stringify(run.charm?.stored.kept)).toBe(JSON.stringify(state));
      }
    }),
    { numRuns: 40 },
  );
});

it.each([
  ['a list', [1], 'cannot read the stored state C/StoredStateData[stored]: what was kept is no object'],
  [
    'a tag of a newer version',
    { $later: 1 },
    'cannot read the stored state C/StoredStateData[stored]: it is damaged, or of a newer version',
  ],
])('fails the hook rather than losing %s', async (_name, kept, message) => {
  const store = new MemoryStore({
    format: 1,
    eventCount: 1,
    snapshots: { 'C/StoredStateData[stored]': kept },
    notices: [],
  });
  const before = store.document;
  const run = await runHook(
    storing({ a: 1 }, () => {}),
    install,
    { kept: store },
  );
  expect(run.exitCode).toBe(1);
  expect(String(run.error)).toContain(message);
  expect(store.document).toBe(before);
});
