/** The emulator's door: what a command line (or a test) needs to play a Juju model. */
export type { FailedUnit, HookEvent, HookOutcome, SettleEvent, SettleListener, SettleSummary } from './agent/events.ts';
export type { SettleOptions } from './agent/settler.ts';
export { charmFolderOf } from './agent/unit-runner.ts';
export { type CharmSource, sweepCharms } from './controller/charms.ts';
export * from './controller/configure.ts';
export { ControllerError, type ControllerErrorCode } from './controller/controller-error.ts';
export { advanceClock, createModel, type NewModel, setModelConfig } from './controller/create-model.ts';
export { type Deployed, type DeployRequest, deploy } from './controller/deploy.ts';
export { applicationNamed, machineNamed, relationNamed, unitNamed } from './controller/lookup.ts';
export { addMachines, rebootMachine, removeMachine } from './controller/machines.ts';
export { type RefreshRequest, refresh } from './controller/refresh.ts';
export { integrate, removeRelation, suspendRelation } from './controller/relations.ts';
export { addSpace, spaceNamed } from './controller/spaces.ts';
export { addStorageTo, attachStorage, detachStorage, removeStorage, storageNamed } from './controller/storage.ts';
export {
  type ActionRequest,
  cancelTask,
  type ExecRequest,
  type Queued,
  queueAction,
  queueExec,
} from './controller/tasks.ts';
export { addUnits, changeLeader, removeApplication, removeUnits, resolveUnit } from './controller/units.ts';
export * from './controller/user-secrets.ts';
export { Emulator, type EmulatorOptions } from './emulator.ts';
export * from './machines/index.ts';
export * from './model/index.ts';
