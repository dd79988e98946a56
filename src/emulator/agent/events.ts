/** What happens while the model settles, for whoever shows it to the user. */
import type { SpentTime } from './time-spent.ts';

export type HookOutcome =
  /** Exit code 0 and its writes committed. */
  | 'done'
  /** The charm has no such hook. */
  | 'skipped'
  | 'failed'
  /** Ended by a signal (reboot, Ctrl-C); it will run again. */
  | 'interrupted';

export interface HookEvent {
  readonly unit: string;
  readonly machine: string;
  /** Hook or action name; `juju-exec` for commands. */
  readonly name: string;
  readonly kind: 'hook' | 'action' | 'exec';
  /** Task id of actions and commands; empty for hooks. */
  readonly task: string;
  /** For relation hooks the remote unit, else empty. */
  readonly remoteUnit: string;
}

export type SettleEvent =
  | { readonly type: 'machine-starting'; readonly machine: string }
  | { readonly type: 'machine-started'; readonly machine: string; readonly milliseconds: number }
  | { readonly type: 'machine-removed'; readonly machine: string }
  | ({ readonly type: 'hook-started' } & HookEvent)
  | ({
      readonly type: 'hook-ended';
      readonly outcome: HookOutcome;
      readonly milliseconds: number;
      /** Why it failed, else empty. */
      readonly reason: string;
      /** The last lines of a failed hook's output, both streams as they came. */
      readonly output: readonly string[];
    } & HookEvent)
  | { readonly type: 'unit-added'; readonly unit: string }
  | { readonly type: 'unit-removed'; readonly unit: string }
  | { readonly type: 'retry'; readonly unit: string; readonly name: string; readonly attempt: number }
  | { readonly type: 'settled'; readonly summary: SettleSummary };

/** Units whose hook failed and waits for `juju resolved` or the next command. */
export interface FailedUnit {
  readonly unit: string;
  readonly hook: string;
  readonly reason: string;
}

export interface SettleSummary {
  readonly hooks: number;
  readonly skipped: number;
  readonly tasks: number;
  readonly failures: number;
  readonly failed: readonly FailedUnit[];
  readonly milliseconds: number;
  /** What they went into. */
  readonly spent: SpentTime;
  /** Stopped by the user or by a limit before nothing was left to do. */
  readonly interrupted: boolean;
}

export type SettleListener = (event: SettleEvent) => void;
