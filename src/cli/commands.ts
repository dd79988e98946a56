/** Every command, in the order of the alphabet within its group. */
import type { Command } from './command.ts';
import { actions, showAction } from './commands/actions.ts';
import { attachResource, bind, expose, resources, trust, unexpose } from './commands/application-settings.ts';
import { config } from './commands/config.ts';
import { debugLog } from './commands/debug-log.ts';
import { deploy } from './commands/deploy.ts';
import { advanceClockCommand, electLeader, settle, version } from './commands/emulation.ts';
import { exec } from './commands/exec.ts';
import { integrate, removeRelation, resumeRelation, suspendRelation } from './commands/integrate.ts';
import { addMachine, reboot } from './commands/machine-admin.ts';
import { machines, showMachine } from './commands/machines.ts';
import { modelConfig } from './commands/model-config.ts';
import { addModel, destroyModel, models, showModel, switchModel } from './commands/models.ts';
import { cancelTask, operations, showOperation, showTask } from './commands/operations.ts';
import { refresh } from './commands/refresh.ts';
import { removeApplication, removeMachine, removeUnit } from './commands/removals.ts';
import { run } from './commands/run.ts';
import { scp } from './commands/scp.ts';
import { secrets, showSecret } from './commands/secrets.ts';
import { showApplication } from './commands/show-application.ts';
import { showStatusLog } from './commands/show-status-log.ts';
import { showUnit } from './commands/show-unit.ts';
import { addSpace, showSpace, spaces, subnets } from './commands/spaces.ts';
import { ssh } from './commands/ssh.ts';
import { status } from './commands/status.ts';
import { showStorage, storage } from './commands/storage.ts';
import { addStorage, attachStorage, detachStorage, removeStorage } from './commands/storage-changes.ts';
import { addUnit, resolved } from './commands/units.ts';
import { addSecret, grantSecret, removeSecret, revokeSecret, updateSecret } from './commands/user-secrets.ts';
import { waitFor } from './commands/wait-for.ts';

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

export const commandGroups: readonly CommandGroup[] = [
  {
    title: 'Applications and relations',
    commands: [
      addUnit,
      attachResource,
      bind,
      config,
      deploy,
      expose,
      integrate,
      refresh,
      removeApplication,
      removeRelation,
      removeUnit,
      resolved,
      resources,
      resumeRelation,
      suspendRelation,
      trust,
      unexpose,
    ],
  },
  { title: 'Storage', commands: [addStorage, attachStorage, detachStorage, removeStorage, showStorage, storage] },
  { title: 'Networks', commands: [addSpace, showSpace, spaces, subnets] },
  {
    title: 'Secrets',
    commands: [addSecret, grantSecret, removeSecret, revokeSecret, secrets, showSecret, updateSecret],
  },
  {
    title: 'Status and logs',
    commands: [debugLog, machines, showApplication, showMachine, showStatusLog, showUnit, status, waitFor],
  },
  {
    title: 'Actions and commands',
    commands: [actions, cancelTask, exec, operations, run, scp, showAction, showOperation, showTask, ssh],
  },
  {
    title: 'Models and machines',
    commands: [addMachine, addModel, destroyModel, modelConfig, models, removeMachine, showModel, switchModel, version],
  },
  { title: 'What Juju does not have', commands: [advanceClockCommand, electLeader, reboot, settle] },
];

export const commands: readonly Command[] = commandGroups.flatMap((group) => group.commands);

/** What `juju run` was before 3.0 is `juju exec` now, and actions were run with `juju run-action`. */
const earlierNames: Readonly<Record<string, string>> = { run: 'exec', 'run-action': 'run' };

/** The command of a name, an alias included, in the words of the Juju that is played. */
export function commandNamed(name: string, runMeansAction: () => boolean): Command | undefined {
  const earlier = Object.hasOwn(earlierNames, name) ? earlierNames[name] : undefined;
  const present = earlier === undefined || runMeansAction() ? name : earlier;
  return commands.find((command) => command.name === present || command.aliases?.includes(present));
}
