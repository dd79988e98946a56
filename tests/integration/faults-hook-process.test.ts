/**
 * The packed charm as Juju starts it, killed with SIGKILL in the middle of each of its hook tools, all its processes or its
 * Node alone (with FAULTS_EVERY=1 both in every tool), and with each of them failing: the hook that Juju runs again brings
 * the host to the same files. And the marked secrets of a whole life are in no argument of any program.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudAnswers } from '../bench/cloud.ts';
import { HeldStage } from '../bench/held-stage.ts';
import { changeImage, imageId } from '../bench/image-change.ts';
import { isHookTool } from '../bench/stage.ts';

const root = new URL('../../', import.meta.url).pathname;
const secrets = ['mysql-secret', 'rabbit-secret', 'keystone-secret', 'a-metadata-secret', 'leaders-metadata-secret'];
const conf = '/etc/astara/astara.conf';
const everything = process.env['FAULTS_EVERY'] === '1';

let held: HeldStage;

beforeAll(async () => {
  held = await HeldStage.open(root);
  held.stage.answerAll(cloudAnswers());
});
afterAll(() => {
  held.close();
});

/** Another image in the relation, and the hook that tells of it. */
function newImage(last: number): Record<string, string> {
  return changeImage(held.stage, last);
}

function sortedFiles(): string {
  return held.list('/etc/astara').split('\n').sort().join('\n');
}

describe('the packed charm', () => {
  it('shows no secret in the arguments of any program in its hooks', () => {
    const noted: string[] = [];
    let said = '';
    for (const hook of ['install', 'config-changed', 'start', 'leader-elected', 'update-status', 'upgrade-charm']) {
      held.stage.noteCalls();
      const end = held.hook(held.stage.environment(hook));
      expect({ hook, ...end }).toMatchObject({ hook, status: 0 });
      const { calls, said: bags } = held.stage.takeCalls();
      noted.push(...calls);
      said += bags;
    }
    expect(noted.length).toBeGreaterThan(50);
    // They have arrived, so that it means something that they are seen nowhere else.
    const text = held.read(conf) ?? '';
    for (const secret of ['mysql-secret', 'rabbit-secret', 'keystone-secret', 'a-metadata-secret']) {
      expect(text).toContain(secret);
    }
    expect(said).toContain('service-endpoints');
    for (const secret of secrets) expect(noted.filter((call) => call.includes(secret))).toEqual([]);
    const open = held
      .list('/etc/astara')
      .split('\n')
      .filter((line) => /^[0-7]*[4-7] /.test(line) && line.includes(' f '));
    for (const line of open) {
      const content = held.read(line.split(' ').at(-1) ?? '') ?? '';
      for (const secret of secrets) expect(content).not.toContain(secret);
    }
  });

  it.each(['kill', 'kill-node', 'fail'] as const)(
    'brings the host to the same files when a hook tool, whichever it is, makes it %s',
    { timeout: 600_000 },
    (kind) => {
      held.stage.noteCalls();
      expect(held.hook(newImage(1)).status).toBe(0);
      const points = held.stage.takeCalls().calls.filter(isHookTool).length;
      expect(points).toBeGreaterThan(20);
      const wanted = held.read(conf) ?? '';
      const files = sortedFiles();
      for (let at = 1; at <= points; at += 1) {
        // Of the two ways of killing each takes every other tool, unless all are asked for.
        if (kind !== 'fail' && !everything && at % 2 !== (kind === 'kill' ? 1 : 0)) continue;
        const hook = newImage(1 + at);
        held.arm(kind, at);
        const first = held.hook(hook);
        if (kind === 'kill') expect({ at, signal: first.signal ?? first.status }).not.toEqual({ at, signal: 0 });
        // Juju runs a hook that has failed again.
        if (first.status !== 0) expect({ at, ...held.hook(hook) }).toMatchObject({ at, status: 0 });
        expect({ at, conf: held.read(conf) }).toEqual({ at, conf: wanted.replace(imageId(1), imageId(1 + at)) });
        expect({ at, files: sortedFiles() }).toEqual({ at, files });
      }
    },
  );
});
