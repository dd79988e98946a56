/** What a state says was kept is what the framework finds, and the other way round, whatever it is. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentOf, keptIn } from '../../../src/ops/testing/kept-document.ts';
import { storedState } from '../../../src/ops/testing/parts/kept.ts';
import { state } from '../../../src/ops/testing/state.ts';

const owner = fc.constantFrom('', 'Charm', 'Charm/Library[a]', 'Charm/Library[b]/Part');
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.date({ noInvalidDate: true }));
const value = fc.oneof(
  scalar,
  fc.array(scalar),
  fc.array(scalar).map((items) => new Set(items)),
);
const stored = fc
  .record({
    owner,
    name: fc.stringMatching(/^[a-z_]{1,8}$/),
    content: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), value),
  })
  .map(storedState);
const notice = fc.record({
  observer: owner.filter((path) => path !== ''),
  method: fc.stringMatching(/^on[A-Z][a-z]{1,6}$/),
  deferrals: fc.integer({ min: 1, max: 9 }),
  snapshot: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string()),
});

it('round-trips stored states and the queue, in their order', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(stored, { selector: (part) => `${part.owner}/${part.name}`, maxLength: 5 }),
      fc.array(notice, { maxLength: 8 }),
      fc.nat(50),
      (storedStates, notices, eventCount) => {
        // Numbers of events need not be in the order of the queue: a handler keeps its place when it defers again.
        const deferred = notices.map((part, index) => ({ ...part, eventPath: `Charm/on/start[${(index * 7) % 53}]` }));
        const kept = keptIn(documentOf(state({ storedStates, deferred, eventCount })));
        expect(kept.deferred).toEqual(deferred);
        expect(kept.storedStates).toEqual(storedStates);
        expect(kept.eventCount).toBeGreaterThanOrEqual(eventCount);
      },
    ),
  );
});

it('never lets a new event take the number of one that waits', () => {
  const waiting = { eventPath: 'C/on/start[17]', observer: 'C', method: 'onStart', deferrals: 1, snapshot: {} };
  expect(documentOf(state({ deferred: [waiting], eventCount: 3 })).eventCount).toBe(17);
});
