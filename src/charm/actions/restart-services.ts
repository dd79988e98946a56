/** restart-services: restarts now, or carries out what enable-auto-restarts=False has held back. */
import { clearDeferredRestarts, deferredRestarts } from '../../openstack/deferred-restarts.ts';
import { quoted } from '../../ops/index.ts';
import { serviceName } from '../astara/paths.ts';
import type { Outcome, Run } from '../run.ts';
import type { ActionRun, AstaraAction } from './action-run.ts';

export const restartServices: AstaraAction<'restart-services'> = async ({ event, run, reconcile }, params) => {
  const named = (params.services ?? '').split(/\s+/).filter((name) => name !== '');
  const deferredOnly = params['deferred-only'] === true;
  if (deferredOnly && named.length > 0) {
    event.fail('Cannot set deferred-only and services');
    return;
  }
  if (!deferredOnly && named.length === 0) {
    event.fail('Please specify deferred-only or services');
    return;
  }
  const strangers = named.filter((name) => name.replace(/\.service$/, '') !== serviceName);
  if (strangers.length > 0) {
    event.fail(`Unknown services: ${quoted(strangers.join(', '))}; ours is ${serviceName}`);
    return;
  }
  if (run.memory.paused) {
    event.fail('The unit is paused; run resume first');
    return;
  }
  const { host } = run.around;
  const app = run.model.app.name;
  const due = !deferredOnly || deferredRestarts(host, app).some((restart) => restart.service === serviceName);
  tellRestart(event, run, due, due ? await reconcile({ restart: true }) : null);
};

/** What came of it: a service that is kept from running, by a relation that is missing for one, has not been restarted. */
export function tellRestart(event: ActionRun['event'], run: Run, due: boolean, outcome: Outcome | null): void {
  const restarted = outcome?.done.some((step) => /^service: (?:re)?started$/.test(step)) === true;
  if (due && !restarted) {
    event.fail(`${serviceName} does not run, and is not started: ${run.memory.status.message}`);
    return;
  }
  if (restarted) clearDeferredRestarts(run.around.host, run.model.app.name, [serviceName]);
  if (restarted && run.memory.health?.kind === 'stopped') {
    event.fail(`${serviceName} has been started, but fell again: see journalctl -u ${serviceName}`);
  }
  event.setResults({ restarted: restarted ? serviceName : '' });
}
