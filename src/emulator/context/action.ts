/** The action that a context runs: its parameters, and what its script has said of the outcome so far. */
import type { JsonObject, JsonValue, Model, Task, Timestamp } from '../model/index.ts';

type Results = Map<string, string | Results>;

function asObject(results: Results): JsonObject {
  const entries = [...results].map(([key, value]): [string, JsonValue] => [
    key,
    typeof value === 'string' ? value : asObject(value),
  ]);
  return Object.fromEntries(entries);
}

export class ContextAction {
  readonly #model: Model;
  readonly #task: Task;
  readonly #now: () => Timestamp;
  readonly #results: Results = new Map();
  #failure: string | null = null;

  constructor(model: Model, task: Task, now: () => Timestamp) {
    this.#model = model;
    this.#task = task;
    this.#now = now;
  }

  get parameters(): JsonObject {
    return this.#task.parameters;
  }

  get results(): JsonObject {
    return asObject(this.#results);
  }

  /** Null unless the script called action-fail. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Sets a result below a path of keys; a text that stands in the way gives way to a map. */
  set(path: readonly string[], value: string): void {
    let at = this.#results;
    path.forEach((key, index) => {
      if (index === path.length - 1) {
        at.set(key, value);
        return;
      }
      const next = at.get(key);
      if (next instanceof Map) {
        at = next;
        return;
      }
      const made: Results = new Map();
      at.set(key, made);
      at = made;
    });
  }

  fail(message: string): void {
    this.#failure = message;
  }

  /** Shows at once in the running task. */
  log(message: string): void {
    const task = this.#model.tasks.find(this.#task.id);
    if (task === undefined) return;
    this.#model.tasks.patch(task.id, { log: [...task.log, { time: this.#now(), message }] });
  }
}
