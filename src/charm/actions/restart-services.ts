/** restart-services: restarts now, or carries out what enable-auto-restarts=False has held back. */
import { clearDeferredRestarts, deferredRestarts } from '../../openstack/deferred-restarts.ts';
import { serviceName } from '../astara/paths.ts';
import type { AstaraAction } from './action-run.ts';

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
    event.fail(`Unknown services: ${strangers.join(', ')}; ours is ${serviceName}`);
    return;
  }
  if (run.memory.paused) {
    event.fail('The unit is paused; run resume first');
    return;
  }
  const { host } = run.around;
  const app = run.model.app.name;
  const due = !deferredOnly || deferredRestarts(host, app).some((restart) => restart.service === serviceName);
  await reconcile({ restart: due });
  if (due) clearDeferredRestarts(host, app, [serviceName]);
  event.setResults({ restarted: due ? serviceName : '' });
};
