/** show-deferred-events and run-deferred-hooks. This charm holds back restarts only: no hook of it is ever skipped. */
import { deferredRestarts, renderDeferredEvents } from '../../openstack/deferred-restarts.ts';
import type { AstaraAction } from './action-run.ts';
import { tellRestart } from './restart-services.ts';

export const showDeferredEvents: AstaraAction<'show-deferred-events'> = ({ event, run }) => {
  const restarts = deferredRestarts(run.around.host, run.model.app.name);
  event.setResults({ output: renderDeferredEvents(restarts, []) });
};

export const runDeferredHooks: AstaraAction<'run-deferred-hooks'> = async ({ event, run, reconcile }) => {
  const due = deferredRestarts(run.around.host, run.model.app.name).length > 0;
  tellRestart(event, run, due, await reconcile({ restart: due }));
};
