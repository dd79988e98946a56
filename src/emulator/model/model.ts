/**
 * The whole model in memory: tables of plain values, the indexes that spare a walk over all of them, and transactions.
 * Reading and writing files is `store.ts`'s work; deciding what may be done is the controller's.
 */
import type { Operation, Task } from './action.ts';
import type { Application } from './application.ts';
import type { Charm } from './charm.ts';
import { JujuVersion } from './juju-versions.ts';
import { KeyIndex } from './key-index.ts';
import type { MachineInfo } from './machine-info.ts';
import type { Counters, ModelInfo } from './model-info.ts';
import { type Relation, type RelationUnit, type RelationView, relationUnitKey } from './relation.ts';
import type { Secret } from './secret.ts';
import type { StorageInstance } from './storage.ts';
import { type AnyTable, type Change, MissingEntityError, Table } from './table.ts';
import type { Unit, UnitState } from './unit.ts';
import type { UnitAgent } from './unit-agent.ts';

const infoKey = 'model';

export type TransactionListener = (phase: 'begun' | 'undone') => void;

export class Model {
  readonly info = new Table<ModelInfo>('model');
  /** By URL. */
  readonly charms = new Table<Charm>('charms');
  readonly machines = new Table<MachineInfo>('machines');
  readonly applications = new Table<Application>('applications');
  readonly units = new Table<Unit>('units');
  /** By unit name, as are the next. */
  readonly unitAgents = new Table<UnitAgent>('unit-agents');
  readonly unitStates = new Table<UnitState>('unit-states');
  /** By id as text. */
  readonly relations = new Table<Relation>('relations');
  /** By {@link relationUnitKey}, as are the views. */
  readonly relationUnits = new Table<RelationUnit>('relation-units');
  readonly relationViews = new Table<RelationView>('relation-views');
  readonly secrets = new Table<Secret>('secrets');
  readonly storage = new Table<StorageInstance>('storage');
  readonly operations = new Table<Operation>('operations');
  readonly tasks = new Table<Task>('tasks');

