/** Handlers that wait, and hooks that fail: what is kept, written and said then. */
import { expect, it } from 'vitest';
import { CharmBase, type EventBase, type Framework, HookToolError } from '../../../src/ops/index.ts';
import { failure, hookEnvironment, relationEnvironment, runHook } from './scripted-tools.ts';

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
