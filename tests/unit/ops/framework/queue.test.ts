/** The deferred queue against a simple account of what it should do, for any course of hooks. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CharmBase, type EventBase, type Framework, type RelationChangedEvent } from '../../../../src/ops/index.ts';
import { MemoryStore } from '../../../../src/ops/store/memory-store.ts';
import { relationEnvironment, runHook } from '../scripted-tools.ts';

/** One hook: whose unit changed, which handlers defer what they get, and whether one throws at the end. */
const step = fc.record({
  unit: fc.constantFrom('pg/0', 'pg/1', 'pg/2'),
  deferring: fc.subarray(['first pg/0', 'first pg/1', 'first pg/2', 'second pg/0', 'second pg/1', 'second pg/2']),
  throws: fc.boolean(),
});

it('calls each handler once for what it still owes and once for what is new, oldest first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const store = new MemoryStore();
      // What is owed, as `handler unit`, oldest first.
      let owed: string[] = [];
      for (const { unit, deferring, throws } of steps) {
        const expected = [...owed];
        const fresh = ['first', 'second'].map((handler) => `${handler} ${unit}`);
        // Old ones run first; a handler that defers again still waits, so that the equal new event is skipped.
        const stillOwed = owed.filter((one) => deferring.includes(one));
        const called = fresh.filter((one) => !stillOwed.includes(one));
        expected.push(...called);
        const after = [...stillOwed, ...called.filter((one) => deferring.includes(one))];

        const calls: string[] = [];
        const note = (handler: string, event: RelationChangedEvent) => {
          const name = `${handler} ${event.unit}`;
          calls.push(name);
          if (deferring.includes(name)) event.defer();
        };
        class Noting extends CharmBase {
          static override readonly handleKind = 'C';

          constructor(framework: Framework) {
            super(framework);
            framework.observe(this.on.relation('db').changed, this, 'first');
            framework.observe(this.on.relation('db').changed, this, 'second');
            framework.observe(this.on.collectUnitStatus, this, 'last');
          }

          first(event: RelationChangedEvent): void {
            note('first', event);
          }

          async second(event: RelationChangedEvent): Promise<void> {
            await Promise.resolve();
            note('second', event);
          }

          last(_event: EventBase): void {
            if (throws) throw new Error('as told');
          }
        }
        const before = store.document;
        await runHook(Noting, relationEnvironment('changed', { unit }), { kept: store });
        expect(calls).toEqual(expected);
        if (throws) expect(store.document).toBe(before);
        else owed = after;
        expect(store.document?.notices.length ?? 0).toBe(owed.length);
        // No payload is kept that nobody waits for, and none is missing.
        const paths = new Set(store.document?.notices.map((notice) => notice.eventPath));
        expect(new Set(Object.keys(store.document?.snapshots ?? {}))).toEqual(paths);
      }
    }),
    { numRuns: 60 },
  );
});
