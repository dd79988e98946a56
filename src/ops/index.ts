/** Juju's operator framework for machine charms: everything that a charm's author uses, and nothing else. */

export { CharmBase } from './charm/charm-base.ts';
export type { CharmEvents, RelationEvents, StorageEvents } from './charm/charm-events.ts';
export type { ActionType, CharmTypes, ConfigValue, EndpointType, UntypedCharm } from './charm/charm-types.ts';
// Charms, their events and their files
export { ActionEvent, type ActionEventOf } from './charm/events/action-event.ts';
export { CollectStatusEvent } from './charm/events/collect-status-event.ts';
export {
  CollectMetricsEvent,
  ConfigChangedEvent,
  HookEvent,
  InstallEvent,
  LeaderElectedEvent,
  LeaderSettingsChangedEvent,
  PostSeriesUpgradeEvent,
  PreSeriesUpgradeEvent,
  RemoveEvent,
  StartEvent,
  StopEvent,
  UpdateStatusEvent,
  UpgradeCharmEvent,
} from './charm/events/hook-events.ts';
export { ReconcileEvent, type ReconcileReason } from './charm/events/reconcile-event.ts';
export {
  RelationBrokenEvent,
  RelationChangedEvent,
  RelationCreatedEvent,
  RelationDepartedEvent,
  RelationEvent,
  RelationJoinedEvent,
} from './charm/events/relation-events.ts';
export {
  SecretChangedEvent,
  SecretEvent,
  SecretExpiredEvent,
  SecretRemoveEvent,
  SecretRotateEvent,
} from './charm/events/secret-events.ts';
export { StorageAttachedEvent, StorageDetachingEvent, StorageEvent } from './charm/events/storage-events.ts';
export type {
  ActionMeta,
  AssumesExpression,
  CharmFiles,
  CharmMeta,
  ConfigMeta,
  ConfigType,
  MetadataLinks,
  PayloadMeta,
  RelationMeta,
  RelationRole,
  ResourceMeta,
  StorageMeta,
} from './charm/meta.ts';
export type { StandardSchema, ValueParser } from './charm/value-parser.ts';
// Errors
export {
  ContextError,
  FrameworkError,
  HookToolError,
  InvalidStatusError,
  MetadataError,
  ModelError,
  OpsError,
  type OpsErrorCode,
  PermissionDeniedError,
  RelationDataAccessError,
  RelationDataError,
  RelationDataTypeError,
  RelationNotFoundError,
  SchemaError,
  SecretNotFoundError,
  StateError,
  TooManyRelatedAppsError,
} from './errors.ts';
// Typed databags
export * from './fields.ts';

// The framework: objects, events of one's own, what is kept
export { BoundEvent } from './framework/bound-event.ts';
export { CommitEvent, EventBase, LifecycleEvent, type NoPayload, PreCommitEvent } from './framework/event.ts';
export { Framework } from './framework/framework.ts';
export { Handle } from './framework/handle.ts';
export { FrameworkObject } from './framework/object.ts';
export { ObjectEvents } from './framework/object-events.ts';
export type { Plain, PlainValue } from './framework/plain-data.ts';
// Running a charm
export { exitHook } from './hook-exit.ts';
// Juju: the hook's context, versions, and the values that its tools give
export type { GoalState, GoalStatus } from './juju/application.ts';
export {
  type ActionContext,
  type Environment,
  type JujuContext,
  type ProxyContext,
  type RelationContext,
  readContext,
  readStrictContext,
  type SecretContext,
  type StorageContext,
} from './juju/context.ts';
export type { CloudCredential, CloudSpec } from './juju/credential.ts';
export type { PortRange, Protocol } from './juju/port.ts';
export type { SecretInfo, SecretRotation } from './juju/secret.ts';
export { JujuVersion } from './juju/version.ts';
// Logging
export { type Log, logger, markSecret } from './log.ts';
export type { LogLevel } from './log-level.ts';
export { type MainOptions, main } from './main.ts';
// The model
export { Application } from './model/application.ts';
export { Binding, Network, type NetworkInterface } from './model/binding.ts';
export { ConfigData } from './model/config-data.ts';
export type { LoadRequest } from './model/loading.ts';
export { Model, type SecretSelector } from './model/model.ts';
export { Relation, type RemoteModel } from './model/relation.ts';
export { RelationDataContent } from './model/relation-data.ts';
export { RelationMapping } from './model/relation-mapping.ts';
export { Resources } from './model/resources.ts';
export type { RestingOn } from './model/rest.ts';
export { type NewSecret, Secret, type SecretContent } from './model/secret.ts';
export {
  ActiveStatus,
  BlockedStatus,
  ErrorStatus,
  MaintenanceStatus,
  StatusBase,
  type StatusName,
  UnknownStatus,
  WaitingStatus,
} from './model/status.ts';
export { Storage, StorageMapping } from './model/storage.ts';
export { type PortLike, Unit } from './model/unit.ts';
export { controlCharacterProblem, quoted } from './printable.ts';
export { absent, incomplete, invalid, type Readiness, ready } from './readiness.ts';
export {
  type BagReading,
  type BagSchema,
  bagSchema,
  configSchema,
  decoded,
  type FieldMap,
  paramsSchema,
  type Reading,
  refine,
  refused,
  type ValueOf,
  type ValuesSchema,
} from './schema.ts';
