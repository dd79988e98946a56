/** What an action works with, and what every action is. */
import type { ActionEvent } from '../../ops/index.ts';
import type { AstaraOrchestratorTypes } from '../charm-types.ts';
import type { Force, Outcome, Run } from '../run.ts';

export type ActionName = keyof AstaraOrchestratorTypes['actions'];
export type ParamsOf<A extends ActionName> = AstaraOrchestratorTypes['actions'][A]['params'];

export interface ActionRun {
  /** Results, messages and failure go here. */
  readonly event: ActionEvent;
  readonly run: Run;
  /** Reconciles, and so brings the status up to date; `force` says what else the action wants. */
  readonly reconcile: (force?: Force) => Promise<Outcome>;
}

/** An action: its parameters are those of actions.yaml, checked by Juju, with their defaults. */
export type AstaraAction<A extends ActionName> = (
  action: ActionRun,
  params: Readonly<ParamsOf<A>>,
) => void | Promise<void>;
