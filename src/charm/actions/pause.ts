/** pause: stops the service and keeps it stopped, whatever happens on the host, until resume. */
import { pauseFailureMessage, pauseServices } from '../../openstack/pause.ts';
import { serviceName } from '../astara/paths.ts';
import { forgetService } from '../memory.ts';
import { stopLimitMs } from '../workload/service.ts';
import type { AstaraAction } from './action-run.ts';

export const pause: AstaraAction<'pause'> = async ({ event, run, reconcile }) => {
  const outcome = pauseServices(run.around.host, [serviceName], stopLimitMs);
  // Also when it did not stop: the status then says what still runs, and resume puts it right.
  run.memory.paused = true;
  forgetService(run.memory);
  await reconcile();
  if (!outcome.ok) event.fail(pauseFailureMessage('pause', outcome.problem));
};
