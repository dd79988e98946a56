/** A hook that a charm leaves early and on purpose. */
import { expect, it } from 'vitest';
import { CharmBase, exitHook, type Framework } from '../../../../src/ops/index.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

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

it.each(['preCommit', 'commit'] as const)('may be left early in a handler of %s too', async (which) => {
  class Early extends CharmBase {
    static override readonly handleKind = 'C';
    readonly stored = this.storedState('stored', { count: 1 });

    constructor(framework: Framework) {
      super(framework);
      framework.observe(framework.on[which], this, 'leave');
    }

    leave(): void {
      exitHook();
    }
  }
  const run = await runHook(Early, hookEnvironment('install'));
  expect(run).toMatchObject({ error: null, exitCode: 0, committed: true });
  expect(run.store.document).toMatchObject({ notices: [], snapshots: { 'C/StoredStateData[stored]': { count: 1 } } });
});
