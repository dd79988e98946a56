/** Typed options: read through a parser, and what becomes of the hook when they do not pass. */
import { expect, it } from 'vitest';
import { ActiveStatus, CharmBase, type CollectStatusEvent, type Framework } from '../../../../src/ops/index.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';
import { parsePort } from './port-parser.ts';

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
      ports.push(this.loadConfig(parsePort, { errors }).port);
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

it('refuses a schema that answers later', async () => {
  class Loading extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.configChanged, this, 'load');
    }

    load(): void {
      this.loadConfig({ '~standard': { validate: () => Promise.resolve({ value: 1 }) } });
    }
  }
  const run = await runHook(Loading, hookEnvironment('config-changed'), { answers: { 'config-get': {} } });
  expect(String(run.error)).toBe('TypeError: cannot parse a value: the schema is asynchronous');
});
