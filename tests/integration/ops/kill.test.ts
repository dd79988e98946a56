/** A charm that is killed at any moment leaves the old state or the new one, whole, and nothing deferred is lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { BlackBox } from './black-box.ts';

const box = new BlackBox();
beforeAll(() => box.build());
beforeEach(() => {
  box.reset();
  box.answer('config-get', { do: 'defer' });
  expect(box.run('config-changed').exitCode).toBe(0);
});
afterAll(() => box.remove());

/** Counts of the kept state; fails when it is torn or the deferred event is gone. */
function kept(): number {
  const document = JSON.parse(box.state() ?? '');
  expect(document.notices).toHaveLength(1);
  expect(document.snapshots).toHaveProperty([document.notices[0].eventPath]);
  return document.snapshots['Probe/StoredStateData[stored]'].count;
}

it.each(['config-get', 'status-set', 'juju-log'])('when killed while %s runs', (tool) => {
  const before = box.state();
  const run = box.run('config-changed', { killBy: tool, environment: { JUJU_DEBUG: '1' } });
  expect(run.signal).toBe('SIGKILL');
  expect(box.state()).toBe(before);
  expect(kept()).toBe(1);
  expect(box.run('config-changed').exitCode).toBe(0);
  expect(kept()).toBe(2);
});

const steps = ['openSync', 'fstatSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync'];

it.each(steps.flatMap((step) => [`before ${step}`, `after ${step}`]))('when killed %s of the state file', (moment) => {
  const [when, step] = moment.split(' ');
  const preload = join(box.folder, 'kill-at.cjs');
  writeFileSync(
    preload,
    `const fs = require('node:fs');
     const real = fs[${JSON.stringify(step)}];
     const open = fs.openSync;
     let writing = false;
     const kill = () => process.kill(process.pid, 'SIGKILL');
     // The first file that is opened for writing is the new state.
     fs.openSync = (path, flags, ...rest) => {
       const mine = flags === 'wx';
       if (mine && ${JSON.stringify(moment)} === 'before openSync') kill();
       const descriptor = open(path, flags, ...rest);
       if (mine && ${JSON.stringify(moment)} === 'after openSync') kill();
       writing ||= mine;
       return descriptor;
     };
     if (${JSON.stringify(step)} !== 'openSync') fs[${JSON.stringify(step)}] = (...args) => {
       if (!writing) return real(...args);
       if (${JSON.stringify(when)} === 'before') kill();
       // Half of what is to be written, as a full disk or a power cut would leave it.
       const half = ${JSON.stringify(step)} === 'writeSync' ? [args[0], args[1].subarray(0, args[1].length >> 1)] : args;
       const result = real(...half);
       kill();
       return result;
     };`,
  );
  const before = box.state();
  const run = box.run('config-changed', { preload });
  expect(run.signal).toBe('SIGKILL');
  expect(kept()).toBe(moment === 'after renameSync' ? 2 : 1);
  if (moment !== 'after renameSync') expect(box.state()).toBe(before);
  const count = kept();
  expect(box.run('config-changed').exitCode).toBe(0);
  expect(kept()).toBe(count + 1);
});
