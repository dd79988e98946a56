/** The environment that Juju would give to the hook of a test's event, and the facts of the dispatch that follow from it. */
import type { JujuVersion } from '../juju/version.ts';
import type { CharmDescription } from '../typegen/description.ts';
import type { RelationTestEvent, TestEvent } from './event.ts';
import { hookName } from './event.ts';
import { remoteAppOf, remoteUnitIds } from './parts/relation.ts';
import type { State } from './state.ts';
import type { HookRelation, Setup } from './tools/world.ts';

/** What does not change from one event of a context to the next. */
export interface Unit {
  readonly charm: CharmDescription;
  readonly appName: string;
  readonly unitId: number;
  readonly jujuVersion: JujuVersion;
  readonly charmDir: string;
  readonly machineId: string;
  readonly availabilityZone: string | null;
  readonly principalUnit: string | null;
  readonly trusted: boolean;
}

/** The unit that acts in a relation event: as the test says, or the lowest one. Null when it is the application. */
export function actingUnit(event: RelationTestEvent, ownApp: string): string | null {
  if (event.hook === 'created' || event.hook === 'broken' || event.remoteUnit === null) return null;
  const number = event.remoteUnit ?? remoteUnitIds(event.relation)[0];
  return number === undefined ? null : `${remoteAppOf(event.relation, ownApp)}/${number}`;
}

function hookRelation(event: TestEvent, unit: Unit): HookRelation | null {
  if (event.kind !== 'relation') return null;
  const remoteUnit = actingUnit(event, unit.appName);
  const named = event.departingUnit?.startsWith('/') ? `${unit.appName}${event.departingUnit}` : event.departingUnit;
  return {
    endpoint: event.relation.endpoint,
    id: event.relation.id,
    remoteApp: remoteAppOf(event.relation, unit.appName),
    remoteUnit,
    departingUnit: event.hook === 'departed' ? (named ?? remoteUnit) : null,
    kind: event.hook,
  };
}

/** Event and unit as the simulated hook tools see them. */
export function setupOf(event: TestEvent, unit: Unit): Setup {
  return {
    charm: unit.charm,
    appName: unit.appName,
    unitName: `${unit.appName}/${unit.unitId}`,
    jujuVersion: unit.jujuVersion,
    trusted: unit.trusted,
    relation: hookRelation(event, unit),
    storage: event.kind === 'storage' ? `${event.storage.name}/${event.storage.index}` : null,
    action: event.kind === 'action' ? { name: event.action, params: event.params } : null,
  };
}

/** A subordinate's principal: as the context says, or the remote unit of its container-scoped relation. */
function principalOf(unit: Unit, state: State): string | null {
  if (unit.principalUnit !== null || !unit.charm.subordinate) return unit.principalUnit;
  const host = state.relations.find((part) => part.kind === 'subordinate');
  return host?.kind === 'subordinate' ? `${host.remoteApp}/${host.remoteUnitId}` : null;
}

function eventVariables(event: TestEvent, setup: Setup): Readonly<Record<string, string>> {
  const relation = setup.relation;
  if (relation !== null) {
    return {
      JUJU_RELATION: relation.endpoint,
      JUJU_RELATION_ID: `${relation.endpoint}:${relation.id}`,
      JUJU_REMOTE_APP: relation.remoteApp,
      JUJU_REMOTE_UNIT: relation.remoteUnit ?? '',
      ...(relation.departingUnit === null ? {} : { JUJU_DEPARTING_UNIT: relation.departingUnit }),
    };
  }
  switch (event.kind) {
    case 'storage':
      return {
        JUJU_STORAGE_ID: setup.storage ?? '',
        JUJU_STORAGE_LOCATION: event.storage.location,
        JUJU_STORAGE_KIND: 'filesystem',
      };
    case 'secret':
      return {
        JUJU_SECRET_ID: event.secret.id,
        JUJU_SECRET_LABEL: event.secret.label ?? '',
        ...(event.revision === null ? {} : { JUJU_SECRET_REVISION: String(event.revision) }),
      };
    case 'action':
      return { JUJU_ACTION_NAME: event.action, JUJU_ACTION_UUID: event.id, JUJU_ACTION_TAG: `action-${event.id}` };
    default:
      return {};
  }
}

function dispatchPath(event: TestEvent): string {
  if (event.kind === 'action') return `actions/${event.action}`;
  const name = hookName(event);
  return name === '' ? '' : `hooks/${name}`;
}

/** The variables of the hook. Nothing of the test's own environment is in them. */
export function environmentOf(event: TestEvent, state: State, unit: Unit): Readonly<Record<string, string>> {
  const setup = setupOf(event, unit);
  const principal = principalOf(unit, state);
  return {
    JUJU_DISPATCH_PATH: dispatchPath(event),
    JUJU_HOOK_NAME: hookName(event),
    JUJU_UNIT_NAME: setup.unitName,
    JUJU_MODEL_NAME: state.model.name,
    JUJU_MODEL_UUID: state.model.uuid,
    JUJU_VERSION: unit.jujuVersion.toString(),
    JUJU_CHARM_DIR: unit.charmDir,
    JUJU_MACHINE_ID: unit.machineId,
    ...(unit.availabilityZone === null ? {} : { JUJU_AVAILABILITY_ZONE: unit.availabilityZone }),
    ...(principal === null ? {} : { JUJU_PRINCIPAL_UNIT: principal }),
    ...eventVariables(event, setup),
  };
}