  readonly #unitsByApplication = new KeyIndex(this.units, (unit) => [unit.application]);
  readonly #unitsByMachine = new KeyIndex(this.units, (unit) => [unit.machine]);
  readonly #unitsByPrincipal = new KeyIndex(this.units, (unit) => (unit.principal === null ? [] : [unit.principal]));
  readonly #relationsByApplication = new KeyIndex(this.relations, (relation) =>
    relation.endpoints.map((endpoint) => endpoint.application),
  );
  readonly #relationUnitsByRelation = new KeyIndex(this.relationUnits, (part) => [String(part.relationId)]);
  readonly #relationUnitsByUnit = new KeyIndex(this.relationUnits, (part) => [part.unit]);
  readonly #viewsByUnit = new KeyIndex(this.relationViews, (view) => [view.unit]);
  readonly #viewsByRelation = new KeyIndex(this.relationViews, (view) => [String(view.relationId)]);
  readonly #tasksByUnit = new KeyIndex(this.tasks, (task) =>
    task.status === 'pending' || task.status === 'running' ? [task.unit] : [],
  );
  readonly #storageByUnit = new KeyIndex(this.storage, (storage) => (storage.unit === null ? [] : [storage.unit]));
  readonly #transactionListeners: TransactionListener[] = [];
  #undo: Change[] | null = null;

  constructor() {
    for (const table of this.tables()) table.listen((change) => this.#undo?.push(change));
  }

  /** Every table, in the order in which they are written and read. */
  tables(): AnyTable[] {
    return [
      this.info,
      this.charms,
      this.machines,
      this.applications,
      this.units,
      this.unitAgents,
      this.unitStates,
      this.relations,
      this.relationUnits,
      this.relationViews,
      this.secrets,
      this.storage,
      this.operations,
      this.tasks,
    ];
  }

  /** False before the first deploy and after destroy-model. */
  get exists(): boolean {
    return this.info.has(infoKey);
  }

  get current(): ModelInfo {
    return this.info.get(infoKey);
  }

  get version(): JujuVersion {
    return new JujuVersion(this.current.jujuVersion);
  }

  create(info: ModelInfo): void {
    this.info.set(infoKey, info);
  }

  patchInfo(fields: Partial<ModelInfo>): ModelInfo {
    return this.info.patch(infoKey, fields);
  }

  /** Takes the next number of a counter. */
  next(counter: Exclude<keyof Counters, 'charmRevision'>): number {
    const { counters } = this.current;
    const number = counters[counter];
    this.patchInfo({ counters: { ...counters, [counter]: number + 1 } });
    return number;
  }

  /** Does all of it or, when it throws, nothing. Nested calls join the outer one. */
  transact<Result>(work: () => Result): Result {
    if (this.#undo !== null) return work();
    const undo: Change[] = [];
    this.#undo = undo;
    this.#tell('begun');
    try {
      const result = work();
      this.#undo = null;
      return result;
    } catch (error) {
      this.#undo = null;
      for (const change of undo.reverse()) change.undo();
      this.#tell('undone');
      throw error;
    }
  }

  /** Hears of each outermost transaction that begins, and of each that was undone. */
  onTransaction(listener: TransactionListener): void {
    this.#transactionListeners.push(listener);
  }

  #tell(phase: 'begun' | 'undone'): void {
    for (const listener of this.#transactionListeners) listener(phase);
  }

  charmOf(application: string): Charm {
    return this.charms.get(this.applications.get(application).charmUrl);
  }

  /** Units of an application, by number. */
  unitsOf(application: string): Unit[] {
    return this.#collect(this.units, this.#unitsByApplication.keys(application)).sort((a, b) => a.number - b.number);
  }

  unitsOn(machine: string): Unit[] {
    return this.#collect(this.units, this.#unitsByMachine.keys(machine));
  }

  subordinatesOf(unit: string): Unit[] {
    return this.#collect(this.units, this.#unitsByPrincipal.keys(unit));
  }

  /** Relations of an application, peers included, by id. */
  relationsOf(application: string): Relation[] {
    return this.#collect(this.relations, this.#relationsByApplication.keys(application)).sort((a, b) => a.id - b.id);
  }

  relation(id: number): Relation {
    return this.relations.get(String(id));
  }

  /** All that ever entered scope, whether in it or not. */
  relationUnitsOf(relationId: number): RelationUnit[] {
    return this.#collect(this.relationUnits, this.#relationUnitsByRelation.keys(String(relationId)));
  }

  relationUnitsOfUnit(unit: string): RelationUnit[] {
    return this.#collect(this.relationUnits, this.#relationUnitsByUnit.keys(unit));
  }

  relationUnit(relationId: number, unit: string): RelationUnit | undefined {
    return this.relationUnits.find(relationUnitKey(relationId, unit));
  }

  relationView(relationId: number, unit: string): RelationView | undefined {
    return this.relationViews.find(relationUnitKey(relationId, unit));
  }

  relationViewsOfUnit(unit: string): RelationView[] {
    return this.#collect(this.relationViews, this.#viewsByUnit.keys(unit));
  }

  relationViewsOf(relationId: number): RelationView[] {
    return this.#collect(this.relationViews, this.#viewsByRelation.keys(String(relationId)));
  }

  /** Tasks of a unit that are pending or running, in order. */
  openTasksOf(unit: string): Task[] {
    return this.#collect(this.tasks, this.#tasksByUnit.keys(unit)).sort((a, b) => Number(a.id) - Number(b.id));
  }

  storageOf(unit: string): StorageInstance[] {
    return this.#collect(this.storage, this.#storageByUnit.keys(unit));
  }

  #collect<Value extends object>(table: Table<Value>, keys: Iterable<string>): Value[] {
    const values: Value[] = [];
    for (const key of keys) {
      const value = table.find(key);
      if (value === undefined) throw new MissingEntityError(table.name, key);
      values.push(value);
    }
    return values;
  }
}
