/** Which units a change of the model may give something to do: the rest need not be asked again. */
import type {
  Application,
  Change,
  Model,
  Relation,
  RelationUnit,
  Secret,
  StorageInstance,
  Task,
  Unit,
} from '../model/index.ts';

type Concern = (model: Model, change: Change) => Iterable<string>;

export function concernedUnits(model: Model, change: Change): Iterable<string> {
  return concerns[change.table]?.(model, change) ?? [];
}

const concerns: Readonly<Record<string, Concern>> = {
  model: (model, { before, after }) =>
    Reflect.get(before ?? {}, 'counters') !== Reflect.get(after ?? {}, 'counters') ? [] : model.units.keys(),
  machines: (model, { key }) => model.unitsOn(key).map((unit) => unit.name),
  applications: (model, change) => ofApplication(model, change),
  units: (model, { key, before, after }) => ofUnit(model, key, as<Unit>(before), as<Unit>(after)),
  'unit-agents': (_model, { key }) => [key],
  relations: (model, change) => ofRelation(model, change),
  'relation-units': (model, { before, after }) => ofRelationUnit(model, as<RelationUnit>(after ?? before)),
  'relation-views': (_model, { key }) => [key.slice(key.indexOf('#') + 1)],
  secrets: (model, { before, after }) => ofSecret(model, as<Secret>(after ?? before)),
  storage: (_model, { before, after }) => owners(as<StorageInstance>(before), as<StorageInstance>(after)),
  tasks: (_model, { before, after }) => owners(as<Task>(before), as<Task>(after)),
};

/** The table's name says what its values are; a change carries them untyped. */
function as<Value extends object>(value: object | undefined): Value | undefined {
  return value as Value | undefined;
}

function owners(...values: ({ readonly unit: string | null } | undefined)[]): string[] {
  return values.flatMap((value) => (value === undefined || value.unit === null ? [] : [value.unit]));
}

const applicationFields = [
  'life',
  'charmUrl',
  'charmModifiedVersion',
  'config',
  'trust',
  'bindings',
  'leader',
  'leaderSettingsVersion',
  'forceCharm',
] as const satisfies readonly (keyof Application)[];

function ofApplication(model: Model, change: Change): string[] {
  const before = as<Application>(change.before);
  const after = as<Application>(change.after);
  if (before === undefined || after === undefined) return [];
  if (applicationFields.every((field) => before[field] === after[field])) return [];
  const onlyLeader = applicationFields.every((field) => field === 'leader' || before[field] === after[field]);
  if (onlyLeader) return [before.leader, after.leader].filter((unit) => unit !== null);
  return model.unitsOf(change.key).map((unit) => unit.name);
}

/** The unit itself; when its life changes also those who wait for it. */
function ofUnit(model: Model, key: string, before: Unit | undefined, after: Unit | undefined): string[] {
  if (before?.life === after?.life) {
    return before?.resolution === after?.resolution && before?.charmUrl === after?.charmUrl ? [] : [key];
  }
  const principal = (after ?? before)?.principal ?? null;
  return [key, ...(principal === null ? [] : [principal]), ...model.subordinatesOf(key).map((unit) => unit.name)];
}

function ofRelation(model: Model, change: Change): string[] {
  const before = as<Relation>(change.before);
  const after = as<Relation>(change.after);
  const relation = after ?? before;
  if (relation === undefined) return [];
  const all = () =>
    relation.endpoints.flatMap(({ application }) => model.unitsOf(application).map((unit) => unit.name));
  if (before === undefined || after === undefined) return all();
  if (before.life !== after.life || before.suspended !== after.suspended) return all();
  if (before.applicationBags === after.applicationBags) return [];
  const peer = relation.endpoints.length === 1;
  return relation.endpoints
    .filter(({ application }) => before.applicationBags[application] !== after.applicationBags[application])
    .flatMap(({ application }) => {
      const readers = relation.endpoints.filter((endpoint) => peer || endpoint.application !== application);
      return readers.flatMap((reader) => model.unitsOf(reader.application).map((unit) => unit.name));
    });
}

/** Those who can see the unit's bag; in container scope only its counterpart. */
function ofRelationUnit(model: Model, part: RelationUnit | undefined): string[] {
  if (part === undefined) return [];
  const relation = model.relations.find(String(part.relationId));
  if (relation === undefined) return [part.unit];
  if (part.container !== null) {
    return [part.container, ...model.subordinatesOf(part.container).map((unit) => unit.name)];
  }
  const application = part.unit.slice(0, part.unit.indexOf('/'));
  const peer = relation.endpoints.length === 1;
  const readers = relation.endpoints.filter((endpoint) => peer || endpoint.application !== application);
  return [part.unit, ...readers.flatMap((reader) => model.unitsOf(reader.application).map((unit) => unit.name))];
}

function ofSecret(model: Model, secret: Secret | undefined): string[] {
  if (secret === undefined) return [];
  const { kind, name } = secret.owner;
  const owner =
    kind === 'application' ? (model.applications.find(name)?.leader ?? null) : kind === 'unit' ? name : null;
  return [...Object.keys(secret.consumers), ...(owner === null ? [] : [owner])];
}
