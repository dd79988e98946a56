/** Operations and tasks as `juju run`, `show-operation`, `show-task` and `operations` print them. */
import type { JsonValue, Model, Operation, Task } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { columns } from './columns.ts';
import { byName, struct, unlessEmpty } from './document.ts';
import { plainDateTime } from './time.ts';

function stamp(time: number | null): string | undefined {
  return time === null ? undefined : `${plainDateTime(time)} +0000 UTC`;
}

/** JSON's numbers that are whole print as such, as Juju's clients do with what a unit reported. */
export function plainValue(value: JsonValue): GoValue {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(plainValue);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainValue(each)]));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function timing(started: Pick<Task, 'enqueued' | 'started' | 'completed'>): GoValue {
  return struct({
    enqueued: stamp(started.enqueued),
    started: stamp(started.started),
    completed: stamp(started.completed),
  });
}

/** A task as the values of `juju run --format yaml`. */
export function taskResult(task: Task): GoValue {
  return struct({
    id: task.id,
    log: unlessEmpty(task.log.map((entry) => `${plainDateTime(entry.time)} +0000 UTC ${entry.message}`)),
    message: unlessEmpty(task.message),
    results: unlessEmpty(plainValue(task.results)),
    status: task.status,
    timing: timing(task),
    unit: task.unit,
  });
}

function taskDocument(task: Task): GoValue {
  return struct({
    host: task.unit,
    status: task.status,
    timing: timing(task),
    log: unlessEmpty(task.log.map((entry) => `${plainDateTime(entry.time)} +0000 UTC ${entry.message}`)),
    message: unlessEmpty(task.message),
    results: unlessEmpty(plainValue(task.results)),
  });
}

/** An operation is as far as the least finished of its tasks. */
export function operationStatus(tasks: readonly Task[]): string {
  const order = ['running', 'pending', 'aborting', 'failed', 'error', 'cancelled', 'aborted', 'completed'];
  const [worst] = [...tasks].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return worst?.status ?? 'completed';
}

function span(tasks: readonly Task[]): { readonly started: number | null; readonly completed: number | null } {
  const started = tasks.map((task) => task.started).filter((time) => time !== null);
  const completed = tasks.map((task) => task.completed).filter((time) => time !== null);
  return {
    started: started.length === 0 ? null : Math.min(...started),
    completed: completed.length === tasks.length && completed.length > 0 ? Math.max(...completed) : null,
  };
}

export function tasksOf(model: Model, operation: Operation): readonly Task[] {
  return operation.tasks.map((id) => model.tasks.get(id));
}

export function operationDocument(model: Model, operation: Operation): GoValue {
  const tasks = tasksOf(model, operation);
  const [first] = tasks;
  return struct({
    summary: operation.summary,
    status: operationStatus(tasks),
    action:
      first === undefined
        ? undefined
        : struct({ name: first.name, parameters: plainValue(first.parameters), command: unlessEmpty(first.command) }),
    timing: timing({ enqueued: operation.enqueued, ...span(tasks) }),
    tasks: byName(tasks, (task) => task.id, taskDocument),
  });
}

export function operationsTable(model: Model, operations: readonly Operation[]): string {
  const time = (at: number | null): string => (at === null ? '' : plainDateTime(at).replace(' ', 'T'));
  const rows = operations.map((operation) => {
    const tasks = tasksOf(model, operation);
    const { started, completed } = span(tasks);
    const ids = operation.tasks.join(',');
    return [operation.id, operationStatus(tasks), time(started), time(completed), ids, operation.summary];
  });
  return columns([['ID', 'Status', 'Started', 'Finished', 'Task IDs', 'Summary'], ...rows]);
}

/** What a finished task says to a person: its output as it was, then its results. */
export function plainTask(task: Task): string {
  const { stdout, stderr, ...others } = task.results;
  const shown = Object.fromEntries(Object.entries(others).filter(([key]) => key !== 'return-code'));
  const parts: string[] = [];
  if (Object.keys(shown).length > 0) parts.push(plainLines(shown, ''));
  for (const output of [stdout, stderr]) {
    if (typeof output === 'string' && output !== '') parts.push(output.endsWith('\n') ? output : `${output}\n`);
  }
  return parts.join('\n');
}

function plainLines(values: Readonly<Record<string, JsonValue>>, indent: string): string {
  return Object.keys(values)
    .sort()
    .map((key) => {
      const value = values[key] ?? null;
      if (typeof value === 'object' && value !== null && !isList(value))
        return `${indent}${key}:\n${plainLines({ ...value }, `${indent}  `)}`;
      return `${indent}${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}\n`;
    })
    .join('');
}
