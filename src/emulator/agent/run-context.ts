/**
 * What the agent asks of a hook context and of the hook tools' server. `src/emulator/context/` and `src/emulator/tools/`
 * implement it; the agent's own tests hand over something smaller.
 */
import type { MachinePath } from '../machines/machine.ts';
import type { Hook, JsonObject, Store, Task } from '../model/index.ts';

/** One run of a hook, an action or a command. */
export interface RunRequest {
  readonly store: Store;
  readonly unit: string;
  /** JUJU_CONTEXT_ID; dead as soon as the run is over. */
  readonly contextId: string;
  /** Null for actions and commands. */
  readonly hook: Hook | null;
  /** Null for hooks. */
  readonly task: Task | null;
  readonly charmFolder: MachinePath;
  /** Where the host finds an absolute path of the unit's machine: for `--file` and `-o`. */
  hostPath(inside: string): string;
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

export interface RunContext {
  readonly reboot: RebootRequest;
  readonly action: ActionOutcome;
  /** Writes what the hook buffered. Called within a transaction of the model, so that throwing writes nothing; the message goes to the log. */
  flush(): void;
}

/** Serves hook tools to running hooks. */
export interface ToolServer {
  /** Makes a context and answers tool calls for it until `close`. */
  open(request: RunRequest): RunContext;
  close(contextId: string): void;
  /** Puts the tools (links, client program) for a unit where the machine sees them; returns the directory for PATH, as seen inside. */
  installTools(place: ToolPlace): string;
  /** JUJU_AGENT_SOCKET_ADDRESS for a unit, as seen inside its machine. */
  socketAddress(place: ToolPlace): string;
}

export interface ToolPlace {
  readonly unit: string;
  /** `/var/lib/juju` of the unit's machine. */
  readonly juju: MachinePath;
  readonly shared: MachinePath;
}
