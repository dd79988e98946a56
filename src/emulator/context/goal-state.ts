/** What goal-state tells: the units and relations that there are to be, whether they have come up yet or not. */
import { isPeer, localEndpoint, type Model, remoteEndpoint, type Timestamp, type Unit } from '../model/index.ts';

export interface GoalStatus {
  readonly status: string;
  readonly since: Timestamp | null;
}

export type GoalStatuses = Readonly<Record<string, GoalStatus>>;

export interface GoalState {
  readonly units: GoalStatuses;
  /** By local endpoint; each holds the remote application and its units. */
  readonly relations: Readonly<Record<string, GoalStatuses>>;
}

/** Units of an application; of a subordinate only those on the reader's own principal. */
function goalUnits(model: Model, application: string, reader: Unit): Record<string, GoalStatus> {
  const principal = reader.principal ?? reader.name;
  const units = model
    .unitsOf(application)
    .filter((unit) => unit.life !== 'dead' && (unit.principal === null || unit.principal === principal));
  return Object.fromEntries(
    units.map(({ name, life, workloadStatus }) => [
      name,
      { status: life === 'dying' ? 'dying' : workloadStatus.status, since: workloadStatus.since },
    ]),
  );
}

export function goalState(model: Model, unit: string): GoalState {
  const reader = model.units.get(unit);
  const relations: Record<string, Record<string, GoalStatus>> = {};
  for (const relation of model.relationsOf(reader.application)) {
    const local = localEndpoint(relation, reader.application);
    const remote = remoteEndpoint(relation, reader.application);
    if (isPeer(relation) || local === undefined || remote === undefined) continue;
    relations[local.name] = {
      ...relations[local.name],
      [remote.application]: { status: relation.status.status, since: relation.status.since },
      ...goalUnits(model, remote.application, reader),
    };
  }
  return { units: goalUnits(model, reader.application, reader), relations };
}
