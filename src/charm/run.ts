/** One run of the charm: what it works on and with, and what came of it. */
import type { Proxies } from '../openstack/command-environment.ts';
import type { Model, ReconcileReason } from '../ops/index.ts';
import type { Facts } from './facts.ts';
import type { Memory } from './memory.ts';
import type { Plan } from './plan.ts';
import type { ProbeOutcome } from './probes.ts';
import type { Surroundings } from './surroundings.ts';

export type Reason = Pick<ReconcileReason, 'hook' | 'endpoint'> & { readonly relationId: number | null };

/** What an operator's action wants beyond what would be done anyway. */
export interface Force {
  /** Install again, or upgrade, though the origin is the same or upgrades are left to the operator. */
  readonly install?: boolean;
  /** Migrate the database, though it is known to be migrated. */
  readonly migrate?: boolean;
  /** Restart the service, though nothing it reads has changed, restarts are deferred or it is another unit's turn. */
  readonly restart?: boolean;
}

export interface Run {
  readonly model: Model;
  readonly memory: Memory;
  readonly around: Surroundings;
  readonly reason: Reason;
  readonly force: Force;
  readonly proxies: Proxies;
  readonly availabilityZone: string | null;
  /** Shows what a long step is at. */
  readonly tell: (doing: string) => void;
}

/** What a run found and did. */
export interface Outcome {
  readonly facts: Facts;
  readonly plan: Plan;
  readonly probes: readonly ProbeOutcome[];
  /** Problems of our own requests, such as an address that this host does not have. */
  readonly requestProblems: readonly string[];
  readonly done: readonly string[];
}
