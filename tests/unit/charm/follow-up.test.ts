import { describe, expect, it } from 'vitest';
import { followUp } from '../../../src/charm/follow-up.ts';
import { emptyMemory } from '../../../src/charm/memory.ts';

describe('what must follow a change of files', () => {
  const played = (steps: readonly { contents: readonly (string | null)[]; changed: boolean; killed?: boolean }[]) => {
    let memory = emptyMemory();
    return steps.map(({ contents, changed, killed }) => {
      let acted = false;
      const next = structuredClone(memory);
      // A hook that is killed keeps nothing, and has not come to its program.
      followUp(next, { what: 'units', contents, changed }, () => {
        acted = killed !== true;
      });
      if (killed !== true) memory = next;
      return acted;
    });
  };

  it('follows each change once', () => {
    const same = { contents: ['a'], changed: false };
    expect(played([{ contents: ['a'], changed: true }, same, same, { contents: ['b'], changed: true }])).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('follows in the next hook when the one that changed the files was killed', () => {
    const first = { contents: ['a'], changed: true };
    expect(
      played([first, { contents: ['b'], changed: true, killed: true }, { contents: ['b'], changed: false }]),
    ).toEqual([true, false, true]);
    expect(
      played([first, { contents: [null], changed: true, killed: true }, { contents: [null], changed: false }]),
    ).toEqual([true, false, true]);
  });

  it('does nothing where there never was a file, and mends what somebody else has changed', () => {
    expect(played([{ contents: [null, null], changed: false }])).toEqual([false]);
    expect(
      played([
        { contents: ['a'], changed: true },
        { contents: ['a'], changed: true },
      ]),
    ).toEqual([true, true]);
  });
});
