/**
 * The packed charm with something going wrong at each change that it makes to the file system: killed there, the disk
 * full, or read-only. The changes are found by noting those of an undisturbed hook. Afterwards, when Juju has run the hook
 * again, the same files are there, and nothing half written beside them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudAnswers } from '../bench/cloud.ts';
import { HeldStage } from '../bench/held-stage.ts';
import { changeImage, imageId } from '../bench/image-change.ts';

const root = new URL('../../', import.meta.url).pathname;
const conf = '/etc/astara/astara.conf';

let held: HeldStage;
/** Makes the n-th change of the file system go wrong; without a number it notes them all. */
let injector: string;
let points: string;
let plan: string;

beforeAll(async () => {
  held = await HeldStage.open(root);
  held.stage.answerAll(cloudAnswers());
  points = join(held.stage.folder, 'points');
  plan = join(held.stage.folder, 'plan');
  injector = join(held.stage.folder, 'injector.cjs');
  writeFileSync(
    injector,
    `const fs = require('node:fs');
const [kind, at] = fs.readFileSync(${JSON.stringify(plan)}, 'utf8').trim().split(' ');
const names = ['writeSync', 'fsyncSync', 'renameSync', 'unlinkSync', 'mkdirSync', 'symlinkSync', 'fchmodSync', 'fchownSync',
  'chmodSync', 'chownSync', 'writeFileSync', 'rmSync'];
let passed = 0;
const noted = kind === 'note' ? fs.openSync(${JSON.stringify(points)}, 'a') : null;
function point(name, what, work) {
  // The cache of compiled code is made at the end, and not having it is no fault.
  if (String(what).includes('.cache')) return work();
  passed += 1;
  if (noted !== null) original.writeSync(noted, name + ' ' + String(what).slice(0, 80) + '\\n');
  if (passed !== Number(at)) return work();
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error(kind + ': injected'), { code: kind });
}
const original = { ...fs };
for (const name of names) fs[name] = (...args) => point(name, args[0], () => original[name](...args));
fs.openSync = (path, flags, ...rest) =>
  typeof flags === 'string' && /[wax]/.test(flags)
    ? point('openSync', path, () => original.openSync(path, flags, ...rest))
    : original.openSync(path, flags, ...rest);
`,
  );
  writeFileSync(plan, 'none 0\n');
  expect(held.hookUnder(held.stage.environment('install'), injector)).toMatchObject({ status: 0 });
  // The first of its kind also leaves a cache of compiled code, which is no part of what is tried.
  expect(held.hookUnder(newImage(0), injector)).toMatchObject({ status: 0 });
});
afterAll(() => {
  held.close();
});

/** Another image in the relation, and the hook that tells of it: a file is rendered and what is kept is written. */
function newImage(last: number): Record<string, string> {
  return changeImage(held.stage, last);
}

let last = 0;

describe('the packed charm', () => {
  it.each(['kill', 'ENOSPC', 'EROFS'])(
    'comes to the same files after %s at any change of a file',
    { timeout: 600_000 },
    (kind) => {
      last += 1;
      writeFileSync(points, '');
      writeFileSync(plan, 'note 0\n');
      expect(held.hookUnder(newImage(last), injector)).toMatchObject({ status: 0 });
      const changes = readFileSync(points, 'utf8').trim().split('\n');
      // The configuration and what is kept: each opened, written, synchronised and renamed.
      expect(changes.filter((line) => line.startsWith('renameSync')).length).toBeGreaterThanOrEqual(2);
      const wanted = (held.read(conf) ?? '').replace(imageId(last), 'IMAGE');
      const files = held.list('/etc/astara');
      changes.forEach((change, index) => {
        last += 1;
        const hook = newImage(last);
        writeFileSync(plan, `${kind} ${index + 1}\n`);
        const first = held.hookUnder(hook, injector);
        const where = `${index + 1}: ${change}`;
        if (kind === 'kill') expect({ where, status: first.status }).not.toEqual({ where, status: 0 });
        const seen = held.read(conf) ?? '';
        // Never a part: the old file or the new one.
        expect({
          where,
          whole: [imageId(last - 1), imageId(last)].some((one) => seen.replace(one, 'IMAGE') === wanted),
        }).toEqual({ where, whole: true });
        writeFileSync(plan, 'none 0\n');
        if (first.status !== 0)
          expect({ where, ...held.hookUnder(hook, injector) }).toMatchObject({ where, status: 0 });
        expect({ where, conf: held.read(conf) }).toEqual({ where, conf: wanted.replace('IMAGE', imageId(last)) });
        const left = held
          .list('/etc/astara')
          .split('\n')
          .filter((line) => !files.includes(line));
        // A kill may leave a temporary file of root's alone; nothing ever reads it.
        const strange = left.filter(
          (line) => kind !== 'kill' || !/^6[04]0 root \S+ f \/etc\/astara\/\.astara\.conf\.[a-z0-9]+$/.test(line),
        );
        expect({ where, strange }).toEqual({ where, strange: [] });
      });
    },
  );
});
