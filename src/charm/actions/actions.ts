/** The table of actions: one for each of actions.yaml, which the compiler checks. */

import type { ActionName, ActionRun, AstaraAction } from './action-run.ts';
import { astaraCommands } from './astara-ctl.ts';
import { check } from './check.ts';
import { clusterStatus } from './cluster-status.ts';
import { runDeferredHooks, showDeferredEvents } from './deferred-events.ts';
import { gitReinstall } from './git-reinstall.ts';
import { openstackUpgrade } from './openstack-upgrade.ts';
import { pause } from './pause.ts';
import { restartServices } from './restart-services.ts';
import { resume } from './resume.ts';
import { securityChecklist } from './security-checklist.ts';
import { showConfig } from './show-config.ts';
import { syncDatabase } from './sync-database.ts';

const actions: { readonly [A in ActionName]: AstaraAction<A> } = {
  pause,
  resume,
  'openstack-upgrade': openstackUpgrade,
  'git-reinstall': gitReinstall,
  'restart-services': restartServices,
  'run-deferred-hooks': runDeferredHooks,
  'show-deferred-events': showDeferredEvents,
  'security-checklist': securityChecklist,
  'show-config': showConfig,
  check,
  'cluster-status': clusterStatus,
  'sync-database': syncDatabase,
  ...astaraCommands,
};

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(actions, name);
}

export const actionNames: readonly ActionName[] = Object.keys(actions).filter(isActionName);

/** Runs the action that the event is about. */
export async function runAction(action: ActionRun): Promise<void> {
  const { name, params } = action.event;
  if (!isActionName(name)) throw new TypeError(`cannot run the action "${name}": it is not in the table`);
  // Juju has checked the parameters against the same actions.yaml that this action's type is generated from.
  const handler = actions[name] as (action: ActionRun, params: object) => void | Promise<void>;
  await handler(action, params);
}
