/** The packed charm at rest: hooks for which `dispatch` starts no Node, and all that makes it start one again. */
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudAnswers } from '../bench/cloud.ts';
import { HeldStage } from '../bench/held-stage.ts';

const root = new URL('../../', import.meta.url).pathname;
let held: HeldStage;

beforeAll(async () => {
  held = await HeldStage.open(root);
  held.stage.answerAll(cloudAnswers({ zookeeper: false }));
  // Tells that Node was started, and starts it.
  const node = join(held.stage.charm, 'runtime/node');
  renameSync(node, `${node}.own`);
  writeFileSync(node, `#!/bin/sh\n: >${held.stage.folder}/started\nexec "$0.own" "$@"\n`);
  chmodSync(node, 0o755);
  for (const hook of ['install', 'config-changed', 'start']) startsNode(hook);
}, 120_000);
afterAll(() => held.close());

/** Runs a hook, and says whether it has started Node. */
function startsNode(hook: string, more: Readonly<Record<string, string>> = {}): boolean {
  const mark = join(held.stage.folder, 'started');
  rmSync(mark, { force: true });
  expect(held.hook(held.stage.environment(hook, more))).toMatchObject({ status: 0, output: '' });
  return existsSync(mark);
}

/** Runs a hook until it starts no Node any more; how often it did. */
function settle(hook: string): number {
  for (let turn = 0; turn < 8; turn += 1) if (!startsNode(hook)) return turn;
  throw new Error(`${hook} starts Node for ever`);
}

const hooks = ['update-status', 'config-changed'] as const;

it.each(hooks)('comes to rest: %s starts no Node after a few times', (hook) => {
  expect(settle(hook)).toBeGreaterThan(0);
  expect([startsNode(hook), startsNode(hook)]).toEqual([false, false]);
});

it('asks Juju all the same in a config-changed, and nothing in an update-status', () => {
  for (const hook of hooks) settle(hook);
  held.stage.noteCalls();
  startsNode('update-status');
  expect(held.stage.takeCalls().calls).toEqual([]);
  held.stage.noteCalls();
  startsNode('config-changed');
  expect(held.stage.takeCalls().calls.length).toBe(6);
});

describe('starts Node again', () => {
  const inside = (script: string): void => {
    const done = held.output('sh', '-c', script);
    expect(done).toBe('');
  };
  const state = (): string => join(held.stage.charm, '.unit-state.json');
  const nothing = (): void => {};
  const both = [
    ['the kept state was written', () => writeFileSync(state(), readFileSync(state())), nothing],
    ['the charm is another one', () => inside(`touch ${held.stage.charm}/dist/charm.cjs`), nothing],
    [
      'the service has no processes',
      () => inside('mv /sys/fs/cgroup/system.slice /sys/fs/cgroup/gone'),
      () => inside('mv /sys/fs/cgroup/gone /sys/fs/cgroup/system.slice'),
    ],
    [
      'an address is new',
      () => inside('ip addr add 10.0.0.99/24 dev stage0'),
      () => inside('ip addr del 10.0.0.99/24 dev stage0'),
    ],
  ] as const;
  const ofConfigChanged = [
    ['a file of ours was changed', () => inside('echo >>/etc/astara/rootwrap.conf')],
    ['a file of ours is readable by all', () => inside('chmod 644 /etc/astara/astara.conf')],
    ['a folder of ours is open to all', () => inside('chmod 777 /var/log/astara')],
    ['a package was installed', () => inside('touch /var/lib/dpkg/status')],
    ['Nova has another configuration', () => inside('mkdir -p /etc/nova; echo "[DEFAULT]" >/etc/nova/nova.conf')],
    ['a script is gone', () => inside('rm /usr/local/bin/astara-ctl')],
    ['an option was changed', () => held.stage.answer('config-get --format=json', { ...options(), debug: true })],
    ['we lead no more', () => held.stage.answer('is-leader --format=json', false)],
    ['we lead again', () => held.stage.answer('is-leader --format=json', true)],
  ] as const;
  const options = (): Record<string, unknown> =>
    JSON.parse(readFileSync(join(held.stage.folder, 'answers/config-get/--format=json.json'), 'utf8'));

  it.each([
    ...both.flatMap(([what, change, undo]) => hooks.map((hook) => [hook, what, change, undo] as const)),
    ...ofConfigChanged.map(([what, change]) => ['config-changed', what, change, nothing] as const),
  ])('in %s when %s', (hook, _, change, undo) => {
    settle(hook);
    change();
    try {
      expect(startsNode(hook)).toBe(true);
    } finally {
      undo();
    }
  });

  it.each(hooks)('each time in %s where only systemd can say that the service runs', (hook) => {
    inside('mv /sys/fs/cgroup/system.slice /sys/fs/cgroup/gone');
    try {
      for (let turn = 0; turn < 5; turn += 1) expect(startsNode(hook)).toBe(true);
    } finally {
      inside('mv /sys/fs/cgroup/gone /sys/fs/cgroup/system.slice');
    }
  });

  it.each(['JUJU_AVAILABILITY_ZONE', 'JUJU_CHARM_HTTPS_PROXY', 'JUJU_DEBUG_AT'])('when there is a %s', (name) => {
    settle('config-changed');
    expect(startsNode('config-changed', { [name]: 'another' })).toBe(true);
  });
});
