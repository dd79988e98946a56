/** git-reinstall: builds the installation from git afresh, from the same repositories. */
import type { AstaraAction } from './action-run.ts';

export const gitReinstall: AstaraAction<'git-reinstall'> = async ({ event, run, reconcile }) => {
  if (String(run.model.config.get('openstack-origin-git') ?? '').trim() === '') {
    event.fail('openstack-origin-git is not configured');
    return;
  }
  await reconcile({ install: true });
  if (run.memory.installProblem === '') {
    event.setResults({ outcome: 'success', version: run.memory.version });
    return;
  }
  event.setResults({ traceback: run.memory.installProblem });
  event.fail('git-reinstall resulted in an unexpected error');
};
