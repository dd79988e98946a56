/** sync-database: the leader brings the schema up to date, though it is known to be. */
import type { AstaraAction } from './action-run.ts';

export const syncDatabase: AstaraAction<'sync-database'> = async ({ event, run, reconcile }) => {
  if (!run.model.unit.isLeader()) {
    event.fail('Only the leader migrates the database; run this action there');
    return;
  }
  if (run.memory.paused) {
    event.fail('The unit is paused; run resume first');
    return;
  }
  const { plan, done, probes } = await reconcile({ migrate: true });
  const { databaseProblem, installProblem } = run.memory;
  const refused = probes.find((probe) => probe.problem !== null)?.problem ?? '';
  const problem = [databaseProblem.message, installProblem, refused].find((one) => one !== '');
  if (problem !== undefined) {
    event.fail(problem);
    return;
  }
  const step = done.find((one) => one.startsWith('migrated the database'));
  if (step === undefined) {
    event.fail(plan.hold?.message ?? `The database cannot be migrated now: ${run.memory.status.message}`);
    return;
  }
  event.setResults({ outcome: step });
};
