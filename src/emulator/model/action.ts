/** Actions and `juju exec` commands: operations, and one task for each unit. */
import type { JsonObject, Timestamp } from './json.ts';

export type TaskStatus =
  | 'pending'
  | 'running'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'aborting'
  | 'aborted'
  | 'error';

export interface TaskMessage {
  readonly time: Timestamp;
  readonly message: string;
}

export interface Task {
  /** Number as text, from the model's counter; JUJU_ACTION_UUID. */
  readonly id: string;
  readonly operation: string;
  readonly kind: 'action' | 'exec';
  /** Action's name; `juju-exec` for commands. */
  readonly name: string;
  readonly unit: string;
  /** With the schema's defaults filled in. */
  readonly parameters: JsonObject;
  /** The shell text of an exec; empty for actions. */
  readonly command: string;
  /** Relation (id) and remote unit that `exec --relation` gave; null otherwise. */
  readonly relationId: number | null;
  readonly remoteUnit: string | null;
  /** Milliseconds; 0 is none. */
  readonly timeout: number;
  readonly parallel: boolean;
  readonly executionGroup: string;
  readonly status: TaskStatus;
  readonly message: string;
  /** action-set's map with return-code, stdout and stderr. */
  readonly results: JsonObject;
  readonly log: readonly TaskMessage[];
  readonly enqueued: Timestamp;
  readonly started: Timestamp | null;
  readonly completed: Timestamp | null;
}

export interface Operation {
  readonly id: string;
  /** For example `backup run on unit-mysql-0`. */
  readonly summary: string;
  readonly tasks: readonly string[];
  readonly enqueued: Timestamp;
}

export function isFinished(task: Task): boolean {
  return task.status !== 'pending' && task.status !== 'running' && task.status !== 'aborting';
}
