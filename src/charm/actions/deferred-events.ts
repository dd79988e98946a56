/** show-deferred-events and run-deferred-hooks. This charm holds back restarts only: no hook of it is ever skipped. */
import { clearDeferredRestarts, deferredRestarts, renderDeferredEvents } from '../../openstack/deferred-restarts.ts';
import { serviceName } from '../astara/paths.ts';
import type { AstaraAction } from './action-run.ts';

export const showDeferredEvents: AstaraAction<'show-deferred-events'> = ({ event, run }) => {
  const restarts = deferredRestarts(run.around.host, run.model.app.name);
  event.setResults({ output: renderDeferredEvents(restarts, []) });
};

export const runDeferredHooks: AstaraAction<'run-deferred-hooks'> = async ({ event, run, reconcile }) => {
  const { host } = run.around;
  const app = run.model.app.name;
  const due = deferredRestarts(host, app).length > 0;
  await reconcile({ restart: due });
  if (due) clearDeferredRestarts(host, app, [serviceName]);
  event.setResults({ restarted: due ? serviceName : '' });
};
