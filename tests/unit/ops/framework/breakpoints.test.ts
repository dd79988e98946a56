/** Where JUJU_DEBUG_AT stops a charm. */
import { expect, it } from 'vitest';
import { CharmBase, type Framework } from '../../../../src/ops/index.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

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
