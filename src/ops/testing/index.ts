/**
 * The test kit: a hook as a function. The room's only door.
 *
 * @example
 * const context = new Context(MyCharm, { charmRoot: '.' });
 * const db = relation({ endpoint: 'database', remoteUnits: { 0: { host: '10.0.0.4' } } });
 * const out = await context.run(context.on.relationChanged(db), state({ relations: [db], leader: true }));
 * expect(out.state.unitStatus).toEqual({ name: 'active', message: '' });
 */

export { InconsistentScenarioError } from './consistency/problem.ts';
export type { ContextOptions, RunOptions, TypedStateInput } from './context.ts';
export { Context } from './context.ts';
export type { DeferredBy } from './deferred.ts';
export type {
  ActionTestEvent,
  CollectStatusTestEvent,
  CustomTestEvent,
  PlainEvent,
  RelationTestEvent,
  SecretTestEvent,
  StorageTestEvent,
  TestEvent,
} from './event.ts';
export type { ActingUnit, ActionOptions, ChangedBy, Departing, Events, TypesOf } from './events.ts';
export type { Emission, Outcome } from './outcome.ts';
export { UncaughtCharmError } from './outcome.ts';
export { addressKeys, OWN_ADDRESS } from './parts/addresses.ts';
export type { DeferredPart, StoredStateInput, StoredStatePart } from './parts/kept.ts';
export { storedState } from './parts/kept.ts';
export type { BindAddress, NetworkAddress, NetworkInput, NetworkPart } from './parts/network.ts';
export { bindAddress, network } from './parts/network.ts';
export type {
  Bag,
  PeerRelation,
  PeerRelationInput,
  RegularRelation,
  Relation,
  RelationInput,
  SubordinateRelation,
  SubordinateRelationInput,
  UnitBags,
} from './parts/relation.ts';
export { peerRelation, relation, subordinateRelation } from './parts/relation.ts';
export type { SecretContent, SecretInput, SecretPart, SecretRevision } from './parts/secret.ts';
export { secret } from './parts/secret.ts';
export type { PortPart, Protocol, ResourcePart, StorageInput, StoragePart } from './parts/storage.ts';
export { openedPort, portText, resource, storage } from './parts/storage.ts';
export type { CloudSpecPart, ConfigValue, ModelPart, State, StateInput, StatusName, StatusPart } from './state.ts';
export { DEFAULT_MODEL, state } from './state.ts';
export { SimulationError } from './tools/failure.ts';
export type { LogLine, StatusChange } from './tools/world.ts';
