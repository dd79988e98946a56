/** The status at the end of a hook: who is asked, which answer wins, and what is set. */
import { expect, it } from 'vitest';
import {
  ActiveStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  type StatusBase,
  UnknownStatus,
  WaitingStatus,
} from '../../../../src/ops/index.ts';
import { actionEnvironment, hookEnvironment, runHook } from '../scripted-tools.ts';

function answering(app: readonly StatusBase[], unit: readonly StatusBase[], observeApp = true) {
  return class extends CharmBase {
    constructor(framework: Framework) {
      super(framework);
      if (observeApp) framework.observe(this.on.collectAppStatus, this, 'onApp');
      framework.observe(this.on.collectUnitStatus, this, 'onUnit');
    }

    onApp(event: CollectStatusEvent): void {
      for (const status of app) event.addStatus(status);
    }

    onUnit(event: CollectStatusEvent): void {
      for (const status of unit) event.addStatus(status);
    }
  };
}

const statuses = [new ActiveStatus(), new WaitingStatus('w1'), new WaitingStatus('w2')];

it.each([
  [
    'a leader sets both',
    true,
    true,
    [
      'is-leader --format=json',
      'status-set --application=True waiting -- w1',
      'status-set --application=False waiting -- w1',
    ],
  ],
  ['a follower sets its own', false, true, ['is-leader --format=json', 'status-set --application=False waiting -- w1']],
  [
    'nobody asks for leadership when nobody answers for the application',
    true,
    false,
    ['status-set --application=False waiting -- w1'],
  ],
])('collects the status: %s', async (_name, leader, observeApp, lines) => {
  const run = await runHook(answering(statuses, statuses, observeApp), hookEnvironment('update-status'), {
    answers: { 'is-leader': leader },
  });
  expect(run.tools.lines).toEqual(lines);
});

it('leaves the status alone when nobody adds one', async () => {
  const run = await runHook(answering([], [], false), hookEnvironment('update-status'));
  expect(run.tools.lines).toEqual([]);
});

it('collects the status after actions and unknown hooks too, and not after a failure', async () => {
  const charm = answering([], [new ActiveStatus()], false);
  for (const environment of [actionEnvironment('do-it'), hookEnvironment('nosuch')]) {
    expect((await runHook(charm, environment)).tools.lines).toEqual(['status-set --application=False active -- ']);
  }
  class Failing extends charm {
    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'fail');
    }

    fail(): void {
      throw new Error('as told');
    }
  }
  expect((await runHook(Failing, hookEnvironment('install'))).tools.lines).toEqual([]);
});

it.each([new UnknownStatus(), 'active' as unknown as StatusBase])('refuses %s as an answer', async (status) => {
  const run = await runHook(answering([], [status], false), hookEnvironment('install'));
  expect(run.error).toMatchObject({ code: 'invalid-status' });
});
