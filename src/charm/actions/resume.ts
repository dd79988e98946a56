/** resume: lets the service run again, with everything that has changed since pause. */
import { pauseFailureMessage } from '../../openstack/pause.ts';
import { ServiceError, unmaskService } from '../../openstack/services.ts';
import { serviceName } from '../astara/paths.ts';
import type { AstaraAction } from './action-run.ts';

export const resume: AstaraAction<'resume'> = async ({ event, run, reconcile }) => {
  const { host } = run.around;
  try {
    unmaskService(host, serviceName);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    event.fail(pauseFailureMessage('resume', error.message));
    return;
  }
  run.memory.paused = false;
  const { plan } = await reconcile();
  const stopped = plan.service === 'run' && run.memory.health?.kind === 'stopped';
  if (stopped) event.fail(pauseFailureMessage('resume', `${serviceName} didn't start cleanly`));
};
