/** The emulator is killed at any moment, and the next command goes on with the model. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LockedError, queueAction, shownStatus } from '../../src/emulator/index.ts';
import { PlainWorld } from './emulator-agent-world.ts';

let world: PlainWorld;

beforeEach(() => {
  world = new PlainWorld();
});

afterEach(() => world.end());

/** A program that opens the home and settles. */
async function settlingProgram(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'settle.mjs');
  await build({
    stdin: {
      contents: `
        import { Emulator, openMachines } from './src/emulator/index.ts';
        const home = process.argv[2];
        const emulator = Emulator.open({ home, machines: () => openMachines(home, 'plain') });
        await emulator.settle();
        await emulator.close();
      `,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'silent',
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}

/** Waits for a file that a hook makes. */
async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('goes on after a kill in the middle of a hook, and lets only one command in at a time', async () => {
  await world.deploy({
    name: 'slow',
    metadata: 'peers:\n  cluster: {interface: c}\n',
    files: {
      dispatch: `#!/bin/sh
echo "$JUJU_HOOK_NAME" >> trace
relation-ids cluster | while read id; do relation-set -r "$id" last="$JUJU_HOOK_NAME"; done
if [ "$JUJU_HOOK_NAME" = config-changed ] && [ ! -e killed ]; then touch killed; sleep 30; fi
[ "$JUJU_HOOK_NAME" != start ] || status-set active "$(tr '\\n' ' ' < trace)"
`,
    },
  });
  await world.emulator.close();
  const program = await settlingProgram(join(world.folder, 'program'));
  const child = spawn(process.execPath, [program, world.home], { stdio: ['ignore', 'ignore', 'inherit'] });
  await appears(join(world.home, 'machines/0/juju/agents/unit-slow-0/charm/killed'));
  expect(() => world.open()).toThrow(LockedError);
  child.kill('SIGKILL');
  await once(child, 'exit');

  world.open();
  const { model } = world.emulator.store;
  expect(model.unitAgents.get('slow/0').current).toMatchObject({ step: 'running', hook: { kind: 'config-changed' } });
  // What the hook before had written is there; what the killed one had buffered is not.
  expect(model.relationUnit(0, 'slow/0')?.settings).toMatchObject({ last: 'leader-elected' });
  const summary = await world.emulator.settle({ retries: 0 });
  expect(summary.failed).toEqual([]);
  expect(shownStatus(world.unit('slow/0')).workload.message).toBe(
    'install cluster-relation-created leader-elected config-changed config-changed start ',
  );
});

it('stops when it is told to, and takes the interrupted hook up again', async () => {
  await world.deploy({
    name: 'slow',
    files: { dispatch: '#!/bin/sh\n[ -e second ] || { touch second; exec sleep 30; }\n' },
  });
  const settling = world.emulator.settle();
  await appears(join(world.home, 'machines/0/juju/agents/unit-slow-0/charm/second'));
  world.emulator.stop();
  expect(await settling).toMatchObject({ interrupted: true, failed: [] });
  await world.emulator.close();
  world.open();
  expect(await world.emulator.settle({ retries: 0 })).toMatchObject({ hooks: 4, failures: 0 });
});

it('runs a killed hook again only so often, and never an action that was lost', async () => {
  await world.deploy({
    name: 'suicidal',
    actions: 'act: {}\n',
    files: { dispatch: '#!/bin/sh\n[ "$JUJU_HOOK_NAME" != start ] || kill -9 $$\n' },
  });
  const summary = await world.emulator.settle({ retries: 0 });
  expect(world.hooks().slice(-3)).toEqual([
    'suicidal/0 start interrupted',
    'suicidal/0 start interrupted',
    'suicidal/0 start failed',
  ]);
  expect(summary.failed).toEqual([{ unit: 'suicidal/0', hook: 'start', reason: 'signal: killed' }]);
  const { store } = world.emulator;
  const [task] = queueAction(store, { units: ['suicidal/0'], action: 'act', parameters: {} }).tasks;
  store.model.tasks.patch(task?.id ?? '', { status: 'running' });
  expect(await world.emulator.settle({ retries: 0 })).toMatchObject({ tasks: 0 });
  expect(store.model.tasks.get(task?.id ?? '')).toMatchObject({ status: 'failed', message: 'action terminated' });
});
