/** `juju run` (actions) and `juju exec` (commands): queued for units, run when the model settles. */
import { prepareParameters } from '../charm/action-parameters.ts';
import type { CharmAction, JsonObject, Model, Operation, Store, Task, Unit } from '../model/index.ts';
import { isFinished, unitTag } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';
import { unitNamed } from './lookup.ts';

export interface ActionRequest {
  readonly units: readonly string[];
  readonly action: string;
  readonly parameters: JsonObject;
  /** Milliseconds; 0 is none. */
  readonly timeout?: number;
  /** Override what actions.yaml says. */
  readonly parallel?: boolean;
  readonly executionGroup?: string;
}

export interface Queued {
  readonly operation: Operation;
  readonly tasks: readonly Task[];
}

/** Refuses all when one unit does not have the action or the parameters do not fit. */
export function queueAction(store: Store, request: ActionRequest): Queued {
  const { model } = store;
  const queued = model.transact(() => {
    const units = request.units.map((name) => unitNamed(model, name));
    const prepared = units.map((unit) => {
      const action = actionOf(model, unit, request.action);
      const rules = { additionalProperties: model.version.actionAdditionalProperties };
      return { unit, action, parameters: prepareParameters(action, request.parameters, rules) };
    });
    const summary = `${request.action} run on ${units.map((unit) => unitTag(unit.name)).join(',')}`;
    return enqueue(
      store,
      summary,
      prepared.map(({ unit, action, parameters }) => ({
        kind: 'action',
        name: request.action,
        unit: unit.name,
        parameters,
        command: '',
        relationId: null,
        remoteUnit: null,
        timeout: request.timeout ?? 0,
        parallel: request.parallel ?? action.parallel,
        executionGroup: request.executionGroup ?? action.executionGroup,
      })),
    );
  });
  store.commit();
  return queued;
}

function actionOf(model: Model, unit: Unit, name: string): CharmAction {
  const { actions } = model.charms.get(unit.charmUrl);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  return action ?? refuse('not-found', `action ${goQuote(name)} not defined on unit ${goQuote(unit.name)}`);
}

export interface ExecRequest {
  readonly units: readonly string[];
  /** Shell text, for bash. */
  readonly command: string;
  readonly relationId?: number | null;
  readonly remoteUnit?: string | null;
  readonly timeout?: number;
  readonly parallel?: boolean;
  readonly executionGroup?: string;
}

export function queueExec(store: Store, request: ExecRequest): Queued {
  const { model } = store;
  const queued = model.transact(() => {
    const units = request.units.map((name) => unitNamed(model, name));
    const summary = `juju-exec run on ${units.map((unit) => unitTag(unit.name)).join(',')}`;
    return enqueue(
      store,
      summary,
      units.map((unit) => ({
        kind: 'exec',
        name: 'juju-exec',
        unit: unit.name,
        parameters: { command: request.command, timeout: request.timeout ?? 0 },
        command: request.command,
        relationId: request.relationId ?? null,
        remoteUnit: request.remoteUnit ?? null,
        timeout: request.timeout ?? 0,
        parallel: request.parallel ?? false,
        executionGroup: request.executionGroup ?? '',
      })),
    );
  });
  store.commit();
  return queued;
}

type NewTask = Omit<
  Task,
  'id' | 'operation' | 'status' | 'message' | 'results' | 'log' | 'enqueued' | 'started' | 'completed'
>;

function enqueue(store: Store, summary: string, wanted: readonly NewTask[]): Queued {
  const { model } = store;
  const operation = String(model.next('task'));
  const enqueued = store.now();
  const tasks = wanted.map(
    (one): Task => ({
      ...one,
      id: String(model.next('task')),
      operation,
      status: 'pending',
      message: '',
      results: {},
      log: [],
      enqueued,
      started: null,
      completed: null,
    }),
  );
  for (const task of tasks) model.tasks.set(task.id, task);
  const entry: Operation = { id: operation, summary, tasks: tasks.map((task) => task.id), enqueued };
  model.operations.set(operation, entry);
  return { operation: entry, tasks };
}

/** `juju cancel-task`: a task that has not begun. */
export function cancelTask(store: Store, id: string): Task {
  const { model } = store;
  const task = model.tasks.find(id) ?? refuse('not-found', `task ${goQuote(id)} not found`);
  if (isFinished(task)) return task;
  const cancelled = model.tasks.patch(id, { status: 'cancelled', completed: store.now() });
  store.commit();
  return cancelled;
}
