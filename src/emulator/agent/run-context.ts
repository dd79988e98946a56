/** What the agent asks of hook contexts and hook tools; `tool-desk.ts` gets it from the rooms that have them. */
import type { Machine } from '../machines/machine.ts';
import type { Hook, JsonObject, Task } from '../model/index.ts';

/** One run of a hook, an action or a command. */
export interface RunRequest {
  readonly unit: string;
  readonly machine: Machine;
  /** Null for actions and commands. */
  readonly hook: Hook | null;
  /** Null for hooks. */
  readonly task: Task | null;
  /** Ends the hook's process at once: `juju-reboot --now`. */
  kill(): void;
}

export type RebootRequest = 'none' | 'after' | 'now';

/** What action-set and action-fail left behind. */
export interface ActionOutcome {
  readonly results: JsonObject;
  /** Null unless action-fail was called. */
  readonly failure: string | null;
}

/** A context that hook tools can call, from the beginning of a run to its end. */
export interface RunContext {
  /** JUJU_CONTEXT_ID; dead as soon as the run is over. */
  readonly contextId: string;
  /** Directory of the hook tools, as seen inside the machine. */
  readonly toolsFolder: string;
  /** JUJU_AGENT_SOCKET_ADDRESS. */
  readonly socketAddress: string;
  readonly reboot: RebootRequest;
  readonly action: ActionOutcome;
  /** Writes what the run buffered. Called within a transaction of the model: throwing writes nothing, and the message goes to the log. */
  flush(): void;
  /** No tool is answered any more. */
  close(): void;
}

export interface ToolDesk {
  /** Throws when no context can be made (an exec for a relation that is not there). */
  open(request: RunRequest): Promise<RunContext>;
  /** The unit is gone: its server too. */
  forget(unit: string): Promise<void>;
  closeAll(): Promise<void>;
}
