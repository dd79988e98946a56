/** An action that somebody runs. */
import { EventBase } from '../../framework/event.ts';
import { exitHook } from '../../hook-exit.ts';
import { actionFail, actionGet, actionLog, actionSet } from '../../juju/action.ts';
import { flattenResults } from '../action-results.ts';
import type { CharmTypes, Name } from '../charm-types.ts';
import { parseValue, type ValueParser } from '../value-parser.ts';
import { notDeferrable } from './hook-events.ts';

export interface ActionPayload {
  readonly id: string;
  readonly name: string;
}

/** P and R are the parameters and results that the generated types give; {@link ActionEventOf} names them shortly. */
export class ActionEvent<P extends object = object, R extends object = object> extends EventBase<ActionPayload> {
  /** Keeps the results' type on the event, so that handlers of different actions are told apart. */
  declare readonly resultsType?: R;

  /** Juju's id of this run of the action. */
  get id(): string {
    return this.payload.id;
  }

  /** The action's name, for example `pause`. */
  get name(): string {
    return this.payload.name;
  }

  /** The parameters, with defaults, as Juju has checked them; asked for once. */
  get params(): Readonly<P> {
    const { model } = this.framework;
    model.actionParams ??= actionGet(model.backend.runner);
    // Juju has checked them against the very actions.yaml that P is generated from.
    return model.actionParams as Readonly<P>;
  }

  /**
   * Reads the parameters with a parser or schema. With `errors: 'fail'`, parameters that do not pass fail the action and
   * end it at once.
   */
  loadParams<T>(parser: ValueParser<T>, options: { readonly errors?: 'raise' | 'fail' } = {}): T {
    const parsed = parseValue(parser, { ...this.params });
    if (parsed.ok) return parsed.value;
    if (options.errors !== 'fail') throw parsed.error;
    this.fail(`Error in action parameters: ${parsed.error.message}`);
    return exitHook();
  }

  /** Adds to the action's results. Nested objects become dotted keys; later values replace earlier ones. */
  setResults(results: Readonly<Partial<R>>): void {
    actionSet(this.framework.model.backend.runner, flattenResults(results));
  }

  /** Shows a line to whoever runs the action, at once. */
  log(message: string): void {
    actionLog(this.framework.model.backend.runner, message);
  }

  /** Marks the action as failed; the handler goes on. */
  fail(message = ''): void {
    actionFail(this.framework.model.backend.runner, message);
  }

  override defer(): never {
    throw notDeferrable('an action', 'whoever runs it waits for its result; fail() asks to run it again');
  }
}

/**
 * The event of one of a charm's actions, by its generated types.
 *
 * @example
 * onPause(event: ActionEventOf<MyTypes, 'pause'>): void {}
 */
export type ActionEventOf<T extends CharmTypes, A extends Name<T['actions']>> = ActionEvent<
  T['actions'][A]['params'],
  T['actions'][A]['results']
>;
