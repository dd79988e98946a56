/** The packed charm with its first questions asked ahead by `dispatch`, against the same hooks that ask for themselves. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloudAnswers } from '../bench/cloud.ts';
import { HeldStage } from '../bench/held-stage.ts';
import { changeImage, imageId } from '../bench/image-change.ts';

const root = new URL('../../', import.meta.url).pathname;
let held: HeldStage;

beforeAll(async () => {
  held = await HeldStage.open(root);
  held.stage.answerAll(cloudAnswers({ zookeeper: true }));
  for (const hook of ['install', 'config-changed', 'start', 'config-changed', 'update-status', 'update-status']) {
    expect(held.hook(held.stage.environment(hook))).toMatchObject({ status: 0 });
  }
}, 120_000);
afterAll(() => held.close());

/** Every call of a hook, sorted: two of them may run at a time. */
function callsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  held.stage.noteCalls();
  expect(held.hook(environment)).toMatchObject({ status: 0, output: '' });
  return [...held.stage.takeCalls().calls].sort();
}

const forget = (): void => rmSync(join(held.stage.charm, '.questions'), { recursive: true, force: true });

/** Runs a hook alone, again with its questions asked ahead, and gives the calls of both. */
function bothWays(environment: Readonly<Record<string, string>>) {
  forget();
  const alone = callsOf(environment);
  const kept = existsSync(join(held.stage.charm, '.questions'));
  return { alone, kept, ahead: callsOf(environment) };
}

it('makes the very same calls in a config-changed with nothing to do', () => {
  const { alone, kept, ahead } = bothWays(held.stage.environment('config-changed'));
  expect(kept).toBe(true);
  expect(ahead).toEqual(alone);
  expect(alone.length).toBe(6);
});

it.each(['joined', 'changed', 'departed'])('makes the very same calls in a relation-%s with nothing to do', (kind) => {
  const environment = {
    ...held.stage.relationChanged('amqp', 2, 'rabbitmq-server/1'),
    JUJU_DISPATCH_PATH: `hooks/amqp-relation-${kind}`,
    JUJU_HOOK_NAME: `amqp-relation-${kind}`,
    ...(kind === 'departed' ? { JUJU_DEPARTING_UNIT: 'rabbitmq-server/1' } : {}),
  };
  // The first departure takes a broker away, which has consequences.
  callsOf(environment);
  const { alone, kept, ahead } = bothWays(environment);
  expect(kept).toBe(true);
  expect(ahead).toEqual(alone);
  expect(alone).toContain('relation-get --format=json -r amqp:2 - rabbitmq-server/2');
});

it('acts on what is true in this hook, not on what was when the questions were written down', () => {
  for (const number of [7, 8]) {
    callsOf(changeImage(held.stage, number));
    expect(held.read('/etc/astara/astara.conf')).toContain(`image_uuid = ${imageId(number)}`);
  }
});

it('leaves nothing to be asked ahead of an update-status, which asks nothing while all is well', () => {
  expect(callsOf(held.stage.environment('update-status'))).toEqual([]);
  expect(existsSync(join(held.stage.charm, '.questions/update-status'))).toBe(false);
});

it('asks again what Juju has refused while Node started, and nothing else', () => {
  const environment = held.stage.environment('config-changed');
  for (let turn = 0; turn < 3; turn += 1) callsOf(environment);
  const usual = callsOf(environment);
  held.arm('fail', 1);
  const calls = callsOf(environment);
  expect(new Set(calls)).toEqual(new Set(usual));
  expect(calls.length).toBe(usual.length + 1);
});
